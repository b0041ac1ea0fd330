"""A declaration in every format by name, and its JSON read back: whether it is sound, and equal to which known one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from flows.definition import draw
from flows.definition.check import Clauses, Problem
from flows.definition.check import check as check_one
from flows.definition.export import UnknownName, fingerprint, from_data, to_data
from flows.definition.guards import Guard, Rule
from flows.definition.model import Procedure
from flows.definition.text import Text
from flows.interchange import bpmn, scxml
from flows.interchange.told import not_carried

SCHEMA_FILE = "procedure.schema.json"
MOST_FAULTS = 20  # of a file that isn't a declaration at all, nobody reads more
MOST_BYTES = 4_000_000  # a hundred times the largest declaration of an office


def json_of(procedure: Procedure, _lang: str = "zh") -> str:
    """All of the declaration but the functions of guards and rules; its fingerprint first."""
    data = {"fingerprint": fingerprint(procedure), **to_data(procedure)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def dot(procedure: Procedure, lang: str) -> str:
    said = "".join(f"// {line}\n" for line in not_carried(procedure, "dot", lang))
    return said + draw.source(procedure, lang).readable


def commented(procedure: Procedure, lang: str) -> str:
    """What Mermaid can't carry, as its comments."""
    return "".join(f"%% {line}\n" for line in not_carried(procedure, "mermaid", lang))


def schema() -> dict[str, Any]:
    """The JSON Schema of the JSON format, as it is published."""
    found: dict[str, Any] = json.loads(schema_text())
    return found


@cache
def schema_text() -> str:
    return files("flows.interchange").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, and where in it."""

    where: str
    message: Text


@dataclass(frozen=True, slots=True)
class ReadBack:
    """`equal_to` is the key and version of the known declaration that says the same, if there is one; `problems` are
    those of a sound file's declaration."""

    procedure: Procedure | None
    faults: tuple[Fault, ...]
    problems: tuple[Problem, ...] = ()
    fingerprint: str = ""
    equal_to: tuple[str, int] | None = None

    @property
    def sound(self) -> bool:
        return self.procedure is not None and not self.faults and not self.problems


def read_back(
    content: bytes,
    known: Sequence[Procedure],
    guards: Mapping[str, Guard],
    rules: Mapping[str, Rule],
    clauses: Clauses,
) -> ReadBack:
    """The declaration that a JSON export holds, or why it holds none. A fingerprint in the file that isn't the
    declaration's own is a fault: the file was changed after it had been written."""
    data, faults = _parsed(content)
    if data is None:
        return ReadBack(None, faults)
    said = data.pop("fingerprint", None)
    try:
        procedure = from_data(data, guards, rules)
        found = fingerprint(procedure)
    except UnknownName as fault:
        near = f"（是否 {fault.near}？）" if fault.near else ""
        zh = f"程序里没有名为 {fault.name} 的 {fault.kind}{near}"
        return ReadBack(None, (Fault(fault.kind, Text(zh, f"the program has {fault}")),))
    except (ValueError, TypeError, KeyError) as fault:
        return ReadBack(None, (Fault("declaration", Text(f"读不成声明：{fault}", f"no declaration: {fault}")),))
    if said not in (None, found):
        zh, en = (
            "内容与文件里的指纹不符：导出后被改动",
            "the content differs from the file's fingerprint: it was changed",
        )
        faults = (Fault("fingerprint", Text(zh, en)),)
    problems = tuple(check_one(procedure, clauses))
    equal = next(((one.key, one.version) for one in known if fingerprint(one) == found), None)
    return ReadBack(procedure, faults, problems, found, equal)


def _parsed(content: bytes) -> tuple[dict[str, Any] | None, tuple[Fault, ...]]:
    if len(content) > MOST_BYTES:
        return None, (Fault("file", Text("文件太大，不像流程声明", "too large for a declaration")),)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        return None, (Fault("file", Text(f"不是 JSON：{fault}", f"not JSON: {fault}")),)
    errors = Draft202012Validator(schema()).iter_errors(data)
    found = []
    for error, _ in zip(errors, range(MOST_FAULTS), strict=False):
        where = "/".join(str(step) for step in error.absolute_path) or "file"
        said = error.message[:300]
        found.append(Fault(where, Text(f"不合格式：{said}", f"not as the schema has it: {said}")))
    return (None if found else data), tuple(found)


Writer = Callable[[Procedure, str], str]
WRITERS: dict[str, Writer] = {"json": json_of, "dot": dot, "bpmn": bpmn.source, "scxml": scxml.source}
"""Each declaration's text by format and language; Mermaid is `flows.drawing.mermaid`'s."""
