"""A procedure as Graphviz source.

Every line of text in it is an ASCII placeholder as wide as the real words (`Drawing.texts` has them): Graphviz then lays
out right on a machine without a Chinese font, and whoever renders puts the words in their place. `Drawing.readable`
is the source with the words in it, for other people's tools.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.definition.arrows import ONWARD, Look, Move, Stroke, main_path, moves, strokes
from flows.definition.captions import holder_words, name, shown_posts, state_hover
from flows.definition.lettering import em, placeholder, wrap
from flows.definition.limits import BEYOND
from flows.definition.model import Procedure, State
from flows.definition.text import Text

NAME_SIZE, SMALL_SIZE = 14.0, 11.0
NAME_EM, HOLDER_EM = 12.0, 20.0
# A label may begin with the clock's sign; a line of a box with the sign of an event that stays.
SIGN_EM = 1.4
# Between a line and the words on it.
GAP = 9.0
START = "start-mark"
NAMED = "named"
WELL: frozenset[Look] = ONWARD | {"escalate"}


@dataclass(frozen=True, slots=True)
class Box:
    """A state as drawn. `posts` are codes, none for an end; `stays` the events that leave the case where it is;
    `reached_well` tells an end that only the way onward leads to from one that a refusal or withdrawal leads to."""

    code: str
    label: str
    name: tuple[str, ...]
    holder: tuple[str, ...]
    posts: tuple[str, ...]
    stays: tuple[Move, ...]
    final: bool
    reached_well: bool
    hover: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """`texts`: placeholder -> words, `boxes` by state, `strokes` by the id of their edge in `dot`, `posts`: code ->
    words, for the legend, as `looks`."""

    lang: str
    title: str
    subtitle: str
    about: str
    head: tuple[str, ...]
    nodes: tuple[str, ...]
    edges: tuple[str, ...]
    texts: Mapping[str, str]
    boxes: Mapping[str, Box]
    strokes: Mapping[str, Stroke]
    posts: Mapping[str, str]
    looks: tuple[Look, ...]

    @property
    def dot(self) -> str:
        return self._source(self.nodes, self.edges)

    @property
    def candidates(self) -> tuple[str, ...]:
        """The same graph with its statements in other orders. Graphviz sorts a row of boxes from the order in which it
        met them, and may get stuck with a crossing that another start avoids; the renderer keeps the best."""
        return (self.dot, self._source(self.edges, self.nodes), self._source(self.nodes[::-1], self.edges))

    def _source(self, *statements: tuple[str, ...]) -> str:
        return "\n".join([*self.head, *(line for part in statements for line in part), "}", ""])

    @property
    def readable(self) -> str:
        source = self.dot
        for word, text in self.texts.items():
            source = source.replace(f'"{word}', f'"{_quoted(text)}').replace(f"\\n{word}", f"\\n{_quoted(text)}")
        return source


@dataclass(slots=True)
class _Words:
    """Hands out placeholders."""

    texts: dict[str, str] = field(default_factory=dict)

    def label(self, lines: Sequence[tuple[str, float]], size: float) -> str:
        """Graphviz label of lines given as words and their width in points, in Courier of `size`."""
        return "\\n".join(self._word(text, width / size) for text, width in lines)

    def _word(self, text: str, width: float) -> str:
        word = placeholder(len(self.texts), width)
        self.texts[word] = text
        return word


def source(procedure: Procedure, lang: str, shown: Callable[[Move], Move] = lambda move: move) -> Drawing:
    """`shown`: how a move looks and reads, where that isn't by its kind alone."""
    plain = moves(procedure, lang)
    path, every = main_path(procedure, plain), [shown(move) for move in plain]
    well = {move.key: move.look for move in plain}
    boxes = {state.code: _box(procedure, state, every, well, lang) for state in procedure.states}
    lines = {f"line-{index}": stroke for index, stroke in enumerate(strokes(procedure, every, path))}
    words = _Words()
    nodes = [_node(box, path, words) for box in boxes.values()]
    nodes += [_joint(code) for code in _joints(lines.values(), boxes)]
    return Drawing(
        lang=lang,
        title=name(procedure, lang),
        subtitle=_subtitle(procedure, lang),
        about=_about(procedure, boxes, every, lang),
        head=tuple(_head(procedure)),
        nodes=tuple(nodes),
        edges=tuple(_edge(line, stroke, words) for line, stroke in lines.items()),
        texts=words.texts,
        boxes=boxes,
        strokes=lines,
        posts=_posts(procedure, lang),
        looks=tuple(dict.fromkeys(move.look for move in every if move.source != move.target)),
    )


def _head(procedure: Procedure) -> list[str]:
    return [
        f'digraph "{procedure.key}" {{',
        "rankdir=TB; nodesep=0.3; ranksep=0.3;",
        'node [shape=box, fontname=Courier, fontsize=14, margin="0.2,0.09"];',
        "edge [fontname=Courier, fontsize=11];",
        f'"{START}" [shape=circle, width=0.2, label="", group=main];',
        f'"{START}" -> "{procedure.start.code}" [id="line-start", weight=100];',
    ]


def _box(procedure: Procedure, state: State, every: Sequence[Move], kinds: Mapping[str, Look], lang: str) -> Box:
    final = procedure.is_final(state.code)
    posts = tuple(role.code for role in shown_posts(state.by)) or (() if state.by is None else (NAMED,))
    return Box(
        code=state.code,
        label=name(state, lang),
        name=tuple(wrap(name(state, lang), NAME_EM)),
        holder=tuple(wrap(holder_words(procedure, state.by, lang), HOLDER_EM)),
        posts=posts,
        stays=tuple(move for move in every if move.source == move.target == state.code),
        final=final,
        reached_well=all(kinds[move.key] in WELL for move in every if move.target == state.code),
        hover=state_hover(procedure, state, lang),
    )


def _node(box: Box, path: Sequence[str], words: _Words) -> str:
    lines = [(text, em(text) * NAME_SIZE) for text in box.name]
    lines += [(text, em(text) * SMALL_SIZE) for text in box.holder]
    for move in box.stays:
        lines += [(text, (em(text) + SIGN_EM) * SMALL_SIZE) for text in move.words]
    group = "main" if box.code in path else f"side-{box.code}"
    return f'"{box.code}" [id="state-{box.code}", group="{group}", label="{words.label(lines, NAME_SIZE)}"];'


def _joints(lines: Iterable[Stroke], boxes: Mapping[str, Box]) -> list[str]:
    ends = [end for stroke in lines for end in (stroke.tail, stroke.tip)]
    return [end for end in dict.fromkeys(ends) if end not in boxes]


def _joint(code: str) -> str:
    return f'"{code}" [shape=point, width=0.01, label="", group="{code.rsplit("-", 1)[0]}"];'


def _edge(line: str, stroke: Stroke, words: _Words) -> str:
    sign = SIGN_EM if stroke.look == "clock" else 0.0
    lines = [(text, (em(text) + sign) * SMALL_SIZE + GAP) for move in stroke.labels for text in move.words]
    label = f', label="{words.label(lines, SMALL_SIZE)}"' if lines else ""
    ends = (stroke.tip, stroke.tail) if stroke.back else (stroke.tail, stroke.tip)
    heads = "none" if not stroke.headed else "back" if stroke.back else "forward"
    return f'"{ends[0]}" -> "{ends[1]}" [id="{line}", dir={heads}, weight={stroke.weight}{label}];'


def _subtitle(procedure: Procedure, lang: str) -> str:
    clause = "" if procedure.clause == BEYOND else f" · {procedure.clause}"
    return f"{procedure.key} · " + Text(f"第 {procedure.version} 版", f"version {procedure.version}").in_(lang) + clause


def _about(procedure: Procedure, boxes: Mapping[str, Box], every: Sequence[Move], lang: str) -> str:
    """The picture in words, for those who cannot see it: every state, who holds it and where one can go from there."""
    parts = [Text(procedure.about_zh, procedure.about_en).in_(lang)]
    for box in boxes.values():
        ways = [
            f"{move.words[0].rstrip(' ◆')} → {boxes[move.target].label}" for move in every if move.source == box.code
        ]
        words = Text("，".join(ways) or "结束", ", ".join(ways) or "the end").in_(lang)
        holder = Text(f"（{''.join(box.holder)}）", f" ({' '.join(box.holder)})").in_(lang) if box.holder else ""
        parts.append(f"{box.label}{holder}" + Text(f"：{words}。", f": {words}.").in_(lang))
    return "\n".join(part for part in parts if part)


def _posts(procedure: Procedure, lang: str) -> dict[str, str]:
    """Posts that hold a state, in the order of the states."""
    found: dict[str, str] = {}
    for state in procedure.states:
        roles = shown_posts(state.by)
        if state.by is not None and not roles:
            found[NAMED] = Text("由单据指定的岗位", "The post that the case names").in_(lang)
        found.update({role.code: Text(role.zh, role.en).in_(lang) for role in roles})
    return found


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
