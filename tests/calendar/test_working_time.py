"""Working time: laws that hold for every calendar, and a week in Shanghai by hand."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.calendar import SiteCalendar, add_working_time, worked
from tests.calendar.test_deadlines_hold_in_any_zone import calendars

SITE = SiteCalendar(ZoneInfo("Asia/Shanghai"))
law = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
amounts = st.one_of(st.timedeltas(timedelta(0), timedelta(hours=longest)) for longest in (4, 90))
usual = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001

# Where the clocks change after midnight, at it and before it: on which days, and the hours about it.
CHANGES = {
    "Europe/Berlin": ((date(2026, 3, 29), date(2026, 10, 25)), (1, 2, 3)),
    "America/Havana": ((date(2026, 3, 8), date(2026, 11, 1)), (0, 1, 23)),
    "America/Nuuk": ((date(2026, 3, 28), date(2026, 10, 24)), (0, 22, 23)),
}


@st.composite
def by_night(draw, many):
    """Shifts on both sides of the hour that is left out or comes twice, and moments around it."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    days, hours = CHANGES[zone]
    day = draw(st.sampled_from(days))
    edge = st.sampled_from([time(hour, minute) for hour in hours for minute in (0, 15, 30, 45)])
    edges = sorted(draw(st.lists(edge, min_size=4, max_size=6, unique=True)))
    shifts = tuple(zip(edges[::2], edges[1::2], strict=False))
    days_worked = {day + timedelta(days=n): draw(st.booleans()) for n in (-1, 1)} | {day: True}
    site = SiteCalendar(ZoneInfo(zone), shifts, days_worked)
    near = st.timedeltas(timedelta(hours=-3), timedelta(hours=30)).map(lambda gap: site.begin_of_date(day) + gap)
    return site, [draw(near) for _ in range(many)]


def anywhere(many):
    """A calendar, and so many moments."""
    return st.one_of(st.tuples(calendars, st.lists(usual, min_size=many, max_size=many)), by_night(many))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SITE.zone)


@law
@given(anywhere(1), amounts)
def test_what_was_added_was_worked(place, amount):
    calendar, (start,) = place
    end = add_working_time(calendar, start, amount)
    assert end >= start
    assert worked(calendar, start, end) == amount


@law
@given(anywhere(1), amounts, amounts)
def test_to_add_twice_is_to_add_the_sum(place, one, other):
    calendar, (start,) = place
    assert add_working_time(calendar, add_working_time(calendar, start, one), other) == add_working_time(
        calendar, start, one + other
    )


@law
@given(anywhere(2), amounts)
def test_who_begins_later_is_never_done_earlier(place, amount):
    calendar, (first, second) = place[0], sorted(place[1])
    assert add_working_time(calendar, first, amount) <= add_working_time(calendar, second, amount)


@law
@given(anywhere(1), amounts, amounts)
def test_more_work_is_never_done_earlier(place, one, other):
    calendar, (start,) = place
    less, more = sorted((one, other))
    assert add_working_time(calendar, start, less) <= add_working_time(calendar, start, more)


@law
@given(anywhere(3))
def test_what_was_worked_adds_up(place):
    calendar, (one, two, three) = place
    assert worked(calendar, one, two) + worked(calendar, two, three) == worked(calendar, one, three)


@law
@given(anywhere(2))
def test_no_more_is_worked_than_time_goes_by(place):
    calendar, (first, second) = place[0], sorted(place[1])
    assert timedelta(0) <= worked(calendar, first, second) <= second - first


def test_an_hour_that_summer_time_leaves_out_is_not_worked_twice():
    shifts = ((time(1), time(2, 45)), (time(3), time(5)))
    site = SiteCalendar(ZoneInfo("Europe/Berlin"), shifts, {date(2026, 3, 29): True})
    begin = site.begin_of_date(date(2026, 3, 29))
    # 2:45 is 3:45 by then, when the second shift has been on for three quarters of an hour.
    assert worked(site, begin, begin + timedelta(hours=4)) == timedelta(hours=3)
    assert add_working_time(site, begin, timedelta(hours=2)) == begin + timedelta(hours=3)


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
