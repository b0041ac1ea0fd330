"""日常考核记录, CSH 4: noted, acknowledged or objected to, summed up at the month's end, confirmed by a person."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, Procedure, State, Transition
from flows.procedures import conduct_forms as form
from flows.procedures import events as on
from flows.procedures import guards_conduct as conduct
from flows.procedures import limits_office as limits
from flows.procedures.guards_appeal import happened_already, not_who_began
from flows.procedures.guards_fault import cap_is_checked, fault_month
from flows.procedures.guards_office import month_ends, months_end_has_come, not_about_oneself, not_own_matter
from flows.procedures.guards_people import four_eyes
from flows.procedures.guards_review import employee_below_supervisor, objections_are_over
from flows.procedures.limits import REVIEW_DUE
from flows.procedures.roles import (
    ARCHIVIST,
    CS_SUPERVISOR,
    DIRECTOR,
    FRONT_DESK,
    LOBBY_ASSISTANT,
    LOBBY_LEAD,
    OFFICE,
    TRAINER,
)

NOTERS = (LOBBY_LEAD, CS_SUPERVISOR)
BELOW = (FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD, ARCHIVIST, TRAINER)
TO_CONFIRM = ("summarised", "leaving_review")
JUDGES = (CS_SUPERVISOR, OFFICE, DIRECTOR)
SUMMED_UP = (
    Compute("conduct_times", conduct.conduct_times),
    Compute("points_reckoned", conduct.points_reckoned),
    Compute("conduct_month", conduct.conduct_month),
    Compute("conduct_open", conduct.conduct_open),
    Compute("measure_proposed", conduct.measure_proposed),
    Compute("docking_proposed", conduct.docking_proposed),
)
AT_MONTHS_END = (not_own_matter, months_end_has_come, conduct.more_within_range)
MONTHLY = "CSH 4.1.2, CSH 4.2.1, CSH 4.2.2.2.3-4, CSH 4.2.2.2.6-8"

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "填写登记", "Draft", NOTERS,
        "当场提醒纠正；写清经过和依据，迟到、顶岗写分钟数，有上下限的酌定扣分，交本人。",
        "Put it right on the spot; write what was seen and by whom, minutes where they count, the points where there is a range, and hand it to the person."),
    State("noted", "待本人确认", "With the person", BELOW,
        "本人认可或提出异议；时限内不答复的由办公室登记。", "The person acknowledges it or objects; silence is recorded by the office.",
        named="employee", deadlines=(limits.OBJECTION_DUE,)),
    State("objected", "有异议", "Objected", JUDGES,
        "由没有登记的人听取双方、核对依据，维持或撤销。", "Somebody who did not note it hears both sides, looks at the evidence, upholds or revokes.",
        deadlines=(limits.VERIFICATION_DUE,)),
    State("standing", "待月末汇总", "Stands", CS_SUPERVISOR,
        "月末汇总考勤分：系统算出第几次、累计和建议；屡犯另扣有上下限的酌定。",
        "At the month's end: which time it was, the sum and the proposal are worked out; weigh what is added for repeating it.",
        deadlines=(limits.MONTHLY_DUE,)),
    State("summarised", "待确认", "To be confirmed", (DIRECTOR, OFFICE),
        "核对建议后确认、减轻或不予扣分；系统不扣工资、不处分。", "Confirm the proposal, lower it or waive it; the program docks nothing and sanctions nobody.",
        deadlines=(REVIEW_DUE,)),
    State("leaving_review", "离职待决", "Whether they left", DIRECTOR,
        "系统只提请，不作决定：主任听取本人意见，依法依规决定按自动离职处理，还是只确认扣分、处分，或不予扣分。",
        "The program only puts it forward: hear the person, then decide by law and rules: taken as having left, points and a sanction alone, or waived.",
        deadlines=(REVIEW_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("left_agreed", "按离职处理", "Taken as having left"),
    State("revoked", "已撤销", "Revoked"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.SUBMIT, "draft", "noted", needs=form.NOTED,
        when=[not_about_oneself, employee_below_supervisor, happened_already, conduct.offence_is_measured, conduct.points_within_range],
        effects=[Compute("points_noted", conduct.points_noted)],
        clause="CSH 4.1.1, CSH 4.2.2.1.1-5, CSH 4.2.2.2.1-8"),
    Transition(on.ACKNOWLEDGE, "noted", "standing", clause=BEYOND),
    Transition(on.RECORD_SILENCE, "noted", "standing", by=OFFICE, when=[objections_are_over, not_own_matter], reason=True, clause=BEYOND),
    Transition(on.OBJECT, "noted", "objected", needs=form.OBJECTION, clause="CSH 4.2.1"),
    Transition(on.UPHOLD, "objected", "standing", needs=form.DECISION, when=[not_own_matter, not_who_began], clause="CSH 4.2.1"),
    Transition(on.REVOKE, "objected", "revoked", when=[not_own_matter, not_who_began], clause="CSH 4.2.1"),
    Transition(on.SUMMARISE, "standing", "leaving_review", route=conduct.counts_as_left, needs=form.MONTH, when=AT_MONTHS_END,
        effects=SUMMED_UP, clause="CSH 4.1.2, CSH 4.2.2.2.1, CSH 4.2.2.2.3, CSH 4.2.2.2.6-8"),
    Transition(on.SUMMARISE, "standing", "summarised", needs=form.MONTH, when=AT_MONTHS_END, effects=SUMMED_UP, clause=MONTHLY),
    Transition(on.CONFIRM_POINTS, TO_CONFIRM, "closed", needs=form.CONFIRMED,
        when=[not_own_matter, not_who_began, conduct.within_conduct_proposal, cap_is_checked], clause="CSH 4.2.1, CSH 1.2.1.3"),
    Transition(on.WAIVE_POINTS, TO_CONFIRM, "revoked", when=[not_own_matter, not_who_began], clause="CSH 4.2.1"),
    Transition(on.COUNT_AS_LEFT, "leaving_review", "left_agreed", when=[four_eyes, not_own_matter], clause="CSH 1.2.1.3, CSH 4.2.2.2.6-8"),
    Transition(on.CANCEL, "draft", "cancelled", clause=BEYOND),
]
# fmt: on

CONDUCT_RECORD = Procedure(
    "conduct_record",
    version=2,
    zh="日常考核记录",
    en="Record of conduct",
    prefix="KH",
    clause="CSH 4",
    about_zh="客服人员仪容、考勤、言行的日常考核：当场登记、本人确认、月末汇总考勤分；处分由人确认，系统不扣款、不辞退。",
    about_en="Appearance, attendance and conduct of service staff from day to day: noted, answered by the person, summed up by the month; people confirm what follows.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.CONDUCT_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.SEEN,
    computes=[Compute("month", fault_month), Compute("month_ends", month_ends)],
)
