"""What each personal value and each kind of paper is for, and how long it is kept once its case is closed.

It lies beside the declarations, which are published and don't change. Sources: the law on personal information (PIPL,
articles 6, 17, 19 and 47: the least, for a purpose that is told, as short as it serves it, deleted then); the civil code,
article 188 (claims lapse after three years); the handbooks for what is asked for at all. Days and years that no law gives
are settings of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.definition import BEYOND, Procedure, Setting, Text

ID_COPY_DAYS, RECORD_YEARS = "id_copy_days", "record_years"
# fmt: off
RETENTION_SETTINGS = (
    Setting(ID_COPY_DAYS, 30, "单据办结后，证件复印件和照片保留", "Copies of identity documents and photos are kept after closing for", BEYOND, "days", minimum=1, maximum=365),
    Setting(RECORD_YEARS, 3, "单据办结后，其他材料和个人信息保留", "Other papers and personal values are kept after closing for", BEYOND, "years", minimum=3, maximum=30),
    Setting("notice_days", 180, "单据办结后，站内通知保留", "Notices are kept after closing for", BEYOND, "days", minimum=30, maximum=1096),
    Setting("message_days", 90, "发出的消息保留", "Messages that were sent are kept for", BEYOND, "days", minimum=30, maximum=1096),
    Setting("answer_days", 30, "接口的答复保留", "Answers of the interface are kept for", BEYOND, "days", minimum=7, maximum=366),
    Setting("session_days", 184, "登录记录保留（网络安全法：不少于六个月）", "Sign-ins are kept for (cybersecurity law: six months at least)", BEYOND, "days", minimum=184, maximum=1096),
)


@dataclass(frozen=True, slots=True)
class Span:
    """How long from the end of a case, by which setting of the site, and on what ground."""

    setting: str
    zh: str
    en: str


ID_COPIES = Span(ID_COPY_DAYS, "证件核对完、证件用毕即无必要（个人信息保护法第 19、47 条）", "not needed once checked and the permit or pass is over (PIPL, articles 19 and 47)")
RECORDS = Span(RECORD_YEARS, "诉讼时效三年（民法典第 188 条）", "claims lapse after three years (civil code, article 188)")


@dataclass(frozen=True, slots=True)
class Kept:
    """Why something is asked for, and how long it is kept. `of_others`: it tells of somebody else than the applicant, who
    doesn't get it with what is held of them."""

    zh: str
    en: str
    span: Span = RECORDS
    of_others: bool = False

    @property
    def purpose(self) -> Text:
        return Text(self.zh, self.en)


CUSTOMERS_WORDS = Kept("办理客户所说的事，事后可查", "To deal with what the customer says, and to look it up")
OF_STAFF = Kept("员工事项的依据和本人意见", "What a matter of the staff rests on, and what they say of it", of_others=True)
FIELDS: Mapping[str, Kept] = {
    "welder": Kept("动火人须持证，出事可追到人", "Who welds must be certified and can be held to it", of_others=True),
    "welder_id": Kept("核对焊工与其证件是同一人", "To hold the welder against the certificate", of_others=True),
    "fire_watcher": Kept("动火期间有人看守", "Somebody watches while there is fire", of_others=True),
    "fire_watcher_phone": Kept("动火期间能联系到看火人", "To reach the fire watcher during the work", of_others=True),
    "handed_to": Kept("证明原件交给了谁", "To show who took the original", of_others=True),
    "contractor": Kept("知道由谁施工", "To know who does the work"),
    "site_manager": Kept("施工期间有人负责", "Somebody answers for the work", of_others=True),
    "site_phone": Kept("施工期间能联系到现场负责人", "To reach the site manager during the work", of_others=True),
    "workers.name": Kept("证上的姓名", "The name on the pass", of_others=True),
    "workers.id_number": Kept("办出入证时核对本人", "To know whom a pass is for", of_others=True),
    "workers.phone": Kept("联系施工人员", "To reach the worker", of_others=True),
    "signed_by": Kept("证明谁签收", "To show who signed for it", of_others=True),
    "carrier": Kept("放行时核对运出人", "To know who carries things out", of_others=True),
    "carrier_id": Kept("放行时核对运出人", "To know who carries things out", of_others=True),
    "vehicle": Kept("放行时核对车辆", "To know the vehicle at the gate"),
    "contact": Kept("预约、反馈和回访", "To make appointments, answer and follow up"),
    "complainant": Kept("答复投诉人", "To answer the complainant"),
    "holder": Kept("代办开户", "To open the account for its holder"),
    "holder_id": Kept("运营单位开户要求实名", "Carriers and utilities ask for the holder's identity"),
    "account_number": Kept("交接户号", "To hand over the account"),
    "newcomer": Kept("记录岗前培训", "To record the induction", of_others=True),
    "sessions_held.absent": Kept("安排补训", "To train those who were absent", of_others=True),
    "certificate_number": Kept("核对焊工持证", "To hold the welder against the certificate", of_others=True),
    **dict.fromkeys(("content", "remedy_wanted", "customer_said", "feedback_given", "what_happened"), CUSTOMERS_WORDS),
    **dict.fromkeys(("fault_told", "objection", "appeal_ground", "conduct_seen", "conduct_opinion", "month_words", "decision_told", "penalty_opinion", "points_opinion", "remarks"), OF_STAFF),
}
"""By field, or `field.column`: every personal one, those that name somebody though they stand unmasked on the form, and those where
people write freely about somebody."""

DOCUMENTS: Mapping[str, Kept] = {
    "welder_certificate": Kept("焊工须持证（消防法第 21 条；CSH 5.5）", "Welders must be certified (fire law, article 21; CSH 5.5)", ID_COPIES, of_others=True),
    "welder_id_copy": Kept("核对焊工与其证件是同一人（CSH 5.5）", "To hold the welder against the certificate (CSH 5.5)", ID_COPIES, of_others=True),
    "worker_id_copy": Kept("办出入证时核对本人（CSH 5.2）", "To know whom a pass is for (CSH 5.2)", ID_COPIES, of_others=True),
    "worker_photo": Kept("出入证上的照片（CSH 5.2）", "The photo on the pass (CSH 5.2)", ID_COPIES, of_others=True),
    "holder_id_copy": Kept("转交网络公司开户（CSH 5.9）", "For the carrier to open the account (CSH 5.9)", ID_COPIES),
    "tenant_undertaking": Kept("联系不上业主时租户的书面承诺", "The tenant's word where the owner can't be reached"),
    "owners_letter": Kept("证明业主同意", "To show the owner's consent"),
    "signed_permit_copy": Kept("证明许可证由申请人签收", "To show that the applicant signed for the permit"),
    "renovation_agreement": Kept("双方的约定", "What both have agreed"),
    "renovation_rules": Kept("证明客户知道规定", "To show that the customer knows the rules"),
    "renovation_drawings": Kept("审核和验收的依据", "What is reviewed and inspected against"),
    "renovation_schedule": Kept("安排进场和巡查", "To plan entry and patrols"),
    "price_proof": Kept("赔偿金额的依据", "The ground of a compensation"),
    "works_sketch": Kept("审核增加项目的依据", "What additional works are reviewed by"),
    "works_copy": Kept("证明申请表由申请人签收", "To show that the applicant signed for it"),
    "items_photo": Kept("放行时核对物品", "To hold the things at the gate against"),
    "signed_record_sheet": Kept("证明服务经客户验收", "To show that the customer accepted the service"),
    "follow_up_signature": Kept("证明已上门回访", "To show that somebody called on the customer"),
    "signed_cleaning_order": Kept("证明服务经客户验收", "To show that the customer accepted the service"),
    "signed_repair_sheet": Kept("证明维修经客户验收", "To show that the customer accepted the repair"),
    "network_application": Kept("代办网络开通的申请", "The application for the network"),
    "utility_application": Kept("代办开户的申请", "The application for the account"),
    "inspection_photo": Kept("迁出查验的依据", "What the unit looked like when it was left"),
    "notice_photo": Kept("证明已通知住户", "To show that residents were told"),
    "fence_photo": Kept("证明现场已围挡", "To show that the place was fenced off"),
}
"""By kind of paper, in whatever procedure."""

LETTER = Kept("证明业主授权", "To show the owner's authorisation")
"""From when the authorisation has ended or was revoked, and what began under it is over."""
PARTY: Mapping[str, Kept] = {
    "name": Kept("知道为谁办理", "To know for whom something is done"),
    "phone": Kept("通知和回访", "To tell and to follow up"),
    "id_kind": Kept("核对本人", "To know that it is them"),
    "id_number": Kept("核对本人", "To know that it is them"),
}
"""Of people outside the staff, in the register: from when their last case and their last tie to a unit are over."""
# fmt: on


def wanting(procedure: Procedure) -> tuple[str, ...]:
    """The personal fields and the kinds of paper of a procedure for which nobody has said why, or how long."""
    personal = [
        f"{field.name}.{column.name}"
        for field in procedure.fields().values()
        for column in field.columns
        if column.personal
    ] + [field.name for field in procedure.fields().values() if field.personal]
    lacking = [f"field {name}" for name in personal if name not in FIELDS]
    return (*lacking, *(f"document {code}" for code in procedure.documents() if code not in DOCUMENTS))


def lasting(span: Span) -> tuple[str, ...]:
    """The kinds of paper that are kept so long."""
    return tuple(code for code, kept in DOCUMENTS.items() if kept.span is span)
