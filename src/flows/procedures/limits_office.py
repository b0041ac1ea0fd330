"""Time limits of the work inside the office, with the settings by which a site changes them."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, Setting, Span
from flows.procedures.limits import REVIEW_DAYS

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
ASSESSMENT_DUE = Deadline("assessment_due", "考核时限", "Assessment due", Span("month_working_day", setting="assessment_day", since="month"), clause="CSH 3.3.4.2")
COACHING_DUE = Deadline("coaching_due", "单独培训时限", "Coaching due", Span("working_days", setting="coaching_days"), clause=BEYOND)
RESIT_DUE = Deadline("resit_due", "补考时限", "Resit due", Span("working_days", setting="resit_days"), clause=BEYOND)
MASTER_DUE = Deadline("master_due", "限期掌握", "To be mastered", Span("field", field="master_by"), clause="CSH 3.4.1.4")
ANALYSIS_DUE = Deadline("analysis_due", "统计分析时限", "Analysis due", Span("days", setting="analysis_days"), clause="CSH 3.3.4.4")
ASSESSMENT_SETTINGS = [
    Setting("assessment_day", 5, "次月考核截止", "Assessed in the next month by", "CSH 3.3.4.2", "working days", maximum=20),
    Setting("failure_months", 12, "累计不合格的月数", "Months over which failures count", BEYOND, "months", maximum=120),
    Setting("coaching_days", 5, "单独培训时限", "Time to coach", BEYOND, "working days"),
    Setting("resit_days", 3, "补考时限", "Time for the resit", BEYOND, "working days"),
    Setting("analysis_days", 7, "统计分析时限", "Time to analyse", "CSH 3.3.4.4", "days"),
    PASS_MARK,
    REVIEW_DAYS,
]

# Faults and performance.
APPEAL_DUE = Deadline("appeal_due", "申诉时限", "Time to appeal", Span("working_days", setting="appeal_days"), clause=BEYOND)
DECISION_DUE = Deadline("decision_due", "申诉处理时限", "Appeal to be decided", Span("working_days", setting="decision_days"), clause=BEYOND)
SUMMARY_DUE = Deadline("summary_due", "月末汇总", "To be summed up", Span("field", field="month_ends"), clause="KPI 3.4.1.4")
FINANCE_DUE = Deadline("finance_due", "报送财务时限", "To be reported to finance", Span("month_day", setting="finance_day", since="month"), clause="KPI 3.4.1.5")
FAULT_SETTINGS = [
    Setting("appeal_days", 5, "申诉时限", "Time to appeal", BEYOND, "working days"),
    Setting("decision_days", 5, "申诉处理时限", "Time to decide an appeal", BEYOND, "working days"),
    Setting("finance_day", 5, "次月报送财务截止日", "To finance by this day of next month", "KPI 3.4.1.5", "day of the month"),
    Setting("wage_cap_percent", 20, "每月扣款占工资上限", "Deductions: share of the month's wage at most", BEYOND, "%"),
    Setting("minimum_wage", "0", "当地最低工资（0 为未填）", "Local minimum wage (0: not given)", BEYOND, "yuan"),
]
SCORES_DUE = Deadline("scores_due", "公布时限", "To be published", Span("field", field="month_ends"), clause="KPI 4.4.3.6, KPI 4.4.4.2")
OBJECTION_DUE = Deadline("objection_due", "异议时限", "Time to object", Span("working_days", setting="objection_days"), clause=BEYOND)
VERIFICATION_DUE = Deadline("verification_due", "核实时限", "To be verified", Span("working_days", setting="verification_days"), clause=BEYOND)
REVIEW_SETTINGS = [
    Setting("objection_days", 2, "异议时限", "Time to object", BEYOND, "working days"),
    Setting("verification_days", 3, "核实时限", "Time to verify", BEYOND, "working days"),
]
MONTHLY_DUE = Deadline("monthly_due", "月末汇总", "To be summed up", Span("field", field="month_ends"), clause="CSH 4.1.2")
CONDUCT_SETTINGS = [
    *REVIEW_SETTINGS,
    Setting("docking", "40", "请假、按缺勤计的迟到扣款", "Docked for leave, and for lateness that counts as absence", "CSH 4.2.2.2.3-4", "yuan"),
    *FAULT_SETTINGS[3:],
    REVIEW_DAYS,
]
# fmt: on
