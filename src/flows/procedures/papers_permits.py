"""Printed forms of permits, passes, slips and renovations. The registers stand in `books_permits`."""

from __future__ import annotations

from flows.definition import BEYOND, Place, Sheet, Text
from flows.procedures.books_permits import REGISTERS as REGISTERS

FILED, HANDED_OUT = Text("第一联 管理处留底", "Copy 1: kept"), Text("第二联 交申请人", "Copy 2: handed out")
APPLICANT = Place("申请人签名", "Applicant")
_HOT_WORK_ASKED = (
    "place", "surroundings", "method", "work", "welder", "welder_id", "certificate_number", "certificate_until",
    "fire_watcher", "fire_watcher_phone", "starts_at", "ends_at",
)  # fmt: skip
_HOT_WORK_OPINIONS = (
    Place("工程主管意见", "Engineering supervisor", "endorse", "engineering_review"),
    Place("安全主管意见", "Safety supervisor", "endorse", "safety_review"),
    Place("主任审批", "Director", "approve"),
)

# fmt: off
SHEETS: tuple[Sheet, ...] = (
    Sheet("hot_work_application", "hot_work_permit", "动火申请表", "Application for hot work", fields=_HOT_WORK_ASKED,
        places=(Place("申请人签名", "Applicant"), *_HOT_WORK_OPINIONS), clause="CSH 5.5.2-4"),
    Sheet("hot_work_permit", "hot_work_permit", "动火许可证", "Hot-work permit", after=("issue",),
        fields=("permit_number", *_HOT_WORK_ASKED), seal="seal", copies=(FILED, HANDED_OUT),
        places=(*_HOT_WORK_OPINIONS, Place("盖章", "Seal", "seal"), Place("原件签收", "Original received by")), in_full=("fire_watcher_phone",),
        note_zh="一证一处、一个时段，不得涂改或延长；看火人全程在场，收工后留守看火；本证放在作业点备查。",
        note_en="For one place and one period, never altered or stretched; the fire watcher stays throughout and after the work; keep this permit at the place.",
        clause="CSH 5.5.5"),
    # Hangs where everybody reads it: place and period, and nobody's name or telephone.
    Sheet("hot_work_notice", "hot_work_permit", "动火告示", "Notice of hot work", after=("issue",),
        fields=("permit_number", "place", "method", "work", "starts_at", "ends_at"), places=(Place("盖章", "Seal", "seal"),), seal="seal",
        note_zh="此处正在动火作业，请绕行并远离火花；发现烟火异常请立即通知管理处。张贴至看火结束。",
        note_en="Hot work is done here: keep away from sparks, and tell the office at once of smoke or fire. Stays up until the fire watch has ended.",
        clause=BEYOND),
    Sheet("worker_pass_card", "worker_pass", "装修人员出入证", "Worker's pass", "card", entry="worker_pass", seal="stamp",
        photo=True, clause="CSH 5.2.6-7"),
    Sheet("extension_application", "renovation_extension", "装修延期申请表", "Application for an extension",
        fields=("present_end", "new_end", "why", "work_left", "fee", "receipt"),
        places=(APPLICANT, Place("工程主管意见", "Engineering supervisor", "endorse"), Place("主任审批", "Director", "approve"),
            Place("财务收款", "Fee received", "record_payment"), Place("登记人", "Registered by", "register_extension")),
        note_zh="延期自原截止日起算；出入证一律重办，卡上日期不得涂改。",
        note_en="The extension runs from the old end; passes are issued anew, a date on a card is never altered.", clause="CSH 5.3"),
    Sheet("additional_works_application", "additional_works", "增加项目申请表", "Application for additional works",
        fields=("works", "wall", "style_kept", "contractor", "starts_on", "ends_on", "wall_found", "findings", "handed_to"),
        places=(APPLICANT, Place("工程主管意见", "Engineering supervisor", "endorse"), Place("主任审批", "Director", "approve"),
            Place("原件签收", "Original received by")),
        copies=(FILED, HANDED_OUT), note_zh="承重墙、梁柱和楼板不得拆改打凿；按批准的项目和日期施工。",
        note_en="What bears load is never touched; work keeps to what was approved, and to its dates.", clause="CSH 5.4"),
    Sheet("release_slip", "item_release", "物品放行条", "Release slip", "A5",
        fields=("carrier", "carrier_id", "vehicle", "items", "valid_until"),
        places=(Place("办证人（业主签字）", "Applicant (the owner signs)"), Place("值班主任", "Duty manager", "sign"),
            Place("管理处盖章", "Director's seal", "seal"), Place("门岗放行", "Let out at the gate", "release")),
        seal="seal", copies=(FILED, Text("第二联 交门岗", "Copy 2: for the gate")), in_full=("carrier_id",),
        note_zh="一条一次有效；门岗核对运出人和物品，一致方可放行。",
        note_en="Good once; the gate compares carrier and items and lets out only what agrees.", clause="CSH 5.1.2-3"),
    Sheet("renovation_application", "renovation", "装修申请表", "Application for a renovation",
        fields=("scope", "wall", "contractor", "site_manager", "site_phone", "deposit_due", "rubbish_due", "receipt", "wall_found", "findings"),
        places=(APPLICANT, Place("财务收款", "Deposit received", "record_payment"), Place("工程主管意见", "Engineering supervisor", "approve")),
        in_full=("site_phone",), clause="EMP renovation.1-3"),
    Sheet("renovation_permit", "renovation", "装修许可证", "Renovation permit", after=("start_construction",),
        fields=("permit_number", "scope", "contractor", "site_manager", "site_phone", "starts_on", "ends_on"),
        places=(Place("工程主管", "Engineering supervisor", "approve"), Place("办理人", "Issued by", "start_construction"), Place("客户签收", "Received by the customer")),
        copies=(FILED, HANDED_OUT), in_full=("site_phone",),
        note_zh="张贴在施工房门口；承重结构不得拆改，施工人员凭出入证进出，逾期先办延期。",
        note_en="To be posted at the door; what bears load stays, workers carry passes, and who needs longer applies first.", clause="EMP renovation.4"),
    Sheet("acceptance_record", "renovation", "装修验收记录", "Record of the acceptance", after=("request_acceptance",),
        fields=("permit_number", "scope", "inspection_at", "inspected", "rectify_by", "rectified", "damage", "damage_found", "deduction", "reinspected_on", "refund_from"),
        places=(Place("各部门验收签字", "Signed by the departments", "sign_acceptance"), Place("整改要求", "Asked to be put right", "request_rectification"),
            Place("验收合格登记", "Acceptance recorded", "accept"), Place("复检人", "Re-inspected by", "reinspect"), Place("客户签名", "Customer's signature")),
        clause="EMP renovation.6-9"),
    Sheet("deposit_refund", "renovation", "装修押金退还单", "Refund of the deposit", "A5", after=("reinspect",),
        fields=("deposit_due", "damage", "deduction", "refund_due", "refund_from", "refund", "receipt"),
        places=(Place("复检人", "Re-inspected by", "reinspect"), Place("财务退款", "Refunded by", "refund_deposit"), Place("客户签收", "Received by the customer")),
        clause="EMP renovation.8-9"),
)
# fmt: on
