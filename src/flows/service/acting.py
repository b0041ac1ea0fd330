"""Taking an event: read, decide, write, once. Everything is checked again at this moment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from flows.definition import Situation, Transition, roles_of
from flows.engine.compiled import Compiled
from flows.engine.decide import Verdict, judge, picked
from flows.engine.decision import Decision, Refused
from flows.service.clock import clock_is_due, run_clock
from flows.service.counting import count_event, count_refusal
from flows.service.errors import Answer, Conflict, Forbidden, Invalid, KeyReused
from flows.service.facts import facts, told_of_others
from flows.service.moves import last_move
from flows.service.office import Office
from flows.service.roster import names_at, roster, with_people
from flows.service.seeing import load, named_people, posts_of, situation
from flows.service.staff_matters import must_read
from flows.service.taking import decided, needs_transaction, taken_at, write
from flows.storage.snapshot import Snapshot
from flows.storage.tables import requests
from flows.storage.turns import keep_people, take_turns
from flows.storage.values import canonical
from flows.storage.writing import Row

TRIES = 5  # a register changed between reading and writing: read again; more than this means a defect


@dataclass(frozen=True, slots=True)
class Request:
    """One press of a button. `seen` is the revision that the page was drawn from; `key` makes sending it twice act
    once."""

    login: str
    number: str
    event: str
    seen: int
    data: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    opinion: str = ""
    key: str | None = None
    site: str | None = None

    def fingerprint(self) -> str:
        parts = [self.number, self.event, dict(self.data), self.reason, self.opinion, self.site]
        return hashlib.sha256(canonical(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Acted:
    """The event stands as entry `seq` of the case's history. `again`: it had been taken before, by the same key."""

    case_id: int
    number: str
    seq: int
    again: bool = False
    answer: str | None = None


def act(office: Office, request: Request, now: datetime) -> Acted:
    """Takes the event or raises: NotFound, Conflict (somebody was faster), Refused or Forbidden (guards), Invalid
    (input), KeyReused."""
    late = False
    for _ in range(TRIES):
        try:
            return _act_once(office, request, now, late)
        except _Again:
            continue
        except ClockFirst as first:
            run_clock(office, first.case_id, now)
            late = True
        except (Answer, Refused, IntegrityError) as no:
            # Its twin, or another request with its key, may have been written after this one looked for it.
            with office.read() as connection:
                earlier = _earlier(connection, request)
            if earlier is None:
                if not isinstance(no, IntegrityError):
                    count_refusal(office, no)
                raise
            return earlier
    raise RuntimeError(f"{request.number}: read {TRIES} times and never as it was when written")


class _Again(Exception):
    """What was read had changed when it came to writing: rolls back what was begun, and the case is read anew."""


class ClockFirst(Exception):
    """An event of the clock is due; it is taken in a transaction of its own, whatever becomes of this request."""

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self.case_id = case_id


def _act_once(office: Office, request: Request, now: datetime, late: bool) -> Acted:
    with office.event(whole=False) as connection:
        earlier = _earlier(connection, request)
        if earlier:
            return earlier
        seen, compiled, verdict = _ready(office, connection, request, now, late)
        arrows = arrows_of(compiled, seen, request)
        of_others, people = told_of_others(arrows), _people(compiled, arrows, seen, request)
        if connection.dialect.name == "postgresql" and not (of_others or people or needs_transaction(verdict)):
            return _take(office, connection, seen, compiled, verdict, request)
    # What was read lies outside this transaction; the writing is held against it, as it is in a single statement.
    with office.event(whole=True) as connection:
        if of_others or people:  # nothing of the writing is held against other cases, nor against people whom it names
            take_turns(connection, seen.site_id, of_others)
            keep_people(connection, people)
            seen, compiled, verdict = _ready(office, connection, request, now, late)
        return _take(office, connection, seen, compiled, verdict, request)


def arrows_of(compiled: Compiled, seen: Snapshot, request: Request) -> tuple[Transition, ...]:
    """The ways that the event can go from the state that the case is in."""
    return compiled.arrows.get((seen.case.state, request.event), ())


def _people(compiled: Compiled, arrows: tuple[Transition, ...], seen: Snapshot, request: Request) -> set[str]:
    """The logins of those whom the form names, by what is given or by what the case holds."""
    if not compiled.naming:
        return set()
    kept = {f.name: seen.case.data.get(f.name) for t in arrows for f in t.needs if f.kind == "user"}
    return named_people(compiled, {**kept, **request.data})


def _ready(
    office: Office, connection: Connection, request: Request, now: datetime, late: bool
) -> tuple[Snapshot, Compiled, Verdict]:
    seen = load(connection, request.number, request.login, now, request.site, ties_later=True)
    return seen, *weighed(office, connection, seen, request, now, late=late)


def weighed(
    office: Office, connection: Connection, seen: Snapshot, request: Request, now: datetime, *, late: bool = False
) -> tuple[Compiled, Verdict]:
    """What the rules say of `request` for the case as it was read. Raises what `act` raises, and ClockFirst unless the
    clock has had its turn (`late`)."""
    must_read(connection, seen)
    if clock_is_due(seen, now) and not late:
        raise ClockFirst(seen.case_id)
    _still_as_seen(office, connection, seen, request.seen)
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    return compiled, _judged(connection, compiled, seen, request, now)


def _take(
    office: Office, connection: Connection, seen: Snapshot, compiled: Compiled, verdict: Verdict, request: Request
) -> Acted:
    acted = written_down(office, connection, seen, compiled, verdict, request)
    if acted is None:
        raise _Again
    return acted


def written_down(
    office: Office, connection: Connection, seen: Snapshot, compiled: Compiled, verdict: Verdict, request: Request
) -> Acted | None:
    """The event as it stands now; None where what was read had changed, and nothing is written."""
    decision = decided(office, connection, compiled, seen, verdict)
    if not write(office, connection, seen, decision, remembered(request, seen, decision)):
        return None
    count_event(office, seen.case.procedure, request.event)
    return Acted(seen.case_id, request.number, decision.case.revision)


def remembered(request: Request, seen: Snapshot, decision: Decision) -> Row | None:
    """The row by which the same request is known when it comes again."""
    if request.key is None:
        return None
    row = {"login": request.login, "key": request.key, "fingerprint": request.fingerprint()}
    return {**row, "case_id": seen.case_id, "seq": decision.case.revision, "at": taken_at(decision)}


def _earlier(connection: Connection, request: Request) -> Acted | None:
    if request.key is None:
        return None
    query = select(requests).where(requests.c.login == request.login, requests.c.key == request.key)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.fingerprint != request.fingerprint():
        raise KeyReused
    return Acted(row.case_id, request.number, row.seq, again=True, answer=row.answer)


def _still_as_seen(office: Office, connection: Connection, seen: Snapshot, revision: int) -> None:
    """Nothing but papers and claims may have been added since the page was drawn."""
    if seen.case.revision == revision:
        return
    move = last_move(office, connection, seen, revision)
    if move:
        raise Conflict(seen.case.number, move)


def _judged(connection: Connection, compiled: Compiled, seen: Snapshot, request: Request, now: datetime) -> Verdict:
    arrows = arrows_of(compiled, seen, request)
    staff = posts_of(connection, seen.site_id, _people(compiled, arrows, seen, request))
    asked = facts(connection, seen, arrows, now)
    here = situation(seen, request.event, now, reason=request.reason, opinion=request.opinion, staff=staff, facts=asked)
    try:
        return judge(compiled, here, request.data)
    except Refused:
        people = roster(connection, seen.site_id, now)
        here = replace(here, names=names_at(connection, people, seen.case))
        refused = _said(compiled, here, request.data)
        transition = picked(arrows, here)
        unmet = with_people(compiled, here, transition, refused.unmet, people)
        raise _answer(compiled, refused, unmet, request, seen) from None


def _said(compiled: Compiled, here: Situation, given: Mapping[str, Any]) -> Refused:
    """The refusal once more, with the names of those whom it speaks of: most events need nobody's name."""
    try:
        judge(compiled, here, given)
    except Refused as refused:
        return refused
    raise RuntimeError("a name has changed a decision")


def _answer(
    compiled: Compiled, refused: Refused, unmet: tuple[Any, ...], request: Request, seen: Snapshot
) -> Exception:
    if any(u.kind == "post" for u in unmet) and not _ever_theirs(compiled, request.event, seen):
        zh = "您的岗位不办理此操作"
        return Forbidden(zh, "This is never for a post of yours", unmet)
    if refused.errors:
        return Invalid(refused.errors, unmet)
    return Refused(unmet)


def _ever_theirs(compiled: Compiled, event: str, seen: Snapshot) -> bool:
    """Whether a post of the actor's takes this event in any state of the procedure."""
    procedure = compiled.procedure
    mine = {post.role for post in seen.actor.posts}
    return any(
        role.code in mine
        for t in procedure.transitions
        if t.event.code == event
        for source in t.source
        for role in roles_of(procedure.holder(t, source))
    )
