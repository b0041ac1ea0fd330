"""What cleaning and repairs at home ask for (CSH 5.7, 5.8; OPS D 8)."""

from __future__ import annotations

from dataclasses import replace

from flows.definition import Choice, Document, Field
from flows.procedures.service_forms import APPOINTMENT

# One field a line.
# fmt: off
CONTACT = Field("contact", "phone", "联系电话", "Contact telephone", "复述一遍请客户确认", "Repeat it to the customer", personal=True)
DIFFERENCE = Field("difference", "note", "差额说明", "Difference explained", "实收与应收一致的不填", "Only where the sums differ", required=False)

BOOKING = (
    Field("item", "text", "清洁类型", "Kind of cleaning", "从价目表中选", "From the price list", offers="price_list"),
    Field("quantity", "integer", "数量", "Quantity", "按价目表的单位，如 2 人各 3 小时填 6", "In the list's unit: 6 for two cleaners of three hours", minimum=1, maximum=9999),
    Field("cleaners", "integer", "保洁人数", "Number of cleaners", "与客户商定", "As the customer wants", minimum=1, maximum=50),
    Field("wanted_at", "text", "客户希望的时间", "Time that the customer wants", "如“周三上午”", "Such as “Wednesday morning”"),
    CONTACT,
    Field("price_told", "flag", "已先告知价格，客户同意", "Price told first and agreed", "对照价目表", "By the price list"),
)
LEAD_TIME = Field("lead_time", "moment", "班长定的上门时间", "Time named by the lead", "按客户希望的时间安排人手", "As near as can be to what the customer wants")
CALLED_BACK = (
    APPOINTMENT,
    Field("time_told", "flag", "已回电告知上门时间", "Called back with the time", "客户已确认", "And the customer confirms"),
)
FINISHED = (
    Field("finished_at", "moment", "完工时间", "Finished at", "照清洁服务单填写", "As on the cleaning order"),
    Field("work_done", "note", "完成情况", "What was done", "做了什么、结果如何", "What was done, and with what result"),
)
SIGNED_ORDER = Document("signed_cleaning_order", "客户签名的清洁服务单", "Cleaning order signed by the customer")

REPAIR = (
    Field("item", "note", "维修项目", "What is to be repaired", "什么坏了、在哪里", "What is broken, and where"),
    Field("urgency", "choice", "上门时间", "When", "马上的 15 分钟内到场", "At once: there within 15 minutes", choices=(
        Choice("at_once", "马上", "At once"), Choice("appointment", "按预约", "By appointment"))),
    replace(APPOINTMENT, required=False),
    CONTACT,
    Field("technician", "user", "维修人员", "Technician", "已通知本人", "Who has been told", role="technician"),
)
FINDINGS = (
    Field("content_seen", "note", "现场查看情况", "What was found", "故障原因和修法", "The cause, and how it will be mended"),
    Field("charged", "choice", "是否收费", "Charged", "合同内和保修期内的无偿", "Free within the contract and the warranty", choices=(
        Choice("paid", "有偿（保修范围外）", "Paid, outside the warranty"), Choice("free", "无偿（保修范围内）", "Free, within the warranty"))),
    Field("budget", "rows", "人工预算", "Budget for labour", "无偿的不填", "Empty where it is free", required=False, columns=(
        Field("item", "text", "项目", "Item", "从价目表中选", "From the price list", offers="price_list"),
        Field("quantity", "integer", "数量", "Quantity", "按价目表的单位", "In the list's unit", minimum=1, maximum=9999),
    )),
    Field("parts_cost", "money", "材料费（元）", "Parts (yuan)", "没有填 0", "0 for none", required=False),
    Field("customer_agrees", "flag", "客户同意预算", "Customer agrees", "有偿的须先同意", "Needed where it is charged", required=False),
)
PARTS = (
    Field("parts_needed", "note", "所缺配件", "Parts that are missing", "品名、规格、数量", "Name, size and number"),
    Field("parts_expected", "date", "预计到货日", "Expected on", "同时告知客户", "Tell the customer, too"),
)
PROGRESS = (Field("progress", "rows", "跟进情况", "Progress", "前台跟进一次记一行", "A row each time that the desk asks", adds=True, columns=(
    Field("note", "text", "情况", "What is known", "问了谁、到哪一步、何时能好", "Who was asked, how far it is, and when it will be done"),
)),)
SIGNED_SHEET = Document("signed_repair_sheet", "客户签名的维修单", "Repair sheet signed by the customer")
# fmt: on
