"""What other people's programs find in the files that we write."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from bpmn_io import create_moddle
from bpmn_io.lint import Linter
from bpmn_io.lint.resolver import NodeResolver
from merm.parser import parse_state_diagram
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator

from flows.definition import Procedure

Move = tuple[str, str, str]  # source, event, target
RESOLVER = NodeResolver()
VALIDATOR = BpmnValidator()  # holds a document against the schema of BPMN 2.0


def moves(procedure: Procedure) -> Counter[Move]:
    """Every arrow from every source, as declared."""
    return Counter((s, t.event.code, t.lands_in(s)) for t in procedure.transitions for s in t.source)


def pairs(procedure: Procedure) -> Counter[tuple[str, str]]:
    return Counter((source, target) for source, _, target in moves(procedure).elements())


class Bpmn:
    """A document as bpmn.io's own reader, in Python, finds it."""

    def __init__(self, text: str) -> None:
        read = create_moddle().from_xml(text)
        assert read.warnings == []
        self.root: Any = read.root_element
        self.process = next(e for e in self.root.get("rootElements") if e.get("$type") == "bpmn:Process")
        elements = self.process.get("flowElements")
        self.flows = [e for e in elements if e.get("$type") == "bpmn:SequenceFlow"]
        self.nodes = {e.get("id"): e for e in elements if e.get("$type") != "bpmn:SequenceFlow"}

    def lint(self) -> dict[str, Any]:
        linter = Linter(config={"extends": "bpmnlint:recommended"}, resolver=RESOLVER)
        found: dict[str, Any] = linter.lint(self.root)
        return found

    def ours(self, element: Any, tag: str) -> Any:
        kept = element.get("extensionElements")
        values = kept.get("values") if kept else []
        return next((v for v in values if v.type_ == f"flows:{tag}"), None)

    def state(self, node: Any) -> str | None:
        kept = self.ours(node, "state")
        return kept.get("code") if kept else None

    def moves(self) -> Counter[Move]:
        """By following the flows: from a task, or from what sits on its edge, to the next task or end."""
        found: Counter[Move] = Counter()
        for node in self.nodes.values():
            source = self.state(node if node.get("$type") == "bpmn:UserTask" else node.get("attachedToRef") or node)
            if source and node.get("$type") != "bpmn:EndEvent":
                found.update(self._from(node, source, ""))
        return found

    def _from(self, node: Any, source: str, event: str) -> Counter[Move]:
        found: Counter[Move] = Counter()
        for flow in node.get("outgoing") or []:
            said = self.ours(flow, "arrow")
            taken = said.get("event") if said else event
            target = flow.get("targetRef")
            if target.get("$type") == "bpmn:ExclusiveGateway":
                found.update(self._from(target, source, taken))
            elif taken:  # else a reminder, which moves nothing
                found[source, taken, self.state(target) or source] += 1
        return found


def spiff(text: str, key: str) -> Any:
    """The process as a BPMN engine builds it. An engine takes what says that it is meant to be executed."""
    parser = BpmnParser(validator=VALIDATOR)
    executable = text.replace('isExecutable="false"', 'isExecutable="true"')
    parser.add_bpmn_io(io.BytesIO(executable.encode()))
    return parser.get_spec(key)


def spiff_pairs(built: Any) -> Counter[tuple[str, str]]:
    """Which state leads to which, once for each way, as the engine has joined its tasks."""
    found: Counter[tuple[str, str]] = Counter()
    for name, spec in built.task_specs.items():
        kind, _, rest = name.partition("_")
        if name in SPLITS or "." in name or kind not in ("task", "due", "told"):
            continue
        source = rest if kind == "task" else spec.outputs and _host(built, name)
        found.update((source, target or source) for target in _targets(spec, reminds=kind == "due"))
    return found


SPLITS = ("Start", "End")


def _host(built: Any, edge: str) -> str:
    """The state on whose edge an event sits: what its split runs beside it."""
    split = next(s for n, s in built.task_specs.items() if n.endswith("Split") and edge in [o.name for o in s.outputs])
    return str(split.name.removesuffix(".BoundaryEventSplit").removeprefix("task_"))


def _targets(spec: Any, *, reminds: bool) -> list[str]:
    """Empty for an end that is no state's: a reminder's is none at all, else the case stays."""
    found = []
    for after in spec.outputs:
        name = after.name.removesuffix(".BoundaryEventSplit")
        if name.startswith("task_"):
            found += [] if name.endswith("BoundaryEventJoin") else [name.removeprefix("task_")]
        elif name.startswith("end_told_"):
            found += [] if reminds else [""]
        elif name.startswith("end_"):
            found.append(name.removeprefix("end_").rpartition("_")[0])
        else:
            found += _targets(after, reminds=reminds)
    return found


def dot_pairs(text: str) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """States with the words in their boxes, and which lead to which others, as Graphviz reads them. Arrows of one event to one end share a rail: its joints
    hang together, lines without a head bring its sources to it, the one with a head leads to its end."""
    command = [str(Path(sys.prefix) / "bin" / "graphviz-pure"), "-Tjson0"]
    read = json.loads(subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout)
    names = {each["_gvid"]: each["name"] for each in read["objects"]}
    rails = {name: {name} for name in names.values() if name.startswith("joint-")}
    lines = [(names[e["tail"]], names[e["head"]], e["dir"]) for e in read["edges"] if "dir" in e]
    for one, other, _ in lines:
        if one in rails and other in rails:
            joined = rails[one] | rails[other]
            rails.update(dict.fromkeys(joined, joined))
    found = {
        (head, tail) if way == "back" else (tail, head) for tail, head, way in lines if not {tail, head} & {*rails}
    }
    for joints in rails.values():
        at = [
            (tail if head in joints else head, way) for tail, head, way in lines if (tail in joints) != (head in joints)
        ]
        found |= {(source, end) for source, way in at if way == "none" for end, headed in at if headed != "none"}
    words = {each["name"]: each.get("label", "").replace("\\n", "\n") for each in read["objects"]}
    return {name: said for name, said in words.items() if name not in rails}, found


def mermaid(text: str) -> Any:
    """As another reader of Mermaid finds it; the lines before the diagram are those of a page, not of the diagram."""
    return parse_state_diagram(text.split("---\n", 2)[2])
