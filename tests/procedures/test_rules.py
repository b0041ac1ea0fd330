"""What the rules work out: sums, ends of periods, levels, due times."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.definition import Person, Post, Situation
from flows.procedures import RULES
from tests.procedures.examples_services import held
from tests.procedures.rules_conduct import RULES_OF_CONDUCT
from tests.procedures.rules_office import RULES_OF_THE_OFFICE
from tests.procedures.rules_services import RULES_OF_SERVICES
from tests.procedures.situations import NOW, at, day, gate_pass, period, prolonged, situation

TWO = {"workers": [{"name": "测试甲"}, {"name": "测试乙"}]}


def value(code: str, here: Situation) -> Any:
    return RULES[code].value(here)


def proposed(post: str, level: str | None = None, **data: Any) -> Situation:
    return situation("complaint", {"level": level, **data}, role=post)


PASSES = situation("worker_pass", TWO)
DEARER = situation("worker_pass", TWO, settings={"pass_deposit": 150, "pass_card_fee": 7.5})
EXTENSION = situation("renovation_extension", entries=(period(-5), period(3), period(9, state="ended")))
CASES = [
    *RULES_OF_SERVICES,
    *RULES_OF_THE_OFFICE,
    *RULES_OF_CONDUCT,
    ("deposit_sum", PASSES, "200.00"),
    ("card_fee_sum", PASSES, "10.00"),
    ("pass_sum", PASSES, "210.00"),
    ("pass_sum", DEARER, "315.00"),
    ("deposit_of_one", DEARER, "150.00"),
    ("present_end", EXTENSION, day(3)),
    ("present_end", situation("renovation_extension"), None),
    ("passes_to_reissue", EXTENSION, ""),
    (
        "passes_to_reissue",
        situation("renovation_extension", entries=(gate_pass(2, 5), gate_pass(1, 5, "void"), gate_pass(3, 5))),
        "WP-2026-0001/2 WP-2026-0001/3",
    ),
    ("asked_late", EXTENSION, False),
    ("asked_late", situation("renovation_extension", entries=(period(0),)), False),
    ("asked_late", situation("renovation_extension", entries=(period(-1),)), True),
    ("asked_late", situation("renovation_extension", {"late": False}, entries=(period(-1),)), False),
    ("asked_late", situation("renovation_extension", {"late": True}, entries=(period(5),)), True),
    ("deposit_due", situation("renovation"), "2000.00"),
    ("rubbish_due", situation("renovation"), "300.00"),
    ("deposit_and_rubbish", situation("renovation", settings={"renovation_deposit": 1500.5}), "1800.50"),
    ("planned_end", situation("renovation", {"ends_on": day(60)}), day(60)),
    ("patrolled_now", situation("renovation"), at()),
    ("this_day", situation("renovation"), "2026-03-02"),
    ("refund_from", situation("renovation"), "2026-06-02"),
    ("refund_from", situation("renovation", now=datetime(2026, 11, 30, 2, tzinfo=UTC)), "2027-02-28"),
    ("refund_by", situation("renovation"), "2026-06-09"),
    ("deposit_left", situation("renovation", {"deposit_due": "2000.00", "deduction": "150.50"}), "1849.50"),
    ("present_end", situation("renovation", entries=(period(3), prolonged(3, 30), prolonged(30, 60))), day(60)),
    ("present_end", situation("renovation", entries=(period(3, state="ended"), prolonged(3, 30))), None),
    ("slip_until", situation("item_release"), "2026-03-03T15:59:59+00:00"),
    ("slip_until", situation("item_release", settings={"slip_days": 0}), "2026-03-02T15:59:59+00:00"),
    ("nought", situation("special_service"), "0.00"),
    ("count_rework", situation("special_service"), 1),
    ("count_rework", situation("special_service", {"rework_count": 2}), 3),
    ("payment_method", situation("special_service", event="charge_cash"), "cash"),
    ("payment_method", situation("special_service", event="charge_bank"), "bank"),
    ("accused_posts", situation("complaint"), ""),
    (
        "accused_posts",
        situation("complaint", {"about_staff": "tao"}, staff={"tao": frozenset({"finance", "director"})}),
        "director finance",
    ),
    ("department_assigned", situation("complaint", {"department": "finance"}), "finance"),
    ("taker_post", situation("complaint", role="director"), "director"),
    (
        "taken_over_by",
        situation("complaint", event="take_over", role="director", login="lin", instead_of="tao"),
        "lin tao",
    ),
    ("taken_over_by", situation("complaint", event="assign"), None),
    ("taker_posts", situation("complaint", event="take_over", role="director"), "director"),
    ("taker_posts", situation("complaint", event="take_over", role="director", instead_of="tao"), ""),
    ("taker_posts", situation("complaint", event="reopen", role="director"), None),
    ("reviewing_level", proposed("cs_supervisor", taker_posts="director"), "company_manager"),
    ("done_by", situation("complaint", role="finance", login="lin", instead_of="tao"), "lin tao"),
    ("told_today", situation("complaint"), "2026-03-02"),
    ("count_reopened", situation("complaint", {"reopened_count": 1}), 2),
    ("next_level", held(None, "front_desk"), "cs_supervisor"),
    ("next_level", held(None, "engineering_supervisor"), "cs_supervisor"),
    ("next_level", held(None, "cs_supervisor"), "director"),
    ("next_level", held("cs_supervisor", "engineering_supervisor"), "director"),
    ("next_level", held(None, "cleaning_lead", "cs_supervisor"), "director"),
    ("next_level", held(None, "cleaning_lead", "cs_supervisor", "director"), "company_manager"),
    ("next_level", held(None, "front_desk", accused_posts="cs_supervisor finance"), "director"),
    ("next_level", held("company_manager", "company_manager"), None),
    ("reviewing_level", proposed("engineering_supervisor"), "cs_supervisor"),
    ("reviewing_level", proposed("cs_supervisor"), "director"),
    ("reviewing_level", proposed("finance", "director"), "director"),
    ("reviewing_level", proposed("director", "director"), "company_manager"),
    ("reviewing_level", proposed("company_manager", "company_manager"), "director"),
    ("reviewing_level", proposed("company_manager", "company_manager", accused_posts="director"), "cs_supervisor"),
    ("reviewing_level", held("company_manager", "company_manager", "director"), "cs_supervisor"),
    ("reviewing_level", held("company_manager", "company_manager", "cs_supervisor", "director"), "office"),
    ("reviewing_level", proposed("director", "director", accused_posts="company_manager"), "cs_supervisor"),
    ("reviewing_level", held("director", "director", "cs_supervisor", accused_posts="company_manager"), "office"),
    (
        "proposed_by",
        situation("complaint", {"assignee": "tao"}, login="lin", instead_of="tao", role="finance"),
        "lin tao",
    ),
    ("proposed_by", situation("complaint", {"assignee": "tao"}, login="tao", role="finance"), "tao"),
    ("reviewing_level", proposed("finance", accused_posts="cs_supervisor"), "director"),
    ("approving_level", proposed("cs_supervisor"), "director"),
    ("approving_level", proposed("cs_supervisor", accused_posts="director"), "company_manager"),
]


@pytest.mark.parametrize(("code", "here", "expected"), CASES, ids=[f"{c[0]} {n}" for n, c in enumerate(CASES)])
def test_a_rule_works_out(code: str, here: Situation, expected: Any) -> None:
    assert value(code, here) == expected


@pytest.mark.parametrize(("grade", "days"), [("general", 3), ("serious", 5), ("major", 7)])
def test_a_complaint_is_due_by_its_grade_from_the_moment_it_is_assigned(grade: str, days: int) -> None:
    due = value("resolution_due", situation("complaint", {"grade": grade}))
    assert datetime.fromisoformat(due) == NOW + timedelta(days=days)


@pytest.mark.parametrize(("before", "expected"), [({}, 3), ({"due_at": at(days=1)}, 1), ({"due_at": at(days=9)}, 3)])
def test_a_complaint_that_is_taken_over_is_due_no_later_than_before(before: dict[str, str], expected: int) -> None:
    due = value("resolution_due_kept", situation("complaint", {"grade": "general", **before}))
    assert datetime.fromisoformat(due) == NOW + timedelta(days=expected)


def test_a_substitute_takes_a_complaint_over_for_the_absent() -> None:
    assert value("taker", situation("complaint", role="director", login="lin")) == "lin"
    absent = Post("director", Person("tao", "tao"))
    assert value("taker", situation("complaint", login="lin", post=absent)) == "tao"


def test_every_rule_is_tested() -> None:
    assert {case[0] for case in CASES} | {"resolution_due", "resolution_due_kept", "taker"} == set(RULES)
