"""家居维修, CSH 5.8 and OPS D 8: repairs at home, at once or by appointment."""

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
from flows.procedures.fields import AMOUNT, DONE, FOLLOW_UP, RECEIPT
from flows.procedures.guards_complaint import done_by
from flows.procedures.guards_people import follow_up_not_by_executor, own_order
from flows.procedures.guards_service import (
    customer_content,
    new_time_ahead,
    new_time_confirmed,
    nought,
    payment_method,
    visit_is_signed,
)
from flows.procedures.roles import FINANCE, FRONT_DESK, TECHNICIAN

PURPOSE = "repair_fee"
NAMED = "technician"
BE_THERE_BY = Compute("be_there_by", home.be_there_by)
DISPATCH_DUE = Deadline("dispatch_due", "派单时限", "Dispatch due", Span("minutes", setting="dispatch_minutes"))
VISIT_DUE = Deadline("visit_due", "到场时限", "To be there", Span("field", field="be_there_by"), clause="CSH 5.8.2-3")
REPAIR_DUE = Deadline("repair_due", "修复时限", "Repair due", Span("hours", setting="repair_hours"))
PARTS_DUE = Deadline("parts_due", "配件到货", "Parts due", Span("field", field="parts_expected"))
FOLLOW_UP_DUE = Deadline("follow_up_due", "当日回访", "Follow-up today", Span("same_day"), clause="CSH 5.8.6")

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("reported", "客户报修", "Reported", FRONT_DESK,
        "问清维修项目、时间和电话；要求马上的立即派人，十五分钟内到场，预约的约定时间。",
        "Ask what is broken, when and the telephone; wanted at once, somebody is there within 15 minutes, else agree a time.",
        deadlines=(DISPATCH_DUE,)),
    State("dispatched", "已派单", "Dispatched", TECHNICIAN,
        "按时到场并登记到场；去不了的立即退回前台改派。", "Be there in time and say so; if you can't, give the order back at once.",
        named=NAMED, deadlines=(VISIT_DUE,)),
    State("on_site", "现场维修", "On site", TECHNICIAN,
        "填维修单：查明情况、是否收费，有偿的先列预算并经客户同意；修好请客户试用签名。缺配件的登记待料。",
        "Fill in the sheet: what was found, whether it is charged, the budget agreed first. Mended, the customer tries it and signs.",
        named=NAMED, deadlines=(REPAIR_DUE,)),
    State("waiting_parts", "待配件", "Waiting for parts", TECHNICIAN,
        "配件到货后约客户再上门；到期未到的重新登记到货日并告知客户。",
        "Go again when the parts are there; if they are late, enter the new day and tell the customer.",
        named=NAMED, deadlines=(PARTS_DUE,)),
    State("done", "已修复，待收费回访", "Done, to be charged and followed up", (FRONT_DESK, FINANCE),
        "应收费的由财务结算；前台当天回访，记入业户访问记录，不满意的登记整改。",
        "Finance settles what is charged; the desk follows up today and enters it in the record of visits.",
        deadlines=(FOLLOW_UP_DUE,)),
    State("corrective_action", "整改", "Put right", TECHNICIAN,
        "按客户意见返修，做完登记结果，由前台再次回访。", "Mend it again as the customer asks; the desk then calls again.", named=NAMED),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
UNDER_WAY = ("dispatched", "on_site", "waiting_parts")
TRANSITIONS = [
    Transition(on.DISPATCH, "reported", "dispatched", needs=form.REPAIR, when=[home.appointment_made], effects=[BE_THERE_BY],
        clause="CSH 5.8.1-3, OPS D 8.1.1-2"),
    Transition(on.RETURN, "dispatched", "reported", by=(TECHNICIAN, FRONT_DESK), when=[own_order], clause=BEYOND),
    Transition(on.RESCHEDULE, ("dispatched", "waiting_parts"), None, by=FRONT_DESK, needs=service_forms.NEW_TIME,
        when=[new_time_confirmed, new_time_ahead], effects=[BE_THERE_BY], clause="CSH 5.8.2"),
    Transition(on.ARRIVE, "dispatched", "on_site", effects=[
        GiveNumber("sheet_number", "WX", "维修单编号", "Repair sheet number"), Compute("fee", nought)],
        clause="CSH 5.8.2-4, OPS D 8.1.3"),
    Transition(on.ARRIVE, "waiting_parts", "on_site", clause="OPS D 8.1.3"),
    Transition(on.ASSESS, "on_site", None, needs=form.FINDINGS, when=[charge.budget_agreed],
        effects=[Compute("fee", charge.budget_sum)], clause="CSH 5.8.4, OPS D 8.2.1-2"),
    Transition(on.WAIT_FOR_PARTS, "on_site", "waiting_parts", needs=form.PARTS, when=[home.parts_day_ahead], clause=BEYOND),
    Transition(on.WAIT_FOR_PARTS, "waiting_parts", None, needs=form.PARTS, when=[home.parts_day_ahead], clause=BEYOND),
    Transition(on.RECORD_PROGRESS, UNDER_WAY, None, by=FRONT_DESK, needs=form.PROGRESS, clause="CSH 5.8.5"),
    Transition(on.COMPLETE, "on_site", "done", needs=(*DONE, *service_forms.TRIED), documents=[form.SIGNED_SHEET],
        when=[home.findings_recorded, customer_content],
        effects=[Compute("completed_by", done_by), ExpectPayment(PURPOSE, "fee")], clause="OPS D 8.1.4-5"),
    Transition(on.COMPLETE, "corrective_action", "done", needs=service_forms.PUT_RIGHT,
        effects=[Compute("completed_by", done_by)], clause="OPS D 8.3.3"),
    Transition(on.CHARGE_CASH, "done", None, by=FINANCE, needs=[AMOUNT, RECEIPT, form.DIFFERENCE],
        when=[charge.something_to_charge, charge.not_charged_yet, charge.amount_explained],
        effects=[RecordPayment(PURPOSE, "amount", "receipt"), Compute("paid_by", payment_method)], clause="OPS D 8.2.3"),
    Transition(on.CHARGE_BANK, "done", None, by=FINANCE, when=[charge.something_to_charge, charge.not_charged_yet],
        effects=[Compute("paid_by", payment_method)], clause="OPS D 8.2.3"),
    Transition(on.RECORD_FOLLOW_UP, "done", "closed", by=FRONT_DESK, needs=FOLLOW_UP,
        documents=[service_forms.FOLLOW_UP_SIGNATURE],
        when=[follow_up_not_by_executor, visit_is_signed, charge.charge_recorded], clause="CSH 5.8.6, OPS D 8.3.4"),
    Transition(on.RECORD_DISSATISFIED, "done", "corrective_action", by=FRONT_DESK,
        needs=(*FOLLOW_UP, *service_forms.MEASURES), when=[follow_up_not_by_executor], clause="OPS D 8.3.3"),
    Transition(on.CANCEL, "reported", "cancelled", by=FRONT_DESK, clause=BEYOND),
    Transition(on.CANCEL, UNDER_WAY, "cancelled", by=(FRONT_DESK, TECHNICIAN), when=[own_order], clause=BEYOND),
]
PRICES = """上门检查 / Inspection | 次 / visit | 20.00
更换龙头 / Tap changed | 只 / piece | 30.00
更换灯具 / Lamp changed | 盏 / piece | 25.00
疏通管道 / Drain cleared | 次 / time | 80.00
更换门锁 / Door lock changed | 把 / piece | 60.00
其他零修 / Other small repairs | 小时 / hour | 60.00"""
# fmt: on

HOME_REPAIR = Procedure(
    "home_repair",
    version=1,
    zh="家居维修",
    en="Home repair",
    prefix="HR",
    clause="CSH 5.8, OPS D 8",
    about_zh="业户报修：马上的十五分钟内到场，其他按预约；保修范围外先定预算，当天回访。",
    about_en="Repairs at home: at once within 15 minutes, else by appointment; what is charged is budgeted and agreed first.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("dispatch_minutes", 5, "派单时限", "Time to dispatch", BEYOND, "minutes"),
        Setting("at_once_minutes", 15, "要求马上的到场时限", "Time to be there at once", "CSH 5.8.3", "minutes"),
        Setting("repair_hours", 24, "修复时限", "Time to mend it", BEYOND, "hours"),
        Setting("price_list", PRICES, "家居维修价目表", "Price list of repairs", "OPS D 8.2.1", PRICE_LIST),
    ],
)
