"""岗前培训, CSH 3.2-3.3: five days, forty class hours, and an exam on the tenth working day."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, OpenEntry, Procedure, State, Transition
from flows.procedures import events as on
from flows.procedures import guards_held as held
from flows.procedures import guards_training as training
from flows.procedures import limits_office as limits
from flows.procedures import training_forms as form
from flows.procedures.roles import CS_SUPERVISOR, LOBBY_LEAD, TRAINER

TEACHERS = (CS_SUPERVISOR, LOBBY_LEAD, TRAINER)
SESSION = OpenEntry(
    "training_session", ("held_on", "topic", "taught_as", "lecturer", "hours"), per="lessons", valid_from="held_on"
)

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("hired", "已录用", "Hired", CS_SUPERVISOR,
        "新员工到岗后两个工作日内由主管开始理论培训。", "The supervisor begins the theory within two working days of arrival.",
        deadlines=(limits.THEORY_DUE,)),
    State("theory", "理论培训", "Theory", CS_SUPERVISOR,
        "讲公司、部门、岗位指导书、安全和服务意识、物业知识；每次登记；主管讲满八课时后转岗位实习。",
        "Company, department, the post's guide, safety and service, property; record every session; after the supervisor's eight hours practice follows.",
        deadlines=(limits.INDUCTION_EXAM_DUE,)),
    State("practice", "岗位实习", "Practice", LOBBY_LEAD,
        "班长安排岗位实习，班长至少八课时、岗位教练至少二十四课时；合计四十课时后安排考核。",
        "The lead arranges practice at the post: eight hours of the lead's, twenty-four of the coach's; after forty in all comes the exam.",
        deadlines=(limits.INDUCTION_EXAM_DUE,)),
    State("exam", "理论考核", "Exam", CS_SUPERVISOR,
        "到岗第十个工作日考核；合格上岗，不合格重新培训。",
        "The exam is on the tenth working day after arrival: pass and start work, fail and be trained again.",
        deadlines=(limits.INDUCTION_EXAM_DUE,)),
    State("retraining", "重新培训", "Retraining", TEACHERS,
        "针对不合格的内容重新培训并登记，然后再考。", "Train again what was failed and record it, then examine again.",
        deadlines=(limits.RETRAINING_DUE,)),
    State("confirmed", "合格上岗", "Confirmed"),
    State("withdrawn", "已终止", "Ended early"),
]
RESULT = (Compute("exams", training.count_exams), Compute("lessons_at_exam", training.lessons_at_exam))
OPEN = ("hired", "theory", "practice", "exam", "retraining")
TRANSITIONS = [
    Transition(on.BEGIN_THEORY, "hired", "theory", clause="CSH 3.3.2.1"),
    Transition(on.RECORD_SESSION, ("theory", "practice", "retraining"), None, by=TEACHERS, needs=[form.LESSONS],
        when=[training.taught_in_post, held.lessons_not_ahead, held.lessons_after_arrival], effects=[SESSION, Compute("hours_sum", training.induction_hours_sum)],
        clause="CSH 3.3.3.4, CSH 3.2.1"),
    Transition(on.BEGIN_PRACTICE, "theory", "practice", when=[training.theory_hours_held], clause="CSH 3.2.1.1, CSH 3.3.2.2"),
    Transition(on.CALL_TO_EXAM, "practice", "exam", when=[training.induction_hours_held], clause="CSH 3.2.1.2-3, CSH 3.2.1"),
    Transition(on.RECORD_RESULT, "exam", "confirmed", route=training.exam_passed, needs=form.THEORY_SCORE, when=[held.exam_not_ahead], effects=RESULT, clause="CSH 3.3.4.1"),
    Transition(on.RECORD_RESULT, "exam", "retraining", needs=form.THEORY_SCORE, when=[held.exam_not_ahead], effects=RESULT, clause="CSH 3.3.4.1"),
    Transition(on.CALL_TO_EXAM, "retraining", "exam", by=CS_SUPERVISOR, when=[training.trained_again], clause="CSH 3.3.4.1"),
    Transition(on.WITHDRAW, OPEN, "withdrawn", by=CS_SUPERVISOR, clause=BEYOND),
]
# fmt: on

ONBOARDING = Procedure(
    "onboarding",
    version=1,
    zh="岗前培训",
    en="Onboarding",
    prefix="GQ",
    clause="CSH 3.2.1, CSH 3.3.2",
    about_zh="新录用客服人员的岗前培训：理论、实习、考核，合格后上岗。",
    about_en="Induction of newly hired service staff: theory, practice and an exam before work begins.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.ONBOARDING_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.NEWCOMER,
)
