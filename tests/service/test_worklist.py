"""What waits for somebody's posts, the soonest due first."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from flows.service import worklist as listed
from flows.storage import tables as t
from tests.service.errand import World

ask = listed.ask
HOURS = (3, 1, 2, 1, 5)  # until each is due, two of them at the same moment
IN_ORDER = [1, 3, 2, 0, 4]


@pytest.mark.parametrize("backwards", [False, True])
def test_it_stands_in_order_and_pages_go_on_in_whatever_order_the_database_gives_them(
    north: World, monkeypatch: pytest.MonkeyPatch, backwards: bool
) -> None:
    numbers = [north.start() for _ in HOURS]
    with north.office.transaction() as connection:
        ids = connection.execute(select(t.tasks.c.id).order_by(t.tasks.c.id)).scalars().all()
        for task, hours in zip(ids, HOURS, strict=True):
            due = north.now + timedelta(hours=hours)
            connection.execute(update(t.tasks).where(t.tasks.c.id == task).values(due_at=due))

    def answered(*question: Any) -> list[Any]:
        rows = ask(*question)
        return rows[::-1] if backwards else rows

    monkeypatch.setattr(listed, "ask", answered)
    monkeypatch.setattr(listed, "PAGE", 2)
    listed._statement.cache_clear()
    found, cursor = [], ""
    while cursor is not None and len(found) < 2 * len(numbers):
        page = listed.worklist(north.office, "desk", north.now, listed.Wanted(cursor=cursor or None))
        found += [line.number for line in page.items]
        cursor = page.cursor
    listed._statement.cache_clear()
    assert found == [numbers[place] for place in IN_ORDER]
