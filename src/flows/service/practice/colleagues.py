"""Colleagues that play their parts: whoever may, takes the event on the main way, with papers and words made up."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.definition import Procedure, Text
from flows.service.acting import Request, act
from flows.service.case_view import CaseView, OfferView, case_view
from flows.service.errors import Forbidden, Invalid, NotYet, Refused
from flows.service.office import Office
from flows.service.papers import attach
from flows.service.practice.filling import Scene, filled_in

ONWARD = ("forward", "approval")  # kinds of events that the main way consists of
PHOTO = "photo"  # a kind of paper whose code says so comes as a picture
OPINION, REASON = "练习：同意 / agreed", "练习用 / for practice"


@dataclass(frozen=True, slots=True)
class Played:
    """What a colleague did, and where the case is now."""

    name: str
    event: Text
    state: Text


def let_act(office: Office, login: str, number: str, now: datetime) -> Played:
    """For `login`, who sees the case. Raises NotYet where it is finished or nobody can go on, and Refused, Forbidden or
    Invalid with the reasons of the nearest way that is closed."""
    seen, first = case_view(office, login, number, now), None
    for event in (*main_way(seen), *beside_it(seen)):
        for person in _players(seen, event):
            try:
                return _play(office, person, number, event, now)
            except (Refused, Forbidden, Invalid) as no:
                first = first or no
    if first is not None:
        raise first
    if seen.task is None:
        raise NotYet(Text("单据已办结，没有可办的了。", "The case is finished; there is nothing to do."))
    raise NotYet(
        Text(
            "同事这一步没有可办的；请看是否在等时钟。",
            "No colleague can do anything here; perhaps it waits for the clock.",
        )
    )


def main_way(view: CaseView) -> list[str]:
    """The events that lead on and not away from the end, the one on the shortest way first; signatures before all."""
    state, procedure = view.state.code, view.procedure
    left = steps_left(procedure)
    here = left.get(state, len(procedure.states))
    signs = [t.event.code for t in procedure.leaving(state) if t.signs] if view.to_sign else []
    ways = [
        (left[t.target], t.event.code)
        for t in procedure.leaving(state)
        if t.target != state and left.get(t.target, here + 1) <= here and t.event.kind in ONWARD
    ]
    return list(dict.fromkeys([*signs, *(event for _, event in sorted(ways, key=lambda way: way[0]))]))


def beside_it(view: CaseView) -> list[str]:
    """What can be written down where the case is, and wasn't yet since it came here: a condition may wait for that."""
    taken = set()
    for entry in reversed(view.history):
        if entry.source != view.state.code or entry.target != view.state.code:
            break
        taken.add(entry.event)
    notes = [t.event.code for t in view.procedure.leaving(view.state.code) if t.target in (None, view.state.code)]
    return [event for event in dict.fromkeys(notes) if event not in taken]


def steps_left(procedure: Procedure) -> Mapping[str | None, int]:
    """By state: how many steps onward to the good end, which is the final state that is declared first."""
    goal = next(state.code for state in procedure.states if procedure.is_final(state.code))
    found: dict[str | None, int] = {goal: 0}
    line = deque([goal])
    while line:
        here = line.popleft()
        for transition in procedure.transitions:
            if transition.target == here and transition.event.kind in ONWARD:
                new = [source for source in transition.source if source not in found]
                found.update(dict.fromkeys(new, found[here] + 1))
                line.extend(new)
    return found


def _players(view: CaseView, event: str) -> Iterator[str]:
    """Who can take the event; whoever was named or has taken the task, alone."""
    offer = _offer(view, event)
    if offer is not None:
        yield from dict.fromkeys(person.login for person, _ in offer.who_can)


def _offer(view: CaseView, event: str) -> OfferView | None:
    return next((offer for offer in view.offers if offer.event == event), None)


def _play(office: Office, person: str, number: str, event: str, now: datetime) -> Played:
    _bring(office, person, number, event, now)
    view = case_view(office, person, number, now)
    offer = _offer(view, event)
    if offer is None:
        raise NotYet(Text("单据已往前走了。", "The case has moved on."))
    request = Request(
        person,
        number,
        event,
        view.revision,
        filled_in(offer.fields, Scene(view, person, now)),
        REASON if offer.needs_reason else "",
        OPINION if offer.needs_opinion else "",
        site=view.site,
    )
    act(office, request, now)
    after = case_view(office, person, number, now)
    return Played(view.people.get(person, person), offer.label, Text(after.state.zh, after.state.en))


def _bring(office: Office, person: str, number: str, event: str, now: datetime) -> None:
    """The papers that the event still lacks."""
    from flows.service.demo import papers  # the whole demonstration comes along

    view = case_view(office, person, number, now)
    offer = _offer(view, event)
    for need in offer.papers if offer else ():
        picture = PHOTO in need.kind
        content = papers.png(len(need.kind) * 7 % 256) if picture else papers.pdf(f"Practice: {need.kind}")
        for _ in range(need.needed - need.present):
            attach(
                office, person, number, need.kind, f"{need.kind}.{'png' if picture else 'pdf'}", content, now, view.site
            )
