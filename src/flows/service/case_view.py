"""One case as a page or the interface shows it: where it is, what it asks, what is missing, who can, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from flows.definition import Actor, Applicant, Field, Person, Post, Procedure, Role, Situation, State, Text, Transition
from flows.definition.prices import Price, price_lists
from flows.definition.schema import input_schema
from flows.engine.compiled import Compiled
from flows.engine.conditions import papers_needed, papers_present, signed_roles
from flows.engine.decide import offers, who_can
from flows.engine.decision import Offer, Unmet
from flows.service.case_beside import CommentView, PaperView, beside
from flows.service.case_deadlines import DeadlineView, deadlines_of
from flows.service.case_entries import EntryView, entries_shown
from flows.service.case_history import HistoryView, entries_of
from flows.service.clock import clock_is_due, run_clock
from flows.service.drafting import Draft
from flows.service.facts import facts
from flows.service.last_time import Remembered
from flows.service.masking import NOTHING, shown
from flows.service.office import Office
from flows.service.privacy.term import is_only_stored
from flows.service.roster import names_at, roster, with_people
from flows.service.seeing import load, situation
from flows.service.special import waivable
from flows.service.staff_matters import must_read, readers_among
from flows.storage.committed import Names
from flows.storage.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A kind of paper that an event asks for: how many are needed and how many there are."""

    kind: str
    label: Text
    needed: int
    present: int


@dataclass(frozen=True, slots=True)
class TaskView:
    id: int
    audience: tuple[str, ...]
    since: datetime
    due_at: datetime | None
    overdue: bool
    claimed_by: Person | None
    named: Person | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """An event as shown to the asker. `fields` are what it asks for with `values` as far as the case has them (only
    for who may take it); `depends` are the sentences of conditions over what is still to be filled in. By special
    treatment the asker may set the guards `waivable` aside, and those `waived` need not be met: code and sentence."""

    event: str
    kind: str
    label: Text
    allowed: bool
    unmet: tuple[Unmet, ...]
    depends: tuple[Text, ...]
    who_can: tuple[tuple[Person, Post], ...]
    target: Text
    fields: tuple[Field, ...]
    values: Mapping[str, Any]
    schema: Mapping[str, Any]
    papers: tuple[PaperNeed, ...]
    needs_reason: bool
    needs_opinion: bool
    instead_of: Person | None
    clause: str
    waivable: tuple[tuple[str, Text], ...]
    waived: tuple[tuple[str, Text], ...]
    wants_papers: bool  # and nothing else that can be known beforehand


@dataclass(frozen=True, slots=True)
class CaseView:
    number: str
    site: str
    procedure: Procedure
    state: State
    revision: int
    head: str  # the hash of the newest entry
    unit: str | None
    applicant: Applicant | None
    registered_by: Person
    opened_at: datetime
    entered_at: datetime
    closed_at: datetime | None
    data: Mapping[str, Any]
    task: TaskView | None
    offers: tuple[OfferView, ...]
    papers: tuple[PaperView, ...]
    deadlines: tuple[DeadlineView, ...]
    history: tuple[HistoryView, ...]
    signed: tuple[str, ...]
    to_sign: tuple[Role, ...]
    entries: tuple[EntryView, ...]
    people: Mapping[str, str]  # login to name, for everybody at the site
    prices: Mapping[str, tuple[Price, ...]]  # by the setting that keeps the list
    zone: str
    staff: tuple[Actor, ...] = ()  # who works at the site, in which posts
    comments: tuple[CommentView, ...] = ()  # the newest, the newest first
    more_comments: bool = False
    drafts: Mapping[str, Draft] = field(default_factory=dict)  # the asker's own, by event
    readers: tuple[Actor, ...] = ()  # those of the staff who may see the case
    remembered: Mapping[str, Remembered] = field(default_factory=dict)  # by field, from the last case of the kind

    @property
    def overdue(self) -> bool:
        return any(deadline.overdue for deadline in self.deadlines)

    @property
    def late_now(self) -> bool:
        """What was done late, and is done, stays overdue and is late no more."""
        return any(deadline.overdue and deadline.closed_at is None for deadline in self.deadlines)

    @property
    def states_taken(self) -> tuple[str, ...]:
        """The states that the case has been in, without where it is now."""
        return tuple({h.source: None for h in self.history if h.source and h.source != self.state.code})

    @property
    def arrows_taken(self) -> frozenset[tuple[str, str]]:
        """(event, source) of every arrow that the case has gone."""
        return frozenset((h.event, h.source) for h in self.history if h.source)


def case_view(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> CaseView:
    """The case as `login` may see it, caught up with the clock. Raises NotFound, Ambiguous."""
    with office.read() as connection:
        seen = must_read(connection, load(connection, number, login, now, site, ties_later=True))
        if not clock_is_due(seen, now):
            return _view(office, connection, seen, now)
    run_clock(office, seen.case_id, now)
    with office.read() as connection:
        return _view(office, connection, load(connection, number, login, now, site, ties_later=True), now)


def _view(office: Office, connection: Connection, seen: Snapshot, now: datetime) -> CaseView:
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    people, case, procedure = roster(connection, seen.site_id, now), seen.case, compiled.procedure
    names = names_at(connection, people, case)
    here = _here(connection, seen, procedure, names, now)
    stored = _stored(office, connection, seen, now)
    told = entries_of(connection, seen, partial(_declared, office, connection, procedure.key), stored)
    there = beside(connection, seen, procedure, names, told, now)
    return CaseView(
        number=case.number,
        site=case.site,
        procedure=procedure,
        state=procedure.state(case.state),
        revision=case.revision,
        head=seen.head,
        unit=case.unit,
        applicant=seen.applicant,
        registered_by=Person(case.registered_by, names.get(case.registered_by, case.registered_by)),
        opened_at=case.opened_at,
        entered_at=case.entered_at,
        closed_at=case.closed_at,
        data=shown(case.data, procedure.fields(), stored),
        task=_task(seen, names, now),
        offers=tuple(_offer(compiled, here, o, people) for o in offers(compiled, here)),
        papers=there.papers,
        deadlines=deadlines_of(connection, seen, procedure, told, now),
        history=told,
        signed=tuple(sorted(signed_roles(here))),
        to_sign=tuple(s.role for s in procedure.state(case.state).sign_offs if s.needed(case.settings)),
        entries=entries_shown(here, procedure, stored),
        people=names,
        prices=price_lists(procedure.settings, case.settings),
        zone=seen.zone.key,
        staff=people,
        comments=there.comments,
        more_comments=there.more,
        drafts=there.drafts,
        remembered=there.remembered,
        readers=readers_among(case, people, {entry.actor.login for entry in told}),
    )


def _here(
    connection: Connection, seen: Snapshot, procedure: Procedure, names: Mapping[str, str], now: datetime
) -> Situation:
    asked = facts(connection, seen, procedure.leaving(seen.case.state), now)
    return replace(situation(seen, "", now, facts=asked), names=names)


def _stored(office: Office, connection: Connection, seen: Snapshot, now: datetime) -> Names:
    return office.catalogue.personal if is_only_stored(connection, seen, now) else NOTHING


def _declared(office: Office, connection: Connection, key: str, version: int) -> Procedure:
    return office.catalogue.get(connection, key, version).procedure


def _task(seen: Snapshot, names: Mapping[str, str], now: datetime) -> TaskView | None:
    task = seen.task
    if task is None:
        return None
    named = Person(task.named, names.get(task.named, task.named)) if task.named else None
    overdue = task.due_at is not None and task.due_at < now
    return TaskView(task.id, task.audience, task.opened_at, task.due_at, overdue, task.claimed_by, named)


def _offer(compiled: Compiled, here: Situation, offer: Offer, people: tuple[Actor, ...]) -> OfferView:
    transition = offer.transition
    target = compiled.procedure.state(transition.lands_in(here.case.state))
    unmet = with_people(compiled, here, transition, offer.unmet, people) if offer.unmet else ()
    fields = _fields(compiled, here.case.state, transition)
    values = {f.name: here.case.data[f.name] for f in fields if here.case.data.get(f.name) is not None}
    waived = _waived(compiled, here, transition.event.code)
    wants_papers = bool(unmet) and all(one.kind == "papers" for one in unmet)
    return OfferView(
        event=transition.event.code,
        kind=transition.event.kind,
        label=Text(transition.event.zh, transition.event.en),
        allowed=offer.allowed,
        unmet=unmet,
        depends=tuple(Text(g.zh, g.en) for g in offer.depends if g.code not in waived),
        who_can=who_can(compiled, here, transition, people),
        target=Text(target.zh, target.en),
        fields=fields,
        values=values if offer.allowed or wants_papers else {},
        schema=input_schema(transition),
        papers=_needs(transition, here),
        needs_reason=transition.reason,
        needs_opinion=transition.needs_opinion,
        instead_of=offer.post.instead_of if offer.post else None,
        clause=transition.clause,
        waivable=_waivable(compiled, here, transition.event.code),
        waived=tuple(waived.items()),
        wants_papers=wants_papers,
    )


def _waivable(compiled: Compiled, here: Situation, event: str) -> tuple[tuple[str, Text], ...]:
    """Whichever way the event then goes. A guard of several ways is judged by the first, as when it is set aside."""
    found: dict[str, Text | None] = {}
    for way in compiled.arrows[here.case.state, event]:
        mine = waivable(compiled.procedure, way, here)
        for guard in way.when:
            found.setdefault(guard.code, Text(guard.zh, guard.en) if guard in mine else None)
    return tuple((code, sentence) for code, sentence in found.items() if sentence)


def _waived(compiled: Compiled, here: Situation, event: str) -> dict[str, Text]:
    guards = (guard for way in compiled.arrows[here.case.state, event] for guard in way.when)
    return {guard.code: Text(guard.zh, guard.en) for guard in guards if here.case.waives(guard.code, event)}


def _fields(compiled: Compiled, state: str, transition: Transition) -> tuple[Field, ...]:
    """What the event asks for, whichever way it then goes."""
    found: dict[str, Field] = {}
    for candidate in compiled.arrows[state, transition.event.code]:
        for asked in candidate.needs:
            found.setdefault(asked.name, asked)
    return tuple(found.values())


def _needs(transition: Transition, here: Situation) -> tuple[PaperNeed, ...]:
    return tuple(
        PaperNeed(d.code, Text(d.zh, d.en), papers_needed(d, here.data), papers_present(d, here))
        for d in transition.documents
    )
