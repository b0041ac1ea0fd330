"""What holds of every case after every step, and of the whole database in the end."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import func, select

from flows.engine.replay import replay
from flows.procedures import PROCEDURES
from flows.service.audit import replay_all, verify
from flows.service.office import Office
from flows.storage import tables as t
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
            select(t.history.c.content, t.history.c.hash)
            .where(t.history.c.case_id == row["id"])
            .order_by(t.history.c.seq)
        ).all()
        tasks = connection.execute(select(t.tasks).where(t.tasks.c.case_id == row["id"])).all()
        running = connection.execute(
            select(t.deadlines).where(t.deadlines.c.case_id == row["id"], t.deadlines.c.closed_at.is_(None))
        ).all()
    records = [json.loads(entry.content) for entry in entries]
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


def hold_for_all(office: Office) -> None:
    assert verify(office).faults == ()
    assert replay_all(office)[1] == ()
    _numbers_have_no_gap(office)
    with office.read() as connection:
        entries = connection.execute(select(func.count()).select_from(t.history)).scalar_one()
        messages = connection.execute(select(func.count()).select_from(t.outbox)).scalar_one()
    assert entries == messages, "each entry of the history is told of once"


def _numbers_have_no_gap(office: Office) -> None:
    given: dict[tuple[str, int], list[int]] = defaultdict(list)
    with office.read() as connection:
        numbers = list(connection.execute(select(t.cases.c.number)).scalars())
        for data in connection.execute(select(t.cases.c.data)).scalars():
            numbers += [data[name] for name in ("permit_number", "order_number", "sheet_number") if data.get(name)]
        counters = {(row.prefix, row.year): row.last for row in connection.execute(select(t.counters))}
    for number in numbers:
        prefix, year, count = number.split("-")
        given[prefix, int(year)].append(int(count))
    assert set(given) == set(counters)
    for place, last in counters.items():
        assert sorted(given[place]) == list(range(1, last + 1))
