"""The national calendar from the command line, and while the server runs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from command import seeding, serving
from command.rounds import end
from command.shell import Shell
from flows.service import calendars
from flows.service.office import Office
from flows.storage.tables import calendar_days
from tests.command.conftest import Run
from tests.service.a_site import an_office

NEW_YEARS_EVE = datetime(2040, 12, 31, 9, tzinfo=UTC)


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(database_url, tmp_path) as made:
        yield made


def test_a_year_is_read_in_and_one_that_is_not_published_is_said_so(on: Run) -> None:
    on("site", "add", "north", "--zh", "北苑", "--en", "North Court")
    told = on("calendar", "seed", "2026")
    assert (told.exit_code, told.stdout.strip()) == (0, "2026：国家安排已读入")
    told = on("--lang", "en", "calendar", "seed", "2026", "2090")
    assert told.exit_code == 1
    assert told.stdout.strip() == "2026: the national calendar is read in"
    assert told.stderr.strip() == "2090: not published yet; reckoned by weekends and statutory days"
    assert on("calendar", "seed", "12").exit_code == 2


def test_deadlines_that_are_still_to_follow_are_told(on: Run) -> None:
    """All was looked at when the year was read in; a minute later it is looked at once more."""
    on("site", "add", "north", "--zh", "北苑", "--en", "North Court")
    assert '"calendars": 1' in on("worker", "--status", "--json").stdout
    assert "1 个项目的日历有更改" in on("worker", "--status").stdout
    on("worker", "--once")
    assert '"calendars": 0' in on("worker", "--status", "--json").stdout


class Reading:
    """Notices as they come out; `away`: the package can't be read."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.away = False

    def __call__(self, years: Iterable[int]) -> tuple[Mapping[date, bool], frozenset[int]]:
        self.asked.append(sorted(years))
        if self.away:
            raise OSError("away")
        return {date(year, 1, 1): False for year in self.asked[-1]}, frozenset(self.asked[-1])


def years_known(office: Office) -> list[int]:
    with office.read() as connection:
        return [day.year for day in connection.execute(select(calendar_days.c.day).order_by("day")).scalars()]


def until(stop: Event, asked: list[list[int]], times: int) -> None:
    for _ in range(1000):
        if len(asked) >= times:
            break
        stop.wait(0.01)
    assert len(asked) >= times


def test_a_year_that_begins_while_the_server_runs_is_read_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read, today = Reading(), [NEW_YEARS_EVE]
    monkeypatch.setattr(calendars.seeding, "seed_apart", read)
    calendars.seed_missing_years(office, NEW_YEARS_EVE)
    stop = seeding.keep_seeding(office, lambda: today[0], every=0.01)
    stop.wait(0.1)
    assert read.asked == [[2040, 2041]]
    read.away = True
    today[0] += timedelta(days=1)
    until(stop, read.asked, 3)  # what fails is tried again
    read.away = False
    for _ in range(1000):
        if 2042 in years_known(office):
            break
        stop.wait(0.01)
    end([stop])
    assert {tuple(years) for years in read.asked[1:]} == {(2042,)}
    assert years_known(office) == [2040, 2041, 2042]


def test_it_is_looked_for_once_a_day_and_not_at_all_where_nothing_is_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    today, looked, stop = [NEW_YEARS_EVE], list[date](), Event()

    def look(_office: Office, now: datetime) -> None:
        looked.append(now.date())

    monkeypatch.setattr(seeding, "seed_missing_years", look)
    going = seeding.keep_seeding(office, lambda: today[0], every=0.001)
    for _ in range(2):
        today[0] += timedelta(days=1)
        stop.wait(0.2)
    end([going])
    assert looked == [date(2041, 1, 1), date(2041, 1, 2)]
    monkeypatch.undo()
    read = Reading()
    monkeypatch.setattr(calendars.seeding, "seed_apart", read)
    for _ in range(3):
        calendars.seed_missing_years(office, NEW_YEARS_EVE)
    assert read.asked == [[2040, 2041]]


def test_whoever_serves_looks_for_it_also_beside_a_worker(
    office: Office, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = list[Office]()

    def keep(kept_for: Office, _clock: object) -> Event:
        kept.append(kept_for)
        return Event()

    monkeypatch.setattr(serving, "keep_seeding", keep)
    end(serving._keep_house(Shell(), office, embed=False))
    assert kept == [office]
