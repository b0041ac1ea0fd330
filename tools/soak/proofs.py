"""What must hold when all is quiet again."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from flows.definition import CLOCK, GiveNumber
from flows.engine.replay import START
from flows.procedures import PROCEDURES
from flows.service.audit import replay_all, verify
from flows.service.ladders import steps
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.working import backlog
from flows.storage import tables as t
from flows.storage.columns import NEVER
from tools.soak.ledger import Asked, Ledger

PAPER = "attach_paper"
Proof = Callable[[Office, Ledger, datetime], Iterator[str]]


def accepted_once(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """Every accepted request stands in the history once, and nothing stands there that nobody was told of."""
    with office.read() as connection:
        kept = {(row.login, row.key): row for row in connection.execute(select(t.requests))}
        query = select(t.history, t.cases.c.number).join(t.cases, t.cases.c.id == t.history.c.case_id)
        entries = {(row.case_id, row.seq): row for row in connection.execute(query)}
    told: Counter[tuple[int, int]] = Counter()
    for asked in ledger.of("accepted"):
        row = kept.get((asked.login, asked.key))
        entry = entries.get((row.case_id, row.seq)) if row else None
        if row is None or entry is None:
            yield f"{asked.key}: {asked.event} was accepted and is not in the history"
        elif not _fits(asked, entry):
            yield f"{asked.key}: {asked.event} of {asked.login} stands as {entry.event} of {entry.actor}"
        else:
            told[row.case_id, row.seq] += 1
    yield from (
        f"case {case}, entry {seq}: two requests were told that it is theirs"
        for (case, seq), n in told.items()
        if n > 1
    )
    mine = {asked.number for asked in ledger.of("accepted")}
    for place, entry in entries.items():
        if entry.number in mine and place not in told and entry.actor != CLOCK.code and entry.event != PAPER:
            yield f"{entry.number}, entry {entry.seq}: {entry.event} of {entry.actor}, which nobody was told of"


def _fits(asked: Asked, entry: Any) -> bool:
    event = START if asked.event == "start" else asked.event
    return (entry.number, entry.event, entry.actor) == (asked.number, event, asked.login)


def papers_counted(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """As many as were surely brought, and no more than were sent."""
    query = select(t.cases.c.number, t.history.c.seq).join(t.history, t.history.c.case_id == t.cases.c.id)
    with office.read() as connection:
        found = Counter(row.number for row in connection.execute(query.where(t.history.c.event == PAPER)))
    for number, papers in ledger.papers.items():
        if not papers.sure <= found[number] <= papers.sure + papers.unclear:
            yield f"{number}: {papers.sure} papers were taken, {papers.unclear} may have been, {found[number]} are there"


def refused_left_nothing(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    with office.read() as connection:
        kept = {(row.login, row.key) for row in connection.execute(select(t.requests.c.login, t.requests.c.key))}
    yield from (
        f"{a.key}: {a.event} was refused, and is kept" for a in ledger.of("refused") if (a.login, a.key) in kept
    )


def all_answered(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    yield from (f"{a.key}: {a.event} was asked {a.tries} times and never answered" for a in ledger.of("unclear"))


def there_was_work(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """Else nothing is proved: the machine was too busy, or faults came too fast."""
    for outcome in ("accepted", "refused"):
        if not any(asked.outcome == outcome for asked in ledger.asked.values()):
            yield f"no request was {outcome}"


def one_of_two(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    for pair in ledger.pairs:
        if all(ledger.asked[key].outcome == "accepted" for key in pair):
            yield f"{pair[0]} and {pair[1]} both won"


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


def rungs_once(office: Office, _ledger: Ledger, now: datetime) -> Iterator[str]:
    """Every rung of a running deadline whose moment has come, none before, and nobody was told twice."""
    query = select(t.deadlines, t.cases.c.site_id, t.cases.c.procedure).join(
        t.cases, t.cases.c.id == t.deadlines.c.case_id
    )
    with office.read() as connection:
        climbed: dict[int, list[Any]] = defaultdict(list)
        for row in connection.execute(select(t.rungs)):
            climbed[row.deadline_id].append(row)
        deadlines = connection.execute(query).all()
        settings = {site: office_settings(connection, site) for site in {row.site_id for row in deadlines}}
        told = Counter(tuple(row) for row in connection.execute(select(t.notices.c.login, t.notices.c.source)))
    yield from (f"{login} was told {source} {n} times" for (login, source), n in told.items() if n > 1)
    for row in deadlines:
        found = Counter(rung.code for rung in climbed[row.id])
        yield from (f"deadline {row.id}: rung {code} fired {n} times" for code, n in found.items() if n > 1)
        yield from (f"deadline {row.id}: rung {r.code} fired early" for r in climbed[row.id] if r.fired_at < r.due_at)
        if row.closed_at is None and row.paused_at is None and row.due_at < NEVER:
            declared = {d.code: d for d in PROCEDURES[row.procedure].state(row.state).deadlines}[row.code]
            due = {
                s.rung.code for s in steps(declared, row.opened_at, row.due_at, settings[row.site_id]) if s.at <= now
            }
            if due != set(found):
                yield f"deadline {row.id}: rungs {sorted(due)} were due, {sorted(found)} fired"


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
    ("there was something to prove", there_was_work),
    ("every request got an answer in the end", all_answered),
    ("every accepted event is in the history once, and nothing else is", accepted_once),
    ("every paper is there once", papers_counted),
    ("every refused one left nothing", refused_left_nothing),
    ("of two at once one won at the most", one_of_two),
    ("numbers have no gap and no repeat", numbers_have_no_gap),
    ("every chain is intact", chains_hold),
    ("each case is what its history adds up to", cases_are_their_replay),
    ("each case waits for one task, or is closed", people_are_whole),
    ("each rung fired once, and none early", rungs_once),
    ("nothing is left waiting, and all is told once", nothing_waits),
)


def shown(message: str) -> str:
    return json.dumps(message, ensure_ascii=False)[1:-1][:300]
