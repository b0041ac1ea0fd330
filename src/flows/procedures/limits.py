"""Time limits that several procedures share, with the settings by which a site changes them."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, PauseReason, Setting, Span
from flows.definition.prices import PRICE_LIST

REVIEW_DAYS = Setting("review_days", 1, "每级审批时限", "Time for each review", BEYOND, "working days")
REVIEW_DUE = Deadline(
    "review_due", "审批时限", "Review due", Span("working_days", setting="review_days"), clause=BEYOND
)
PAYMENT_DAYS = Setting("payment_days", 7, "缴费时限", "Time to pay", BEYOND, "days")
PAYMENT_DUE = Deadline("payment_due", "缴费时限", "Payment due", Span("days", setting="payment_days"), clause=BEYOND)

# Why a case may wait with its clock stopped, and for how many days at the most (domain practice; no handbook says).
# fmt: off
PAUSES = (
    PauseReason("customer", "等客户", "Waiting for the customer", "pause_customer_days"),
    PauseReason("parts", "等配件材料", "Waiting for parts", "pause_parts_days"),
    PauseReason("weather", "天气不允许", "Weather", "pause_weather_days"),
    PauseReason("other", "其他", "Something else", "pause_other_days"),
)
PAUSE_SETTINGS = [
    Setting("pause_customer_days", 3, "等客户最长暂停", "Longest pause for the customer", BEYOND, "days"),
    Setting("pause_parts_days", 7, "等配件最长暂停", "Longest pause for parts", BEYOND, "days"),
    Setting("pause_weather_days", 3, "因天气最长暂停", "Longest pause for weather", BEYOND, "days"),
    Setting("pause_other_days", 1, "其他原因最长暂停", "Longest pause for another reason", BEYOND, "days"),
]
# fmt: on

# A special service. One limit a line.
# fmt: off
DISPATCH_DUE = Deadline("dispatch_due", "派工时限", "Dispatch due", Span("minutes", setting="dispatch_minutes"), clause="SSP 2.4.1")
RECEIPT_DUE = Deadline("receive_due", "接单时限", "Order to be received", Span("minutes", setting="receive_minutes"), clause=BEYOND)
VISIT_DUE = Deadline("visit_due", "上门时限", "Visit due", Span("field", field="appointment"), clause="SSP 2.4.2")
SETTLE_DUE = Deadline("settle_due", "上报处理时限", "Settlement due", Span("working_days", setting="settle_days"), clause=BEYOND)
CHARGE_DUE = Deadline("charge_due", "当日收费登记", "Charging due", Span("same_day"), clause="SSP 2.6.1.2")
FOLLOW_UP_DUE = Deadline("follow_up_due", "回访时限", "Follow-up due", Span("month_day", setting="follow_up_day"), clause="SSP 2.7.1")
# fmt: on
SERVICE_PRICES = """更换龙头 / Tap changed | 只 / piece | 30.00
更换灯具 / Lamp changed | 盏 / piece | 25.00
安装窗帘 / Curtains put up | 幅 / piece | 35.00
家电安装 / Appliance installed | 台 / piece | 80.00
搬运大件 / Large things moved | 件 / piece | 60.00
其他服务 / Other services | 小时 / hour | 60.00"""
SERVICE_SETTINGS = [
    Setting("dispatch_minutes", 15, "派工时限", "Time to dispatch", "SSP 2.4.1", "minutes"),
    Setting("receive_minutes", 15, "接单时限", "Time to receive the order", BEYOND, "minutes"),
    Setting("settle_days", 3, "上报处理时限", "Time to settle", BEYOND, "working days"),
    Setting(
        "follow_up_day",
        10,
        "次月回访截止日",
        "Follow-up by this day of next month",
        "SSP 2.7.1",
        "day of the month",
    ),
    Setting("bank_follow_up_percent", 80, "银行托收单回访率", "Bank-collected orders followed up", "SSP 2.7.1", "%"),
    Setting(
        "price_list",
        SERVICE_PRICES,
        "特约服务项目价格表",
        "Price list of special services",
        "SSP 2.1, 2.4.2",
        PRICE_LIST,
    ),
]

# A complaint, on which the handbooks give no times.
# fmt: off
RECORD_DUE = Deadline("record_due", "记录时限", "To be recorded", Span("minutes", setting="record_minutes"), clause=BEYOND)
ASSIGN_DUE = Deadline("assign_due", "分派时限", "To be assigned", Span("hours", setting="assign_hours"), clause=BEYOND)
TAKE_OVER_DUE = Deadline("take_over_due", "接手时限", "To be taken over", Span("hours", setting="take_over_hours"), clause=BEYOND)
RESOLUTION_DUE = Deadline("resolution_due", "办结期限", "To be settled", Span("field", field="due_at"), clause="CSH 1.2.2.6")
FEEDBACK_DUE = Deadline("feedback_due", "反馈时限", "Feedback due", Span("working_days", setting="feedback_days"), clause=BEYOND)
COMPLAINT_FOLLOW_UP_DUE = Deadline("follow_up_due", "回访时限", "Follow-up due", Span("working_days", setting="follow_up_days"), clause="EMP ch3.28")
COMPLAINT_SETTINGS = [
    Setting("record_minutes", 15, "记录时限", "Time to record", BEYOND, "minutes"),
    Setting("assign_hours", 4, "分派时限", "Time to assign", BEYOND, "hours"),
    Setting("take_over_hours", 4, "上报接手时限", "Time to take over", BEYOND, "hours"),
    Setting("general_days", 3, "一般投诉办结时限", "Time to settle a general complaint", BEYOND, "days"),
    Setting("serious_days", 5, "严重投诉办结时限", "Time to settle a serious complaint", BEYOND, "days"),
    Setting("major_days", 7, "重大投诉办结时限", "Time to settle a major complaint", BEYOND, "days"),
    Setting("feedback_days", 1, "反馈时限", "Time to give feedback", BEYOND, "working days"),
    Setting("follow_up_days", 3, "回访时限", "Time to follow up", BEYOND, "working days"),
]
# fmt: on
