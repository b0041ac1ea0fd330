"""A process keeps the calendar of a site until there is another: it asks once, and never reckons by one of yesterday."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service import calendars, office
from flows.service.acting import Request, act
from flows.service.office import Office, open_office
from flows.service.rights import OPERATOR
from flows.storage import tables as t
from tests.service.errand import NOW, World
from tools.bench.counting import heard
from tools.bench.permit import APPLICATION, FIRST, SECRET, begun, site

MONDAY = date(2026, 11, 23)


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = site(database_url, tmp_path)
    with made.office.transaction() as connection:
        row = {"id": 99, "login": "root", "name": "示例管理", "active": True, "lang": "zh", "revision": 1}
        connection.execute(insert(t.users), {**row, "created_at": NOW})
        connection.execute(insert(t.posts), {"user_id": 99, "site_id": 1, "role": "administrator", "since": NOW})
    yield made
    made.office.engine.dispose()


@pytest.fixture
def elsewhere(here: World, database_url: str, tmp_path: Path) -> Iterator[Office]:
    """Another process on the same database."""
    other = open_office(database_url, SECRET, tmp_path / "attachments", NOW, (HOT_WORK_PERMIT,))
    yield other
    other.engine.dispose()


def first_due(here: World) -> datetime:
    """Of the review that a permit submitted now, on a Friday, waits for: one working day."""
    number, far = begun(here), NOW + timedelta(days=30)
    asked = {**APPLICATION, "starts_at": far.isoformat(), "ends_at": (far + timedelta(hours=2)).isoformat()}
    act(here.office, Request("desk", number, "submit", FIRST, data=asked), NOW)
    query = select(t.deadlines.c.due_at).join(t.cases).where(t.cases.c.number == number).order_by(t.deadlines.c.id)
    with here.office.read() as connection:
        found: datetime = connection.execute(query).scalars().first()
    return found


def test_what_another_process_changes_is_reckoned_with_at_once(here: World, elsewhere: Office) -> None:
    before = first_due(here)
    assert before.date() == MONDAY
    calendars.set_days(elsewhere, "root", "north", MONDAY, MONDAY, False, "停电", NOW)
    assert (first_due(here) - before).days == 1
    calendars.set_days(elsewhere, "root", "north", MONDAY, MONDAY, None, "", NOW)
    assert first_due(here) == before


def test_the_national_calendar_read_in_anew_is_reckoned_with(
    here: World, elsewhere: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = first_due(here)
    monkeypatch.setattr(calendars.seeding, "seed", lambda years: ({MONDAY: False}, frozenset({2026})))
    calendars.seed_calendar(elsewhere, OPERATOR, [2026], NOW)
    assert (first_due(here) - before).days == 1


def test_it_is_asked_for_once(here: World) -> None:
    first_due(here)
    with heard(here.office) as statements:
        first_due(here)
    assert not [sql for sql in statements if "calendar_days" in sql]


def test_no_process_keeps_the_calendars_of_more_sites_than_it_has_room_for(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "MOST_CALENDARS", 3)
    with here.office.read() as connection:
        for site_id in range(1, 9):
            here.office.calendar(connection, site_id, ZoneInfo("Asia/Shanghai"), 0)
    assert len(here.office._calendars) <= 3
