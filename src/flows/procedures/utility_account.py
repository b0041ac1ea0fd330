"""有线电视、电话、液化石油气开户, CSH 5.6: an account with a supplier, opened through the desk."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, Procedure, Setting, Span, State, Transition
from flows.procedures import account_forms as form
from flows.procedures import events as on
from flows.procedures import guards_accounts as account
from flows.procedures.guards_party import resident
from flows.procedures.roles import FRONT_DESK

OPENING_DUE = Deadline("opening_due", "开通时限", "To be opened", Span("days", setting="opening_days"))

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "受理申请", "Draft", FRONT_DESK,
        "看身份证件，确认是本房号的业主、租户或住户，问清开哪一种户。",
        "See an identity document, make sure that they live here, and ask which account is wanted."),
    State("verified", "身份已确认", "Identity seen", FRONT_DESK,
        "指导业户填对开户申请，核对户名、证件号码和电话后转供应单位。",
        "Help to fill in the application; check name, identity number and telephone, and pass it on to the supplier."),
    State("applied", "已申请", "Applied", FRONT_DESK,
        "跟进供应单位；开通后登记户号，请业户在开通登记本签字。",
        "Ask the supplier; once it is open enter the account number and let the resident sign the register.",
        deadlines=(OPENING_DUE,)),
    State("opened", "已开通", "Opened"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
TRANSITIONS = [
    Transition(on.VERIFY, "draft", "verified", needs=form.UTILITY, when=[resident, account.identity_seen], clause="CSH 5.6.1"),
    Transition(on.SUBMIT, "verified", "applied", needs=form.HOLDER, documents=[form.UTILITY_FORM], clause="CSH 5.6.2"),
    Transition(on.OPEN_ACCOUNT, "applied", "opened", needs=form.OPENED,
        when=[resident, account.opened_by_today, account.register_signed], clause="CSH 5.6.3"),
    Transition(on.RETURN, "applied", "verified", clause=BEYOND),
    Transition(on.REJECT, ("draft", "verified"), "rejected", clause="CSH 5.6.1"),
    Transition(on.WITHDRAW, ("draft", "verified", "applied"), "withdrawn", clause=BEYOND),
]
# fmt: on

UTILITY_ACCOUNT = Procedure(
    "utility_account",
    version=1,
    zh="有线电视、电话、液化石油气开户",
    en="Utility account",
    prefix="UA",
    clause="CSH 5.6",
    about_zh="确认业户身份，指导填写申请，开通后业户在登记本签字。",
    about_en="The resident's identity is seen, the application filled in with help, and the register signed when it is open.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[Setting("opening_days", 7, "开通时限", "Time to open the account", BEYOND, "days")],
)
