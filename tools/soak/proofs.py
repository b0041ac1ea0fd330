"""What must hold when all is quiet again."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select

from flows.definition import GiveNumber
from flows.procedures import PROCEDURES
from flows.service.audit import replay_all, verify
from flows.service.office import Office
from flows.service.working import backlog
from flows.storage import tables as t
from tools.soak import answers, calm, rungs
from tools.soak.ledger import Ledger

Proof = Callable[[Office, Ledger, datetime], Iterator[str]]


def chains_hold(office: Office, _ledger: Ledger, _now: datetime) -> Iterator[str]:
    yield from (f"verify: {fault.case} #{fault.seq}: {fault.message.en}" for fault in verify(office).faults)


def cases_are_their_replay(office: Office, _ledger: Ledger, _now: datetime) -> Iterator[str]:
    yield from (f"replay: {fault.case} #{fault.seq}: {fault.message.en}" for fault in replay_all(office)[1])


def numbers_have_no_gap(office: Office, _ledger: Ledger, _now: datetime) -> Iterator[str]:
    ways = (way for procedure in PROCEDURES.values() for way in procedure.transitions)
    drawn = {effect.field for way in ways for effect in way.effects if isinstance(effect, GiveNumber)}
    given: dict[tuple[str, int], list[int]] = defaultdict(list)
    with office.read() as connection:
        rows = connection.execute(select(t.cases.c.number, t.cases.c.data)).all()
        counters = {(row.prefix, row.year): row.last for row in connection.execute(select(t.counters))}
    for row in rows:
        for number in [row.number, *(row.data[name] for name in drawn if row.data.get(name))]:
            prefix, year, count = number.split("-")
            given[prefix, int(year)].append(int(count))
    for place in sorted(given.keys() | counters.keys()):
        if sorted(given[place]) != list(range(1, counters.get(place, 0) + 1)):
            yield f"numbers {place}: a gap or a repeat below {counters.get(place)}"


def nothing_waits(office: Office, _ledger: Ledger, now: datetime) -> Iterator[str]:
    """Everything is told once, and nothing is left over."""
    with office.read() as connection:
        entries = Counter(tuple(row) for row in connection.execute(select(t.history.c.case_id, t.history.c.seq)))
        box = Counter(tuple(row) for row in connection.execute(select(t.outbox.c.case_id, t.outbox.c.seq)))
    if entries != box:
        yield f"{len(entries)} entries and {len(box)} of them in the outbox"
    left = backlog(office, now)
    for name in ("clock", "unarmed", "rungs", "outbox"):
        if getattr(left, name):
            yield f"{getattr(left, name)} are left waiting: {name}"


def people_are_whole(office: Office, _ledger: Ledger, _now: datetime) -> Iterator[str]:
    """An open case waits for exactly one task, in its own state; a closed one for nothing."""
    live: dict[int, list[str]] = defaultdict(list)
    with office.read() as connection:
        for row in connection.execute(select(t.tasks).where(t.tasks.c.status.in_(("open", "claimed")))):
            live[row.case_id].append(row.state)
        for row in connection.execute(select(t.cases)):
            if live[row.id] != ([] if row.closed_at else [row.state]):
                yield f"{row.number} in {row.state} waits for {live[row.id]}"


PROOFS: tuple[tuple[str, Proof], ...] = (
    ("there was something to prove", answers.there_was_work),
    ("no process ended by itself", calm.none_ended),
    ("answers were lost, or 5xx, only while a fault was on", calm.silent_in_trouble),
    ("every request got an answer in the end", answers.all_answered),
    ("every accepted event is in the history once, and nothing else is", answers.accepted_once),
    ("every case has begun, and none is gone", answers.cases_have_begun),
    ("every paper is there once", answers.papers_counted),
    ("what must be refused was refused", answers.refused_what_must_be),
    ("every refused one left nothing", answers.refused_left_nothing),
    ("of two at once one won at the most", answers.one_of_two),
    ("numbers have no gap and no repeat", numbers_have_no_gap),
    ("every chain is intact", chains_hold),
    ("each case is what its history adds up to", cases_are_their_replay),
    ("each case waits for one task, or is closed", people_are_whole),
    ("each rung fired once, and none early", rungs.rungs_once),
    ("nothing is left waiting, and all is told once", nothing_waits),
)


def shown(message: str) -> str:
    return json.dumps(message, ensure_ascii=False)[1:-1][:300]
