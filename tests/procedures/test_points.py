"""Points against and for staff: every boundary of the handbooks, and what holds of all numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.procedures import points
from flows.procedures.points import Points, month_extra, sanction, shares, total

COUNTS = st.decimals(min_value=0, max_value=1000, places=1)
SUMS = st.decimals(min_value=0, max_value=100_000, places=2)
SCHEMES = ("attendance", "fault", "appraisal")


def faults(count: int | str) -> Points:
    return total("fault", [count])


@pytest.mark.parametrize(
    ("count", "extra", "grave", "silent", "posted"),
    [
        (0, 0, "none", False, False),
        (1, 0, "fine", False, False),
        (4, 0, "fine", False, False),
        (5, 20, "fine", False, True),
        (10, 20, "fine", False, True),
        (11, 0, "administrative", False, True),
        (15, 0, "administrative", False, True),
        (16, 0, "administrative", True, True),
        (19, 0, "administrative", True, True),
        (20, 0, "dismissal", False, True),
        (21, 0, "dismissal", False, True),
    ],
)
def test_what_a_months_faults_lead_to(count: int, extra: int, grave: str, silent: bool, posted: bool) -> None:
    month = faults(count)
    assert (month_extra(month), sanction(month), points.is_silent(month)) == (extra, grave, silent)
    assert points.is_posted(month, same_fault=2) is posted


def test_the_same_fault_three_times_is_posted_and_makes_the_superior_liable() -> None:
    assert [points.is_posted(faults(1), same) for same in (1, 2, 3, 4)] == [False, False, True, True]
    assert [points.superior_is_liable(False, same) for same in (1, 2, 3, 4)] == [False, False, True, True]
    assert points.superior_is_liable(True, 1)


@pytest.mark.parametrize(
    ("fine", "person", "superior"),
    [("5", "3.50", "1.50"), ("25.00", "17.50", "7.50"), ("0.05", "0.03", "0.02"), ("0", "0.00", "0.00")],
)
def test_a_fine_is_borne_seventy_to_thirty(fine: str, person: str, superior: str) -> None:
    assert shares(Decimal(fine), jointly=True) == (Decimal(person), Decimal(superior))
    assert shares(Decimal(fine), jointly=False) == (Decimal(fine), 0)


@given(SUMS)
def test_no_cent_of_a_fine_is_lost_and_none_is_invented(fine: Decimal) -> None:
    person, superior = shares(fine, jointly=True)
    assert person + superior == fine
    assert abs(superior - fine * Decimal("0.3")) <= Decimal("0.005")
    assert person >= superior >= 0


@given(COUNTS, COUNTS)
def test_more_points_never_lead_to_less(fewer: Decimal, more: Decimal) -> None:
    order = ("none", "fine", "administrative", "dismissal")
    low, high = sorted((fewer, more))
    assert order.index(sanction(total("fault", [low]))) <= order.index(sanction(total("fault", [high])))
    assert total("fault", [low]).yuan() <= total("fault", [high]).yuan()


@given(st.lists(COUNTS))
def test_the_price_of_a_month_is_the_price_of_its_points(counts: list[Decimal]) -> None:
    assert total("fault", counts).yuan() == 5 * sum(counts)
    assert total("appraisal", counts).yuan() == 10 * sum(counts)


@pytest.mark.parametrize("one", SCHEMES)
@pytest.mark.parametrize("other", SCHEMES)
def test_the_three_schemes_are_never_mixed(one, other) -> None:
    if one == other:
        assert total(one, [2]) + total(other, [3]) == total(one, [5])
        return
    with pytest.raises(ValueError, match="never added up"):
        total(one, [2]) + total(other, [3])


def test_attendance_points_have_no_price_and_only_faults_lead_to_sanctions() -> None:
    with pytest.raises(ValueError, match="no price"):
        total("attendance", [10]).yuan()
    for scheme in ("attendance", "appraisal"):
        for rule in (month_extra, sanction, points.is_silent, lambda month: points.is_posted(month, 3)):
            with pytest.raises(ValueError, match="know no points"):
                rule(total(scheme, [20]))


def test_not_passing_costs_three_six_and_ten_and_then_only_a_deadline_is_left() -> None:
    assert [points.failure_points(n) for n in (1, 2, 3, 4)] == [3, 6, 10, 10]
    assert [points.is_last_failure(n) for n in (1, 2, 3, 4)] == [False, False, True, True]
    with pytest.raises(ValueError, match="no failure"):
        points.failure_points(0)


def test_a_teacher_plans_anew_then_learns_then_teaches_no_more() -> None:
    assert [points.lecturer_step(n) for n in (1, 2, 3, 4)] == ["replan", "study", "no_right", "no_right"]
    with pytest.raises(ValueError, match="no time"):
        points.lecturer_step(0)
