"""Where the shapes and flows of a BPMN diagram lie.

Every state has a column of its own, in the order declared, and lies in the row of its lane, so that no two shapes meet. A flow to
another column leaves by a track above the shapes of its lane (from a task's edge: below them) and comes down in the
channel before the column that it leads to; tracks and channels hold nothing else. All lengths are pixels.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.interchange.bpmn_boxes import (
    CHANNEL,
    DROP,
    EDGE_STEP,
    END_STEP,
    EVENT,
    FROM_TASK,
    FROM_TOP,
    GAP,
    GATEWAY,
    LABEL_HEIGHT,
    LABEL_WIDTH,
    LANE_HEAD,
    POOL_HEAD,
    TASK_HEIGHT,
    TASK_WIDTH,
    TRACK,
    Box,
    Layout,
    Point,
    down,
    text_width,
    without_turns,
)
from flows.interchange.bpmn_graph import Flow, Graph, Lane, Node


@dataclass(slots=True)
class _Column:
    """`channel` is the x of the line that comes down before it."""

    channel: int
    task: int
    width: int

    @property
    def fork(self) -> int:
        return self.task + self.width + GAP

    @property
    def ends(self) -> int:
        return self.fork + GATEWAY + GAP + 20


@dataclass(slots=True)
class _Track:
    """A flow on its way to another column, from `begin` to `end`."""

    flow: Flow
    begin: int
    end: int
    above: bool

    def reach(self) -> tuple[int, int]:
        """With the room for its label, which stands where it begins."""
        label = self.begin + (1 if self.end > self.begin else -1) * (text_width(self.flow.name) + 12)
        return min(self.begin, self.end, label), max(self.begin, self.end, label)


def layout(graph: Graph) -> Layout:
    return _Laid(graph).found


class _Laid:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.columns = self._columns()
        self.straight = self._straight()
        self.tracks = [track for flow in graph.flows if (track := self._track(flow))]
        self.heights: dict[str, int] = {}
        self.found = Layout(Box(0, 0, 0, 0))
        self._rows()
        for node in graph.nodes.values():
            self.found.shapes[node.id] = self._shape(node)
        for node in graph.nodes.values():
            self._label_of(node)
        for flow in graph.flows:
            self._way(flow)

    def _columns(self) -> dict[str, _Column]:
        found, x = {}, POOL_HEAD + LANE_HEAD + GAP + EVENT + GAP
        for state in (code for code in self.graph.procedure.states if f"task_{code.code}" in self.graph.nodes):
            edge = [node for node in self.graph.of_state(state.code) if node.host]
            column = _Column(x + CHANNEL // 2, x + CHANNEL + GATEWAY + GAP, max(TASK_WIDTH, EDGE_STEP * len(edge)))
            found[state.code] = column
            x = column.ends + EVENT + LABEL_WIDTH // 2 + GAP // 2
        return found

    def _straight(self) -> set[str]:
        """The flows that go right on to the next column: one from each state."""
        order = list(self.columns)
        found: dict[str, str] = {}
        for flow in self.graph.flows:
            node, target = self.graph.nodes[flow.source], self.graph.nodes[flow.target]
            follows = order.index(target.state) - order.index(node.state) == 1
            if flow.arrow and target.kind != "end" and node.kind in ("task", "fork") and not node.place and follows:
                found.setdefault(node.state, flow.id)
        return set(found.values())

    def _track(self, flow: Flow) -> _Track | None:
        node, target = self.graph.nodes[flow.source], self.graph.nodes[flow.target]
        if flow.arrow is None or target.kind == "end" or flow.id in self.straight:
            return None
        above = not self._on_edge(node)
        return _Track(flow, self._middle(node), self.columns[target.state].channel, above)

    def _on_edge(self, node: Node) -> bool:
        return node.host is not None or node.id.startswith("way_")

    def _middle(self, node: Node) -> int:
        column = self.columns[node.state]
        if self._on_edge(node):
            return column.task + EDGE_STEP * node.place + 20 + EVENT // 2
        return column.fork + GATEWAY // 2 if node.kind == "fork" else column.task + column.width // 2

    def _rows(self) -> None:
        right = max(c.ends for c in self.columns.values()) + EVENT + LABEL_WIDTH
        top = 0
        self.levels: dict[str, int] = {}
        for lane in self.graph.lanes:
            middle = top + FROM_TOP + self._assign(lane, above=True) * TRACK + TASK_HEIGHT // 2 + FROM_TASK
            below = middle + self._depth(lane)
            bottom = below + self._assign(lane, above=False) * TRACK + 20
            self.found.lanes[lane.id] = Box(POOL_HEAD, top, right - POOL_HEAD, bottom - top)
            for state in lane.states:
                self.heights[state] = middle
            for track in self._of(lane):
                level = self.levels[track.flow.id]
                gone = (
                    -(TASK_HEIGHT // 2 + FROM_TASK + level * TRACK)
                    if track.above
                    else self._depth(lane) + level * TRACK
                )
                self.levels[track.flow.id] = middle + gone
            top = bottom
        self.found.pool = Box(0, 0, right, top)

    def _of(self, lane: Lane) -> list[_Track]:
        return [track for track in self.tracks if self.graph.nodes[track.flow.source].state in lane.states]

    def _assign(self, lane: Lane, *, above: bool) -> int:
        """How many tracks the lane needs; the shortest ways lie nearest to the shapes."""
        rows: list[list[tuple[int, int]]] = []
        mine = [track for track in self._of(lane) if track.above is above]
        for track in sorted(mine, key=lambda each: (each.reach()[1] - each.reach()[0], each.flow.id)):
            begin, end = track.reach()
            free = (i for i, row in enumerate(rows) if all(end < b or e < begin for b, e in row))
            level = next(free, len(rows))
            if level == len(rows):
                rows.append([])
            rows[level].append((begin, end))
            self.levels[track.flow.id] = level
        return len(rows)

    def _depth(self, lane: Lane) -> int:
        """From the middle of the row down to below its last shape."""
        deepest = TASK_HEIGHT // 2 + GAP
        for code in lane.states:
            nodes = self.graph.of_state(code)
            ends = [n for n in nodes if n.kind == "end" and not self._beneath(n)]
            if ends:
                deepest = max(deepest, len(ends) * END_STEP + EVENT // 2 + LABEL_HEIGHT)
            if any(n.host for n in nodes):
                deepest = max(deepest, TASK_HEIGHT // 2 + DROP + self._stack(code) * END_STEP + LABEL_HEIGHT)
        return deepest + 10

    def _stack(self, code: str) -> int:
        """How many shapes lie under one another beneath the edge of a task."""
        beneath = [n for n in self.graph.of_state(code) if n.kind == "end" and self._beneath(n)]
        routed = any(n.id.startswith("way_") for n in self.graph.of_state(code))
        most = max((sum(m.place == n.place for m in beneath) for n in beneath), default=0)
        return max(most + routed, 1)

    def _beneath(self, node: Node) -> bool:
        flow = next(flow for flow in self.graph.flows if flow.target == node.id)
        return self._on_edge(self.graph.nodes[flow.source])

    def _shape(self, node: Node) -> Box:
        column, middle = self.columns[node.state], self.heights[node.state]
        task_bottom = middle + TASK_HEIGHT // 2
        match node.kind:
            case "start":
                return Box(column.channel - CHANNEL // 2 - GAP - EVENT, middle - EVENT // 2, EVENT, EVENT)
            case "task":
                return Box(column.task, middle - TASK_HEIGHT // 2, column.width, TASK_HEIGHT)
            case "join":
                return Box(column.task - GAP - GATEWAY, middle - GATEWAY // 2, GATEWAY, GATEWAY)
            case "fork" if self._on_edge(node):
                return Box(self._middle(node) - GATEWAY // 2, task_bottom + GAP, GATEWAY, GATEWAY)
            case "fork":
                return Box(column.fork, middle - GATEWAY // 2, GATEWAY, GATEWAY)
            case "end":
                return self._end(node, column, middle)
        return Box(self._middle(node) - EVENT // 2, task_bottom - EVENT // 2, EVENT, EVENT)

    def _end(self, node: Node, column: _Column, middle: int) -> Box:
        beneath = self._beneath(node)
        alike = [
            n
            for n in self.graph.of_state(node.state)
            if n.kind == "end" and self._beneath(n) is beneath and (not beneath or n.place == node.place)
        ]
        index = alike.index(node)
        if beneath:
            routed = any(n.id.startswith("way_") and n.place == node.place for n in self.graph.of_state(node.state))
            y = middle + TASK_HEIGHT // 2 + DROP + (index + routed) * END_STEP
            x = column.task + EDGE_STEP * node.place + 20 + (40 if routed else 0)
            return Box(x, y - EVENT // 2, EVENT, EVENT)
        alone = f"fork_{node.state}" not in self.graph.nodes
        y = middle if alone else middle + (index + 1) * END_STEP
        return Box(column.ends, y - EVENT // 2, EVENT, EVENT)

    def _label_of(self, node: Node) -> None:
        box = self.found.shapes[node.id]
        if not node.name or node.kind == "task":
            return
        if node.host:
            self.found.labels[node.id] = Box(box.right + 2, box.middle[1] + 2, EDGE_STEP - EVENT - 8, LABEL_HEIGHT)
        elif node.kind == "fork":
            self.found.labels[node.id] = Box(box.x - 66, box.middle[1] - TASK_HEIGHT // 2 - 18, 86, 14)
        else:
            x = box.middle[0] - LABEL_WIDTH // 2
            self.found.labels[node.id] = Box(x, box.bottom + 4, LABEL_WIDTH, LABEL_HEIGHT)

    def _way(self, flow: Flow) -> None:
        node, target = self.graph.nodes[flow.source], self.graph.nodes[flow.target]
        begin, end = self.found.shapes[node.id], self.found.shapes[target.id]
        if flow.id in self.levels:
            points = self._by_track(flow, begin, end)
        elif self._on_edge(node) or target.id.startswith("way_"):
            points = down(begin, end)
        elif target.kind == "end" and begin.middle[1] != end.middle[1]:
            points = [(begin.middle[0], begin.bottom), (begin.middle[0], end.middle[1]), (end.x, end.middle[1])]
        elif flow.id in self.straight:
            x = self.columns[target.state].channel
            points = [(begin.right, begin.middle[1]), (x, begin.middle[1]), (x, end.middle[1]), (end.x, end.middle[1])]
        else:
            points = [(begin.right, begin.middle[1]), (end.x, end.middle[1])]
        self.found.ways[flow.id] = without_turns(points)
        if flow.name:
            self.found.labels[flow.id] = self._flow_label(flow, points)

    def _by_track(self, flow: Flow, begin: Box, end: Box) -> list[Point]:
        above = not self._on_edge(self.graph.nodes[flow.source])
        x, y = begin.middle[0], self.levels[flow.id]
        channel = self.columns[self.graph.nodes[flow.target].state].channel
        leaves = begin.y if above else begin.bottom
        return [(x, leaves), (x, y), (channel, y), (channel, end.middle[1]), (end.x, end.middle[1])]

    def _flow_label(self, flow: Flow, points: list[Point]) -> Box:
        width = text_width(flow.name)
        if flow.id in self.levels:
            (x, y), to = points[1], points[2][0]
            return Box(x + 6 if to > x else x - width - 6, y - 16, width, 14)
        if flow.id in self.straight:
            return Box(points[0][0] + 6, points[0][1] - 18, width, 14)
        if self.graph.nodes[flow.target].kind == "end" and not self._on_edge(self.graph.nodes[flow.source]):
            x, y = points[-2]
            return Box(x + 4, y - 32, min(width, EVENT + LABEL_WIDTH + GAP), 28)
        return Box(points[0][0] + 6, points[-1][1] - 40, min(width, EDGE_STEP - 10), 14)
