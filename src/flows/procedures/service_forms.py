"""What a special service asks for (SSP 2; the field sets beyond it are ours)."""

from __future__ import annotations

from dataclasses import replace

from flows.definition import Choice, Document, Field
from flows.procedures.fields import FEE

# One field a line.
# fmt: off
APPOINTMENT = Field("appointment", "moment", "预约时间", "Appointment", "与客户约定的上门时间", "When the customer expects us")
REQUEST = (
    Field("content", "note", "服务内容", "Service asked for", "做什么、在哪里、有何要求", "What, where, and any wishes"),
    APPOINTMENT,
    Field("contact", "phone", "联系电话", "Contact telephone", "复述一遍请客户确认", "Repeat it to the customer", personal=True),
)
DECLINED = (Field("explanation", "note", "对客户的解释", "Explanation given", "怎样向客户说明、客户的反应", "What the customer was told, and how they took it"),)
NEW_TIME = (
    APPOINTMENT,
    Field("time_confirmed", "flag", "客户已确认新时间", "Confirmed by the customer", "打电话再次确认", "By a call of your own"),
)
ORDER = (
    Field("service_kind", "choice", "服务性质", "Kind of service", "对照价格表判断", "By the price list", choices=(
        Choice("regular", "常规服务（合同内）", "Regular, under the contract"),
        Choice("special", "特约服务（价目表）", "Special, on the price list"),
        Choice("commercial", "经营服务", "Commercial"))),
    Field("charged", "choice", "是否收费", "Charged", "合同内和保修期内的无偿", "Free within the contract and the warranty", choices=(
        Choice("paid", "有偿", "Paid"), Choice("free", "无偿", "Free"))),
    Field("technician", "user", "服务人员", "Technician", "已与本人约定时间", "Who has agreed to the time", role="technician"),
    replace(APPOINTMENT, required=False),
)
FEE_AGREED = (
    Field("content_seen", "note", "现场查看情况", "What was found", "具体的服务内容", "The work in detail"),
    Field("materials_listed", "note", "所需材料和工具", "Materials and tools needed", "不需要填“无”", "“none” where none"),
    Field("list_items", "rows", "价目表项目", "Items of the price list", "按价目表逐项列", "A line for each", required=False, columns=(
        Field("item", "text", "项目", "Item", "从价目表中选", "From the price list", offers="price_list"),
        Field("quantity", "integer", "数量", "Quantity", "按价目表的单位", "In the list's unit", minimum=1, maximum=9999),
    )),
    FEE,
    Field("fee_basis", "note", "计费说明", "How the fee was set", "与价目表合计不同的须说明，如材料费", "Needed where it is not the sum by the list, such as for materials", required=False),
    Field("customer_agrees", "flag", "客户同意费用", "Customer agrees", "服务前双方确认", "Both agree before the work"),
)
CANCELLED = (Field("order_handed_back", "flag", "派工单已交回核销", "Order handed back", "交前台核销", "Written off at the desk"),)
ITEM = Field("item", "text", "品名", "Item", "与仓库登记一致", "As the warehouse has it")
DRAWN = (Field("materials_drawn", "rows", "领用", "Drawn", "材料领用、工具借用都要登记", "Materials drawn and tools lent", adds=True, columns=(
    ITEM,
    Field("quantity", "integer", "数量", "Quantity", "按实际领用", "As handed out", minimum=1),
    Field("kind", "choice", "类别", "Kind", "借用的工具须全数退还", "Tools that are lent come back whole", choices=(Choice("material", "材料（领用）", "Material"), Choice("tool", "工具（借用）", "Tool"))),
)),)
RETURNED = (Field("materials_returned", "rows", "退还", "Returned", "用掉的材料也在此报数；工具须全数退还，丢失、损坏的由仓库填数并写明原因", "Report here what was used up, too; tools come back whole, and the warehouse enters what was lost or broken with the reason", adds=True, columns=(
    ITEM,
    Field("returned", "integer", "退还数量", "Returned", "没有填 0", "0 for none", minimum=0),
    Field("used", "integer", "用掉数量", "Used up", "没有填 0", "0 for none", minimum=0),
    Field("lost", "integer", "丢失损坏数量", "Lost or broken", "没有可不填", "May be left empty", required=False, minimum=0),
    Field("lost_why", "text", "丢失损坏原因", "How it was lost", "何时何地、谁经手", "When, where, in whose hands", required=False),
)),)
TRIED = (Field("customer_tried", "flag", "客户试用满意", "Tried by the customer", "请客户当场试用", "On the spot"),)
REWORK = (
    Field("fault_found", "note", "客户不满意之处", "What the customer found wrong", "按客户原话", "In the customer's words"),
    Field("apology", "note", "致歉情况", "Apology", "怎样向客户致歉", "How it was made"),
)
ESCALATED = (
    Field("escalation_cause", "choice", "上报原因", "Why escalated", "不满意须先返工过", "For the first, rework has been tried", choices=(
        Choice("not_content", "返工后仍不满意", "Still not content after rework"),
        Choice("damage", "损坏或丢失客户财物", "Property damaged or lost"))),
    Field("what_happened", "note", "经过", "What happened", "时间、经过、客户要求", "When, how, and what the customer asks for"),
)
SETTLED = (
    Field("outcome", "choice", "处理结果", "Outcome", "与客户商定后填写", "As settled with the customer", choices=(
        Choice("accepted", "客户接受，按完成处理", "Accepted as done"), Choice("cancelled", "取消服务", "Cancelled"))),
    Field("settlement", "note", "处理经过", "How it was settled", "与客户怎样商定", "What was agreed with the customer"),
    Field("compensation", "money", "赔偿金额（元）", "Compensation (yuan)", "财物受损时必填，不赔填 0", "Needed where property suffered, 0 for none", required=False),
    replace(FEE, required=False),
)
MEASURES = (Field("measures", "note", "整改措施", "Measures", "打算怎样整改", "What will be put right"),)
PUT_RIGHT = (Field("put_right", "note", "整改结果", "What was put right", "做了什么、客户是否知情", "What was done, and whether the customer knows"),)
# fmt: on

SIGNED_SHEET = Document(
    "signed_record_sheet", "客户签名的服务记录表", "Record sheet signed by the customer", fresh=True
)
FOLLOW_UP_SIGNATURE = Document(
    "follow_up_signature", "客户签名的回访记录", "Follow-up record signed by the customer", at_least=0, fresh=True
)
