"""Printed forms of services to customers and of their complaints. The handbooks give KF-012 by its title only, and of the
others some fields: the rest of the layout is ours. The registers stand in `books_services`."""

from __future__ import annotations

from flows.definition import Place, Sheet, Text
from flows.procedures.books_services import REGISTERS as REGISTERS

OFFICE_COPY, CUSTOMER_COPY = Text("存根联 管理处留存", "Kept by the office"), Text("客户联", "For the customer")
CUSTOMER = Place("客户签名", "Customer's signature")
FOLLOWED_UP = Place("回访人", "Followed up by", "record_follow_up")

# One form a paragraph.
# fmt: off
SHEETS: tuple[Sheet, ...] = (
    Sheet("service_order", "special_service", "派工单", "Dispatch order", "A5", after=("dispatch",),
        fields=("order_number", "content", "appointment", "contact", "service_kind", "charged", "technician", "order_handed_back"),
        places=(Place("派工人", "Dispatched by", "dispatch"), Place("接单人及时间", "Received by", "receive_order"),
            Place("核销人", "Written off by", "write_off")),
        in_full=("contact",), note_zh="接单后填接单时间；取消的服务，本单交回前台核销。",
        note_en="The time of receipt is entered; the order of a service that is called off goes back to the desk.",
        clause="SSP 2.4.1-2"),
    Sheet("service_record", "special_service", "服务及回访记录表", "Record of service and follow-up", after=("start_service",),
        fields=("sheet_number", "order_number", "content", "content_seen", "materials_listed", "list_items", "fee", "fee_basis", "materials_drawn",
            "materials_returned", "work_done", "fault_found", "amount", "paid_by", "receipt", "follow_up_by", "customer_said"),
        places=(Place("服务人员", "Technician", "complete"), Place("顾客签名", "Customer, on acceptance"),
            Place("签名确认（回访）", "Customer, on the follow-up visit"), FOLLOWED_UP),
        note_zh="上门回访由客户签名并写意见；电话回访由回访人如实填写。",
        note_en="At a visit the customer signs and writes; of a call the caller writes what was said.", clause="SSP 2.4.2, 2.5.1, 2.7.3"),
    Sheet("complaint_form", "complaint", "投诉申请处理表 KF-012", "Complaint form KF-012", after=("record",),
        fields=("channel", "complainant", "contact", "content", "remedy_wanted", "grade", "category", "department", "due_at",
            "findings", "measures", "compensation", "work_done", "company_report", "feedback_given", "follow_up_by", "customer_said"),
        places=(Place("记录人", "Recorded by", "record"), Place("分派人", "Assigned by", "assign"),
            Place("承办人", "Settled by", "propose"), Place("审定意见", "Reviewed", "approve_resolution"),
            Place("主任意见", "Director", "approve"), Place("投诉人签名", "Complainant's signature"), FOLLOWED_UP), clause="OPS E"),
    Sheet("cleaning_order", "home_cleaning", "清洁服务单", "Cleaning order", "A5", after=("write_order",),
        fields=("order_number", "item", "quantity", "cleaners", "appointment", "contact", "fee", "finished_at", "work_done"),
        places=(Place("开单人", "Written by", "write_order"), Place("保洁班长", "Cleaning lead", "complete"), CUSTOMER),
        copies=(OFFICE_COPY, CUSTOMER_COPY), in_full=("contact",), note_zh="完工时间由保洁员填写，客户签名后交前台登记。",
        note_en="The finishing time is written in on the spot; signed by the customer it goes to the desk.", clause="CSH 5.7.4-6"),
    Sheet("repair_sheet", "home_repair", "维修单", "Repair sheet", "A5", after=("dispatch",),
        fields=("sheet_number", "item", "urgency", "be_there_by", "contact", "technician", "content_seen", "charged", "budget",
            "parts_cost", "fee", "work_done"),
        places=(Place("派单人", "Dispatched by", "dispatch"), Place("到场时间", "On site", "arrive"),
            Place("维修人员", "Technician", "complete"), Place("客户同意预算签名", "Customer, to the budget"),
            Place("客户验收签名", "Customer, on acceptance")),
        copies=(OFFICE_COPY, CUSTOMER_COPY), in_full=("contact",), clause="CSH 5.8.4, OPS D 8.1-8.2"),
    Sheet("visit_record", "home_repair", "业户访问记录", "Record of a visit", "A5", after=("record_follow_up", "record_dissatisfied"),
        fields=("item", "technician", "work_done", "progress", "follow_up_by", "customer_said", "measures", "put_right"),
        places=(FOLLOWED_UP, Place("客户签名（上门时）", "Customer, at a visit")), clause="CSH 5.8.6"),
    Sheet("network_form", "network_activation", "入户申请表", "Application for the network",
        fields=("holder", "holder_id", "contact", "package", "fee"),
        places=(Place("申请人签名", "Applicant"), Place("受理人", "Received by", "verify"), Place("财务收款", "Fee received", "record_payment")),
        copies=(Text("第一联 管理处留存", "Copy 1: the office"), Text("第二联 网络公司", "Copy 2: the carrier"),
            Text("第三联 粉红联 交业户", "Copy 3: pink slip, for the resident")),
        in_full=("holder_id", "contact"), note_zh="初装费为代收，不另收手续费；资料两日内发给网络公司。",
        note_en="The fee is collected for the carrier with nothing on top; the data goes there within two days.", clause="CSH 5.9.2-4"),
    Sheet("utility_form", "utility_account", "开户申请", "Application for an account", after=("verify",),
        fields=("utility", "holder", "holder_id", "contact", "account_number", "opened_on"),
        places=(Place("申请人签名", "Applicant"), Place("受理人", "Received by", "verify")), in_full=("holder_id", "contact"), clause="CSH 5.6.2"),
    Sheet("work_contact", "move_out", "工作联系单", "Work-contact sheet", after=("send_memo",),
        fields=("memo_number", "appointment", "premises", "help_needed", "memo_to", "damage", "inspection_note"),
        places=(Place("发单人", "Sent by", "send_memo"), Place("工程部", "Engineering", "inspect_unit"), Place("安全部签收", "Safety, received"),
            Place("保洁签收", "Cleaning, received")), clause="EMP move-out.3"),
    Sheet("settlement", "move_out", "迁出结算单", "Settlement on leaving", after=("clear",),
        fields=("memo_number", "appointment", "arrears", "arrears_detail", "compensation", "fee", "receipt", "paid_on"),
        places=(Place("财务确认结清", "Cleared by finance", "clear"), CUSTOMER), copies=(OFFICE_COPY, CUSTOMER_COPY), clause="EMP move-out.5"),
    Sheet("move_in_notice", "move_in", "工作联系单（迁入）", "Work-contact sheet, moving in", after=("register",),
        fields=("appointment", "contact", "help_wanted", "large_items", "prepared"),
        places=(Place("发单人", "Sent by", "register"), Place("工程部", "Engineering"), Place("安全部", "Safety"),
            Place("保洁", "Cleaning"), Place("大堂", "Lobby")), clause="EMP move-in.2-3"),
    Sheet("maintenance_notice", "public_area_maintenance", "公共部位维修通知", "Notice of work in the common parts",
        fields=("place", "work", "starts_at", "ends_at"), places=(Place("管理处", "Management office"),),
        note_zh="施工期间请绕行，注意脚下；给您带来不便，敬请谅解。",
        note_en="Please keep clear of the work and watch your step; we are sorry for the inconvenience.", clause="KPI 1.2.1"),
)
# fmt: on
