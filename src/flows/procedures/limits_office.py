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
# fmt: on
