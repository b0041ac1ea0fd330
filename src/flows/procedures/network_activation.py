"""网络开通, CSH 5.9: the desk takes the application and the carrier's fee, and sends the data on."""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    Compute,
    Deadline,
    ExpectPayment,
    Procedure,
    RecordPayment,
    Setting,
    Span,
    State,
    Transition,
)
from flows.procedures import account_forms as form
from flows.procedures import events as on
from flows.procedures import guards_accounts as account
from flows.procedures.fields import AMOUNT, RECEIPT
from flows.procedures.guards_money import amount_is_fee
from flows.procedures.guards_party import owner_or_agent_or_consenting_tenant
from flows.procedures.limits import PAYMENT_DAYS, PAYMENT_DUE
from flows.procedures.roles import FINANCE, FRONT_DESK

PURPOSE = "network_fee"
SEND_DUE = Deadline("send_due", "发送时限", "To be sent", Span("days", setting="send_days"), clause="CSH 5.9.6")
ANSWER_DUE = Deadline("answer_due", "网络公司答复", "Carrier's answer", Span("days", setting="answer_days"))

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "填写申请", "Draft", FRONT_DESK,
        "业主本人，或租户凭业主委托书；看身份证件，指导填写入户申请表。",
        "The owner, or a tenant with the owner's letter; see the identity document and help with the application."),
    State("verified", "已核验", "Verified", FRONT_DESK,
        "告知初装费为代收，不另收手续费；通知到财务缴费。", "Say that the fee is the carrier's, with nothing on top, and ask for it at finance."),
    State("awaiting_payment", "待缴费", "Awaiting payment", FINANCE,
        "代收初装费，登记收据编号。", "Collect the initial fee for the carrier and record the receipt.", deadlines=(PAYMENT_DUE,)),
    State("paid", "已缴费", "Paid", FRONT_DESK,
        "收身份证复印件，粉红联交业户，登入网络登记本。", "Keep a copy of the identity document, give out the pink slip, enter it in the network register."),
    State("registered", "已登记", "Registered", FRONT_DESK,
        "两日内把资料用电子邮件发给网络公司。", "Send the data to the carrier by e-mail within two days.", deadlines=(SEND_DUE,)),
    State("sent", "已发送", "Sent", FRONT_DESK,
        "跟进网络公司；开通后告知业户并关闭，资料有误的退回重发。",
        "Ask the carrier; once connected tell the resident and close, or send the data again where they were wrong.",
        deadlines=(ANSWER_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
TRANSITIONS = [
    Transition(on.VERIFY, "draft", "verified", needs=form.NETWORK, documents=[form.NETWORK_FORM, form.OWNERS_LETTER],
        when=[owner_or_agent_or_consenting_tenant, account.identity_seen], clause="CSH 5.9.1-2"),
    Transition(on.REQUEST_PAYMENT, "verified", "awaiting_payment",
        effects=[Compute("fee", account.network_fee), ExpectPayment(PURPOSE, "fee")], clause="CSH 5.9.3"),
    Transition(on.RECORD_PAYMENT, "awaiting_payment", "paid", needs=[AMOUNT, RECEIPT], when=[amount_is_fee],
        effects=[RecordPayment(PURPOSE, "amount", "receipt")], clause="CSH 5.9.3"),
    Transition(on.ENTER, "paid", "registered", needs=form.SLIP, documents=[form.ID_COPY],
        when=[owner_or_agent_or_consenting_tenant, account.slip_handed_over], clause="CSH 5.9.4-5"),
    Transition(on.SEND, "registered", "sent", needs=form.SENT, clause="CSH 5.9.6"),
    Transition(on.RETURN, "sent", "registered", clause=BEYOND),
    Transition(on.CLOSE, "sent", "closed", needs=form.CONNECTED, clause="CSH 5.9"),
    Transition(on.REJECT, ("draft", "verified"), "rejected", clause="CSH 5.9.1"),
    Transition(on.WITHDRAW, ("draft", "verified", "awaiting_payment"), "withdrawn", by=FRONT_DESK, clause=BEYOND),
    Transition(on.REFUND_FEE, ("paid", "registered"), "withdrawn", by=FINANCE, needs=[RECEIPT],
        effects=[RecordPayment(PURPOSE, "amount", "receipt", gives_back=True)], clause=BEYOND),
]
# fmt: on

NETWORK_ACTIVATION = Procedure(
    "network_activation",
    version=1,
    zh="网络开通",
    en="Network activation",
    prefix="NA",
    clause="CSH 5.9",
    about_zh="业主，或持业主委托书的租户申请上网；代收初装费，两日内发给网络公司。",
    about_en="The owner, or a tenant with the owner's letter, asks for the network; the data goes to the carrier in two days.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting(
            "network_fee", "300", "网络初装费（代收，不加手续费）", "Initial fee, for the carrier alone", BEYOND, "yuan"
        ),
        Setting("send_days", 2, "资料发送时限（自然日）", "Time to send the data, calendar days", "CSH 5.9.6", "days"),
        Setting("answer_days", 7, "网络公司答复时限", "Time for the carrier's answer", BEYOND, "days"),
        PAYMENT_DAYS,
    ],
)
