"""Time limits that several procedures share, with the settings by which a site changes them."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, Setting, Span

REVIEW_DAYS = Setting("review_days", 1, "每级审批时限", "Time for each review", BEYOND, "working days")
REVIEW_DUE = Deadline(
    "review_due", "审批时限", "Review due", Span("working_days", setting="review_days"), clause=BEYOND
)
PAYMENT_DAYS = Setting("payment_days", 7, "缴费时限", "Time to pay", BEYOND, "days")
PAYMENT_DUE = Deadline("payment_due", "缴费时限", "Payment due", Span("days", setting="payment_days"), clause=BEYOND)
