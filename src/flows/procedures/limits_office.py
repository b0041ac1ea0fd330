"""Time limits of the work inside the office, with the settings by which a site changes them."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, Setting, Span

# One limit a line.
# fmt: off
# Shifts.
TIDY_DUE = Deadline("tidy_due", "交班准备时限", "To be tidied and written up", Span("field", field="tidy_by"), clause="CSH 2.6.2.1")
TAKE_ON_DUE = Deadline("take_on_due", "接班时限", "To be taken on", Span("minutes", setting="missed_minutes", since="handover_at"), clause=BEYOND)
REFUSAL_DUE = Deadline("refusal_due", "拒接处理时限", "Refusal to be settled", Span("minutes", setting="refusal_minutes"), clause=BEYOND)
LOG_REVIEW_DUE = Deadline("log_review_due", "主管当日审阅", "To be read by the supervisor", Span("same_day"), clause="EMP ch4.1.1.7.2")
HANDOVER_SETTINGS = [
    Setting("tidy_minutes", 15, "交班前整理", "Tidied before the handover", "CSH 2.6.2.1", "minutes", maximum=240),
    Setting("arrive_minutes", 5, "接班提前到岗", "Arrival before the handover", "CSH 2.6.1.1", "minutes", maximum=240),
    Setting("missed_minutes", 15, "接班逾时", "Handover missed after", BEYOND, "minutes"),
    Setting("refusal_minutes", 30, "拒接处理时限", "Time to settle a refusal", BEYOND, "minutes"),
]
PUBLISH_DUE = Deadline("publish_due", "公布时限", "To be published", Span("field", field="publish_by"), clause="CSH 2.1")
ROSTER_FILED_DUE = Deadline("roster_filed_due", "归档时限", "To be filed", Span("days", setting="filing_days", since="month_ends"), clause="CSH 1.2.4.7")
ROSTER_SETTINGS = [
    Setting("people_on_shift", 1, "每班至少人数", "People on each shift at least", BEYOND, "people", maximum=50),
    Setting("filing_days", 5, "月后归档时限", "Time to file after the month", BEYOND, "days"),
]

# Training.
PASS_MARK = Setting("pass_mark", 60, "合格分数", "Pass mark", BEYOND, "out of 100", minimum=1, maximum=100)
THEORY_DUE = Deadline("theory_due", "理论培训时限", "Theory to begin", Span("working_days", setting="theory_days", since="arrived_on"), clause="CSH 3.3.2.1")
INDUCTION_EXAM_DUE = Deadline("induction_exam_due", "上岗考核时限", "Exam due", Span("working_days", setting="exam_day", since="arrived_on"), clause="CSH 3.3.4.1")
RETRAINING_DUE = Deadline("retraining_due", "重新培训时限", "To be trained again", Span("working_days", setting="retraining_days"), clause=BEYOND)
ONBOARDING_SETTINGS = [
    Setting("theory_days", 2, "到岗后开始理论培训", "Theory begins after arrival", "CSH 3.3.2.1", "working days"),
    Setting("exam_day", 10, "到岗后考核", "Exam after arrival", "CSH 3.3.4.1", "working days"),
    Setting("retraining_days", 5, "重新培训时限", "Time to train again", BEYOND, "working days"),
    Setting("induction_hours", 40, "岗前培训总课时", "Class hours in all", "CSH 3.2.1", "class hours"),
    Setting("supervisor_hours", 8, "主管课时", "Supervisor's class hours", "CSH 3.2.1.1", "class hours"),
    Setting("lead_hours", 8, "班长课时", "Lead's class hours", "CSH 3.2.1.2", "class hours"),
    Setting("coach_hours", 24, "岗位教练课时", "Coach's class hours", "CSH 3.2.1.3", "class hours"),
    PASS_MARK,
]
HAND_IN_DUE = Deadline("hand_in_due", "计划上报时限", "Plan to be handed in", Span("field", field="hand_in_by"), clause="CSH 3.3.1.2")
PLAN_REVIEW_DUE = Deadline("plan_review_due", "计划审批时限", "Plan to be reviewed", Span("field", field="review_by"), clause="CSH 3.3.1.3-4")
PLAN_BEGIN_DUE = Deadline("plan_begin_due", "开始执行时限", "To be carried out from", Span("field", field="plan_begins"), clause="CSH 3.1.1")
PLAN_CLOSE_DUE = Deadline("plan_close_due", "计划关闭时限", "Plan to be closed", Span("days", setting="closing_days", since="plan_ends"), clause=BEYOND)
PLAN_SETTINGS = [
    Setting("weekly_hours", 2, "主管每周授课", "Supervisor's teaching a week", "CSH 3.3.3.1", "class hours", maximum=40),
    Setting("closing_days", 10, "期满后关闭时限", "Time to close after the period", BEYOND, "days"),
]
# fmt: on
