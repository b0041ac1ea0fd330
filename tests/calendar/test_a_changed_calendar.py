"""What a change of the calendar makes of deadlines that run: laws for every calendar, with and without summer time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from flows.calendar import SiteCalendar, due, due_with_pauses, is_certain, moved, postponed
from flows.calendar.anew import BY_SHIFTS, COUNTS_DAYS
from flows.definition import Span
from tests.calendar.test_deadlines_hold_in_any_zone import amounts, days, shifts

law = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ON_CALENDAR = ("working_hours", "working_days", "same_day", "month_day", "month_working_day")
NIGHT = ((time(0), time(6)), (time(9), time(23, 59)))
zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]).map(ZoneInfo)  # without summer time, and with it
exceptions = st.dictionaries(days, st.booleans(), max_size=12)
moments = st.datetimes(datetime(2024, 6, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
gaps = st.timedeltas(timedelta(0), timedelta(days=40))
units = st.sampled_from(ON_CALENDAR)


@st.composite
def changed(draw):
    """One site's calendar before and after a change of days, and of shifts."""
    zone, hours = draw(zones), st.one_of(shifts, st.just(NIGHT))
    return tuple(SiteCalendar(zone, draw(hours), draw(exceptions)) for _ in range(2))


def reckon(unit, start, calendar, amount, stood=()):
    return due_with_pauses(Span(unit, amount), start, calendar, amount=amount, data={}, stood=stood)


@law
@given(changed(), units, moments, amounts, gaps)
def test_what_has_passed_never_moves(calendars, unit, start, amount, gap):
    before, after = calendars
    was = reckon(unit, start, before, amount)
    assert moved(was, reckon(unit, start, after, amount), was + gap, after) == was


@law
@given(changed(), units, moments, amounts, gaps)
def test_a_change_makes_nothing_pass_and_leaves_the_rest_of_the_day(calendars, unit, start, amount, gap):
    before, after = calendars
    was, at = reckon(unit, start, before, amount), start + gap
    assume(was > at)
    now_due = moved(was, reckon(unit, start, after, amount), at, after)
    assert now_due > at
    assert now_due >= min(was, after.end_of_day(after.day_of(at)))


@law
@given(changed(), units, moments, amounts, gaps)
def test_what_comes_to_a_later_moment_is_due_then_and_not_a_second_sooner(calendars, unit, start, amount, gap):
    before, after = calendars
    was, anew, at = reckon(unit, start, before, amount), reckon(unit, start, after, amount), start + gap
    assume(was > at)
    assume(anew >= was or anew > after.end_of_same_day(at + timedelta.resolution))
    assert moved(was, anew, at, after) == anew


@law
@given(changed(), units, moments, amounts, gaps, gaps)
def test_changed_and_changed_back_it_is_due_as_before(calendars, unit, start, amount, gap, later):
    before, after = calendars
    was, at = reckon(unit, start, before, amount), start + gap
    between = moved(was, reckon(unit, start, after, amount), at, after)
    back_at = at + later
    assume(min(was, between) > back_at)
    # What has been put off beyond a day is not brought forward to that same day.
    assume(between <= was or was > before.end_of_same_day(back_at + timedelta.resolution))
    assert moved(between, reckon(unit, start, before, amount), back_at, before) == was


@law
@given(changed(), moments, gaps, moments, gaps)
def test_who_was_due_later_or_comes_to_later_is_not_due_sooner_after_it(calendars, at, left, anew, gap):
    _, after = calendars
    was = at + left + timedelta.resolution
    assert moved(was, anew, at, after) <= moved(was, anew + gap, at, after)
    assert moved(was, anew, at, after) <= moved(was + gap, anew, at, after)


@law
@given(changed(), st.sampled_from(["working_days", "month_working_day"]), moments, amounts, days, gaps)
def test_one_more_holiday_never_brings_a_deadline_forward(calendars, unit, start, amount, day, gap):
    before, _ = calendars
    more = SiteCalendar(before.zone, before.shifts, {**before.exceptions, day: False})
    was = reckon(unit, start, before, amount)
    assert moved(was, reckon(unit, start, more, amount), start + gap, more) >= was


@law
@given(changed(), units, moments, amounts, st.lists(st.tuples(gaps, gaps), max_size=3))
def test_a_pause_never_brings_a_deadline_forward_and_pauses_are_told_one_by_one(calendars, unit, start, amount, spans):
    calendar, stood, at = calendars[0], [], start
    for wait, long in spans:
        stood.append((at + wait, at + wait + long))
        at += wait + long
    due_at = due(Span(unit, amount), start, calendar, amount=amount, data={})
    for since, until in stood:
        later = postponed(calendar, Span(unit, amount), due_at, since, until)
        assert later >= due_at
        due_at = later
    assert reckon(unit, start, calendar, amount, stood) == due_at


def test_after_the_last_shift_a_change_leaves_the_next_day():
    site = SiteCalendar(ZoneInfo("Asia/Shanghai"))
    at = datetime(2026, 3, 6, 23, 30, tzinfo=site.zone)
    was = datetime(2026, 3, 12, 23, 30, tzinfo=site.zone)
    assert moved(was, at - timedelta(days=1), at, site) == datetime(2026, 3, 7, 23, 30, tzinfo=site.zone)


def test_only_what_counts_days_hangs_on_a_year_that_is_not_published():
    site = SiteCalendar(ZoneInfo("Asia/Shanghai"), published=frozenset({2026}))
    assert BY_SHIFTS < COUNTS_DAYS < set(ON_CALENDAR)
    for unit in (*ON_CALENDAR, "hours", "days", "months"):
        told = [is_certain(Span(unit, 1), site.end_of_day(date(year, 1, 5)), site) for year in (2026, 2027)]
        assert told == [True, unit not in COUNTS_DAYS], unit


@pytest.mark.parametrize("unit", ON_CALENDAR)
def test_without_a_pause_it_is_due_as_declared(unit):
    site, start = SiteCalendar(ZoneInfo("Europe/Berlin")), datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert reckon(unit, start, site, 3) == due(Span(unit, 3), start, site, amount=3, data={})
