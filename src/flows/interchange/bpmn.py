"""A procedure as BPMN 2.0 with its diagram: posts as lanes, deadlines as timers on the edge, final states as end events.

Beside what BPMN has a place for, every element names its code under the namespace `urn:flows:bpmn`, every flow has all that is
declared of its arrow in its documentation, and the process says what the format can't carry.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from flows.definition.export import fingerprint
from flows.definition.limits import Deadline
from flows.definition.model import Procedure, roles_of
from flows.definition.text import Text
from flows.interchange.bpmn_boxes import Box, Layout
from flows.interchange.bpmn_graph import Flow, Graph, Node, graph
from flows.interchange.bpmn_layout import layout
from flows.interchange.told import deadline_words, not_carried, span_amount, span_expression, state_words

SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "flows": "urn:flows:bpmn",
}
TAGS = {"start": "startEvent", "task": "userTask", "fork": "exclusiveGateway", "join": "exclusiveGateway"}
TAGS |= {"end": "endEvent", "timer": "boundaryEvent", "message": "boundaryEvent"}
DURATIONS = {"minutes": "PT{}M", "hours": "PT{}H", "days": "P{}D", "months": "P{}M"}


def source(procedure: Procedure, lang: str) -> str:
    """The document. `lang` is that of its names and sentences."""
    for prefix, address in SPACES.items():
        register_namespace(prefix, address)
    drawn = graph(procedure, lang)
    key = procedure.key
    root = Element(_q("bpmn", "definitions"), {"id": f"definitions_{key}", "targetNamespace": "urn:flows:procedures"})
    collaboration = SubElement(root, _q("bpmn", "collaboration"), {"id": f"office_{key}"})
    named = {"id": f"pool_{key}", "name": Text(procedure.zh, procedure.en).in_(lang), "processRef": key}
    SubElement(collaboration, _q("bpmn", "participant"), named)
    _process(root, drawn)
    for event in sorted({n.id.split("_", 1)[1] for n in drawn.nodes.values() if n.kind == "message"}):
        SubElement(root, _q("bpmn", "message"), {"id": f"message_{event}", "name": event})
    _diagram(root, drawn, layout(drawn))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _q(prefix: str, name: str) -> str:
    return f"{{{SPACES[prefix]}}}{name}"


def _process(root: Element, drawn: Graph) -> None:
    procedure, lang = drawn.procedure, drawn.lang
    named = {"id": procedure.key, "name": Text(procedure.zh, procedure.en).in_(lang), "isExecutable": "false"}
    process = SubElement(root, _q("bpmn", "process"), named)
    about = [Text(procedure.about_zh, procedure.about_en).in_(lang), *not_carried(procedure, "bpmn", lang)]
    _document(process, "\n".join(line for line in about if line))
    declared = {"key": procedure.key, "version": str(procedure.version), "fingerprint": fingerprint(procedure)}
    _extend(process, "declaration", declared)
    lanes = SubElement(process, _q("bpmn", "laneSet"), {"id": f"lanes_{procedure.key}"})
    for lane in drawn.lanes:
        within = SubElement(lanes, _q("bpmn", "lane"), {"id": lane.id, "name": lane.name})
        _extend(within, "posts", {"codes": " ".join(lane.posts)})
        for node in drawn.nodes.values():
            if node.state in lane.states:
                SubElement(within, _q("bpmn", "flowNodeRef")).text = node.id
    for node in drawn.nodes.values():
        _node(process, drawn, node)
    for flow in drawn.flows:
        _flow(process, flow)


def _document(parent: Element, words: str) -> None:
    SubElement(parent, _q("bpmn", "documentation")).text = words


def _extend(parent: Element, tag: str, values: dict[str, str]) -> None:
    SubElement(SubElement(parent, _q("bpmn", "extensionElements")), _q("flows", tag), values)


def _node(process: Element, drawn: Graph, node: Node) -> None:
    named = {"id": node.id, "name": node.name} if node.name else {"id": node.id}
    if node.host:
        named |= {"attachedToRef": node.host, "cancelActivity": "true" if node.interrupts else "false"}
    if node.kind == "fork":
        named["gatewayDirection"] = "Diverging"
    if node.kind == "join":
        named["gatewayDirection"] = "Converging"
    element = SubElement(process, _q("bpmn", TAGS[node.kind]), named)
    if node.kind == "task":
        _document(element, state_words(drawn.procedure, drawn.procedure.state(node.state), drawn.lang))
        _extend(element, "state", {"code": node.state})
    if node.deadline:
        _document(element, deadline_words(drawn.procedure, node.deadline, drawn.lang))
        _extend(element, "deadline", {"code": node.deadline.code, "state": node.state})
    if node.reached:
        _extend(element, "state", {"code": node.reached})
    for flow in drawn.flows:
        if flow.target == node.id:
            SubElement(element, _q("bpmn", "incoming")).text = flow.id
    for flow in drawn.flows:
        if flow.source == node.id:
            SubElement(element, _q("bpmn", "outgoing")).text = flow.id
    if node.kind == "task":
        _owners(element, drawn.procedure, node.state)
    if node.deadline:
        _timer(element, drawn.procedure, node.deadline, node.id)
    if node.kind == "message":
        event = node.id.split("_", 1)[1]
        reference = {"id": f"definition_{node.id}", "messageRef": f"message_{event}"}
        SubElement(element, _q("bpmn", "messageEventDefinition"), reference)


def _owners(task: Element, procedure: Procedure, state: str) -> None:
    for role in roles_of(procedure.state(state).by):
        owner = SubElement(task, _q("bpmn", "potentialOwner"), {"id": f"owner_{state}_{role.code}"})
        assigned = SubElement(owner, _q("bpmn", "resourceAssignmentExpression"))
        SubElement(assigned, _q("bpmn", "formalExpression")).text = role.code


def _timer(element: Element, procedure: Procedure, deadline: Deadline, ident: str) -> None:
    """A duration where the limit runs by the clock from the state's beginning, else an expression that names it."""
    span = deadline.span
    timer = SubElement(element, _q("bpmn", "timerEventDefinition"), {"id": f"definition_{ident}"})
    if span.unit == "field":
        tag, body = "timeDate", span.field or ""
    elif span.unit in DURATIONS and not span.since:
        tag, body = "timeDuration", DURATIONS[span.unit].format(span_amount(procedure, span))
    else:
        tag, body = "timeDuration", span_expression(procedure, span)
    SubElement(timer, _q("bpmn", tag), {_q("xsi", "type"): "bpmn:tFormalExpression"}).text = body


def _flow(process: Element, flow: Flow) -> None:
    named = {"id": flow.id, "name": flow.name} if flow.name else {"id": flow.id}
    element = SubElement(
        process, _q("bpmn", "sequenceFlow"), named | {"sourceRef": flow.source, "targetRef": flow.target}
    )
    if flow.arrow:
        transition = flow.arrow.transition
        _document(element, flow.words)
        values = {
            "event": transition.event.code,
            "source": flow.arrow.source,
            "target": flow.arrow.target,
            "kind": transition.event.kind,
            "by": " ".join(role.code for role in roles_of(transition.by)),
            "route": transition.route.code if transition.route else "",
            "guards": " ".join(guard.code for guard in transition.when),
            "needs": " ".join(each.name for each in transition.needs),
            "documents": " ".join(document.code for document in transition.documents),
            "clause": transition.clause,
        }
        _extend(element, "arrow", {name: value for name, value in values.items() if value})
    if flow.condition:
        expression = {_q("xsi", "type"): "bpmn:tFormalExpression"}
        SubElement(element, _q("bpmn", "conditionExpression"), expression).text = flow.condition


def _diagram(root: Element, drawn: Graph, laid: Layout) -> None:
    key = drawn.procedure.key
    diagram = SubElement(root, _q("bpmndi", "BPMNDiagram"), {"id": f"diagram_{key}"})
    plane = SubElement(diagram, _q("bpmndi", "BPMNPlane"), {"id": f"plane_{key}", "bpmnElement": f"office_{key}"})
    _shape(plane, f"pool_{key}", laid.pool, horizontal=True)
    for ident, box in laid.lanes.items():
        _shape(plane, ident, box, horizontal=True)
    for ident, box in laid.shapes.items():
        _shape(plane, ident, box, laid.labels.get(ident))
    for ident, points in laid.ways.items():
        edge = SubElement(plane, _q("bpmndi", "BPMNEdge"), {"id": f"{ident}_di", "bpmnElement": ident})
        for x, y in points:
            SubElement(edge, _q("di", "waypoint"), {"x": str(x), "y": str(y)})
        _label(edge, laid.labels.get(ident))


def _shape(plane: Element, ident: str, box: Box, label: Box | None = None, *, horizontal: bool = False) -> None:
    named = {"id": f"{ident}_di", "bpmnElement": ident} | ({"isHorizontal": "true"} if horizontal else {})
    shape = SubElement(plane, _q("bpmndi", "BPMNShape"), named)
    _bounds(shape, box)
    _label(shape, label)


def _label(parent: Element, label: Box | None) -> None:
    if label:
        _bounds(SubElement(parent, _q("bpmndi", "BPMNLabel")), label)


def _bounds(parent: Element, box: Box) -> None:
    size = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(parent, _q("dc", "Bounds"), {name: str(value) for name, value in size.items()})
