"""Rules about the handbook: every transition names its clause or says that it goes beyond."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from flows.definition.checks.names import meanings, where
from flows.definition.checks.subject import Fault, Subject, unknown
from flows.definition.limits import BEYOND
from flows.definition.model import Role
from flows.definition.text import Text

HANDBOOK = re.compile(r"(?:CSH|KPI|EMP|SSP|OPS)(?=\s)")
# "CSH 5.5.1-4" or "SSP 2.3–2.4.1": a hyphen or a dash between two numbers.
RANGE = re.compile(r"(?P<head>.*?)(?P<first>\d+(?:\.\d+)*)\s*[-–—]\s*(?P<last>\d+(?:\.\d+)*)")
PART = re.compile(r"[A-H] ")


def clauses_of(text: str) -> tuple[str, ...]:
    """The clauses that a citation names, one by one: `CSH 5.5.1-4` is four, `EMP ch4.2, ch4.1.7, OPS C 5` three. What
    goes beyond the handbook names none. A range whose ends are of different depth names its two ends."""
    found: list[str] = []
    book = ""
    for piece in (piece.strip() for piece in re.split(r"[,;，；、]", text)):
        if piece and not piece.startswith(BEYOND):
            book, rest = _book_of(piece, book)
            found.extend(f"{book} {clause}".strip() for clause in _expanded(rest))
    return tuple(dict.fromkeys(found))


def clause_known(subject: Subject) -> Iterator[Fault]:
    """Every clause named stands in the handbook; whatever has none says that it goes beyond."""
    for place, text, path in _citations(subject):
        if not text.strip():
            said = Text(
                "没有写明条款，也没有写明超出手册。", "It names no clause, nor that it goes beyond the handbook."
            )
            yield Fault(place, said, path)
        for clause in clauses_of(text):
            if clause not in subject.clauses:
                known = subject.clauses if isinstance(subject.clauses, Collection) else ()
                yield Fault(place, unknown(Text("条款", "clause"), clause, known), path)


def _citations(subject: Subject) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    p = subject.procedure
    yield "procedure", p.clause, ()
    yield from ((where(transition), transition.clause, subject.path_of(transition)) for transition in p.transitions)
    yield from ((f"setting {setting.code}", setting.source, ()) for setting in p.settings)
    for state in p.states:
        path = subject.path(state.code)
        yield from ((f"state {state.code}: deadline {d.code}", d.clause, path) for d in state.deadlines)
    for kind, code, things in meanings(p):
        yield from ((f"{kind} {code}", thing.clause, ()) for thing in things if isinstance(thing, Role))


def _book_of(piece: str, book: str) -> tuple[str, str]:
    """The handbook (and part) that a piece is cited from, its own or that of the piece before, and the rest of it."""
    named = HANDBOOK.match(piece)
    if named:
        book, piece = named.group(), piece[named.end() :].strip()
    part = PART.match(piece)
    if part and book.startswith("OPS"):
        book, piece = f"OPS {part.group().strip()}", piece[part.end() :].strip()
    return book, piece


def _expanded(clause: str) -> tuple[str, ...]:
    spanned = RANGE.fullmatch(clause)
    if not spanned:
        return (clause,)
    head, first, last = spanned["head"], spanned["first"].split("."), spanned["last"].split(".")
    if len(last) == 1:
        last = [*first[:-1], *last]
    if first[:-1] != last[:-1] or int(first[-1]) > int(last[-1]):
        return (head + ".".join(first), head + ".".join(last))
    numbers = range(int(first[-1]), int(last[-1]) + 1)
    return tuple(head + ".".join([*first[:-1], str(number)]) for number in numbers)
