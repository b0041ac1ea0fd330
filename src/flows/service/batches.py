"""Several cases at once: a list as it stood on the page, each decided and answered by itself.

They are read in one statement and written in one transaction, one behind the other. What
one of them meets stops no other: what can't be taken together with the rest is taken alone, afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from flows.engine.decision import Refused
from flows.service.acting import Acted, ClockFirst, Request, act, arrows_of, remembered, weighed
from flows.service.counting import count_event, count_refusal
from flows.service.errors import Answer, Invalid
from flows.service.facts import told_of_others
from flows.service.office import Office
from flows.service.taking import decided, needs_transaction, to_write
from flows.storage.in_line import write_in_line
from flows.storage.snapshot import Snapshot, by_numbers
from flows.storage.tables import requests as sent
from flows.storage.writing import Writes

MOST = 100  # cases in one transaction: others who want one of them wait for as long


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one of them: taken, or refused for a reason of its own."""

    number: str
    acted: Acted | None = None
    refused: Answer | Refused | None = None


class _Alone(Exception):
    """It draws a number, looks at other cases, was sent before, or has changed: `act` knows what to do."""


def act_on_many(office: Office, wanted: Sequence[Request], now: datetime) -> tuple[Answered, ...]:
    """One answer for each of `wanted`, all by one person, in their order. Raises Invalid for more than `MOST`, and for
    a case that stands in the list twice."""
    if len(wanted) > MOST:
        raise Invalid.field("cases", f"一次至多 {MOST} 张单据", f"at most {MOST} at once")
    if len({(one.number, one.site) for one in wanted}) < len(wanted):
        raise Invalid.field("cases", "同一张单据列了两次", "a case stands in the list twice")
    try:
        with office.event(whole=True) as connection:
            together = _together(office, connection, wanted, now)
    except DBAPIError:  # a twin of one of them was written meanwhile, for one: nothing stands, each goes alone
        together = {}
    return tuple(together.get(place) or _alone(office, one, now) for place, one in enumerate(wanted))


def _together(office: Office, connection: Connection, wanted: Sequence[Request], now: datetime) -> dict[int, Answered]:
    answers: dict[int, Answered] = {}
    weighed_up: dict[int, tuple[Snapshot, Writes]] = {}
    for place, request, seen in _read(connection, wanted, now):
        try:
            weighed_up[place] = seen, _weigh(office, connection, seen, request, now)
        except (_Alone, ClockFirst):
            continue
        except (Answer, Refused) as refused:
            count_refusal(office, refused)
            answers[place] = Answered(request.number, refused=refused)
    stand = write_in_line(connection, [rows for _, rows in weighed_up.values()])
    for (place, (seen, rows)), stands in zip(weighed_up.items(), stand, strict=True):
        if stands:
            count_event(office, seen.case.procedure, wanted[place].event)
            answers[place] = Answered(
                wanted[place].number, acted=Acted(seen.case_id, wanted[place].number, rows.case["revision"])
            )
    return answers


def _read(connection: Connection, wanted: Sequence[Request], now: datetime) -> Iterator[tuple[int, Request, Snapshot]]:
    """In the order of the cases, or two batches could wait for each other; without those that are not to be told
    apart, not there, or sent before."""
    if not wanted:
        return
    found: dict[str, list[Snapshot]] = {}
    for seen in by_numbers(connection, (one.number for one in wanted), wanted[0].login, now):
        found.setdefault(seen.case.number, []).append(seen)
    known = _known(connection, wanted)
    meant = ((n, one, _meant(one, found)) for n, one in enumerate(wanted) if one.key not in known)
    yield from sorted(((n, one, seen) for n, one, seen in meant if seen), key=lambda each: each[2].case_id)


def _meant(request: Request, found: Mapping[str, list[Snapshot]]) -> Snapshot | None:
    here = [s for s in found.get(request.number, ()) if s.actor.posts and request.site in (None, s.case.site)]
    return here[0] if len(here) == 1 else None


def _known(connection: Connection, wanted: Sequence[Request]) -> frozenset[str]:
    keys = [one.key for one in wanted if one.key]
    query = select(sent.c.key).where(sent.c.login == wanted[0].login, sent.c.key.in_(keys))
    return frozenset(connection.execute(query).scalars()) if keys else frozenset()


def _weigh(office: Office, connection: Connection, seen: Snapshot, request: Request, now: datetime) -> Writes:
    compiled, verdict = weighed(office, connection, seen, request, now)
    if needs_transaction(verdict) or told_of_others(arrows_of(compiled, seen, request)):
        raise _Alone
    decision = decided(office, connection, compiled, seen, verdict)
    return to_write(office, connection, seen, decision, remembered(request, seen, decision))


def _alone(office: Office, request: Request, now: datetime) -> Answered:
    try:
        return Answered(request.number, acted=act(office, request, now))
    except (Answer, Refused) as refused:
        return Answered(request.number, refused=refused)
