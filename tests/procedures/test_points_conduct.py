"""Day-to-day conduct: every boundary of the rules for service staff, and what holds of all numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.procedures import points, points_conduct
from flows.procedures.conduct_forms import HALVES, MEASURES, OFFENCE
from flows.procedures.points_conduct import COSTS, NOTHING, OFFENCES, cost, is_docked, measure, month_sum, more, within

OFFENCE_CODES = st.sampled_from([code for code in OFFENCES if code != "late"])
COUNTS = st.lists(st.integers(0, 40).map(lambda halves: Decimal(halves) / 2))


def bounds(low: str, high: str) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


@pytest.mark.parametrize(
    ("minutes", "count", "docks"),
    [
        (1, 1, False),
        (4, 1, False),
        (5, 1, False),
        (6, 5, False),
        (9, 5, False),
        (10, 5, False),
        (11, 10, True),
        (480, 10, True),
    ],
)
def test_lateness_costs_by_five_and_ten_minutes(minutes: int, count: int, docks: bool) -> None:
    assert cost("late", minutes) == (count, count)
    assert is_docked("late", minutes) is docks


def test_lateness_of_no_minute_is_none() -> None:
    with pytest.raises(ValueError, match="late by 0"):
        cost("late", 0)
    with pytest.raises(KeyError):
        cost("yawning")


@pytest.mark.parametrize(("minutes", "docks"), [(1, False), (239, False), (240, False), (241, True), (480, True)])
def test_a_stand_in_for_more_than_four_hours_is_a_days_leave(minutes: int, docks: bool) -> None:
    assert is_docked("stand_in", minutes) is docks
    assert cost("stand_in", minutes) == NOTHING


def test_leave_docks_and_absence_costs_points() -> None:
    assert (is_docked("leave"), cost("leave")) == (True, NOTHING)
    assert (is_docked("absent"), cost("absent")) == (False, (10, 10))
    assert not any(is_docked(code) for code in OFFENCES if code not in ("leave", "late", "stand_in"))


@pytest.mark.parametrize(
    ("offence", "low", "high"),
    [
        ("uniform", "1", "1"),
        ("hair", "0.5", "1.5"),
        ("nails", "0.5", "1.5"),
        ("posture", "1", "1"),
        ("grooming", "0.5", "1.5"),
        ("complained_of", "5", "10"),
        ("dozing", "1", "1"),
        ("grave_dozing", "3", "5"),
        ("telephone", "5", "5"),
        ("idle_talk", "1", "1"),
        ("reading", "1", "1"),
        ("quarrel", "0", "0"),
    ],
)
def test_what_each_costs(offence: str, low: str, high: str) -> None:
    assert cost(offence) == bounds(low, high)


@pytest.mark.parametrize(
    ("span", "inside", "outside"),
    [
        (cost("hair"), ("0.5", "1", "1.5"), ("0", "0.4", "1.6", "2")),
        (more("idle_talk", 3), ("1", "3"), ("0.5", "3.5")),
        (more("idle_talk", 4), ("3", "5"), ("2.5", "5.5")),
        (more("telephone", 3), ("10",), ("9.5", "10.5")),
        (cost("grave_dozing"), ("3", "4", "5"), ("2.5", "5.5")),
        (cost("complained_of"), ("5", "7.5", "10"), ("4.5", "10.5")),
        (cost("uniform"), ("1",), ("0.5", "1.5")),
        (NOTHING, ("0",), ("0.5",)),
    ],
)
def test_a_figure_outside_the_range_is_refused(span, inside, outside) -> None:
    for figure in map(Decimal, inside):
        assert within(figure, span)
        assert points_conduct.weighed(figure, span) == figure
    for figure in map(Decimal, outside):
        assert not within(figure, span)
        with pytest.raises(ValueError, match="not within"):
            points_conduct.weighed(figure, span)


def test_without_a_figure_only_what_is_fixed_stands() -> None:
    assert points_conduct.weighed(None, cost("telephone")) == 5
    assert points_conduct.weighed(None, NOTHING) == 0
    assert not within(None, cost("hair"))
    with pytest.raises(ValueError, match="not within"):
        points_conduct.weighed(None, cost("hair"))


@pytest.mark.parametrize(
    ("offence", "by_times"),
    [
        ("telephone", ("none", "none", "warning", "warning", "left", "left")),
        ("idle_talk", ("none", "none", "warning", "demerit", "left", "left")),
        ("reading", ("none", "none", "warning", "demerit", "left", "left")),
        ("absent", ("none", "none", "left", "left", "left", "left")),
        ("uniform", ("none",) * 6),
        ("late", ("none",) * 6),
        ("quarrel", ("judged",) * 6),
        ("grave_quarrel", ("left",) * 6),
    ],
)
def test_what_the_third_fourth_and_fifth_time_lead_to(offence: str, by_times: tuple[str, ...]) -> None:
    assert tuple(measure(offence, times) for times in range(1, 7)) == by_times


@pytest.mark.parametrize("offence", ["idle_talk", "reading"])
def test_what_repeating_it_costs_beside(offence: str) -> None:
    assert [more(offence, times) for times in (1, 2, 3, 4, 5, 6)] == [
        NOTHING,
        NOTHING,
        (1, 3),
        (3, 5),
        NOTHING,
        NOTHING,
    ]
    assert [more("telephone", times) for times in (2, 3, 4, 5)] == [NOTHING, (10, 10), NOTHING, NOTHING]
    assert [more("uniform", times) for times in (3, 4, 5)] == [NOTHING] * 3


def test_times_count_records_but_days_of_absence() -> None:
    assert points_conduct.times("reading", "2026-03-02", []) == 1
    assert points_conduct.times("reading", "2026-03-02", ["2026-03-02", "2026-03-03"]) == 3
    assert points_conduct.times("absent", "2026-03-02", ["2026-03-02", "2026-03-03"]) == 2


def test_the_form_offers_what_the_rules_know() -> None:
    assert {choice.code for choice in OFFENCE.choices} == set(OFFENCES)
    assert {choice.code for choice in MEASURES} == set(points_conduct.GRAVITY)
    halves = [Decimal(choice.code.replace("_", ".")) for choice in HALVES]
    assert halves == [Decimal(n) / 2 for n in range(1, 21)]
    assert [choice.en for choice in HALVES] == [points_conduct.plain(half) for half in halves]
    assert all(high <= 10 for _, high in COSTS.values())


@given(COUNTS)
def test_a_month_is_the_sum_of_its_points_and_of_scheme_a(counts: list[Decimal]) -> None:
    whole = month_sum(counts)
    assert (whole.scheme, whole.count) == ("attendance", sum(counts))
    with pytest.raises(ValueError, match="no price"):
        whole.yuan()


@given(COUNTS, st.sampled_from(["fault", "appraisal"]), COUNTS)
def test_conduct_is_never_mixed_with_faults_or_appraisals(mine, other, theirs) -> None:
    with pytest.raises(ValueError, match="never added up"):
        month_sum(mine) + points.total(other, theirs)
    for rule in (points.month_extra, points.sanction, points.is_silent):
        with pytest.raises(ValueError, match="know no points"):
            rule(month_sum(mine))


@given(OFFENCE_CODES, st.integers(1, 40), st.integers(1, 40))
def test_once_more_never_leads_to_less(offence: str, one: int, other: int) -> None:
    fewer, more_often = sorted((one, other))
    gravity = points_conduct.GRAVITY
    assert gravity[measure(offence, fewer)] <= gravity[measure(offence, more_often)]


@given(st.integers(1, 1440), st.integers(1, 1440))
def test_later_is_never_cheaper(one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    assert cost("late", sooner)[1] <= cost("late", later)[0]
    assert is_docked("late", sooner) <= is_docked("late", later)
    assert is_docked("stand_in", sooner) <= is_docked("stand_in", later)
