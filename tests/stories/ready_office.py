"""What `ready` needs of the work inside the office: good values, what a case holds before, and what spoils each guard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flows.definition import Entry
from tests.procedures.situations import at, day, in_case

ME, COLLEAGUE = "wei", "tao"
STAFF = {
    "hong": frozenset({"front_desk"}),
    "lin": frozenset({"archivist"}),
    "ming": frozenset({"front_desk"}),
    "qiang": frozenset({"cs_supervisor"}),
    "zong": frozenset({"company_manager"}),
    "bing": frozenset({"lobby_lead"}),
}
OTHERS: dict[str, Any] = {
    "twins": [],
    "carried_work": ["lift"],
    "duties_elsewhere": [],
    "weak_lecturers": {},
    "earlier_failures": [],
    "month_faults": {"points": 0, "same": 0, "open": [], "extra": "0", "sanctions": []},
    "overdue": [],
}
WORK = {"matter": "lift", "important": False, "next_step": "ask at nine"}
RADIO = {"item": "radio", "quantity": 2, "condition": "good"}
DUTIES = [
    {"person": "hong", "shift": "early", "day_from": "2026-03-01", "day_until": "2026-03-31"},
    {"person": "lin", "shift": "late", "day_from": "2026-03-01", "day_until": "2026-03-31"},
]
SWAP = {"day": "2026-03-10", "shift": "early", "instead_of": "hong", "stand_in": "ming"}
COURSES = [
    {
        "subject": subject,
        "topic": "as the rules say",
        "audience": "all",
        "lecturer": "qiang",
        "times": times,
        "hours": 1,
    }
    for subject, times in {"service": 4, "skills": 12, "cases": 1, "safety": 1, "drill": 1}.items()
]
SESSION = {
    "held_on": day(0),
    "subject": "service",
    "topic": "service",
    "taught_as": "supervisor",
    "lecturer": "qiang",
    "hours": 2,
    "attended": 6,
}
LESSONS = [
    {"held_on": day(0), "topic": "company", "taught_as": part, "lecturer": who, "hours": hours}
    for part, who, hours in (
        ("supervisor", "qiang", 8),
        ("lead", "bing", 8),
        ("coach", COLLEAGUE, 12),
        ("coach", COLLEAGUE, 12),
    )
]
DAILY = {"day": day(0), "check_kind": "daily", "head": "attitude", "finding": "in time"}
WEEKLY = {**DAILY, "check_kind": "weekly"}
SCORES = {
    f"score_{head}": 12 for head in ("dedication", "organising", "initiative", "attitude", "teamwork", "incidents")
}

FACTS: dict[str, dict[str, Any]] = {
    "shift_handover": {
        "team": "centre",
        "shift": "early",
        "shift_date": day(0),
        "incoming": COLLEAGUE,
        "shift_log": "a quiet day",
        "open_work": [WORK],
        "carried_told": "mended",
        "items": [RADIO],
        "tidied": True,
        "arrived_at": at(),
        "items_counted": True,
        "log_read": True,
        "area_walked": True,
        "equipment_state": "all working",
        "found": [],
        "reported_to": COLLEAGUE,
        "lines_done": [1],
    },
    "duty_roster": {"team": "centre", "month": day(0), "duties": DUTIES, "lines_dropped": [1], "swaps": [SWAP]},
    "training_plan": {
        "plan_kind": "monthly",
        "plan_for": day(0),
        "basis": "the rules",
        "courses": COURSES,
        "sessions_held": [SESSION],
        "weak_results": [{"lecturer": "qiang", "topic": "service", "shortfall": "few passed"}],
        "shortfall_told": "ill",
    },
    "onboarding": {
        "newcomer": "Newcomer One",
        "arrived_on": day(0),
        "hired_as": "front_desk",
        "lessons": LESSONS,
        "score": 80,
        "examined_on": day(0),
        "remarks": "well done",
    },
    "training_assessment": {
        "employee": "hong",
        "subject_tested": "monthly",
        "month": "2026-02-10",
        "written": 50,
        "practical": 90,
        "breaches": [],
        "points_opinion": "so it is",
        "master_by": day(14),
        "coached_on": day(0),
        "lecturer": COLLEAGUE,
        "coached_in": "complaints",
        "analysis": "weak on complaints",
        "plan_to_change": False,
    },
    "fault_notice": {
        "employee": "hong",
        "happened_on": day(-3),
        "fault": "telephone",
        "fault_told": "chatted for twenty minutes",
        "points": 2,
        "corrected": "told at once",
        "superior": "qiang",
        "appeal_ground": "it was an emergency",
        "decision_told": "both heard",
        "root_cause": "nobody said so",
        "prevention": "say so",
        "superior_found": False,
        "fine_confirmed": "10",
        "sanction_decided": "fine",
        "within_cap": True,
        "penalty_opinion": "so it is",
        "posted_on": day(0),
    },
    "performance_review": {
        "employee": "hong",
        "month": day(0),
        "checks": [DAILY, WEEKLY],
        **SCORES,
        "objection": "I was in time",
        "verified_how": "the clock",
    },
}
"""A good value for every field that an event asks for."""

KNOWN: dict[str, dict[str, Any]] = {
    "shift_handover": {"outgoing": ME, "incoming_signed_at": at()},
    "duty_roster": {"maker": "cs_supervisor", "month_ends": "2026-03-31"},
    "training_plan": {"plan_begins": "2026-03-01", "plan_ends": "2026-03-31"},
    "onboarding": {"lessons_at_exam": 1},
    "training_assessment": {
        "month_ends": day(-1),
        "failure_number": 3,
        "points_proposed": 10,
        "recorded_by": COLLEAGUE,
    },
    "fault_notice": {
        "month_ends": day(-2),
        "issuer_post": "director",
        "fine_proposed": "10.00",
        "extra_proposed": "0.00",
        "sanction_proposed": "fine",
        "must_be_posted": True,
    },
    "performance_review": {"month_ends": day(-1), "agreed_on": day(0)},
}
"""What the case holds beside, or otherwise, before the event."""


def _say(**facts: Any) -> Any:
    return lambda found: found.but(**facts)


def _others(**facts: Any) -> Any:
    """With something else known of other cases."""
    return lambda found: found.where(facts={**found.situation.facts, **facts})


def _began_by_me(found: Any) -> Any:
    return replace(found, situation=in_case(found.situation, registered_by=ME, registrars=frozenset({ME})))


def _about_me(found: Any) -> Any:
    staff = {**found.situation.staff, ME: frozenset({"front_desk"})}
    return found.where(staff=staff).but(employee=ME)


def _of_strangers(found: Any) -> Any:
    return found.but(outgoing="hong", incoming="lin")


ENTRIES: dict[str, tuple[Entry, ...]] = {
    "shift_handover": (Entry("carried_work", "JB-2026-0001", 1, "in_use"),),
    "duty_roster": (Entry("duty", "PB-2026-0001", 1, "in_use"), Entry("duty", "PB-2026-0001", 2, "in_use")),
}

SPOILT = {
    "not_own_matter": _say(employee=ME),
    "not_about_oneself": _about_me,
    "nothing_of_the_kind": _others(twins=["XX-2026-0009"]),
    "month_is_over": _say(month_ends=day(0)),
    "months_end_has_come": _say(month_ends=day(1)),
    "incoming_is_another": _say(incoming=ME),
    "desk_is_tidy": _say(tidied=False),
    "no_important_work_left": _say(open_work=[{**WORK, "important": True}]),
    "carried_work_is_told": _say(carried_told=""),
    "shift_was_inspected": _say(area_walked=False),
    "arrival_on_the_day": _say(arrived_at=at(minutes=1)),
    "everything_is_explained": _say(found=[{"what_found": "a crack"}]),
    "of_the_two_shifts": _of_strangers,
    "not_signed_yet": _say(outgoing_signed_at=at()),
    "other_shift_signed": _say(incoming_signed_at=""),
    "duties_within_month": _say(duties=[{**DUTIES[0], "day_until": "2026-04-01"}]),
    "duties_of_the_team": _say(duties=[{**DUTIES[0], "person": COLLEAGUE}]),
    "every_shift_covered": _say(duties=[DUTIES[0]]),
    "nobody_on_two_shifts": _say(duties=[*DUTIES, {**DUTIES[0], "shift": "late"}]),
    "swaps_within_month": _say(swaps=[{**SWAP, "day": "2026-04-10"}]),
    "swaps_within_team": _say(swaps=[{**SWAP, "stand_in": COLLEAGUE}]),
    "was_on_duty": _say(swaps=[{**SWAP, "instead_of": "bing"}]),
    "swap_doubles_nobody": _say(swaps=[{**SWAP, "stand_in": "lin"}]),
    "courses_suffice": _say(courses=COURSES[:2]),
    "lecturers_entitled": _others(weak_lecturers={"qiang": 3}),
    "plan_is_over": _say(plan_ends=day(0)),
    "shortfall_is_told": _say(shortfall_told=""),
    "theory_hours_held": _say(lessons=[]),
    "induction_hours_held": _say(lessons=LESSONS[:3]),
    "taught_in_post": _say(lessons=[{**LESSONS[0], "lecturer": COLLEAGUE}]),
    "lessons_not_ahead": _say(lessons=[{**LESSONS[0], "held_on": day(1)}]),
    "sessions_not_ahead": _say(sessions_held=[{**SESSION, "held_on": day(1)}]),
    "exam_not_ahead": _say(examined_on=day(1)),
    "coaching_not_ahead": _say(coached_on=day(1)),
    "lessons_after_arrival": _say(arrived_on=day(1)),
    "sessions_within_plan": _say(plan_begins=day(1)),
    "month_was_trained": _say(month_ends=day(0)),
    "trained_again": _say(lessons_at_exam=4),
    "exam_passed": _say(score=10),
    "points_are_due": _say(written=90),
    "mastered_in_time": _say(written=10),
    "third_failure": _say(failure_number=2),
    "was_failed": _say(failure_number=0),
    "deadline_is_set": _say(master_by=day(0)),
    "recorded_by_another": _say(recorded_by=f"{COLLEAGUE} {ME}"),
    "not_who_began": _began_by_me,
    "not_decided_before": _say(decided_by=ME),
    "not_the_superior": _say(superior=ME),
    "charged_is_of_the_staff": _say(employee=COLLEAGUE),
    "superior_is_another": _say(superior="hong"),
    "superior_below_the_company": _say(superior="zong"),
    "happened_already": _say(happened_on=day(1)),
    "appeal_in_time": _others(overdue=["appeal_due"]),
    "appeal_time_is_over": _others(overdue=[]),
    "appeal_left": _say(appeal_level="company"),
    "appeal_to_company": _say(issuer_post="cs_supervisor"),
    "appeal_to_director": _say(issuer_post="lobby_lead"),
    "within_proposal": _say(fine_confirmed="10.01"),
    "cap_is_checked": _say(within_cap=False),
    "dismissal_by_director": _say(sanction_decided="dismissal", sanction_proposed="dismissal"),
    "penalty_is_confirmed": _say(sanction_decided=""),
    "posted_where_due": _say(posted_on=""),
    "employee_below_supervisor": _say(employee=COLLEAGUE),
    "weekly_on_mondays": _say(checks=[{**WEEKLY, "day": day(-1)}]),
    "checks_within_month": _say(checks=[{**DAILY, "day": day(-2)}]),
    "checks_recorded": _say(checks=[DAILY]),
    "objections_are_over": _say(agreed_on=""),
}

DRAWN_IN = {
    "month_is_over": _say(month_ends=day(-1)),
    "plan_is_over": _say(plan_ends=day(-1)),
    "mastered_in_time": _say(written=90),
    "appeal_time_is_over": _others(overdue=["appeal_due"]),
}
ENTAILS = {"swaps_within_month": {"was_on_duty"}}
