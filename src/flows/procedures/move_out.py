"""客户迁出, EMP move-out: the time is fixed, an office inspected, everything paid before it is called cleared."""

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
    StartCase,
    State,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_moving as moving
from flows.procedures import moving_forms as form
from flows.procedures import service_forms
from flows.procedures.fields import AMOUNT, RECEIPT
from flows.procedures.guards_charges import something_to_charge
from flows.procedures.guards_money import amount_is_fee
from flows.procedures.guards_party import resident
from flows.procedures.guards_service import new_time_ahead, new_time_confirmed
from flows.procedures.roles import ENGINEERING_SUPERVISOR, FINANCE, FRONT_DESK

ARREARS, DAMAGE = "arrears", "damage"
SUMS = (
    Compute("arrears_due", moving.arrears_due),
    Compute("damage_due", moving.damage_due),
    Compute("fee", moving.total_due),
)
MOVE_DUE = Deadline(
    "move_due", "迁出时间", "Day of the move", Span("field", field="appointment"), clause="EMP move-out.1"
)
INSPECTION_DUE = Deadline(
    "inspection_due", "查验时限", "Inspection due", Span("working_days", setting="inspection_days")
)
REPAIR_DUE = Deadline("repair_due", "修复时限", "Repair due", Span("days", setting="repair_days"))

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("requested", "客户提出迁出", "Requested", FRONT_DESK,
        "核对业户身份，与客户定下迁出时间，问清是住宅还是写字间、要什么协助。",
        "Check the resident, fix the time of the move, ask whether it is an office and what help is needed."),
    State("scheduled", "时间已定", "Scheduled", (FRONT_DESK, FINANCE),
        "财务核算有无欠费；前台提前发工作联系单，让各部门准备。",
        "Finance works out what is unpaid; the desk sends the work-contact sheet so that departments are ready.",
        deadlines=(MOVE_DUE,)),
    State("inspecting", "写字间查验", "Inspection of the office", ENGINEERING_SUPERVISOR,
        "对照迁入时查看有无损坏，写明查验记录。", "Look for damage against the day of moving in and write down what you see.", deadlines=(INSPECTION_DUE,)),
    State("repairing", "修复或赔偿", "Repair or compensation", FRONT_DESK,
        "客户自行修复的，修好再请工程部查验；愿赔偿的商定金额。",
        "If the customer repairs it, engineering looks again; if they pay, agree the sum.", deadlines=(REPAIR_DUE,)),
    State("settling", "结算", "Settling", FINANCE,
        "收清欠费和赔偿并登记收据；其他单据的应收也结清后确认结清。",
        "Collect what is unpaid and the compensation; when the unit's other cases are settled too, confirm it.", deadlines=(MOVE_DUE,)),
    State("cleared", "已结清", "Cleared", FRONT_DESK,
        "物品搬出先开物品放行条；协助搬离，收回钥匙和卡，在房号页终止其登记后关闭。",
        "Things leave with a release slip; help with the move, take keys and cards back, end the tie on the unit's page, close.",
        deadlines=(MOVE_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
OPEN = ("requested", "scheduled", "inspecting", "repairing", "settling")
TRANSITIONS = [
    Transition(on.SCHEDULE, "requested", "scheduled", needs=form.MOVE_OUT, when=[resident, new_time_ahead], clause="EMP move-out.1"),
    Transition(on.RESCHEDULE, ("scheduled", "settling", "cleared"), None, by=FRONT_DESK, needs=service_forms.NEW_TIME,
        when=[new_time_confirmed, new_time_ahead], clause=BEYOND),
    Transition(on.WORK_OUT_ARREARS, ("scheduled", "settling"), None, by=FINANCE, needs=form.ARREARS, when=[moving.not_paid_yet],
        effects=SUMS, clause="EMP move-out.2"),
    Transition(on.SEND_MEMO, "scheduled", "inspecting", by=FRONT_DESK, route=moving.is_office, needs=form.MEMO,
        when=[moving.arrears_worked_out], effects=[GiveNumber("memo_number", "GZ", "工作联系单编号", "Work-contact sheet number"), *SUMS],
        clause="EMP move-out.3-4"),
    Transition(on.SEND_MEMO, "scheduled", "settling", by=FRONT_DESK, needs=form.MEMO, when=[moving.arrears_worked_out],
        effects=[GiveNumber("memo_number", "GZ", "工作联系单编号", "Work-contact sheet number"), *SUMS], clause="EMP move-out.3"),
    Transition(on.INSPECT_UNIT, "inspecting", "settling", route=moving.no_damage, needs=form.INSPECTION, documents=[form.INSPECTION_PHOTO],
        clause="EMP move-out.4"),
    Transition(on.INSPECT_UNIT, "inspecting", "repairing", needs=form.INSPECTION, documents=[form.INSPECTION_PHOTO], clause="EMP move-out.4"),
    Transition(on.COMPLETE, "repairing", "inspecting", needs=form.REPAIRED, clause="EMP move-out.4"),
    Transition(on.AGREE_COMPENSATION, "repairing", "settling", needs=form.COMPENSATION, when=[moving.compensation_accepted],
        effects=SUMS, clause="EMP move-out.4"),
    Transition(on.RECORD_PAYMENT, "settling", None, needs=[AMOUNT, RECEIPT], when=[something_to_charge, moving.not_paid_yet, amount_is_fee],
        effects=[ExpectPayment(ARREARS, "arrears_due"), ExpectPayment(DAMAGE, "damage_due"),
            RecordPayment(ARREARS, "arrears_due", "receipt"), RecordPayment(DAMAGE, "damage_due", "receipt"),
            Compute("paid_on", moving.paid_on)], clause="EMP move-out.5"),
    Transition(on.CLEAR, "settling", "cleared", when=[moving.own_fees_paid, moving.other_cases_settled], clause="EMP move-out.5"),
    Transition(on.START_RELEASE, "cleared", None, effects=[StartCase("item_release")], clause="EMP move-out.6, CSH 5.1"),
    Transition(on.CLOSE, "cleared", "closed", needs=form.LEFT, when=[moving.keys_returned], clause="EMP move-out.6"),
    Transition(on.CANCEL, OPEN, "cancelled", by=FRONT_DESK, when=[moving.not_paid_yet], clause=BEYOND),
]
# fmt: on

MOVE_OUT = Procedure(
    "move_out",
    version=1,
    zh="客户迁出",
    en="Moving out",
    prefix="MO",
    clause="EMP move-out",
    about_zh="定时间、算欠费、发联系单，写字间查验，费用结清后放行搬离。",
    about_en="The time is fixed, what is unpaid worked out, an office inspected; once all is paid the customer leaves.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("inspection_days", 1, "查验时限", "Time to inspect", BEYOND, "working days"),
        Setting("repair_days", 7, "修复或赔偿时限", "Time to repair or pay", BEYOND, "days"),
    ],
)
