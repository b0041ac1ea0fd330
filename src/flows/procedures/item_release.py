"""物品放行条, CSH 5.1: large or valuable things leave the estate with a slip, once.

The slip and each of its items are entries of a register: what went out, and what did not, stands there line by line.
"""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    CLOCK,
    Choice,
    Compute,
    Deadline,
    Document,
    Field,
    MoveEntry,
    OpenEntry,
    Procedure,
    Setting,
    Span,
    State,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_release as slip
from flows.procedures.guards_party import owner_or_agent_or_consenting_tenant
from flows.procedures.guards_people import four_eyes
from flows.procedures.limits import REVIEW_DAYS, REVIEW_DUE
from flows.procedures.roles import DIRECTOR, DUTY_MANAGER, FRONT_DESK, LOBBY_ASSISTANT, SECURITY

REVIEWS = ("duty_review", "director_seal")
GATE = (SECURITY, LOBBY_ASSISTANT)
OVER = Deadline("slip_over", "放行条到期", "Slip expires", Span("field", field="valid_until"), "expire", BEYOND)

# The form and the two tables of the office: one row, one field, state or arrow.
# fmt: off
ITEMS = Field("items", "rows", "搬出物品", "Items", "一件一行，如实填写", "A line for each, as it is", columns=(
    Field("item", "text", "物品", "Item", "如三人沙发、冰箱", "Such as sofa, refrigerator"),
    Field("quantity", "integer", "数量", "Quantity", "件数", "How many", minimum=1, maximum=999),
    Field("mark", "text", "特征", "Mark", "颜色、品牌或编号，便于门岗核对", "Colour, make or number, by which the gate knows it", required=False),
))
APPLICATION = (
    Field("carrier", "text", "运出人", "Carrier", "把物品带出小区的人", "Who takes the things out"),
    Field("carrier_id", "id_number", "运出人身份证号", "Carrier's ID number", "核对原件", "Check against the original", personal=True),
    Field("vehicle", "text", "车牌号", "Vehicle", "用车搬运时填写", "Where a vehicle is used", required=False),
    ITEMS,
    Field("slip_signed", "flag", "“办证人”栏已签字", "Signed in the applicant's field", "业主或装修负责人签；租户须业主已同意", "By owner or agent; a tenant with the owner's consent"),
)
ATTEMPT = Field("owner_attempts", "rows", "联系业主记录", "Attempts to reach the owner", "每次联系一行", "A line for each", adds=True, columns=(
    Field("tried_at", "moment", "联系时间", "Tried at", "实际联系的时间", "When it was done"),
    Field("way", "choice", "方式", "Way", "怎样联系", "How", choices=(
        Choice("phone", "电话", "Telephone"), Choice("message", "短信或微信", "Message"), Choice("mail", "邮件", "E-mail"),
        Choice("relative", "经亲属或联系人", "Through a relative or contact"))),
    Field("result", "text", "结果", "Result", "如无人接听、关机、未回复", "Such as no answer, switched off, no reply"),
))
COMPARED = (
    Field("items_out", "lines", "放行的物品", "Items let out", "逐件核对后勾选；没有带出的不勾", "Tick each as you see it; leave what stays behind", register=slip.ITEM),
    Field("carrier_matches", "flag", "运出人与放行条一致", "The carrier is the one on the slip", "请对方报姓名或出示证件", "Let them tell their name or show a paper"),
    Field("items_match", "flag", "物品与放行条一致", "The items are those on the slip", "没有单上未列的物品", "Nothing that the slip does not list"),
)
STOPPED = Field("stopped_because", "note", "不符情况", "What did not agree", "多了什么、人或车有何不符", "What there was beside the slip, or who came")
UNDERTAKING = Document("tenant_undertaking", "租户书面承诺", "Tenant's written undertaking", at_least=0, personal=True)
PHOTOS = Document("items_photo", "物品照片", "Photos of the items", at_least=0, at_most=50)

STATES = [
    State("draft", "填写放行条", "Draft", FRONT_DESK,
        "核对业主或装修负责人；租户须业主同意在案，联系不上的登记每次联系，不得先放行。填运出人和物品，请办证人签字。",
        "Check the owner or agent; a tenant needs the owner's consent on file. Can't the owner be reached, record each attempt and let nothing out. Fill in carrier and items; the applicant signs."),
    State("duty_review", "值班主任签字", "Duty manager's signature", DUTY_MANAGER,
        "看物品与申请人是否相符，写明意见后签字；有疑问的退回前台核实。",
        "See whether items and applicant fit, write your opinion and sign; what is in doubt goes back to the desk.", deadlines=(REVIEW_DUE,)),
    State("director_seal", "主任盖章", "Director's seal", DIRECTOR,
        "核对签字与物品清单后盖章；盖章即生效，次日结束前一次有效。",
        "Compare signature and list and seal it; from then on it counts, once, to the end of the next day.", deadlines=(REVIEW_DUE,)),
    State("valid", "可放行", "Valid", GATE,
        "前台把放行条交办证人。门岗按编号或二维码找到，逐件核对运出人和物品，一致才放行一次；不符的拦下并登记。",
        "The desk hands the slip to the applicant. At the gate find it by number or code, compare carrier and each item, and let them out once; else stop them and record it.",
        deadlines=(OVER,)),
    State("released", "已放行", "Released"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
    State("expired", "已过期", "Expired"),
]
VOID = (MoveEntry(slip.ITEM, "void"), MoveEntry(slip.SLIP, "void"))
TRANSITIONS = [
    Transition(on.SUBMIT, "draft", "duty_review", needs=APPLICATION, documents=[UNDERTAKING, PHOTOS],
        when=[owner_or_agent_or_consenting_tenant, slip.slip_signed], clause="CSH 5.1.1-2"),
    Transition(on.RECORD_ATTEMPT, "draft", None, needs=[ATTEMPT], when=[slip.attempt_not_ahead], clause="KPI 2.7"),
    Transition(on.SIGN, "duty_review", "director_seal", when=[four_eyes, slip.consent_still_stands], clause="CSH 5.1.3"),
    Transition(on.SEAL, "director_seal", "valid", when=[four_eyes, slip.consent_still_stands], effects=[
        Compute("valid_until", slip.slip_until), OpenEntry(slip.SLIP, copies=("carrier", "vehicle"), valid_until="valid_until"),
        OpenEntry(slip.ITEM, copies=("item", "quantity", "mark"), per="items", valid_until="valid_until")], clause="CSH 5.1.3"),
    Transition(on.RELEASE, "valid", "released", needs=COMPARED, when=[slip.gate_compared, slip.consent_still_stands], effects=[
        MoveEntry(slip.ITEM, "used", line="items_out"), MoveEntry(slip.ITEM, "void"), MoveEntry(slip.SLIP, "used")],
        clause="CSH 1.2.5.5"),
    Transition(on.STOP_AT_GATE, "valid", None, needs=[STOPPED], clause="CSH 1.2.5.5"),
    Transition(on.RETURN, REVIEWS, "draft", clause=BEYOND),
    Transition(on.REJECT, REVIEWS, "rejected", clause=BEYOND),
    Transition(on.WITHDRAW, ("draft", *REVIEWS, "valid"), "withdrawn", by=FRONT_DESK, effects=VOID, clause=BEYOND),
    Transition(on.EXPIRE, "valid", "expired", by=CLOCK, effects=[MoveEntry(slip.ITEM, "ended"), MoveEntry(slip.SLIP, "ended")], clause=BEYOND),
]
# fmt: on

ITEM_RELEASE = Procedure(
    "item_release",
    version=1,
    zh="物品放行条",
    en="Release slip",
    prefix="IR",
    clause="CSH 5.1",
    about_zh="大件、贵重物品搬出小区之前办理；一条一次，门岗核对放行。",
    about_en="Before large or valuable things leave the estate; a slip lets them out once, and the gate compares them.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("slip_days", 1, "盖章后有效天数", "Days a slip counts after the sealing", BEYOND, "days", minimum=0),
        Setting("attempts_needed", 2, "须联系业主次数", "Attempts to reach the owner", BEYOND, "times", minimum=1),
        REVIEW_DAYS,
    ],
)
