"""Registers (登记本) of services to customers and of their complaints, with the columns that the handbooks give first."""

from __future__ import annotations

from flows.definition import Column, Register

NUMBER, UNIT, WHO, STATE = Column("number"), Column("unit"), Column("applicant"), Column("state")
ASKED = Column("opened_at", "登记时间", "Entered at")
CONTACT = Column("field:contact")
CALLED = (
    Column("at:record_follow_up", "回访时间", "Followed up at"),
    Column("by:record_follow_up", "回访人", "Followed up by"),
    Column("field:follow_up_by"),
    Column("field:customer_said"),
)

# One register a paragraph, one column a part.
# fmt: off
REGISTERS: tuple[Register, ...] = (
    Register("special_service_register", "special_service", "特约服务登记表", "Register of special services", (
        NUMBER, WHO, UNIT, Column("field:content"), Column("field:appointment"), CONTACT, ASKED,
        Column("field:order_number"), Column("field:technician"), Column("field:fee"), STATE), clause="SSP 2.2"),
    Register("dispatch_register", "special_service", "派工登记", "Dispatch register", (
        Column("field:order_number"), NUMBER, UNIT, Column("at:dispatch", "派工时间", "Dispatched at"),
        Column("at:receive_order", "接单时间", "Received at"), Column("field:technician"), Column("field:appointment"),
        Column("at:write_off", "核销时间", "Written off at"), STATE), clause="SSP 2.4.1-2"),
    Register("service_record_register", "special_service", "服务及回访记录汇总", "Records of service and follow-up", (
        Column("field:sheet_number"), NUMBER, UNIT, WHO, Column("field:fee"), Column("paid:service_fee", "实收", "Received"),
        Column("receipt:service_fee", "收据", "Receipt"), Column("field:paid_by"), *CALLED, STATE), clause="SSP 2.6.1.2-3, 2.7.1"),
    Register("complaint_register", "complaint", "投诉登记", "Register of complaints", (
        NUMBER, ASKED, UNIT, WHO, Column("field:channel"), Column("field:content"), Column("field:grade"), Column("field:category"),
        Column("field:department"), Column("field:due_at"), Column("field:measures"),
        Column("at:give_feedback", "反馈时间", "Feedback at"), *CALLED, STATE), clause="EMP ch4.2"),
    Register("cleaning_register", "home_cleaning", "家居清洁登记本", "Cleaning register", (
        NUMBER, UNIT, Column("field:item"), Column("field:cleaners"), Column("field:appointment"), CONTACT, WHO, ASKED,
        Column("field:order_number"), Column("field:finished_at"), Column("field:fee"), Column("paid:cleaning_fee", "实收", "Received"),
        Column("receipt:cleaning_fee", "收据", "Receipt"), *CALLED, STATE), clause="CSH 5.7.1, 5.7.5-6"),
    Register("repair_register", "home_repair", "维修登记", "Register of repairs", (
        NUMBER, UNIT, Column("field:item"), Column("field:be_there_by"), CONTACT, ASKED, Column("field:technician"),
        Column("at:arrive", "到场时间", "On site at"), Column("field:sheet_number"), Column("field:charged"), Column("field:fee"),
        Column("paid:repair_fee", "实收", "Received"), Column("at:complete", "修复时间", "Mended at"), STATE), clause="CSH 5.8.1-5"),
    Register("visit_register", "home_repair", "业户访问记录", "Record of visits", (
        Column("at:record_follow_up", "访问时间", "Visited at"), UNIT, WHO, NUMBER, Column("field:item"), Column("field:work_done"),
        Column("field:follow_up_by"), Column("field:customer_said"), Column("by:record_follow_up", "访问人", "Visited by"),
        Column("field:measures"), Column("field:put_right")), clause="CSH 5.8.6"),
    Register("network_register", "network_activation", "网络登记本", "Network register", (
        NUMBER, Column("at:enter", "登记时间", "Entered at"), UNIT, Column("field:holder"), Column("field:holder_id"), CONTACT,
        Column("field:package"), Column("paid:network_fee", "代收初装费", "Fee collected"), Column("receipt:network_fee", "收据", "Receipt"),
        Column("field:slip_handed_over"), Column("at:send", "发送时间", "Sent at"), Column("field:sent_to"), STATE), clause="CSH 5.9.5"),
    Register("opening_register", "utility_account", "开通登记本", "Register of openings", (
        NUMBER, UNIT, Column("field:utility"), Column("field:holder"), CONTACT, Column("field:account_number"),
        Column("field:opened_on"), Column("field:signed_by", "业户签字", "Signed by"), Column("by:open_account", "经办人", "Entered by"), STATE),
        clause="CSH 5.6.3"),
    Register("move_in_register", "move_in", "迁入登记", "Register of moves in", (
        NUMBER, UNIT, WHO, CONTACT, Column("field:appointment"), Column("field:help_wanted"), Column("at:finish_preparations", "准备完毕", "Ready at"),
        Column("at:move_in", "迁入时间", "Moved in at"), STATE), clause="EMP move-in"),
    Register("move_out_register", "move_out", "迁出登记", "Register of moves out", (
        NUMBER, UNIT, WHO, CONTACT, Column("field:appointment"), Column("field:premises"), Column("field:memo_number"),
        Column("field:arrears"), Column("field:compensation"), Column("receipt:arrears", "收据", "Receipt"),
        Column("at:clear", "结清时间", "Cleared at"), Column("at:close", "搬离时间", "Left at"), STATE), clause="EMP move-out"),
    Register("maintenance_register", "public_area_maintenance", "公共部位维修登记", "Register of work in the common parts", (
        NUMBER, Column("field:place"), Column("field:work"), Column("field:starts_at"), Column("field:ends_at"), Column("field:posted_at"),
        Column("at:notify", "通知时间", "Notice posted at"), Column("field:technician"), Column("at:clean_up", "清场时间", "Cleared at"),
        Column("by:close", "检查人", "Checked by"), Column("field:check_result"), STATE), clause="KPI 1.2"),
)
# fmt: on
