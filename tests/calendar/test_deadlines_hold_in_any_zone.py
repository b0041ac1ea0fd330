"""Laws of deadlines that hold for every calendar, zone and moment."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.calendar import SiteCalendar, due
from flows.definition import Span

# The machines that run this may be busy; a slow example is no broken law.
law = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Without summer time; with it by night; with it at midnight; off the full hour.
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago", "America/Havana", "Asia/Kolkata")
UNITS = (
    "minutes",
    "hours",
    "days",
    "working_hours",
    "working_days",
    "months",
    "same_day",
    "month_day",
    "month_working_day",
)

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.integers(1, 31)
shifts = st.sampled_from([((time(8, 30), time(16, 30)), (time(16, 30), time(23, 30))), ((time(9), time(17)),)])
calendars = st.builds(
    SiteCalendar,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    shifts=shifts,
    exceptions=st.dictionaries(days, st.booleans(), max_size=12),
)


def reckon(unit, start, calendar, amount):
    return due(Span(unit, amount), start, calendar, amount=amount, data={})


def working_days_after(calendar, start, end):
    """Counted one by one, from the day after `start` to the day of `end`."""
    first, last = calendar.day_of(start), calendar.day_of(end)
    after = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in after)


@pytest.mark.parametrize("unit", UNITS)
@law
@given(calendar=calendars, start=moments, amount=amounts)
def test_a_deadline_is_in_utc_and_never_before_its_start(unit, calendar, start, amount):
    moment = reckon(unit, start, calendar, amount)
    assert moment.tzinfo is UTC
    assert moment >= start


@pytest.mark.parametrize("unit", UNITS)
@law
@given(calendar=calendars, one=moments, gap=st.timedeltas(timedelta(0), timedelta(days=40)), amount=amounts)
def test_who_starts_later_is_never_due_earlier(unit, calendar, one, gap, amount):
    assert reckon(unit, one, calendar, amount) <= reckon(unit, one + gap, calendar, amount)


@pytest.mark.parametrize("unit", UNITS)
@law
@given(calendar=calendars, start=moments, one=st.integers(1, 31), other=st.integers(1, 31))
def test_a_greater_amount_is_never_due_earlier(unit, calendar, start, one, other):
    less, more = sorted((one, other))
    assert reckon(unit, start, calendar, less) <= reckon(unit, start, calendar, more)


@pytest.mark.parametrize("unit", ["minutes", "hours", "days", "working_days"])
@law
@given(calendar=calendars, start=moments, one=amounts, other=amounts)
def test_two_spans_one_after_the_other_last_as_long_as_their_sum(unit, calendar, start, one, other):
    in_steps = reckon(unit, reckon(unit, start, calendar, one), calendar, other)
    assert in_steps == reckon(unit, start, calendar, one + other)


@pytest.mark.parametrize("unit", UNITS)
@law
@given(calendar=calendars, start=moments, amount=amounts, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_the_offset_in_which_a_start_is_written_changes_nothing(unit, calendar, start, amount, zone):
    assert reckon(unit, start.astimezone(zone), calendar, amount) == reckon(unit, start, calendar, amount)


@law
@given(calendar=calendars, start=moments, amount=amounts)
def test_between_start_and_due_lie_as_many_working_days_as_asked_for(calendar, start, amount):
    moment = calendar.add_working_days(start, amount)
    assert working_days_after(calendar, start, moment) == amount
    assert calendar.is_working_day(calendar.day_of(moment))


@law
@given(calendar=calendars, start=moments, amount=amounts)
def test_working_days_and_days_of_the_month_end_with_the_last_shift_on_the_wall(calendar, start, amount):
    last = calendar.shifts[-1][1]
    for moment in (calendar.add_working_days(start, amount), calendar.next_month_day(start, amount)):
        assert moment.astimezone(calendar.zone).time() == last


@law
@given(calendar=calendars, start=moments, amount=amounts)
def test_the_nth_working_day_of_the_next_month_has_as_many_before_it_in_that_month(calendar, start, amount):
    last = calendar.day_of(calendar.next_month_working_day(start, amount))
    first = calendar.day_of(start).replace(day=1) + timedelta(days=32)
    first = first.replace(day=1)
    month = (first + timedelta(days=n) for n in range((last - first).days + 1))
    assert sum(calendar.is_working_day(day) for day in month) == amount
    assert calendar.is_working_day(last)


@law
@given(calendar=calendars, start=moments, amount=amounts)
def test_a_day_of_the_next_month_is_that_day_or_the_last(calendar, start, amount):
    there, here = calendar.day_of(calendar.next_month_day(start, amount)), calendar.day_of(start)
    assert (there.year * 12 + there.month) - (here.year * 12 + here.month) == 1
    assert there.day == amount or (there.day < amount and (there + timedelta(days=1)).day == 1)


@law
@given(calendar=calendars, start=moments)
def test_the_same_day_ends_that_day_unless_its_last_shift_is_over(calendar, start):
    end, day = calendar.end_of_same_day(start), calendar.day_of(start)
    over = start > calendar.end_of_day(day)
    assert end == calendar.end_of_day(day + timedelta(days=over))


@law
@given(calendar=calendars, start=moments, amount=amounts, day=days)
def test_one_more_holiday_never_shortens_and_one_more_make_up_day_never_lengthens(calendar, start, amount, day):
    def with_day(works):
        exceptions = {**calendar.exceptions, day: works}
        return SiteCalendar(calendar.zone, calendar.shifts, exceptions).add_working_days(start, amount)

    assert with_day(True) <= calendar.add_working_days(start, amount) <= with_day(False)


@law
@given(calendar=calendars, day=days)
def test_a_date_ends_as_the_next_one_begins_and_after_its_last_shift(calendar, day):
    end = calendar.end_of_date(day)
    assert calendar.day_of(end) == day + timedelta(days=1)
    assert calendar.day_of(end - timedelta(microseconds=1)) == day
    assert calendar.end_of_day(day) < end


@law
@given(calendar=calendars, moment=moments, zone=st.sampled_from(ZONES).map(ZoneInfo))
def test_a_moment_in_a_field_is_that_moment_and_a_date_its_end(calendar, moment, zone):
    local = moment.astimezone(zone)
    span = Span("field", field="until")

    def read(value):
        return due(span, moment, calendar, amount=0, data={"until": value})

    assert read(local.isoformat()) == moment
    assert read(local.date().isoformat()) == calendar.end_of_date(local.date())


@law
@given(calendar=calendars, start=moments, unit=st.sampled_from(UNITS), amount=amounts, latest=moments)
def test_a_latest_moment_only_ever_brings_a_deadline_forward(
    calendar: SiteCalendar, start: datetime, unit: str, amount: int, latest: datetime
) -> None:
    free = due(Span(unit), start, calendar, amount=amount, data={})
    span = Span(unit, before="begins")
    assert due(span, start, calendar, amount=amount, data={"begins": latest.isoformat()}) == min(free, latest)
    assert due(span, start, calendar, amount=amount, data={}) == free, "while the field is empty nothing is cut short"
