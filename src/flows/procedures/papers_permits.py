"""Printed forms and registers of permits, passes and renovations."""

from __future__ import annotations

from flows.definition import Place, Register, Sheet, Text

FILED, HANDED_OUT = Text("第一联 管理处留底", "Copy 1: kept"), Text("第二联 交申请人", "Copy 2: handed out")
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
        places=(*_HOT_WORK_OPINIONS, Place("盖章", "Seal", "seal"), Place("原件签收", "Original received by")),
        note_zh="一证一处、一个时段，不得涂改或延长；看火人全程在场，收工后留守看火；本证放在作业点备查。",
        note_en="For one place and one period, never altered or stretched; the fire watcher stays throughout and after the work; keep this permit at the place.",
        clause="CSH 5.5.5"),
    Sheet("worker_pass_card", "worker_pass", "装修人员出入证", "Worker's pass", "card", entry="worker_pass", seal="stamp",
        photo=True, clause="CSH 5.2.6-7"),
)
# fmt: on
REGISTERS: tuple[Register, ...] = ()
