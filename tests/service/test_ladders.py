"""The moments of a ladder, and the hours at which nobody is disturbed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.definition import Deadline, Rung, Span
from flows.procedures.ladder import OFFICE_SETTINGS, USUAL_LADDER
from flows.service.ladders import next_step, quiet_until, steps

BEGIN = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
USUAL = {code: setting.default for code, setting in OFFICE_SETTINGS.items()}
LIMIT = Deadline("limit", "时限", "Limit", Span("hours", 10))
SHANGHAI = ZoneInfo("Asia/Shanghai")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def after(ladder: tuple) -> dict[str, float]:
    return {step.rung.code: (step.at - BEGIN) / timedelta(hours=1) for step in ladder}


def test_a_ladder_goes_by_the_share_of_time_that_is_gone() -> None:
    ladder = steps(LIMIT, BEGIN, BEGIN + timedelta(hours=10), USUAL)
    assert after(ladder) == {"untaken": 5, "soon": 8, "overdue": 10, "long_overdue": 15}
    office = {**USUAL, "soon_percent": 60, "long_percent": 200}
    assert after(steps(LIMIT, BEGIN, BEGIN + timedelta(hours=10), office))["soon"] == 6


def test_a_declaration_may_have_a_ladder_of_its_own() -> None:
    own = Deadline(
        "limit", "时限", "Limit", Span("hours", 10), ladder=[Rung("at_once", 0, ("above",), "立即", "at once")]
    )
    assert after(steps(own, BEGIN, BEGIN + timedelta(hours=10), USUAL)) == {"at_once": 0}


@given(moments, moments)
def test_what_is_climbed_is_climbed_in_order_and_comes_to_an_end(one: datetime, other: datetime) -> None:
    ladder, climbed, seen = steps(LIMIT, one, other, USUAL), set[str](), []
    while (step := next_step(ladder, frozenset(climbed))) is not None:
        climbed.add(step.rung.code)
        seen.append(step.at)
    assert seen == sorted(seen)
    assert climbed == {rung.code for rung in USUAL_LADDER}


@pytest.mark.parametrize(
    ("local", "until"),
    [
        ("2026-03-02T21:59", None),
        ("2026-03-02T22:00", "2026-03-03T08:00"),
        ("2026-03-03T00:30", "2026-03-03T08:00"),
        ("2026-03-03T07:59", "2026-03-03T08:00"),
        ("2026-03-03T08:00", None),
    ],
)
def test_quiet_hours_run_over_midnight(local: str, until: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=SHANGHAI).astimezone(UTC)
    found = quiet_until(now, SHANGHAI, USUAL)
    assert (found.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if found else None) == until


def test_hours_that_begin_where_they_end_are_none() -> None:
    assert quiet_until(BEGIN, SHANGHAI, {"quiet_from": 9, "quiet_to": 9}) is None
    assert quiet_until(BEGIN, SHANGHAI, {"quiet_from": 8, "quiet_to": 12}) == BEGIN + timedelta(hours=3)
