"""装修延期, CSH 5.3: for a renovation that will not be done in its period, normally three months."""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    Compute,
    ExpectPayment,
    Field,
    OpenEntry,
    Procedure,
    RecordPayment,
    State,
    Tell,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_renovation as renovation
from flows.procedures.fields import AMOUNT, FEE, RECEIPT
from flows.procedures.guards_money import amount_is_fee
from flows.procedures.guards_party import owner_or_agent
from flows.procedures.guards_people import four_eyes
from flows.procedures.limits import PAYMENT_DAYS, PAYMENT_DUE, REVIEW_DAYS, REVIEW_DUE
from flows.procedures.roles import DIRECTOR, ENGINEERING_SUPERVISOR, FINANCE, FRONT_DESK

REVIEWS = ("engineering_review", "director_approval")
PURPOSE = "extension_fee"

# The form and the two tables of the office: one row, one field, state or arrow.
# fmt: off
APPLICATION = (
    Field("new_end", "date", "申请延至", "New end date", "须晚于现期限；延期从原截止日起算", "After the present end, from which the extension runs"),
    Field("why", "note", "延期原因", "Reason for the extension", "未完工的部位和原因", "What is not done yet, and why"),
    Field("work_left", "note", "剩余工程", "Work left to do", "供工程部审核", "For the engineering review", required=False),
)
RETURNED = Field("passes_returned", "integer", "已退证张数", "Passes returned", "登记新期限后退回、不再重办的；没有可不填",
    "Given back since the registration and not issued anew; may be left empty", required=False, minimum=0)
STATES = [
    State("draft", "填写申请", "Draft", FRONT_DESK,
        "核对业主或装修负责人身份和现期限；填新截止日和原因。过期后申请仍受理，系统会标明逾期。",
        "Check who applies and the present end; fill in the new end and the reason. Late applications are taken and marked late."),
    State("engineering_review", "工程主管审核", "Engineering review", ENGINEERING_SUPERVISOR,
        "核对剩余工程与所需时间，写明意见；同意转主任，资料有误退回前台。",
        "Weigh the work left against the time asked for and write your opinion; endorsed it goes to the director, faulty back to the desk.",
        deadlines=(REVIEW_DUE,)),
    State("director_approval", "主任审批", "Director's approval", DIRECTOR,
        "写明意见并定延期费，不收费填 0；有费用的先由财务收款。",
        "Write your opinion and set the fee, 0 for none; where there is one, finance receives it first.",
        deadlines=(REVIEW_DUE,)),
    State("awaiting_payment", "待缴费", "Awaiting payment", FINANCE,
        "按主任核定的金额收款，登记收据编号；前台应告知申请人先来缴费。",
        "Receive the sum that the director set and record the receipt; the desk tells the applicant to pay first.",
        deadlines=(PAYMENT_DUE,)),
    State("approved", "已批准", "Approved", FRONT_DESK,
        "把新截止日登入办证登记本；有在用出入证的随后逐一重办。已另登记更晚期限的，撤回本单。",
        "Enter the new end in the pass register; passes in use are issued anew next. Withdraw it where a later end stands already."),
    State("reissuing_passes", "换发出入证", "Reissuing passes", FRONT_DESK,
        "到出入证单据中逐一作废旧证、重办新证，卡上日期不得涂改；全部换完再点完毕。",
        "In the pass cases void each old pass and issue it anew, never altering a date on a card; finish when all are done."),
    State("closed", "已关闭", "Closed"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
REGISTERED = (
    Compute("present_end", renovation.present_end),
    OpenEntry(renovation.PERIOD, copies=("present_end",), valid_from="present_end", valid_until="new_end"),
    Tell("renovation", "adopt_extension"),
)
APPROVED_IF = [four_eyes, renovation.new_end_after_present_end]
TRANSITIONS = [
    Transition(on.SUBMIT, "draft", "engineering_review", needs=APPLICATION,
        when=[owner_or_agent, renovation.renovation_permit_on_file, renovation.new_end_after_present_end],
        effects=[Compute("present_end", renovation.present_end), Compute("late", renovation.asked_late)],
        clause="CSH 5.3.1-3"),
    Transition(on.ENDORSE, "engineering_review", "director_approval", when=[four_eyes], clause="CSH 5.3.3"),
    Transition(on.APPROVE, "director_approval", "awaiting_payment", route=renovation.fee_is_set, needs=[FEE],
        when=APPROVED_IF, effects=[ExpectPayment(PURPOSE, "fee")], clause="CSH 5.3.3-4"),
    Transition(on.APPROVE, "director_approval", "approved", needs=[FEE], when=APPROVED_IF, clause="CSH 5.3.3"),
    Transition(on.RECORD_PAYMENT, "awaiting_payment", "approved", needs=[AMOUNT, RECEIPT], when=[amount_is_fee],
        effects=[RecordPayment(PURPOSE, "amount", "receipt")], clause="CSH 5.3.4"),
    Transition(on.REGISTER_EXTENSION, "approved", "closed", route=renovation.no_pass_in_use,
        when=[renovation.new_end_after_present_end], effects=REGISTERED, clause="CSH 5.3.5"),
    Transition(on.REGISTER_EXTENSION, "approved", "reissuing_passes", when=[renovation.new_end_after_present_end],
        effects=[*REGISTERED, Compute("passes_to_reissue", renovation.passes_to_reissue)], clause="CSH 5.3.5"),
    Transition(on.FINISH_REISSUE, "reissuing_passes", "closed", needs=[RETURNED], when=[renovation.passes_reissued, renovation.no_pass_missing], clause="CSH 5.3.6"),
    Transition(on.RETURN, REVIEWS, "draft", clause=BEYOND),
    Transition(on.REJECT, REVIEWS, "rejected", clause=BEYOND),
    Transition(on.WITHDRAW, ("draft", *REVIEWS, "awaiting_payment", "approved"), "withdrawn", by=FRONT_DESK,
        when=[renovation.fee_not_received], clause=BEYOND),
]
# fmt: on

RENOVATION_EXTENSION = Procedure(
    "renovation_extension",
    version=1,
    zh="装修延期",
    en="Renovation extension",
    prefix="RE",
    clause="CSH 5.3",
    about_zh="装修不能在期限内完成时申请；新期限从原截止日起算，出入证一律重办。",
    about_en="For a renovation not done in its period; it runs on from the old end, and passes are issued anew.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[REVIEW_DAYS, PAYMENT_DAYS],
)
