"""特约服务, SSP 2: paid or free services that a customer orders."""

from __future__ import annotations

from flows.definition import (
    Compute,
    ExpectPayment,
    GiveNumber,
    Procedure,
    RecordPayment,
    State,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_service as service
from flows.procedures import limits
from flows.procedures import service_forms as form
from flows.procedures.fields import AMOUNT, DONE, FOLLOW_UP, RECEIPT
from flows.procedures.guards_charges import fee_by_list
from flows.procedures.guards_money import amount_is_fee
from flows.procedures.guards_people import follow_up_not_by_executor, own_order
from flows.procedures.roles import ARCHIVIST, CS_SUPERVISOR, DIRECTOR, FINANCE, FRONT_DESK, TECHNICIAN, WAREHOUSE

FOLLOWERS = (FRONT_DESK, ARCHIVIST)
PURPOSE = "service_fee"
SERVING = ("fee_agreed", "in_service", "rework")
NAMED = "technician"

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("requested", "客户提出需求", "Requested", FRONT_DESK,
        "问清客户姓名、房号、要做什么、约在何时、联系电话，复述确认后登记。",
        "Ask for name, unit, what is wanted, when, and a telephone number; repeat it, then register."),
    State("screening", "判别能否受理", "Screening", FRONT_DESK,
        "对照价格表判断：不能受理的向客户解释后婉拒；能受理的约定服务人员和时间，15 分钟内派工。",
        "Hold it against the price list: explain and decline, or agree technician and time and dispatch within 15 minutes.",
        deadlines=(limits.DISPATCH_DUE,)),
    State("dispatched", "已派工", "Dispatched", TECHNICIAN,
        "核对派工单后接单；时间有变由前台与客户改约。",
        "Read the order and receive it; if the time can't be kept the desk reschedules with the customer.",
        named=NAMED, deadlines=(limits.RECEIPT_DUE,)),
    State("order_received", "已接单", "Order received", TECHNICIAN,
        "提前到场查看，列出材料工具，按价格表与客户商定费用；无偿服务直接开始。",
        "Be there early, look, list materials and tools, agree the fee by the price list; a free service starts at once.",
        named=NAMED, deadlines=(limits.VISIT_DUE,)),
    State("fee_agreed", "费用已商定", "Fee agreed", TECHNICIAN,
        "需要材料工具的先到仓库领用，再开始服务。", "Draw what you need at the warehouse, then start.", named=NAMED),
    State("in_service", "服务中", "In service", TECHNICIAN,
        "按约定内容服务，完成后报告；损坏客户财物立即上报。",
        "Do what was agreed and report completion; damage to property is escalated at once.", named=NAMED),
    State("inspection", "客户验收", "Inspection", TECHNICIAN,
        "请客户试用检验：满意的签字验收，不满意的致歉并返工。",
        "Let the customer try the work: content, they sign; not content, apologise and rework.", named=NAMED),
    State("rework", "返工", "Rework", TECHNICIAN,
        "按客户要求返工，完成后再请客户验收；返工仍不满意的上报。",
        "Put right what the customer asked for and let them inspect again; if still not content, escalate.", named=NAMED),
    State("escalated", "上报处理", "Escalated", (CS_SUPERVISOR, DIRECTOR),
        "联系客户了解经过，妥善处理；涉及财物损失的由管理处商定赔偿。",
        "Hear the customer and settle the matter; where property suffered, negotiate compensation.", deadlines=(limits.SETTLE_DUE,), pauses=limits.PAUSES),
    State("accepted", "已验收", "Accepted", FRONT_DESK,
        "收回派工单核销；应收费的转财务，无费用的转回访。",
        "Take the order back and write it off; it goes to finance, or straight to the follow-up where nothing is due."),
    State("charging", "收费", "Charging", FINANCE,
        "核对记录表与材料退还：现金开收据入账，银行托收当天登记转交。",
        "Check sheet and materials: cash gets a receipt and is booked, bank collection is noted and passed on today.",
        deadlines=(limits.CHARGE_DUE,)),
    State("follow_up", "回访", "Follow-up", FOLLOWERS,
        "次月 10 日前回访：上门请客户签名，电话如实记录原话；不满意的登记并整改。",
        "Follow up by the 10th of next month: a signature at a visit, the very words at a call; dissatisfaction is put right.",
        deadlines=(limits.FOLLOW_UP_DUE,)),
    State("corrective_action", "整改", "Corrective action", FOLLOWERS,
        "落实整改措施，完成后再次回访。", "See the measures through, then follow up again."),
    State("archived", "已归档", "Archived"),
    State("declined", "已婉拒", "Declined"),
    State("cancelled", "已取消", "Cancelled"),
]
CANCELLERS = (FRONT_DESK, TECHNICIAN)
DRAWERS = (TECHNICIAN, WAREHOUSE)
TRANSITIONS = [
    Transition(on.REGISTER, "requested", "screening", needs=form.REQUEST, clause="SSP 2.2"),
    Transition(on.DECLINE, "screening", "declined", needs=form.DECLINED, clause="SSP 2.3"),
    Transition(on.RESCHEDULE, ("screening", "dispatched"), None, by=FRONT_DESK, needs=form.NEW_TIME,
        when=[service.new_time_confirmed, service.new_time_ahead], clause="SSP 2.3"),
    Transition(on.DISPATCH, "screening", "dispatched", needs=form.ORDER, effects=[GiveNumber("order_number", "PG", "派工单编号", "Dispatch order number")],
        clause="SSP 2.3-2.4.1"),
    Transition(on.RECEIVE_ORDER, "dispatched", "order_received", clause="SSP 2.4.2"),
    Transition(on.AGREE_FEE, "order_received", "fee_agreed", needs=form.FEE_AGREED,
        when=[service.is_charged, fee_by_list, service.fee_agreed_by_both], clause="SSP 2.4.2"),
    Transition(on.CANCEL, "screening", "cancelled", by=FRONT_DESK, clause="SSP 2.4.2"),
    Transition(on.CANCEL, ("dispatched", "order_received", "fee_agreed"), "cancelled", by=CANCELLERS, needs=form.CANCELLED,
        when=[own_order, service.order_handed_back, service.materials_balance], clause="SSP 2.4.2"),
    Transition(on.DRAW_MATERIALS, SERVING, None, by=DRAWERS, needs=form.DRAWN, when=[own_order], clause="SSP 2.4.3"),
    Transition(on.RETURN_MATERIALS, (*SERVING, "inspection", "escalated", "accepted", "charging"), None, by=DRAWERS,
        needs=form.RETURNED, when=[own_order, service.returns_were_drawn, service.losses_accounted_for], clause="SSP 2.4.3, 2.6.1.1"),
    Transition(on.START_SERVICE, "fee_agreed", "in_service", effects=[GiveNumber("sheet_number", "FW", "服务及回访记录表序号", "Record sheet number")], clause="SSP 2.4.2"),
    Transition(on.START_SERVICE, "order_received", "in_service", when=[service.is_free],
        effects=[GiveNumber("sheet_number", "FW", "服务及回访记录表序号", "Record sheet number"), Compute("fee", service.nought)], clause="SSP 2.4.2, OPS B"),
    Transition(on.COMPLETE, ("in_service", "rework"), "inspection", needs=DONE, clause="SSP 2.5.1"),
    Transition(on.ACCEPT, "inspection", "accepted", needs=form.TRIED, documents=[form.SIGNED_SHEET],
        when=[service.customer_content], clause="SSP 2.5.1"),
    Transition(on.REQUEST_REWORK, "inspection", "rework", needs=form.REWORK,
        effects=[Compute("rework_count", service.count_rework)], clause="SSP 2.5.2"),
    Transition(on.ESCALATE, ("inspection", "rework", "in_service"), "escalated", needs=form.ESCALATED,
        when=[service.rework_failed_or_damage], clause="SSP 2.5.3-4"),
    Transition(on.SETTLE, "escalated", "accepted", route=service.settled_as_accepted, needs=form.SETTLED,
        when=[service.compensation_agreed], clause="SSP 2.5.3-4"),
    Transition(on.SETTLE, "escalated", "cancelled", needs=form.SETTLED,
        when=[service.compensation_agreed, service.materials_balance], clause="SSP 2.5.3-4"),
    Transition(on.WRITE_OFF, "accepted", "follow_up", route=service.nothing_to_charge, when=[service.materials_balance],
        clause="SSP 2.6.1.1, OPS B"),
    Transition(on.WRITE_OFF, "accepted", "charging", clause="SSP 2.6.1.1"),
    Transition(on.CHARGE_CASH, "charging", "follow_up", by=(TECHNICIAN, FINANCE), needs=[AMOUNT, RECEIPT],
        when=[own_order, amount_is_fee, service.materials_balance], effects=[
            ExpectPayment(PURPOSE, "amount"), RecordPayment(PURPOSE, "amount", "receipt"),
            Compute("paid_by", service.payment_method)], clause="SSP 2.6.2.1-3"),
    Transition(on.CHARGE_BANK, "charging", "follow_up", needs=[AMOUNT], when=[amount_is_fee, service.materials_balance],
        effects=[ExpectPayment(PURPOSE, "amount"), Compute("paid_by", service.payment_method)],
        clause="SSP 2.6.1.1-2, 2.6.1.5"),
    Transition(on.RECORD_FOLLOW_UP, "follow_up", "archived", needs=FOLLOW_UP, documents=[form.FOLLOW_UP_SIGNATURE],
        when=[follow_up_not_by_executor, service.visit_is_signed], clause="SSP 2.7.2-3"),
    Transition(on.ARCHIVE_UNVISITED, "follow_up", "archived", reason=True, when=[service.bank_follow_ups_suffice],
        clause="SSP 2.7.1"),
    Transition(on.RECORD_DISSATISFIED, "follow_up", "corrective_action", needs=(*FOLLOW_UP, *form.MEASURES),
        when=[follow_up_not_by_executor], clause="SSP 2.7.5"),
    Transition(on.COMPLETE, "corrective_action", "follow_up", needs=form.PUT_RIGHT, clause="SSP 2.7.5"),
]
# fmt: on

SPECIAL_SERVICE = Procedure(
    "special_service",
    version=1,
    zh="特约服务",
    en="Special service",
    prefix="SS",
    clause="SSP 2",
    about_zh="客户预约的有偿或无偿服务，从登记、派工、验收、收费到回访。",
    about_en="Paid or free services that a customer orders, from the request to the follow-up.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[*limits.SERVICE_SETTINGS, *limits.PAUSE_SETTINGS],
)
