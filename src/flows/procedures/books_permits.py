"""Registers of permits, passes, slips and renovations, with the columns that the handbooks name; the rest is ours."""

from __future__ import annotations

from flows.definition import BEYOND, Column, Register, Text

NUMBER, UNIT, APPLICANT, STATE = (Column(source) for source in ("number", "unit", "applicant", "state"))

# One register a paragraph.
# fmt: off
REGISTERS: tuple[Register, ...] = (
    Register("pass_register", "worker_pass", "办证登记本", "Register of passes", entry="worker_pass", columns=(
        NUMBER, Column("line"), UNIT, Column("fact:name"), Column("fact:id_number"), Column("fact:trade"), Column("at:stamp", "发证日期", "Issued at"),
        Column("valid_until", "有效时间至", "Valid until"), Column("fact:line", "换发自第几张", "Issued anew for line"), Column("field:signed_by"),
        Column("receipt:pass_deposit", "押金收据", "Deposit receipt"), Column("entry_state")),
        states=(("in_use", Text("使用中", "In use")), ("void", Text("已作废", "Void")), ("returned", Text("已退证", "Returned"))),
        clause="CSH 5.2.2, 5.2.7, 5.3.5"),
    Register("hot_work_register", "hot_work_permit", "动火登记", "Register of hot work", columns=(
        NUMBER, Column("field:permit_number"), UNIT, APPLICANT, Column("field:place"), Column("field:method"), Column("field:welder"),
        Column("field:certificate_number"), Column("field:fire_watcher"), Column("field:starts_at"), Column("field:ends_at"),
        Column("field:handed_to"), Column("at:finish_work", "收工登记", "End of work recorded"), Column("at:close", "复查关闭", "Closed"),
        Column("by:close", "复查人", "Closed by"), STATE), clause="CSH 5.5.5"),
    Register("extension_register", "renovation_extension", "装修延期登记", "Register of extensions", columns=(
        NUMBER, UNIT, APPLICANT, Column("field:present_end"), Column("field:new_end"), Column("field:late"), Column("field:fee"),
        Column("receipt:extension_fee"), Column("at:register_extension", "登记日期", "Registered at"), STATE), clause="CSH 5.3.5"),
    Register("additional_works_register", "additional_works", "增加项目登记", "Register of additional works", columns=(
        NUMBER, UNIT, APPLICANT, Column("field:works"), Column("field:wall_found"), Column("field:contractor"), Column("field:starts_on"),
        Column("field:ends_on"), Column("at:approve", "批准日期", "Approved at"), Column("field:handed_to"), STATE), clause="CSH 5.4.3"),
    Register("release_register", "item_release", "物品放行登记", "Register of release slips", columns=(
        NUMBER, UNIT, APPLICANT, Column("field:carrier"), Column("field:carrier_id"), Column("field:vehicle"), Column("field:items"),
        Column("by:sign", "值班经理签字", "Signed by the duty manager"),
        Column("at:sign", "签字时间", "Signed at"), Column("at:seal", "盖章时间", "Sealed at"), Column("field:valid_until"), Column("at:release", "放行时间", "Let out at"),
        Column("by:release", "放行人", "Let out by"), STATE), clause="CSH 5.1.2-3"),
    Register("released_items", "item_release", "放行物品登记", "Register of items let out", entry="released_item", columns=(
        NUMBER, Column("line"), UNIT, Column("fact:item"), Column("fact:quantity"), Column("fact:mark"), Column("at:release", "放行时间", "Let out at"),
        Column("by:release", "放行人", "Let out by"), Column("entry_state")), clause=BEYOND,
        states=(("in_use", Text("未放行", "Not out")), ("used", Text("已放行", "Out")), ("void", Text("没有带出", "Stayed")), ("ended", Text("已过期", "Expired")))),
    Register("renovation_register", "renovation", "装修登记", "Register of renovations", columns=(
        NUMBER, Column("field:permit_number"), UNIT, APPLICANT, Column("field:contractor"), Column("field:site_manager"), Column("field:site_phone"),
        Column("field:starts_on"), Column("field:period_end"), Column("field:patrolled_last"), Column("at:accept", "验收合格", "Accepted at"), STATE),
        clause="EMP renovation"),
    Register("deposit_register", "renovation", "装修押金登记", "Register of renovation deposits", columns=(
        NUMBER, UNIT, APPLICANT, Column("paid:renovation_deposit", "押金", "Deposit"), Column("receipt:renovation_deposit", "收据", "Receipt"),
        Column("paid:rubbish_fee", "垃圾清运费", "Rubbish fee"), Column("field:reinspected_on"), Column("field:refund_from"), Column("field:deduction"),
        Column("field:refund"), Column("at:refund_deposit", "退押金时间", "Refunded at"), STATE), clause="EMP renovation.8-9"),
    Register("patrol_register", "renovation", "装修巡查登记", "Register of renovation patrols", columns=(
        NUMBER, UNIT, Column("field:patrols"), Column("field:patrolled_last"), STATE), clause="EMP renovation.5"),
    Register("problem_register", "renovation", "装修巡查问题登记", "Register of problems found on patrol", entry="patrol_problem", columns=(
        NUMBER, Column("line"), UNIT, Column("fact:problem"), Column("fact:department"), Column("entry_state")), clause="EMP renovation.5",
        states=(("in_use", Text("待处理", "Open")), ("ended", Text("已处理", "Settled")))),
)
# fmt: on
