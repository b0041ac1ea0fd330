"""What would open a closed button of a case, for whoever looks at it: something to bring or fill in, another event first, a
place where it is kept, a colleague to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from flows.definition import Person, Text
from flows.engine.decision import Unmet
from flows.procedures.openings import KEPT_AT, OPENED_BY
from flows.service.case_view import CaseView, OfferView

DOCUMENT = "document:"
Way = Literal["paper", "field", "event", "clock", "unit", "applicant", "cases_of_unit", "cases_alike", "entries", "ask"]


@dataclass(frozen=True, slots=True)
class Opening:
    """`code`: of the kind of paper, the field or the event; `label`: what that is called; `person`: whom to ask."""

    way: Way
    code: str = ""
    label: Text | None = None
    person: Person | None = None


def openings(view: CaseView, offer: OfferView, unmet: Unmet) -> tuple[Opening, ...]:
    """Empty where nothing but time, or nobody, opens it."""
    if unmet.kind == "papers":
        return tuple(_papers(offer, unmet))
    if unmet.guard == "clock_stopped":
        return (Opening("clock"),)
    if unmet.kind in ("post", "person"):
        return (*_places(view, unmet), *_people(view, unmet))
    if unmet.guard == "all_signed":
        return tuple(_signers(view, unmet))
    return (*_fields(view, offer, unmet), *_events(view, unmet), *_places(view, unmet))


def _papers(offer: OfferView, unmet: Unmet) -> Iterator[Opening]:
    kind = unmet.guard.removeprefix(DOCUMENT)
    yield from (Opening("paper", kind, need.label) for need in offer.papers if need.kind == kind)


def _fields(view: CaseView, offer: OfferView, unmet: Unmet) -> Iterator[Opening]:
    """What the guard looks at and this very form asks for."""
    reads = {
        name for arrow in view.procedure.transitions for g in arrow.when if g.code == unmet.guard for name in g.reads
    }
    yield from (Opening("field", one.name, Text(one.zh, one.en)) for one in offer.fields if one.name in reads)


def _events(view: CaseView, unmet: Unmet) -> Iterator[Opening]:
    """Those that the step has: done by whoever looks, or by a colleague who is to be asked."""
    wanted = OPENED_BY.get(unmet.guard, ())
    for offer in view.offers:
        if offer.event in wanted:
            yield Opening("event", offer.event, offer.label)
            if not offer.allowed:
                yield from _asked(view, (person for person, _ in offer.who_can))


def _places(view: CaseView, unmet: Unmet) -> Iterator[Opening]:
    there = {"unit": view.unit, "applicant": view.applicant, "cases_of_unit": view.unit, "entries": view.entries}
    yield from (Opening(place) for place in KEPT_AT.get(unmet.guard, ()) if there.get(place, True))


def _people(view: CaseView, unmet: Unmet) -> Iterator[Opening]:
    taker = view.task.claimed_by if view.task and unmet.guard == "claimed" else None
    yield from _asked(view, (taker,) if taker else unmet.who_can)


def _signers(view: CaseView, unmet: Unmet) -> Iterator[Opening]:
    yet = {role.code for role in view.to_sign if role.code not in view.signed}
    signs = {arrow.event.code for arrow in view.procedure.leaving(view.state.code) if arrow.signs}
    mine = [offer for offer in view.offers if offer.event in signs and offer.allowed]
    yield from (Opening("event", offer.event, offer.label) for offer in mine)
    if not mine:
        holders = (one for one in view.readers if yet.intersection(post.role for post in one.posts))
        yield from _asked(view, (Person(one.login, one.name) for one in holders))


def _asked(view: CaseView, people: Iterator[Person] | tuple[Person, ...]) -> Iterator[Opening]:
    """The first who may see the case: a mention reaches nobody else."""
    readers = {one.login for one in view.readers}
    yield from (Opening("ask", person=person) for person in list(people)[:1] if person.login in readers)
