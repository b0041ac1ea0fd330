"""What a renovation asks for, from the application to the refund of its deposit (EMP renovation)."""

from __future__ import annotations

from flows.definition import Choice, Document, Field
from flows.procedures.roles import CS_SUPERVISOR, ENGINEERING_SUPERVISOR, SAFETY_SUPERVISOR
from flows.procedures.worker_pass import WORKERS
from flows.procedures.works_forms import CONTRACTOR, ENDS_ON, STARTS_ON, WALL

PROBLEM = "patrol_problem"
# The supervisors to whom a patrol passes what it finds, and who accept the work together.
CONCERNED = (ENGINEERING_SUPERVISOR, SAFETY_SUPERVISOR, CS_SUPERVISOR)

# One field a line.
# fmt: off
APPLICATION = (
    Field("scope", "note", "装修内容", "What is renovated", "各部位做什么", "What is done in which room"),
    WALL,
    CONTRACTOR,
    Field("site_manager", "text", "现场负责人", "Site manager", "施工期间能联系到的人", "Who can be reached during the work"),
    Field("site_phone", "phone", "现场负责人电话", "Site manager's telephone", "施工期间能接通", "Answered during the work", personal=True),
)
AGREEMENT = Document("renovation_agreement", "装修管理协议（双方签字）", "Renovation agreement, signed by both")
HOUSE_RULES = Document("renovation_rules", "装饰装修管理规定（客户签字）", "Renovation rules, signed by the customer")
# Brought anew after a return: the old ones were not approved.
DRAWINGS = Document("renovation_drawings", "装修图纸和设计方案", "Drawings and design documents", at_most=50, fresh=True)

START = (
    STARTS_ON,
    ENDS_ON,
    WORKERS,
    Field("rules_explained", "flag", "已讲明施工规定", "Rules explained", "施工时间、垃圾、消防、噪声", "Hours, rubbish, fire, noise"),
)
SCHEDULE = Document("renovation_schedule", "装修进度表", "Schedule of the works")

PATROLS = Field("patrols", "rows", "巡查记录", "Patrols", "一次一行", "A line for each", adds=True, columns=(
    Field("patrolled_at", "moment", "巡查时间", "Patrolled at", "到现场的时间", "When you were there"),
    Field("seen", "text", "巡查情况", "What was seen", "施工部位、人员持证、消防器材等", "Where they work, passes, extinguishers and so on"),
))
PROBLEMS = Field("problems", "rows", "发现的问题", "Problems", "一个问题一行，转给有关主管", "A line for each, passed to the supervisor concerned", adds=True, columns=(
    Field("problem", "text", "问题", "Problem", "违反了什么，在哪里", "What is wrong, and where"),
    Field("department", "choice", "转交主管", "Passed to", "由谁处理", "Who deals with it", choices=tuple(Choice(role.code, role.zh, role.en) for role in CONCERNED)),
    Field("explained", "flag", "已向客户说明", "Explained to the customer", "当面或电话说明", "In person or by telephone"),
))
SETTLED = (
    Field("problems_settled", "lines", "已处理的问题", "Problems settled", "只能勾选转给本岗位的", "Only those passed to your post", register=PROBLEM),
    Field("how_settled", "note", "处理情况", "How it was settled", "怎样处理、客户怎样答复", "What was done, and what the customer said"),
)

INSPECTION_AT = Field("inspection_at", "moment", "约定验收时间", "Inspection at", "已通知有关主管到场", "The supervisors concerned have been told")
RECTIFIED = Field("rectified", "note", "整改情况", "What was put right", "逐条对照整改意见", "Item by item of what was asked")
INSPECTED = Field("inspected", "note", "验收情况", "What was inspected", "本部门查了什么、结果如何", "What your department looked at, and the result")
RECTIFY_BY = Field("rectify_by", "date", "整改期限", "To be put right by", "与客户商定", "Agreed with the customer")

DAMAGE = (
    Field("damage", "choice", "公共部位或设施损坏", "Damage to common parts", "电梯、走廊、管道、门禁等", "Lift, corridor, pipes, doors and so on", choices=(
        Choice("none", "无损坏", "None"), Choice("repaired", "有损坏，客户已修复", "Some, repaired by the customer"),
        Choice("deducted", "有损坏，按市价从押金扣赔", "Some, paid out of the deposit at the market price"))),
    Field("damage_found", "note", "损坏和估价说明", "Damage and its price", "损坏部位、市价依据、客户意见", "What is damaged, where the price comes from, what the customer said", required=False),
    Field("deduction", "money", "扣赔金额（元）", "Deduction (yuan)", "不扣填 0，不超过押金", "0 for none; never above the deposit"),
)
PRICE_PROOF = Document("price_proof", "市价依据或客户确认", "Proof of the price, or the customer's consent", at_least=0)
REFUND = Field("refund", "money", "退款金额（元）", "Refund (yuan)", "须与应退金额一致", "As much as is due")
# fmt: on
