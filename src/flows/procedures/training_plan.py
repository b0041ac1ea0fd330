"""培训计划, CSH 3.3.1 and 3.3.4.5: a year's or a month's plan, approved by the director, carried out and closed."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, OpenEntry, Procedure, State, Transition
from flows.procedures import events as on
from flows.procedures import guards_held as held
from flows.procedures import guards_training as training
from flows.procedures import limits_office as limits
from flows.procedures import training_forms as form
from flows.procedures.guards_office import nothing_of_the_kind
from flows.procedures.guards_people import four_eyes
from flows.procedures.roles import CS_SUPERVISOR, DIRECTOR, LOBBY_LEAD, SAFETY_SUPERVISOR, TRAINER

TEACHERS = (CS_SUPERVISOR, LOBBY_LEAD, SAFETY_SUPERVISOR, TRAINER)
SESSION = OpenEntry(
    "training_session",
    ("held_on", "subject", "topic", "taught_as", "lecturer", "hours", "attended", "absent"),
    per="sessions_held",
    valid_from="held_on",
)
WEAK = (
    Compute("weak_lecturer", training.weak_lecturer),
    Compute("weak_times", training.weak_times),
    Compute("lecturer_step", training.lecturer_step),
)

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "制定计划", "Draft", CS_SUPERVISOR,
        "按规程、考核结果、员工需求和上级指令列出各类培训的次数和讲师；年度计划 12 月 10 日前、月度计划 25 日前报主任。",
        "List each kind of training, how often and by whom, after the rules, results, wishes and orders; a year's plan goes to the director by 10 December, a month's by the 25th.",
        deadlines=(limits.HAND_IN_DUE,)),
    State("director_review", "主任审核", "Director's review", DIRECTOR,
        "看次数、内容、讲师是否妥当；年度计划 12 月 20 日前、月度计划 30 日前（二月为月末）审完。",
        "Weigh times, content and teachers; a year's plan is reviewed by 20 December, a month's by the 30th (in February by its last day).",
        deadlines=(limits.PLAN_REVIEW_DUE,)),
    State("approved", "已批准", "Approved", CS_SUPERVISOR,
        "期间开始即执行；要改的修订后再报主任。", "Carry it out when its period begins; a change goes to the director again.",
        deadlines=(limits.PLAN_BEGIN_DUE,)),
    State("running", "执行中", "Running", CS_SUPERVISOR,
        "每次培训填培训记录；讲师效果未达标的登记；军体培训主管到场；期间过后关闭。",
        "Record every session; note teaching below standard; the supervisor is present at drill; close it after its period.",
        deadlines=(limits.PLAN_CLOSE_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
SOUND = (training.courses_suffice, training.lecturers_entitled)
TRANSITIONS = [
    Transition(on.SUBMIT, "draft", "director_review", needs=form.PLANNED, when=[nothing_of_the_kind, *SOUND],
        clause="CSH 3.3.1.1-2, CSH 3.2.2.1-4, CSH 3.2.3.1, CSH 3.2.4, CSH 3.3.3.1, CSH 3.4.2.3"),
    Transition(on.APPROVE, "director_review", "approved", when=[four_eyes], clause="CSH 3.3.1.3-4, CSH 3.1.2"),
    Transition(on.RETURN, "director_review", "draft", clause="CSH 3.1.2"),
    Transition(on.CARRY_OUT, "approved", "running", clause="CSH 3.1.1"),
    Transition(on.REVISE, ("approved", "running"), "director_review", needs=form.PLANNED, when=SOUND,
        clause="CSH 3.3.4.5, CSH 3.3.3.2, CSH 3.1.1"),
    Transition(on.RECORD_SESSION, "running", None, by=TEACHERS, needs=[form.SESSIONS_HELD],
        when=[held.sessions_not_ahead, held.sessions_within_plan],
        effects=[SESSION, Compute("hours_held", training.hours_held)], clause="CSH 3.3.3.4"),
    Transition(on.RATE_LECTURER, "running", None, needs=[form.WEAK_RESULT], effects=WEAK, clause="CSH 3.4.2.1-3"),
    Transition(on.CLOSE, "running", "closed", needs=form.CLOSING, when=[training.plan_is_over, training.shortfall_is_told],
        clause="CSH 3.3.3.1, CSH 3.1.1"),
    Transition(on.CANCEL, "draft", "cancelled", clause=BEYOND),
]
# fmt: on

TRAINING_PLAN = Procedure(
    "training_plan",
    version=1,
    zh="培训计划",
    en="Training plan",
    prefix="PX",
    clause="CSH 3.3.1, CSH 3.3.4.5",
    about_zh="年度和月度培训计划：制定、审批、执行、修订，每次培训的记录。",
    about_en="The year's and the month's training plan: drawn up, approved, carried out, revised, with a record of every session.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.PLAN_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.PLAN,
    computes=[
        Compute("plan_begins", training.plan_begins),
        Compute("plan_ends", training.plan_ends),
        Compute("hand_in_by", training.hand_in_by),
        Compute("review_by", training.review_by),
    ],
)
