"""绩效考评, KPI 4: daily and weekly checks, six heads, published on the month's last day, verified where objected to."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, Procedure, State, Transition
from flows.procedures import appraisal_forms as form
from flows.procedures import events as on
from flows.procedures import guards_review as review
from flows.procedures import limits_office as limits
from flows.procedures.guards_appeal import not_who_began
from flows.procedures.guards_office import (
    month_ends,
    months_end_has_come,
    not_about_oneself,
    not_own_matter,
    nothing_of_the_kind,
    whole_month,
)
from flows.procedures.guards_people import four_eyes
from flows.procedures.limits import REVIEW_DAYS, REVIEW_DUE
from flows.procedures.roles import (
    ARCHIVIST,
    COMPANY_MANAGER,
    CS_SUPERVISOR,
    DIRECTOR,
    ENGINEERING_SUPERVISOR,
    FRONT_DESK,
    LOBBY_ASSISTANT,
    LOBBY_LEAD,
    OFFICE,
    QUALITY_INSPECTOR,
    SAFETY_SUPERVISOR,
    TRAINER,
)

CHECKERS = (CS_SUPERVISOR, LOBBY_LEAD, ENGINEERING_SUPERVISOR, SAFETY_SUPERVISOR, OFFICE, QUALITY_INSPECTOR, DIRECTOR)
BELOW = (FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD, ARCHIVIST, TRAINER)
AGREED = (Compute("agreed_on", review.agreed_on),)
RECKONED = (
    Compute("total_score", review.total_score),
    Compute("merit_points", review.merit_points),
    Compute("breach_points", review.breach_points),
    Compute("reward_proposed", review.reward_proposed),
    Compute("deduction_proposed", review.deduction_proposed),
)

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("collecting", "收集检查", "Collecting", CS_SUPERVISOR,
        "每天日检、每周一周检并登记，收集各部门、办公室和品质部的检查；月末最后一天打分公布。",
        "Record daily checks and Mondays' weekly ones, gather those of other departments, office and quality; score and publish on the month's last day.",
        deadlines=(limits.SCORES_DUE,)),
    State("published", "已公布", "Published", OFFICE,
        "本人认可或提出异议；无异议的由办公室核定。", "The person agrees or objects; without an objection the office confirms it.",
        deadlines=(limits.OBJECTION_DUE,)),
    State("objected", "有异议", "Objected", OFFICE,
        "核实每一项，以核实的分数为准。", "Verify each head: the verified score stands.", deadlines=(limits.VERIFICATION_DUE,)),
    State("verified", "已核实", "Verified", OFFICE,
        "按核实的分数核定。", "Confirm the verified score.", deadlines=(REVIEW_DUE,)),
    State("office_approved", "办公室已核定", "Confirmed by the office", COMPANY_MANAGER,
        "批准结果；奖惩建议由办公室据以计算工资，系统不发不扣。",
        "Approve the result; the office reckons wages from the proposal, the program pays and deducts nothing.", deadlines=(REVIEW_DUE,)),
    State("archived", "已归档", "Archived"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.RECORD_CHECK, "collecting", None, by=CHECKERS, needs=[form.CHECKS],
        when=[not_own_matter, review.checks_within_month, review.weekly_on_mondays],
        clause="KPI 4.4.3.1-5, KPI 4.3.2-5, KPI 4.6.2"),
    Transition(on.PUBLISH, "collecting", "published", needs=[form.EMPLOYEE, *form.SCORES],
        when=[not_about_oneself, review.employee_below_supervisor, nothing_of_the_kind, review.checks_recorded, months_end_has_come],
        effects=[*RECKONED, *AGREED], clause="KPI 4.4.3.6, KPI 4.2, KPI 4.4.2.a, KPI 4.4.2.b, KPI 4.4.2.c, KPI 4.4.2.d, KPI 4.4.2.e, KPI 4.4.2.f, KPI 4.4.4.1-2, KPI 4.4.5.1"),
    Transition(on.AGREE, "published", None, by=BELOW, named="employee", effects=AGREED, clause=BEYOND),
    Transition(on.OBJECT, "published", "objected", by=BELOW, named="employee", needs=form.OBJECTION, clause="KPI 4.4.3.6"),
    Transition(on.VERIFY_SCORES, "objected", "verified", needs=form.VERIFIED, when=[not_own_matter, not_who_began], effects=RECKONED,
        clause="KPI 4.4.3.6"),
    Transition(on.ENDORSE, "published", "office_approved", when=[four_eyes, not_own_matter, review.objections_are_over],
        clause="KPI 4.4.3.6, KPI 4.3.3"),
    Transition(on.ENDORSE, "verified", "office_approved", when=[four_eyes, not_own_matter], clause="KPI 4.4.3.6, KPI 4.3.3"),
    Transition(on.RETURN, ("published", "verified", "office_approved"), "collecting", when=[not_own_matter], clause=BEYOND),
    Transition(on.APPROVE, "office_approved", "archived", when=[four_eyes, not_own_matter], clause="KPI 4.3.1, KPI 4.4.5.3"),
    Transition(on.CANCEL, "collecting", "cancelled", clause=BEYOND),
]
# fmt: on

PERFORMANCE_REVIEW = Procedure(
    "performance_review",
    version=1,
    zh="绩效考评",
    en="Performance review",
    prefix="JX",
    clause="KPI 4",
    about_zh="客服主管以下员工的月度绩效考评：日检、周检、六项打分、异议核实和奖惩建议。",
    about_en="The month's appraisal of staff below the supervisor: checks, six heads, objections verified, rewards and deductions proposed.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[*limits.REVIEW_SETTINGS, REVIEW_DAYS],
    unit="none",
    applicant="none",
    asks=form.REVIEWED,
    computes=[Compute("month", whole_month), Compute("month_ends", month_ends)],
)
