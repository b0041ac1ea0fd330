"""What the network and other accounts ask for (CSH 5.6, 5.9)."""

from __future__ import annotations

from flows.definition import Choice, Document, Field
from flows.procedures.home_forms import CONTACT

# One field a line.
# fmt: off
HOLDER = (
    Field("holder", "text", "户名", "Account holder", "与身份证件一致", "As on the identity document"),
    Field("holder_id", "id_number", "证件号码", "Identity number", "核对原件", "Checked against the original", personal=True),
    CONTACT,
)
IDENTITY_SEEN = Field("identity_seen", "flag", "已看身份证件", "Identity document seen", "确认是业户", "It is the resident")

NETWORK = (
    *HOLDER,
    Field("package", "text", "套餐或带宽", "Package or bandwidth", "照申请表", "As on the application"),
    IDENTITY_SEEN,
)
NETWORK_FORM = Document("network_application", "入户申请表", "Application for the network")
OWNERS_LETTER = Document("owners_letter", "业主委托书", "Owner's letter of authorisation", at_least=0)
SLIP = (Field("slip_handed_over", "flag", "粉红联已交业户", "Pink slip handed over", "留存其余各联", "The other sheets are kept"),)
ID_COPY = Document("holder_id_copy", "身份证复印件", "Copy of the identity document", personal=True)
SENT = (
    Field("sent_to", "text", "网络公司邮箱", "Carrier's e-mail address", "资料发到哪里", "Where the data was sent"),
    Field("sent_what", "note", "发送的资料", "What was sent", "只发开通所需的资料", "No more than the connection needs"),
)
CONNECTED = (Field("carrier_answer", "note", "网络公司答复", "Carrier's answer", "何时开通、联系人", "When it is connected, and whom to ask"),)

UTILITY = (
    Field("utility", "choice", "开户种类", "Account", "一单一种", "One for each case", choices=(
        Choice("cable_tv", "有线电视", "Cable television"), Choice("telephone", "电话", "Telephone"),
        Choice("gas", "液化石油气", "Liquefied gas"))),
    IDENTITY_SEEN,
)
UTILITY_FORM = Document("utility_application", "开户申请", "Application for the account")
OPENED = (
    Field("account_number", "text", "户号", "Account number", "供应单位给的号码", "As the supplier gives it"),
    Field("opened_on", "date", "开通日期", "Opened on", "不晚于今天", "Today or before"),
    Field("signed_by", "text", "签字人", "Signed by", "在开通登记本签字的业户", "The resident who signed the register"),
    Field("register_signed", "flag", "业户已在登记本签字", "Register signed", "当面签", "In person"),
)
# fmt: on
