"""The legend, in the language of the picture: what its boxes, stripes, arrows and signs mean. Only what occurs."""

from __future__ import annotations

from flows.definition.arrows import Look
from flows.definition.captions import GUARDED
from flows.definition.draw import NAME_SIZE, SMALL_SIZE, Drawing
from flows.definition.lettering import wrap
from flows.definition.text import Text
from flows.drawing.palette import END_BADLY, END_WELL, INK, PENS, RULE, Tint, tint
from flows.drawing.shapes import Value, arrowhead, clock_sign, element, group, loop_sign, path_data, pointer, text, tick

WIDTH, SAMPLE, ROW, LEADING, MOST_EM = 236.0, 46.0, 23.0, 13.5, 17.0

TITLE = Text("图例", "Legend")
POSTS = Text("岗位（边条、底色、第二行文字）", "Posts (stripe, colour, name)")
ARROWS = Text("操作", "Events")
SIGNS = Text("其他", "Other signs")
GUARD = Text("有前置条件，指向箭头可查看", "Has conditions: point at the arrow")
STAYS = Text("办理后仍在本环节", "Leaves the case where it is")
JOINED = Text("多个环节的同一操作并成一线", "The same event from several states joins one line")
GOOD = Text("办结", "Ends, completed")
PASSED = Text("已经过的环节，走过的路加粗", "Passed; the way taken is bold")
NOW = Text("当前环节", "Where the case is now")
BAD = Text("中止", "Ends, not completed")


def legend(drawing: Drawing, x: float, y: float) -> tuple[str, float]:
    """The group, its top left at the point, and its height."""
    rows = _Rows(drawing.lang, x + 14, y + 12)
    rows.heading(TITLE, NAME_SIZE)
    rows.heading(POSTS)
    for code, words in drawing.posts.items():
        rows.row(_post(tint(code), rows.x, rows.y), words)
    rows.heading(ARROWS)
    for look in PENS:
        if look in drawing.looks:
            rows.row(_arrow(look, rows.x, rows.y), PENS[look].words.in_(drawing.lang))
    rows.heading(SIGNS)
    _other_signs(drawing, rows)
    height = rows.y + 2 - y
    frame = element(
        "rect", x=x, y=y, width=WIDTH, height=height, rx=6.0, fill="none", stroke=RULE, stroke_width=1.0, class_="frame"
    )
    marks = _Rows(drawing.lang, x + 14, y + height + 18)
    marks.row([tick(marks.x + SAMPLE / 2, marks.y)], PASSED.in_(drawing.lang))
    marks.row([pointer(marks.x + SAMPLE / 2 + 7, marks.y)], NOW.in_(drawing.lang))
    shown_when_marked = group(marks.parts, class_="legend-marks", visibility="hidden")
    return group([frame, *rows.parts, shown_when_marked], class_="legend"), marks.y - y


def _other_signs(drawing: Drawing, rows: _Rows) -> None:
    lang, moves = drawing.lang, [move for stroke in drawing.strokes.values() for move in stroke.moves]
    ends = [box.reached_well for box in drawing.boxes.values() if box.final]
    stays = [move for box in drawing.boxes.values() for move in box.stays]
    if any(words.endswith(GUARDED) for move in [*moves, *stays] for words in move.words):
        rows.row([text(GUARDED, rows.x + SAMPLE / 2, rows.y + 4, SMALL_SIZE)], GUARD.in_(lang))
    if stays:
        rows.row([loop_sign(rows.x + SAMPLE / 2, rows.y, INK)], STAYS.in_(lang))
    if any(not stroke.headed for stroke in drawing.strokes.values()):
        rows.row(
            [element("circle", cx=rows.x + SAMPLE / 2, cy=rows.y, r=2.6, fill=INK, class_="ink")], JOINED.in_(lang)
        )
    for well, look, words in ((True, END_WELL, GOOD), (False, END_BADLY, BAD)):
        if well in ends:
            rows.row(_end(look, rows.x, rows.y), words.in_(lang))


class _Rows:
    """Stacks rows of a sample and its words; `x`, `y` are the left edge and the middle of the next row."""

    def __init__(self, lang: str, x: float, y: float) -> None:
        self.lang, self.x, self.y = lang, x, y
        self.parts: list[str] = []

    def heading(self, words: Text, size: float = SMALL_SIZE) -> None:
        for line in wrap(words.in_(self.lang), (WIDTH - 28) / size):
            self.y += size / 2 + 4
            self.parts.append(text(line, self.x, self.y, size, anchor="start", class_="heading"))
            self.y += size / 2 + 2
        self.y += 8

    def row(self, sample: list[str], words: str) -> None:
        lines = wrap(words, MOST_EM)
        self.parts.extend(sample)
        for index, line in enumerate(lines):
            self.parts.append(text(line, self.x + SAMPLE + 8, self.y + 4 + index * LEADING, SMALL_SIZE, anchor="start"))
        self.y += ROW + (len(lines) - 1) * LEADING


def _post(look: Tint, x: float, y: float) -> list[str]:
    box = element(
        "rect", x=x, y=y - 8, width=SAMPLE, height=16.0, rx=3.0, fill=look.fill, stroke=look.line, class_="box"
    )
    # Lying down, so that the pattern has room to show.
    lying = element(
        "line", x1=x + 3, y1=y, x2=x + SAMPLE - 3, y2=y, stroke=look.line, stroke_width=6.0, stroke_dasharray=look.dash
    )
    return [box, lying]


def _arrow(look: Look, x: float, y: float) -> list[str]:
    pen, end, tip = PENS[look], (x + SAMPLE - 10, y), (x + SAMPLE, y)
    curve = ((x, y), (x + 10, y), (x + 20, y), end)
    line = element(
        "path",
        d=path_data(curve),
        fill="none",
        stroke=pen.colour,
        stroke_width=pen.width,
        stroke_dasharray=pen.dash,
        class_="line",
    )
    sign = [clock_sign(x + 16, y, pen.colour)] if look == "clock" else []
    return [group([line, *arrowhead(pen, end, tip), *sign], class_=f"edge {look}")]


def _end(look: Tint, x: float, y: float) -> list[str]:
    outer: dict[str, Value] = {"rx": 9.0, "fill": look.fill, "stroke": look.line, "stroke_dasharray": look.dash}
    return [
        element("rect", x=x, y=y - 9, width=SAMPLE, height=18.0, stroke_width=1.5, class_="box", **outer),
        element(
            "rect",
            x=x + 3,
            y=y - 6,
            width=SAMPLE - 6,
            height=12.0,
            rx=6.0,
            fill="none",
            stroke=look.line,
            class_="inner",
        ),
    ]
