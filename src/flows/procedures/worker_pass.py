"""装修人员出入证, CSH 5.2: for everyone who repairs or renovates on the site for more than a day.

One case covers one application with one or more workers, each with a pass of their own: a line of the register.
"""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    Compute,
    Deadline,
    Document,
    ExpectPayment,
    Field,
    MoveEntry,
    OpenEntry,
    Procedure,
    RecordPayment,
    Setting,
    Span,
    State,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_renovation as renovation
from flows.procedures.fields import AMOUNT, RECEIPT
from flows.procedures.guards_money import amount_is_fee
from flows.procedures.guards_party import owner_or_agent
from flows.procedures.limits import PAYMENT_DAYS, PAYMENT_DUE
from flows.procedures.roles import FINANCE, FRONT_DESK

DEPOSIT, CARD_FEE = "pass_deposit", "pass_card_fee"
COPIED = ("name", "id_number", "trade")
PERIOD_END = Compute("period_end", renovation.present_end)
PASSES_DUE = Deadline(
    "passes_due", "出入证到期", "Passes expire", Span("field", field="period_end"), clause="CSH 5.2.3"
)

# The form and the two tables of the office: one row, one field, state or arrow.
# fmt: off
WORKERS = Field("workers", "rows", "施工人员", "Workers", "每人一行，每人一证", "One row and one pass for each", columns=(
    Field("name", "text", "姓名", "Name", "与身份证一致", "As on the ID"),
    Field("id_number", "id_number", "身份证号", "ID number", "核对原件", "Check against the original", personal=True),
    Field("trade", "text", "工种", "Trade", "如水电、泥工、木工", "Such as electrician, mason, joiner"),
    Field("phone", "phone", "电话", "Telephone", "没有可不填", "May be left empty", required=False, personal=True),
))
SHOWN = (
    WORKERS,
    Field("application_shown", "flag", "已出示装修申请表", "Renovation application shown", "须是已批准的", "The approved one"),
    Field("permit_shown", "flag", "已出示装修许可证", "Renovation permit shown", "核对房号和期限", "Check unit and period"),
)
MARKED = Field("receipt_marked", "flag", "收据已注明“已办”", "Receipt marked as used", "在财务收据上注明", "On finance's receipt")
SIGNED_BY = Field("signed_by", "text", "签收人", "Signed for by", "装修负责人在登记本签收", "The renovation agent, in the register")
LINE = Field("line", "integer", "证件序号", "Line of the pass", "办证登记本中的序号", "Its line in the pass register", minimum=1)
ID_COPY = Document("worker_id_copy", "施工人员身份证复印件", "Copy of the worker's ID", per="workers", at_most=200, personal=True)
PHOTO = Document("worker_photo", "一寸照片", "One-inch photo", per="workers", at_most=200, accepts=("image/jpeg", "image/png"), personal=True)

STATES = [
    State("draft", "填写申请", "Draft", FRONT_DESK,
        "请对方出示已批准的装修申请表和许可证，核对身份；登记每位施工人员的姓名、证件号和工种。",
        "Ask for the approved renovation application and permit and check who applies; register each worker's name, ID number and trade."),
    State("verified", "已核验", "Verified", FRONT_DESK,
        "告知押金和工本费合计，缴清之前不制证。",
        "Tell the sum of deposits and card fees; no card is made before finance has received it."),
    State("awaiting_payment", "待缴费", "Awaiting payment", FINANCE,
        "按合计收款，登记收据编号。", "Receive the sum due and record the receipt.", deadlines=(PAYMENT_DUE,)),
    State("paid", "已缴费", "Paid", FRONT_DESK,
        "在收据上注明“已办”；每人收身份证复印件和照片各一，填写出入卡。",
        "Mark the receipt as used; take an ID copy and a photo of each worker and write the cards."),
    State("cards_made", "已制证", "Cards made", FRONT_DESK,
        "把证件交给装修负责人，请其在办证登记本签收，再请其到财务盖章。",
        "Give the cards to the renovation agent, who signs the register and then goes to finance for the stamp."),
    State("signed_for", "已签收", "Signed for", FINANCE,
        "核对签收与收款记录后在证件上盖章，证件即可使用。",
        "Compare signature and payment and stamp the cards; from then on they are in use."),
    State("in_use", "使用中", "In use", (FRONT_DESK, FINANCE),
        "遗失或延期先作废旧证再重办；施工结束退证，财务退押金。全部退回或作废后关闭。",
        "For a loss or an extension void the old pass, then issue it anew; at the end take passes back and refund. Close when none is in use.",
        deadlines=(PASSES_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
TRANSITIONS = [
    Transition(on.VERIFY, "draft", "verified", needs=SHOWN,
        when=[owner_or_agent, renovation.approved_papers_shown, renovation.renovation_period_runs],
        effects=[PERIOD_END], clause="CSH 5.2.1-3"),
    Transition(on.REQUEST_PAYMENT, "verified", "awaiting_payment", effects=[
        Compute("deposit_sum", renovation.deposit_sum), Compute("card_fee_sum", renovation.card_fee_sum),
        Compute("fee", renovation.pass_sum),
        ExpectPayment(DEPOSIT, "deposit_sum"), ExpectPayment(CARD_FEE, "card_fee_sum")], clause="CSH 5.2.4"),
    Transition(on.RECORD_PAYMENT, "awaiting_payment", "paid", needs=[AMOUNT, RECEIPT], when=[amount_is_fee], effects=[
        RecordPayment(DEPOSIT, "deposit_sum", "receipt"), RecordPayment(CARD_FEE, "card_fee_sum", "receipt")],
        clause="CSH 5.2.4"),
    Transition(on.MAKE_CARDS, "paid", "cards_made", needs=[MARKED], documents=[ID_COPY, PHOTO],
        when=[renovation.receipt_marked], clause="CSH 5.2.5-6"),
    Transition(on.SIGN_FOR, "cards_made", "signed_for", needs=[SIGNED_BY], clause="CSH 5.2.7"),
    Transition(on.STAMP, "signed_for", "in_use", when=[renovation.renovation_period_runs], effects=[
        PERIOD_END, OpenEntry(renovation.PASS, copies=COPIED, per="workers", valid_until="period_end")],
        clause="CSH 5.2.7"),
    Transition(on.VOID_PASS, "in_use", None, by=FRONT_DESK, needs=[LINE], when=[renovation.pass_in_use],
        effects=[MoveEntry(renovation.PASS, "void", line="line")], clause="CSH 5.3.6"),
    Transition(on.REISSUE_PASS, "in_use", None, by=FRONT_DESK, needs=[LINE],
        when=[renovation.pass_is_void, renovation.renovation_period_runs], effects=[PERIOD_END,
        OpenEntry(renovation.PASS, copies=(*COPIED, "line"), per="workers", again="line", valid_until="period_end")],
        clause="CSH 5.3.6"),
    Transition(on.RETURN_PASS, "in_use", None, by=FINANCE, needs=[LINE, RECEIPT], when=[renovation.pass_in_use], effects=[
        MoveEntry(renovation.PASS, "returned", line="line"), Compute("deposit_back", renovation.deposit_of_one),
        RecordPayment(DEPOSIT, "deposit_back", "receipt", gives_back=True)], clause=BEYOND),
    Transition(on.CLOSE, "in_use", "closed", by=FRONT_DESK, when=[renovation.all_passes_back], clause=BEYOND),
    Transition(on.REJECT, ("draft", "verified"), "rejected", clause="CSH 5.2.3"),
    Transition(on.WITHDRAW, ("draft", "verified", "awaiting_payment"), "withdrawn", by=FRONT_DESK, clause=BEYOND),
]
# fmt: on

WORKER_PASS = Procedure(
    "worker_pass",
    version=1,
    zh="装修人员出入证",
    en="Worker's pass",
    prefix="WP",
    clause="CSH 5.2",
    about_zh="施工超过一天的人员每人一证；期限随装修期限，日期不得涂改。",
    about_en="A pass for each who works here for more than a day; it ends with the renovation period.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("pass_deposit", 100, "每人押金", "Deposit for each worker", "CSH 5.2.4", "yuan"),
        Setting("pass_card_fee", "5", "每人工本费", "Card fee for each worker", "CSH 5.2.4", "yuan"),
        PAYMENT_DAYS,
    ],
)
