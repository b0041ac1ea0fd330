"""What the rules of the office's own work come to: (rule, situation, value)."""

from dataclasses import replace

from flows.definition import Entry
from tests.procedures.examples_office import absence, exam, notice, plan, review, roster, shift
from tests.procedures.situations import NOW, at, day, situation
from tests.stories.ready_office import DAILY, DUTIES, LESSONS, SESSION


def duty(**facts):
    return situation("shift_handover", {"shift_date": "2026-03-02", "shift": "early", **facts}, role="front_desk")


def signing(event="sign_handover", **facts):
    return replace(shift(**facts), event=event)


def months(kind, plan_for):
    return situation("training_plan", {"plan_kind": kind, "plan_for": plan_for})


def month(other=None, points=2, **facts):
    return notice(
        {"month_faults": {"points": 0, "same": 0, "open": [], "extra": "0", "sanctions": [], **(other or {})}},
        **{"fault": "telephone", **facts, "points": points},
    )


def dropping(lines):
    """From a roster whose second line was dropped before."""
    entries = [
        Entry("duty", "PB-2026-0001", line, state) for line, state in ((1, "in_use"), (2, "void"), (3, "in_use"))
    ]
    return replace(roster(*DUTIES, lines_dropped=lines), entries=tuple(entries))


def happening(event, here):
    return replace(here, event=event)


WEAK = {"lecturer": "qiang", "topic": "service", "shortfall": "few passed"}
SUMMED = {"fine_proposed": "25.00", "extra_proposed": "20.00"}

RULES_OF_THE_OFFICE = [
    ("outgoing", duty(), "wei"),
    ("handover_at", duty(), "2026-03-02T08:30:00+00:00"),
    ("handover_at", duty(shift="late"), "2026-03-02T15:30:00+00:00"),
    ("tidy_by", duty(handover_at=at(minutes=20)), at(minutes=5)),
    ("arrive_by", duty(handover_at=at(minutes=20)), at(minutes=15)),
    ("arrived_late", shift(arrive_by=at(), arrived_at=at()), False),
    ("arrived_late", shift(arrive_by=at(), arrived_at=at(minutes=1)), True),
    ("outgoing_signed", signing(), NOW.isoformat()),
    ("outgoing_signed", signing("inspect", outgoing_signed_at=at()), None),
    ("incoming_signed", signing(), None),
    ("incoming_signed", signing(incoming_signed_at=at(hours=-1)), at(hours=-1)),
    ("whole_month", situation("duty_roster", {"month": "2026-02-17"}), "2026-02-01"),
    ("month_ends", situation("duty_roster", {"month": "2026-02-17"}), "2026-02-28"),
    ("month_ends", situation("duty_roster", {"month": "2028-02-01"}), "2028-02-29"),
    ("roster_maker", roster(), "cs_supervisor"),
    ("roster_maker", situation("duty_roster", {"team": "lobby"}), "lobby_lead"),
    ("publish_by", situation("duty_roster", {"month": "2026-03-31"}), "2026-02-28"),
    ("duties_left", dropping([1]), DUTIES[1:]),
    ("duties_left", dropping([3]), DUTIES[:1]),
    ("plan_begins", months("monthly", "2026-03-31"), "2026-03-01"),
    ("plan_begins", months("annual", "2026-03-31"), "2026-01-01"),
    ("plan_ends", months("monthly", "2026-02-01"), "2026-02-28"),
    ("plan_ends", months("annual", "2026-03-31"), "2026-12-31"),
    ("hand_in_by", months("annual", "2027-06-30"), "2026-12-10"),
    ("hand_in_by", months("monthly", "2026-01-02"), "2025-12-25"),
    ("review_by", months("annual", "2027-06-30"), "2026-12-20"),
    ("review_by", months("monthly", "2026-03-01"), "2026-02-28"),
    ("review_by", months("monthly", "2028-03-01"), "2028-02-29"),
    ("review_by", months("monthly", "2026-06-01"), "2026-05-30"),
    ("hours_held", plan(sessions_held=[SESSION, SESSION]), 4),
    ("weak_lecturer", plan(weak_results=[{**WEAK, "lecturer": "hong"}, WEAK]), "qiang"),
    ("weak_times", plan(weak={"qiang": 1, "hong": 5}, weak_results=[WEAK]), 2),
    ("lecturer_step", plan(weak_results=[WEAK]), "replan"),
    ("lecturer_step", plan(weak={"qiang": 1}, weak_results=[WEAK]), "study"),
    ("lecturer_step", plan(weak={"qiang": 1}, weak_results=[WEAK, WEAK]), "no_right"),
    ("count_exams", situation("onboarding", {"exams": 1}), 2),
    ("lessons_at_exam", situation("onboarding", {"lessons": LESSONS}), 4),
    ("induction_hours_sum", situation("onboarding", {"lessons": LESSONS}), 40),
    ("earlier_failures", exam([[2026, 2, 1], [2025, 4, 1], [2025, 3, 1], [2025, 2, 5]]), 3),
    ("failure_number", exam(), 0),
    ("failure_number", exam([[2026, 2, 1]], written=59), 2),
    ("failure_number", exam([[2026, 2, 1]], practical=0, failures=1), 3),
    ("failures", exam(failures=1), 1),
    ("failures", exam(failures=1, written=0), 2),
    ("points_proposed", exam(failure_number=1, breaches=[absence("absent"), absence("sheet")]), 6),
    (
        "points_proposed",
        exam(failure_number=0, before=[absence("absent")], breaches=[absence("absent"), absence("discipline")]),
        1,
    ),
    ("points_proposed", exam(failure_number=2), 6),
    ("points_proposed", exam(failure_number=5), 10),
    ("points_confirmed", happening("confirm_points", exam(points_proposed=6, points_confirmed=3)), 9),
    ("points_confirmed", happening("waive_points", exam(points_proposed=6, points_confirmed=3)), 3),
    ("recorded_by", situation("training_assessment", role="cs_supervisor", instead_of="tao"), "tao wei"),
    ("issuer_post", notice(role="lobby_lead"), "lobby_lead"),
    ("appeal_level", notice(issuer_post="lobby_lead"), "department"),
    ("appeal_level", notice(issuer_post="office"), "director"),
    ("appeal_level", notice(issuer_post="director"), "company"),
    ("appeal_level", notice(issuer_post="lobby_lead", appeal_level="department"), "director"),
    ("appeal_level", notice(appeal_level="company"), None),
    ("appeal_level", notice(issuer_post="office", superior_directs=True), "company"),
    ("appeal_level", notice(issuer_post="lobby_lead", superior_directs=True), "department"),
    ("superior_directs", notice(superior="qiang"), None),
    ("superior_directs", replace(notice(superior="mei"), staff={"mei": frozenset({"director"})}), True),
    ("outcome", happening("uphold", notice()), "upheld"),
    ("outcome", happening("revoke", notice()), "revoked"),
    ("decided_by", notice(decided_by="tao"), "tao wei"),
    ("fault_month", situation("fault_notice", {"happened_on": "2026-02-28"}), "2026-02-01"),
    ("month_points", month({"points": 9}), 11),
    ("month_points", month({"points": 9}, outcome="revoked"), 9),
    ("same_fault", month({"same": 2}), 3),
    ("same_fault", month({"same": 2}, outcome="revoked"), 2),
    ("others_open", month({"open": ["GS-2026-0002", "GS-2026-0003"]}), "GS-2026-0002、GS-2026-0003"),
    ("fine_proposed", month(points=7), "35.00"),
    ("fine_proposed", month(points=7, outcome="revoked"), "0.00"),
    *[
        ("extra_proposed", month({"points": others}, points=points), extra)
        for others, points, extra in (
            (0, 4, "0.00"),
            (0, 5, "20.00"),
            (3, 2, "20.00"),
            (9, 1, "20.00"),
            (10, 1, "0.00"),
        )
    ],
    ("extra_proposed", month({"open": ["GS-2026-0002"]}, points=5), "0.00"),
    ("extra_proposed", month({"points": 5, "extra": "20.00"}), "0.00"),
    ("extra_proposed", month({"points": 5, "extra": "20.00"}, points=6), "0.00"),
    ("extra_proposed", month({"points": 5}, outcome="revoked"), "20.00"),
    *[
        ("sanction_proposed", month({"points": others}, points=points), sanction)
        for others, points, sanction in (
            (0, 4, "fine"),
            (0, 10, "fine"),
            (9, 2, "administrative"),
            (0, 15, "administrative"),
            (0, 16, "administrative"),
            (18, 1, "administrative"),
            (19, 1, "dismissal"),
            (0, 20, "dismissal"),
        )
    ],
    ("sanction_proposed", month({"points": 19, "open": ["GS-2026-0002"]}), "fine"),
    ("sanction_proposed", month({"points": 11, "sanctions": ["fine", "administrative"]}), "fine"),
    ("sanction_proposed", month({"points": 19, "sanctions": ["administrative"]}), "dismissal"),
    ("sanction_proposed", month({"points": 20}, outcome="revoked"), "dismissal"),
    ("sanction_proposed", month({"points": 20, "sanctions": ["dismissal"]}, outcome="revoked"), "none"),
    ("sanction_proposed", month({"points": 5, "sanctions": ["fine"]}, outcome="revoked"), "fine"),
    ("sanction_proposed", month({"points": 4, "sanctions": ["fine"]}, outcome="revoked"), "none"),
    ("handbook_silent", month({"points": 13}), None),
    ("handbook_silent", month({"points": 14}), True),
    ("handbook_silent", month({"points": 17}), True),
    ("handbook_silent", month({"points": 18}), None),
    ("must_be_posted", month({"points": 2, "same": 1}), False),
    ("must_be_posted", month({"points": 3}), True),
    ("must_be_posted", month({"same": 2}), True),
    ("must_be_posted", month({"points": 9, "same": 5}, outcome="revoked"), False),
    ("superior_liable", month({"same": 1}), False),
    ("superior_liable", month({"same": 2}), True),
    ("superior_liable", month(superior_found=True), True),
    ("employee_share", notice(**SUMMED), "45.00"),
    ("employee_share", notice(**SUMMED, superior_liable=True), "31.50"),
    ("superior_share", notice(**SUMMED, superior_liable=True), "13.50"),
    ("superior_share", notice(**SUMMED, superior_liable=True, fine_confirmed="10"), "3.00"),
    ("employee_share", notice(**SUMMED, superior_liable=True, fine_confirmed="0"), "0.00"),
    ("total_score", review(score_dedication=15, score_incidents=25), 40),
    ("merit_points", review({**DAILY, "points_on": 3}, {**DAILY, "points_off": 2}), 3),
    ("breach_points", review({**DAILY, "points_on": 3}, {**DAILY, "points_off": 2}), 2),
    ("reward_proposed", review({**DAILY, "points_on": 3}), "30.00"),
    ("deduction_proposed", review({**DAILY, "points_off": 2}), "20.00"),
    ("agreed_on", happening("agree", review()), day(0)),
    ("agreed_on", happening("publish", review(agreed_on=day(-3))), None),
]
