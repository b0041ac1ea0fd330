"""家居清洁, CSH 5.7: cleaning at home, booked at the desk and done by the cleaners."""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    Compute,
    Deadline,
    ExpectPayment,
    GiveNumber,
    Procedure,
    RecordPayment,
    Setting,
    Span,
    State,
    Transition,
)
from flows.definition.prices import PRICE_LIST
from flows.procedures import events as on
from flows.procedures import guards_charges as charge
from flows.procedures import guards_home as home
from flows.procedures import home_forms as form
from flows.procedures import service_forms
from flows.procedures.fields import AMOUNT, FOLLOW_UP, RECEIPT
from flows.procedures.guards_complaint import done_by
from flows.procedures.guards_people import follow_up_not_by_executor
from flows.procedures.guards_service import new_time_ahead, new_time_confirmed, payment_method, visit_is_signed
from flows.procedures.roles import CLEANING_LEAD, FINANCE, FRONT_DESK

PURPOSE = "cleaning_fee"
CALL_BACK_DUE = Deadline(
    "call_back_due", "回电时限", "Call back", Span("hours", setting="call_back_hours"), clause="CSH 5.7.3"
)
VISIT_DUE = Deadline("visit_due", "上门时限", "Visit due", Span("field", field="appointment"), clause="CSH 5.7.3")
FOLLOW_UP_DUE = Deadline("follow_up_due", "当日回访", "Follow-up today", Span("same_day"), clause="CSH 5.7.7")

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("requested", "客户来电预约", "Requested", FRONT_DESK,
        "先按价目表告知价格；客户同意的，问清房号、清洁类型、人数、时间、电话，复述确认后登记。",
        "Tell the price from the list first; if the customer agrees, ask for unit, kind, cleaners, time and telephone."),
    State("registered", "已登记，约时间", "Registered, time to be named", (FRONT_DESK, CLEANING_LEAD),
        "保洁班长定出上门时间；前台在登记后两小时内回电告知客户。",
        "The cleaning lead names a time; the desk calls the customer back with it within two hours.",
        deadlines=(CALL_BACK_DUE,)),
    State("confirmed", "时间已确认", "Time confirmed", FRONT_DESK,
        "开具清洁服务单交保洁班长，登入家居清洁登记本。", "Write the cleaning order, give it to the cleaning lead and enter it in the register."),
    State("ordered", "已开单", "Order written", CLEANING_LEAD,
        "按时上门；做完请客户在服务单上签名，照单登记完工时间。",
        "Be there in time; have the customer sign the order, and enter the finishing time from it.", deadlines=(VISIT_DUE,)),
    State("done", "已完成，待收费回访", "Done, to be charged and followed up", (FRONT_DESK, FINANCE),
        "财务登记收费；前台当天回访客户，满意的关闭，不满意的登记整改。",
        "Finance charges; the desk calls the customer today: content, it is closed; not content, it is put right.",
        deadlines=(FOLLOW_UP_DUE,)),
    State("corrective_action", "整改", "Put right", CLEANING_LEAD,
        "按客户意见返工，做完登记结果，由前台再次回访。", "Put right what the customer named; the desk then calls again."),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.REGISTER, "requested", "registered", needs=form.BOOKING, when=[charge.price_told_first],
        effects=[Compute("fee", charge.list_sum)], clause="CSH 5.7, 5.7.1"),
    Transition(on.NAME_TIME, "registered", None, by=CLEANING_LEAD, needs=[form.LEAD_TIME], when=[home.lead_time_ahead],
        clause="CSH 5.7.2"),
    Transition(on.CALL_BACK, "registered", "confirmed", by=FRONT_DESK, needs=form.CALLED_BACK,
        when=[home.time_of_lead, home.customer_called_back], clause="CSH 5.7.3"),
    Transition(on.WRITE_ORDER, "confirmed", "ordered",
        effects=[GiveNumber("order_number", "QJ", "清洁服务单编号", "Cleaning order number")], clause="CSH 5.7.4-5"),
    Transition(on.RESCHEDULE, ("confirmed", "ordered"), None, by=FRONT_DESK, needs=service_forms.NEW_TIME,
        when=[new_time_confirmed, new_time_ahead], clause=BEYOND),
    Transition(on.COMPLETE, "ordered", "done", needs=form.FINISHED, documents=[form.SIGNED_ORDER], when=[home.finished_by_now],
        effects=[Compute("completed_by", done_by), ExpectPayment(PURPOSE, "fee")], clause="CSH 5.7.6"),
    Transition(on.COMPLETE, "corrective_action", "done", needs=service_forms.PUT_RIGHT,
        effects=[Compute("completed_by", done_by)], clause=BEYOND),
    Transition(on.CHARGE_CASH, "done", None, by=FINANCE, needs=[AMOUNT, RECEIPT, form.DIFFERENCE],
        when=[charge.something_to_charge, charge.not_charged_yet, charge.amount_explained],
        effects=[RecordPayment(PURPOSE, "amount", "receipt"), Compute("paid_by", payment_method)], clause="CSH 5.7"),
    Transition(on.CHARGE_BANK, "done", None, by=FINANCE, when=[charge.something_to_charge, charge.not_charged_yet],
        effects=[Compute("paid_by", payment_method)], clause=BEYOND),
    Transition(on.RECORD_FOLLOW_UP, "done", "closed", by=FRONT_DESK, needs=FOLLOW_UP,
        documents=[service_forms.FOLLOW_UP_SIGNATURE],
        when=[follow_up_not_by_executor, visit_is_signed, charge.charge_recorded], clause="CSH 5.7.7"),
    Transition(on.RECORD_DISSATISFIED, "done", "corrective_action", by=FRONT_DESK,
        needs=(*FOLLOW_UP, *service_forms.MEASURES), when=[follow_up_not_by_executor], clause=BEYOND),
    Transition(on.CANCEL, ("requested", "registered", "confirmed", "ordered"), "cancelled", by=FRONT_DESK, clause="CSH 5.7"),
]
PRICES = """日常保洁 / Regular cleaning | 人工小时 / cleaner and hour | 40.00
开荒清洁 / Cleaning after renovation | 平方米 / square metre | 8.00
擦窗 / Window cleaning | 扇 / window | 15.00
地板打蜡 / Floor waxing | 平方米 / square metre | 6.00
油烟机清洗 / Range hood | 台 / piece | 120.00"""
# fmt: on

HOME_CLEANING = Procedure(
    "home_cleaning",
    version=1,
    zh="家居清洁",
    en="Home cleaning",
    prefix="HC",
    clause="CSH 5.7",
    about_zh="业户预约的上门保洁：先告知价格，两小时内回电，当天回访。",
    about_en="Cleaning at home: the price is told first, the customer called back within two hours, the follow-up is on the same day.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("call_back_hours", 2, "回电时限", "Time to call back", "CSH 5.7.3", "hours"),
        Setting("price_list", PRICES, "家居清洁价目表", "Price list of cleaning", "CSH 5.7", PRICE_LIST),
    ],
)
