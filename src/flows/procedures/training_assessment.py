"""培训考核, CSH 3.3.4 and 3.4: written and practical, with points, coaching, a deadline, and a dismissal only proposed."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, Procedure, State, Transition
from flows.procedures import events as on
from flows.procedures import guards_assessment as exam
from flows.procedures import guards_held as held
from flows.procedures import limits_office as limits
from flows.procedures import training_forms as form
from flows.procedures.guards_office import month_ends, not_own_matter, nothing_of_the_kind, whole_month
from flows.procedures.guards_people import four_eyes
from flows.procedures.limits import REVIEW_DUE
from flows.procedures.roles import CS_SUPERVISOR, DIRECTOR, LOBBY_LEAD, TRAINER

COACHES = (CS_SUPERVISOR, LOBBY_LEAD, TRAINER)

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("assessing", "考核", "Assessing", CS_SUPERVISOR,
        "次月前五个工作日内考核，书面和实操都要；缺席、违纪、考核表敷衍的一并登记。",
        "Assess within the first five working days of the next month, in writing and in practice; note absences, breaches and careless sheets.",
        deadlines=(limits.ASSESSMENT_DUE,)),
    State("points_review", "扣分确认", "Points to confirm", DIRECTOR,
        "建议扣分按细则算出（不合格依次 3、6、10 分，缺席 2 分，违纪、敷衍各 1 分）；由主任确认或不予扣分，第三次不合格的定限期。",
        "The points are worked out by the rules (3, 6, 10 for failing; 2 for absence; 1 for discipline or sheet); the director confirms or waives them, and after a third failure sets a day.",
        deadlines=(REVIEW_DUE,)),
    State("coaching", "单独培训", "Coaching", COACHES,
        "业余时间单独培训不合格的内容，登记后补考。", "Coach outside working hours in what was failed, record it, then examine again.",
        deadlines=(limits.COACHING_DUE,)),
    State("resit", "补考", "Resit", CS_SUPERVISOR,
        "单独培训后补考，书面和实操都要。", "After the coaching examine again, in writing and in practice.", deadlines=(limits.RESIT_DUE,)),
    State("last_chance", "限期掌握", "Last chance", CS_SUPERVISOR,
        "限期之内再考；合格的转统计分析，仍不合格或逾期才合格的提请主任决定去留。",
        "Examine again by the day set; passed in time, it goes to the analysis; failed again or passed too late, the director decides whether the person stays.",
        deadlines=(limits.MASTER_DUE,)),
    State("dismissal_review", "辞退待决", "Dismissal proposed", DIRECTOR,
        "系统只提请，不作决定：主任听取本人意见，依法依规决定是否辞退。",
        "The program only puts it forward: hear the person, then decide by law and rules whether to dismiss.", deadlines=(REVIEW_DUE,)),
    State("analysing", "统计分析", "Analysing", CS_SUPERVISOR,
        "考核结束一周内统计分析，决定是否修订培训计划。", "Analyse within a week and decide whether the plan is to be revised.",
        deadlines=(limits.ANALYSIS_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("dismissal_agreed", "同意辞退", "Dismissal agreed"),
    State("cancelled", "已取消", "Cancelled"),
]
RESULT = (
    Compute("earlier_failures", exam.earlier_failures),
    Compute("failure_number", exam.failure_number),
    Compute("failures", exam.failures),
    Compute("points_proposed", exam.points_proposed),
    Compute("recorded_by", exam.recorded_by),
)
PART = form.SCORES[:2]
CONFIRMED = (Compute("points_confirmed", exam.points_confirmed),)
BY_ANOTHER = (not_own_matter, exam.recorded_by_another)
FIRST = (not_own_matter, nothing_of_the_kind, held.month_was_trained)
TRIED = ("assessing", "resit")
TRANSITIONS = [
    Transition(on.RECORD_RESULT, TRIED, "points_review", route=exam.points_are_due, needs=form.SCORES,
        when=FIRST, effects=RESULT, clause="CSH 3.3.4.2-3, CSH 3.4.1.1-4, CSH 3.3.5"),
    Transition(on.RECORD_RESULT, TRIED, "analysing", needs=form.SCORES, when=FIRST, effects=RESULT,
        clause="CSH 3.3.4.2-3"),
    Transition(on.CONFIRM_POINTS, "points_review", "last_chance", route=exam.third_failure, needs=form.CHANCE,
        when=[*BY_ANOTHER, exam.deadline_is_set], effects=CONFIRMED, clause="CSH 3.4.1.4"),
    Transition(on.CONFIRM_POINTS, "points_review", "coaching", route=exam.was_failed, needs=form.CHANCE, when=BY_ANOTHER,
        effects=CONFIRMED, clause="CSH 3.4.1.4"),
    Transition(on.CONFIRM_POINTS, "points_review", "analysing", needs=form.CHANCE, when=BY_ANOTHER, effects=CONFIRMED, clause="CSH 3.4.1.1-3"),
    Transition(on.WAIVE_POINTS, "points_review", "last_chance", route=exam.third_failure, needs=form.CHANCE,
        when=[*BY_ANOTHER, exam.deadline_is_set], effects=CONFIRMED, clause=BEYOND),
    Transition(on.WAIVE_POINTS, "points_review", "coaching", route=exam.was_failed, needs=form.CHANCE, when=BY_ANOTHER,
        effects=CONFIRMED, clause=BEYOND),
    Transition(on.WAIVE_POINTS, "points_review", "analysing", needs=form.CHANCE, when=BY_ANOTHER, effects=CONFIRMED, clause=BEYOND),
    Transition(on.COACH, "coaching", "resit", needs=form.COACHED, when=[not_own_matter, held.coaching_not_ahead], clause="CSH 3.4.1.4"),
    Transition(on.RECORD_RESULT, "last_chance", "analysing", route=exam.mastered_in_time, needs=PART, when=[not_own_matter], clause="CSH 3.4.1.4"),
    Transition(on.RECORD_RESULT, "last_chance", "dismissal_review", needs=PART, when=[not_own_matter], clause="CSH 3.4.1.4"),
    Transition(on.DISMISS, "dismissal_review", "dismissal_agreed", when=[four_eyes, not_own_matter], clause="CSH 3.4.1.4, CSH 1.2.1.3"),
    Transition(on.KEEP_ON, "dismissal_review", "coaching", when=[not_own_matter], clause="CSH 1.2.1.3"),
    Transition(on.ANALYSE, "analysing", "closed", needs=form.ANALYSIS, clause="CSH 3.3.4.4"),
    Transition(on.CANCEL, "assessing", "cancelled", clause=BEYOND),
]
# fmt: on

TRAINING_ASSESSMENT = Procedure(
    "training_assessment",
    version=1,
    zh="培训考核",
    en="Training assessment",
    prefix="PK",
    clause="CSH 3.3.4, CSH 3.4",
    about_zh="每月培训和每季消防培训的考核：成绩、建议扣分、单独培训、补考和统计分析；扣分与去留由人决定。",
    about_en="Assessment of the month's and the quarter's fire training: results, points proposed, coaching, resits, analysis; points and dismissals are decided by people.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.ASSESSMENT_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.ASSESSED,
    computes=[Compute("month", whole_month), Compute("month_ends", month_ends)],
)
