"""What holds of every case after every step, and of the whole database in the end."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from flows.definition import GiveNumber
from flows.engine.replay import replay
from flows.procedures import PROCEDURES
from flows.service.audit import replay_all, verify
from flows.service.office import Office
from flows.service.working import backlog, work
from flows.storage import tables as t
from flows.storage.committed import told
from flows.storage.snapshot import case_of
from tests.stories.office import StoryCase


def hold_for(case: StoryCase) -> None:
    with case.where.office.read() as connection:
        query = (
            select(t.cases, t.sites.c.key.label("site_key"), t.units.c.code.label("unit_code"))
            .join(t.sites, t.sites.c.id == t.cases.c.site_id)
            .outerjoin(t.units, t.units.c.id == t.cases.c.unit_id)
            .where(t.cases.c.number == case.number)
        )
        row = connection.execute(query).mappings().one()
        entries = connection.execute(
            select(t.history.c.content, t.history.c.personal, t.history.c.hash)
            .where(t.history.c.case_id == row["id"])
            .order_by(t.history.c.seq)
        ).all()
        tasks = connection.execute(select(t.tasks).where(t.tasks.c.case_id == row["id"])).all()
        running = connection.execute(
            select(t.deadlines).where(t.deadlines.c.case_id == row["id"], t.deadlines.c.closed_at.is_(None))
        ).all()
    records = [told(entry.content, entry.personal) for entry in entries]
    _history(row, records, [entry.hash for entry in entries])
    assert replay(records) == case_of(row)
    _waiting(row, tasks, running)


def _history(row: Any, records: list[dict[str, Any]], hashes: list[str]) -> None:
    assert [record["seq"] for record in records] == list(range(1, row["revision"] + 1))
    assert [record["previous"] for record in records] == ["", *hashes[:-1]]
    assert row["head"] == hashes[-1]


def _waiting(row: Any, tasks: list[Any], running: list[Any]) -> None:
    """An open case waits for exactly one task, in its own state; a closed one for nothing, and no limit runs on."""
    live = [task for task in tasks if task.status in ("open", "claimed")]
    assert [task.state for task in live] == ([row["state"]] if row["closed_at"] is None else [])
    assert all((task.status == "claimed") == (task.claimed_by is not None) for task in live)
    declared = {d.code for d in PROCEDURES[row["procedure"]].state(row["state"]).deadlines}
    assert {deadline.code for deadline in running} <= (declared if row["closed_at"] is None else set())
    assert (row["closed_at"] is not None) == PROCEDURES[row["procedure"]].is_final(row["state"])


def hold_for_all(office: Office, now: datetime) -> None:
    """When the workers have done all that there is to do by then."""
    while work(office, now):
        pass
    assert verify(office).faults == ()
    assert replay_all(office)[1] == ()
    _numbers_have_no_gap(office)
    _all_is_told_once(office, now)
    _nobody_is_told_twice_or_of_their_own_doing(office)


def _all_is_told_once(office: Office, now: datetime) -> None:
    with office.read() as connection:
        entries = connection.execute(select(t.history.c.case_id, t.history.c.seq)).all()
        box = connection.execute(select(t.outbox)).all()
    assert Counter((row.case_id, row.seq) for row in box) == Counter(tuple(entry) for entry in entries)
    assert all(row.sent_at for row in box)
    left = backlog(office, now)
    assert (left.clock, left.unarmed, left.rungs, left.outbox) == (0, 0, 0, 0)


def _nobody_is_told_twice_or_of_their_own_doing(office: Office) -> None:
    """An entry of the history or a rung of a ladder is told to each person once at most."""
    with office.read() as connection:
        told = connection.execute(select(t.notices)).all()
        records = {
            (row.case_id, row.seq): json.loads(row.content)
            for row in connection.execute(select(t.history.c.case_id, t.history.c.seq, t.history.c.content))
        }
    assert told
    assert set(Counter((notice.login, notice.source) for notice in told).values()) == {1}
    for notice in told:
        kind, place, number = notice.source.split(":")
        if kind != "rung":
            record = records[int(place), int(number)]
            assert notice.case_id == int(place)
            assert notice.login not in {person["login"] for person in (record["actor"], record.get("for")) if person}


def _numbers_have_no_gap(office: Office) -> None:
    drawn = {
        e.field for p in PROCEDURES.values() for way in p.transitions for e in way.effects if isinstance(e, GiveNumber)
    }
    given: dict[tuple[str, int], list[int]] = defaultdict(list)
    with office.read() as connection:
        numbers = list(connection.execute(select(t.cases.c.number)).scalars())
        for data in connection.execute(select(t.cases.c.data)).scalars():
            numbers += [data[name] for name in drawn if data.get(name)]
        counters = {(row.prefix, row.year): row.last for row in connection.execute(select(t.counters))}
    for number in numbers:
        prefix, year, count = number.split("-")
        given[prefix, int(year)].append(int(count))
    assert set(given) == set(counters)
    for place, last in counters.items():
        assert sorted(given[place]) == list(range(1, last + 1))
