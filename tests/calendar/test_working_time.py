"""Working time: laws that hold for every calendar, and a week in Shanghai by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.calendar import SiteCalendar, add_working_time, worked
from tests.calendar.test_deadlines_hold_in_any_zone import calendars

SITE = SiteCalendar(ZoneInfo("Asia/Shanghai"))
law = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.timedeltas(timedelta(0), timedelta(hours=90))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SITE.zone)


@law
@given(calendars, moments, amounts)
def test_what_was_added_was_worked(calendar, start, amount):
    end = add_working_time(calendar, start, amount)
    assert end >= start
    assert worked(calendar, start, end) == amount


@law
@given(calendars, moments, amounts, amounts)
def test_to_add_twice_is_to_add_the_sum(calendar, start, one, other):
    assert add_working_time(calendar, add_working_time(calendar, start, one), other) == add_working_time(
        calendar, start, one + other
    )


@law
@given(calendars, moments, moments, amounts)
def test_who_begins_later_is_never_done_earlier(calendar, one, other, amount):
    first, second = sorted((one, other))
    assert add_working_time(calendar, first, amount) <= add_working_time(calendar, second, amount)


@law
@given(calendars, moments, amounts, amounts)
def test_more_work_is_never_done_earlier(calendar, start, one, other):
    less, more = sorted((one, other))
    assert add_working_time(calendar, start, less) <= add_working_time(calendar, start, more)


@law
@given(calendars, moments, moments, moments)
def test_what_was_worked_adds_up(calendar, one, two, three):
    assert worked(calendar, one, two) + worked(calendar, two, three) == worked(calendar, one, three)


@law
@given(calendars, moments, moments)
def test_no_more_is_worked_than_time_goes_by(calendar, one, other):
    first, second = sorted((one, other))
    assert timedelta(0) <= worked(calendar, first, second) <= second - first


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-06T09:00", 1, "2026-03-06T10:00"),
        ("2026-03-06T07:00", 1, "2026-03-06T09:30"),
        ("2026-03-06T16:00", 1, "2026-03-06T17:00"),
        ("2026-03-06T23:00", 1, "2026-03-09T09:00"),
        ("2026-03-07T10:00", 15, "2026-03-09T23:30"),
        ("2026-03-06T23:30", 0, "2026-03-06T23:30"),
    ],
)
def test_hours_run_within_shifts_of_working_days(start, hours, end):
    assert add_working_time(SITE, at(start), timedelta(hours=hours)) == at(end)


def test_working_time_is_not_taken_back():
    with pytest.raises(ValueError, match="not negative"):
        add_working_time(SITE, at("2026-03-06T09:00"), timedelta(minutes=-1))


def test_a_site_that_never_works_again_has_no_such_moment():
    with pytest.raises(OverflowError):
        add_working_time(SITE, datetime(9999, 12, 1, tzinfo=UTC), timedelta(days=40))
