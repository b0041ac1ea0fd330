"""The calendar of a site through the interface."""

import pytest

from tests.api.interface import Interface
from tests.service.test_calendars import administered

YEAR = "/calendar?site=north&year=2026"


@pytest.fixture
def calendar(both: Interface) -> Interface:
    administered(both.world)
    return both


def test_a_year_is_read_changed_and_changed_back(calendar: Interface) -> None:
    before = calendar.get(YEAR, "desk").json
    assert calendar.get("/calendar?site=north", "desk").json == before
    assert (before["known"], before["certain"], len(before["days"])) == ("nothing", False, 365)
    body = {"first": "2026-11-23", "last": "2026-11-24", "working": False, "note": "停电检修"}
    after = calendar.post("/calendar/days?site=north", "root", json=body).json
    changed = [one for one in after["days"] if one not in before["days"]]
    assert [(one["day"], one["kind"], one["source"]) for one in changed] == [
        ("2026-11-23", "own_free", "停电检修"),
        ("2026-11-24", "own_free", "停电检修"),
    ]
    back = calendar.post("/calendar/days?site=north", "root", json={**body, "working": None})
    assert back.json["days"] == before["days"]


def test_shifts_are_set_and_refused(calendar: Interface) -> None:
    shifts = [{"begins": "09:00", "ends": "17:00"}]
    found = calendar.post("/calendar/shifts?site=north", "root", json={"shifts": shifts, "note": "试行"}).json
    assert (found["shifts"], found["own_shifts"]) == (shifts, True)
    night = {"shifts": [{"begins": "22:00", "ends": "06:00"}], "note": "x"}
    assert calendar.post("/calendar/shifts?site=north", "root", json=night).status_code == 422
    back = calendar.post("/calendar/shifts?site=north", "root", json={"shifts": None}).json
    assert (back["own_shifts"], len(back["shifts"])) == (False, 2)


def test_everybody_of_the_site_reads_it_and_only_its_administrator_changes_it(calendar: Interface) -> None:
    body = {"first": "2026-11-23", "working": False, "note": "x"}
    assert calendar.post("/calendar/days?site=north", "desk", json=body).status_code == 403
    assert calendar.post("/calendar/shifts?site=north", "desk", json={"shifts": None}).status_code == 403
    assert calendar.get(YEAR, "far").status_code == 404
    assert calendar.get("/calendar?site=north&year=12", "desk").status_code == 422
