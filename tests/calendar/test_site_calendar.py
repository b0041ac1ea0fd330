"""What a calendar refuses, and the edges of days, months and clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.calendar import SiteCalendar, due
from flows.definition import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
SITE = SiteCalendar(SHANGHAI)
NOON = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)


def at(text, zone=SHANGHAI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def read(value):
    return due(Span("field", field="until"), NOON, SITE, amount=0, data={"until": value})


def test_the_shifts_of_the_handbook_are_the_default():
    assert SITE.shifts == ((time(8, 30), time(16, 30)), (time(16, 30), time(23, 30)))
    assert SITE.end_of_day(date(2026, 3, 10)) == datetime(2026, 3, 10, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "shifts",
    [
        (),
        ((time(16), time(8)),),
        ((time(8), time(8)),),
        ((time(23, 30), time(0)),),
        ((time(8), time(16)), (time(15), time(23))),
        ((time(16), time(23)), (time(8), time(16))),
    ],
)
def test_shifts_that_overlap_run_backwards_or_over_midnight_are_refused(shifts):
    with pytest.raises(ValueError, match="shifts"):
        SiteCalendar(SHANGHAI, shifts)


def test_a_calendar_does_not_change_with_the_table_it_was_made_from():
    table = {date(2026, 3, 11): False}
    calendar = SiteCalendar(SHANGHAI, exceptions=table)
    table[date(2026, 3, 11)] = True
    assert not calendar.is_working_day(date(2026, 3, 11))
    with pytest.raises(TypeError):
        calendar.exceptions[date(2026, 3, 11)] = True


def test_without_exceptions_a_week_works_from_monday_to_friday():
    monday = date(2026, 3, 9)
    assert [SITE.is_working_day(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_no_year_is_certain_until_it_is_published():
    assert not SITE.is_certain(date(2026, 3, 10))
    assert SiteCalendar(SHANGHAI, published=frozenset({2026})).is_certain(date(2026, 3, 10))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10 00:00", "2026-03-10 23:30"),
        ("2026-03-10 23:30", "2026-03-10 23:30"),
        ("2026-03-10 23:31", "2026-03-11 23:30"),
        ("2026-03-14 12:00", "2026-03-14 23:30"),
    ],
)
def test_the_same_day_ends_with_its_last_shift_and_after_that_with_the_next_days(start, end):
    assert due(Span("same_day"), at(start), SITE, amount=0, data={}) == at(end)
    assert due(Span("working_days"), at(start), SITE, amount=0, data={}) == at(end)


@pytest.mark.parametrize(
    ("start", "day", "end"),
    [
        ("2026-01-05 10:00", 31, "2026-02-28 23:30"),
        ("2028-01-31 10:00", 31, "2028-02-29 23:30"),
        ("2026-01-31 23:59", 5, "2026-02-05 23:30"),
        ("2026-12-31 23:59", 5, "2027-01-05 23:30"),
        # Still February in UTC.
        ("2026-03-01 01:00", 5, "2026-04-05 23:30"),
    ],
)
def test_a_day_of_the_next_month_or_its_last_day(start, day, end):
    assert due(Span("month_day", day), at(start), SITE, amount=day, data={}) == at(end)


@pytest.mark.parametrize("day", [0, 32])
def test_a_day_that_no_month_has_is_refused(day):
    with pytest.raises(ValueError, match="no month"):
        due(Span("month_day", day), NOON, SITE, amount=day, data={})


def test_the_amount_given_counts_and_not_the_one_declared():
    """The site's setting stands in place of the declared number."""
    assert due(Span("minutes", 15, setting="dispatch"), NOON, SITE, amount=20, data={}) == NOON + timedelta(minutes=20)


@pytest.mark.parametrize("data", [{}, {"until": None}, {"until": ""}])
def test_an_empty_field_sets_no_deadline(data):
    assert due(Span("field", field="until"), NOON, SITE, amount=0, data=data) is None


def test_a_date_is_valid_to_its_end_at_the_site_and_a_moment_to_itself():
    assert read("2026-03-31") == datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    assert read("2026-03-31T18:00:00+08:00") == datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
    assert read("2026-03-31T10:00:00Z") == datetime(2026, 3, 31, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2026-03-31T18:00:00", "31.3.2026", "soon", 20260331, True, "2026-02-30"])
def test_a_field_that_is_neither_a_date_nor_an_aware_moment_is_refused(value):
    with pytest.raises(ValueError):
        read(value)


def test_a_span_that_reads_a_field_names_it():
    with pytest.raises(ValueError, match="names it"):
        due(Span("field"), NOON, SITE, amount=0, data={})


@pytest.mark.parametrize("unit", ["minutes", "working_days", "same_day", "month_day", "field"])
def test_a_start_without_offset_is_refused(unit):
    with pytest.raises(ValueError, match="offset"):
        due(Span(unit, 1, field="until"), NOON.replace(tzinfo=None), SITE, amount=1, data={"until": "2026-03-31"})


def test_working_days_are_not_counted_from_a_moment_without_offset_nor_backwards():
    with pytest.raises(ValueError, match="offset"):
        SITE.add_working_days(NOON.replace(tzinfo=None), 1)
    with pytest.raises(ValueError, match="negative"):
        SITE.add_working_days(NOON, -1)


@pytest.mark.parametrize("unit", ["minutes", "days", "working_days", "month_day"])
def test_a_negative_amount_is_refused(unit):
    with pytest.raises(ValueError, match="backwards"):
        due(Span(unit, -1), NOON, SITE, amount=-1, data={})


def test_what_lies_beyond_the_calendar_is_refused_in_the_same_way():
    with pytest.raises(ValueError, match="beyond"):
        due(Span("days"), NOON, SITE, amount=10**12, data={})
    with pytest.raises(ValueError, match="beyond"):
        read("9999-12-31")


def test_a_day_on_the_clock_has_24_hours_when_summer_time_begins():
    berlin = ZoneInfo("Europe/Berlin")
    start = at("2026-03-28 12:00", berlin)
    assert due(Span("days", 1), start, SiteCalendar(berlin), amount=1, data={}) == at("2026-03-29 13:00", berlin)


def test_a_working_day_ends_by_the_wall_clock_when_summer_time_begins():
    berlin = ZoneInfo("Europe/Berlin")
    friday = at("2026-03-27 12:00", berlin)
    assert SiteCalendar(berlin).add_working_days(friday, 1) == datetime(2026, 3, 30, 21, 30, tzinfo=UTC)


def test_a_date_ends_where_its_midnight_is_skipped():
    """In Santiago the clock goes from 24:00 on 5 September 2026 to 01:00."""
    santiago = ZoneInfo("America/Santiago")
    assert SiteCalendar(santiago).end_of_date(date(2026, 9, 5)) == datetime(2026, 9, 6, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-03-10T12:00", 3, "2026-06-11T00:00"),
        ("2026-11-30T12:00", 3, "2027-03-01T00:00"),
        ("2026-12-31T23:59", 2, "2027-03-01T00:00"),
        ("2023-12-31T08:00", 2, "2024-03-01T00:00"),
        ("2026-01-15T08:00", 12, "2027-01-16T00:00"),
    ],
)
def test_months_end_with_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    assert due(Span("months", months), at(start), SITE, amount=months, data={}) == at(end)


def test_working_days_of_the_next_month_are_counted_from_its_first():
    calendar = SiteCalendar(SHANGHAI, exceptions={date(2026, 4, 6): False})
    span = Span("month_working_day", 5)
    assert due(span, at("2026-03-10T12:00"), calendar, amount=5, data={}) == at("2026-04-08T23:30")
    assert due(span, at("2026-03-31T23:59"), calendar, amount=5, data={}) == at("2026-04-08T23:30")


@pytest.mark.parametrize("amount", [0, -1])
def test_no_month_has_a_working_day_before_its_first(amount):
    with pytest.raises(ValueError, match=r"working day|backwards"):
        due(Span("month_working_day", amount), NOON, SITE, amount=amount, data={})


@pytest.mark.parametrize(
    ("arrived", "end"),
    [
        ("2026-03-06", "2026-03-10T23:30"),
        ("2026-03-06T23:00:00+08:00", "2026-03-10T23:30"),
        ("", None),
    ],
)
def test_a_span_may_count_from_a_date_that_the_case_holds(arrived, end):
    span = Span("working_days", 2, since="arrived_on")
    counted = due(span, NOON, SITE, amount=2, data={"arrived_on": arrived})
    assert counted == (at(end) if end else None)
