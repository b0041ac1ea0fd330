"""What moving in and out ask for (EMP move-in, move-out)."""

from __future__ import annotations

from flows.definition import Choice, Document, Field
from flows.procedures.home_forms import CONTACT
from flows.procedures.service_forms import APPOINTMENT

# One field a line.
# fmt: off
MOVE_IN = (
    APPOINTMENT,
    CONTACT,
    Field("help_wanted", "choice", "搬家协助", "Help with the move", "客户需要什么", "What the customer wants", choices=(
        Choice("none", "不需要", "None"), Choice("mover", "代联系搬家公司", "A moving company"), Choice("trolley", "手推车", "A trolley"))),
    Field("large_items", "note", "大件物品", "Large things", "需用货梯或拆装的", "What needs the goods lift or taking apart", required=False),
)
READY = (Field("prepared", "rows", "准备情况", "What is prepared", "设施、巡查、公共部位保护", "Facilities, patrols, protection of common parts", adds=True, columns=(
    Field("what", "text", "内容", "What", "如货梯已铺垫板", "Such as: the goods lift is lined"),
)),)
MOVED_IN = (
    Field("welcomed", "flag", "已迎接致意", "Welcomed", "送花等", "With flowers or the like"),
    Field("welcome_note", "note", "迎接情况", "How it went", "客户有何需要", "And what the customer asked for", required=False),
)
ON_REQUEST = (
    Field("content", "note", "客户需要的服务", "Service asked for", "另立特约服务单", "A special service is started for it"),
)
COMMON_PARTS = (
    Field("common_parts_checked", "flag", "公共部位已查看", "Common parts looked at", "电梯、大堂、走道", "Lift, lobby, corridors"),
    Field("common_parts_note", "note", "查看情况", "What was seen", "有损坏的写明和谁商定", "Any damage, and what was agreed with whom", required=False),
)

MOVE_OUT = (
    APPOINTMENT,
    CONTACT,
    Field("premises", "choice", "房屋类型", "Premises", "写字间须工程部查验", "An office is inspected by engineering", choices=(
        Choice("office", "写字间", "Office"), Choice("dwelling", "住宅", "Dwelling"))),
    Field("help_needed", "note", "需要的协助", "Help needed", "手推车、货梯、搬家公司", "Trolley, goods lift, moving company", required=False),
)
ARREARS = (
    Field("arrears", "money", "未缴费用（元）", "Unpaid fees (yuan)", "没有填 0；含银行托收未到账的", "0 for none; with what the bank has not collected yet"),
    Field("arrears_detail", "note", "费用明细", "In detail", "物业费、水电、停车等，算到哪一天", "Management, water, power, parking; up to which day", required=False),
)
MEMO = (Field("memo_to", "note", "发给哪些部门、要做什么", "To which departments, and what for", "工程、安保、保洁各准备什么", "What engineering, security and cleaning prepare"),)
INSPECTION = (
    Field("damage", "choice", "查验结果", "Result", "与迁入时相比", "Held against the day of moving in", choices=(
        Choice("none", "无损坏", "No damage"), Choice("damaged", "有损坏", "Damage"))),
    Field("inspection_note", "note", "查验记录", "What was seen", "逐项写明", "Item by item"),
)
INSPECTION_PHOTO = Document("inspection_photo", "查验照片", "Photo of the inspection", at_least=0, at_most=50)
REPAIRED = (Field("put_right", "note", "修复情况", "What was put right", "客户修了什么", "What the customer repaired"),)
COMPENSATION = (
    Field("compensation", "money", "赔偿金额（元）", "Compensation (yuan)", "按市价", "At the market price"),
    Field("customer_agrees", "flag", "客户同意赔偿", "Customer agrees", "与客户商定", "As settled with the customer"),
)
LEFT = (
    Field("keys_returned", "flag", "钥匙和卡已交回", "Keys and cards given back", "房门、门禁、停车", "Door, access, parking"),
    Field("left_note", "note", "搬离情况", "How they left", "协助了什么、留下的联系方式", "What helped, and how to reach them", required=False),
)
# fmt: on
