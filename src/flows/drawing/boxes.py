"""The states: a box each, with the post's colour, stripe and name, and the marks that a running case switches on."""

from __future__ import annotations

from flows.definition.arrows import Move
from flows.definition.draw import NAME_SIZE, SIGN_EM, SMALL_SIZE, Box
from flows.definition.lettering import drawn_em
from flows.drawing.layout import Frame
from flows.drawing.palette import END_BADLY, END_WELL, HERE, SOFT_INK, SOLID, Tint, tint
from flows.drawing.shapes import Value, element, group, loop_sign, pointer, text, tick

STRIPE = 7.0
NAME_LEADING, SMALL_LEADING = 17.5, 14.5


def state_box(box: Box, frame: Frame) -> str:
    look = _look(box)
    body = _end(frame, look) if box.final else [*_open(box, frame, look)]
    return group(
        [*body, *_words(box, frame), *_marks(frame)],
        hover=box.hover,
        id=f"state-{box.code}",
        class_=" ".join(["node", "end" if box.final else "step", *(f"post-{post}" for post in box.posts)]),
        data_state=box.code,
        data_label=box.label,
    )


def _look(box: Box) -> Tint:
    if box.final:
        return END_WELL if box.reached_well else END_BADLY
    return tint(box.posts[0]) if box.posts else END_BADLY


def _rect(frame: Frame, grow: float, **values: Value) -> str:
    x, y = frame.x - frame.width / 2 - grow, frame.y - frame.height / 2 - grow
    return element("rect", x=x, y=y, width=frame.width + 2 * grow, height=frame.height + 2 * grow, **values)


def _open(box: Box, frame: Frame, look: Tint) -> list[str]:
    """A box with a stripe on its left side; where several posts hold the state, a piece of the stripe each."""
    parts = [_rect(frame, 0, rx=4.0, fill=look.fill, stroke=look.line, stroke_width=1.4, class_="box")]
    x, top = frame.x - frame.width / 2 + STRIPE / 2 + 1.5, frame.y - frame.height / 2 + 3
    piece = (frame.height - 6) / max(1, len(box.posts))
    for index, post in enumerate(box.posts):
        own, y = tint(post), top + index * piece
        parts.append(stripe(own, x, y, y + piece - (2 if len(box.posts) > 1 else 0)))
    return parts


def stripe(look: Tint, x: float, top: float, bottom: float) -> str:
    """The dash pattern tells posts apart where colours do not."""
    dash = look.dash if look.dash != SOLID else None
    return element(
        "line",
        x1=x,
        y1=top,
        x2=x,
        y2=bottom,
        stroke=look.line,
        stroke_width=STRIPE,
        stroke_dasharray=dash,
        class_="stripe",
    )


def _end(frame: Frame, look: Tint) -> list[str]:
    """Round, with a double border; the outer one broken where the case did not end well."""
    radius = min(frame.height / 2, 22.0)
    outer: dict[str, Value] = {"rx": radius, "stroke": look.line, "stroke_width": 1.6, "stroke_dasharray": look.dash}
    inner: dict[str, Value] = {"rx": radius - 3, "stroke": look.line, "stroke_width": 1.0}
    return [
        _rect(frame, 0, fill=look.fill, class_="box", **outer),
        _rect(frame, -3, fill="none", class_="inner", **inner),
    ]


def _words(box: Box, frame: Frame) -> list[str]:
    middle = frame.x if box.final else frame.x + STRIPE / 2
    stays = [(move, len(move.words)) for move in box.stays]
    height = len(box.name) * NAME_LEADING + SMALL_LEADING * (len(box.holder) + sum(count for _, count in stays))
    y, parts = frame.y - height / 2, []
    for words in box.name:
        y += NAME_LEADING
        parts.append(text(words, middle, y - 4, NAME_SIZE, class_="name"))
    for words in box.holder:
        y += SMALL_LEADING
        parts.append(text(words, middle, y - 3.5, SMALL_SIZE, fill=SOFT_INK, class_="holder"))
    for move, count in stays:
        parts.append(_stay(move, middle, y))
        y += SMALL_LEADING * count
    return parts


def _stay(move: Move, middle: float, top: float) -> str:
    """An event that leaves the case in its state is a line in the box, not a loop beside it."""
    room = SIGN_EM * SMALL_SIZE
    start = middle - (drawn_em(move.words[0]) * SMALL_SIZE + room) / 2
    parts = [loop_sign(start + 5, top + SMALL_LEADING / 2, SOFT_INK)]
    for index, words in enumerate(move.words):
        y = top + SMALL_LEADING * (index + 1) - 3.5
        parts.append(text(words, middle + room / 2, y, SMALL_SIZE, fill=SOFT_INK))
    return group(parts, hover=move.hover, id=move.id, class_="stay", data_moves=move.key)


def _marks(frame: Frame) -> list[str]:
    """Hidden until the overlay's classes and the style sheet show them: a tick where the case has been, a ring and a
    pointer where it is."""
    right, top, left = frame.x + frame.width / 2, frame.y - frame.height / 2, frame.x - frame.width / 2
    ring = _rect(frame, 4, rx=8.0, fill="none", stroke=HERE, stroke_width=3.5)
    return [
        group([tick(right - 2, top + 2)], class_="mark tick", visibility="hidden"),
        group([ring, pointer(left - 6, frame.y)], class_="mark here", visibility="hidden"),
    ]
