"""The real calendar of 2026, after the State Council's notice for that year, at a site with the handbook's shifts."""

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from flows.calendar import SiteCalendar, due, seed, seed_apart
from flows.calendar.holidays_cn import swaps_days
from flows.definition import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Days off as the notice names them, weekends included, and the days worked for them.
DAYS_OFF_2026 = (
    ("01-01", "01-03"),
    ("02-15", "02-23"),
    ("04-04", "04-06"),
    ("05-01", "05-05"),
    ("06-19", "06-21"),
    ("09-25", "09-27"),
    ("10-01", "10-07"),
)
MADE_UP_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


@pytest.fixture(scope="module")
def calendar():
    exceptions, published = seed([2026])
    return SiteCalendar(SHANGHAI, exceptions=exceptions, published=published)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def days_of(year):
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(n) for n in range(first, date(year + 1, 1, 1).toordinal())]


def works_by_the_notice(day):
    written = f"{day:%m-%d}"
    if written in MADE_UP_2026:
        return True
    return day.weekday() < 5 and not any(first <= written <= last for first, last in DAYS_OFF_2026)


def test_every_day_of_2026_is_as_the_notice_has_it(calendar):
    different = [day for day in days_of(2026) if calendar.is_working_day(day) != works_by_the_notice(day)]
    assert different == []


def test_2026_has_248_working_days(calendar):
    assert sum(map(calendar.is_working_day, days_of(2026))) == 248


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        # Spring Festival: Saturday the 14th is worked, then nine days off, and Saturday the 28th is worked again.
        ("2026-02-13 10:00", 1, "2026-02-14 23:30"),
        ("2026-02-13 10:00", 2, "2026-02-24 23:30"),
        ("2026-02-14 09:00", 1, "2026-02-24 23:30"),
        ("2026-02-18 12:00", 5, "2026-02-28 23:30"),
        ("2026-02-18 12:00", 6, "2026-03-02 23:30"),
        # National Day: Sunday 20 September is worked, 25-27 are off for mid-autumn, 1-7 October, Saturday the 10th is worked.
        ("2026-09-18 16:00", 1, "2026-09-20 23:30"),
        ("2026-09-24 16:00", 1, "2026-09-28 23:30"),
        ("2026-09-30 23:59", 1, "2026-10-08 23:30"),
        ("2026-09-30 23:59", 3, "2026-10-10 23:30"),
        ("2026-09-30 23:59", 4, "2026-10-12 23:30"),
        # Ten minutes past midnight is another day, though in UTC it is not.
        ("2026-10-01 00:10", 1, "2026-10-08 23:30"),
        ("2026-10-08 00:10", 1, "2026-10-09 23:30"),
    ],
)
def test_working_days_jump_the_holidays_and_count_the_make_up_days(calendar, start, n, end):
    moment = due(Span("working_days", n), at(start), calendar, amount=n, data={})
    assert moment == at(end)
    assert moment.tzinfo is UTC


def test_hours_and_days_run_on_through_the_holidays(calendar):
    start = at("2026-09-30 22:00")
    assert due(Span("hours", 48), start, calendar, amount=48, data={}) == at("2026-10-02 22:00")
    assert due(Span("days", 7), start, calendar, amount=7, data={}) == at("2026-10-07 22:00")


def test_years_are_published_from_2001_to_the_last_notice_that_the_package_knows():
    _, published = seed(range(1999, 2060))
    assert frozenset(range(2001, 2027)) <= published
    assert published == frozenset(range(2001, max(published) + 1))
    assert max(published) < 2059


def test_a_year_without_its_notice_has_statutory_days_only_and_is_not_certain():
    """2027 when this was written; counted from the package, so that its new edition each November breaks nothing."""
    _, published = seed(range(2026, 2060))
    year = max(published) + 1
    exceptions, known = seed([year - 1, year])
    calendar = SiteCalendar(SHANGHAI, exceptions=exceptions, published=known)
    assert calendar.is_certain(date(year - 1, 6, 30))
    assert not calendar.is_certain(date(year, 6, 30))
    assert not any(calendar.is_working_day(date(year, 10, day)) for day in (1, 2, 3))
    assert not any(works for day, works in exceptions.items() if day.year == year)


@pytest.mark.parametrize(
    ("notice", "published"),
    [
        ((), False),
        ((9, 3, "anniversary"), False),
        (((9, 3, "anniversary"), (9, 4, "anniversary")), False),
        ((10, 6, 9, 20), True),
        (((9, 3, "anniversary"), (1, 2, 12, 29, 2001)), True),
    ],
)
def test_a_day_off_decreed_without_a_swap_is_no_notice(notice, published):
    assert swaps_days(notice) is published


def test_a_make_up_day_in_december_is_known_with_its_own_year_and_does_not_publish_the_year():
    """31 December 2011 was worked under the notice for 2012."""
    exceptions, published = seed([2011])
    assert exceptions[date(2011, 12, 31)] is True
    assert published == {2011}
    assert {day.year for day in exceptions} == {2011}


def test_nothing_is_seeded_for_no_years():
    assert seed([]) == ({}, frozenset())


def test_read_apart_it_is_the_same():
    assert seed_apart([2026, 2027]) == seed([2026, 2027])


def test_the_holiday_package_is_imported_by_seed_alone():
    asks = "import sys; import flows.calendar as c; assert 'holidays' not in sys.modules; c.seed([2026]); print('holidays' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert answer.stdout == "True\n"
