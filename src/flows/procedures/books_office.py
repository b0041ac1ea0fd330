"""Registers of the work inside the office, with the columns that the handbooks give first."""

from __future__ import annotations

from flows.definition import Column, Register

NUMBER, STATE, EMPLOYEE = Column("number"), Column("state"), Column("field:employee")

# One register a paragraph, one column a part.
# fmt: off
REGISTERS: tuple[Register, ...] = (
    Register("handover_register", "shift_handover", "日常交接班记录本", "Handover log", (
        NUMBER, Column("field:team"), Column("field:shift_date"), Column("field:shift"), Column("field:outgoing"), Column("field:incoming"),
        Column("field:shift_log"), Column("field:items.item", "岗位物品", "Things of the post"),
        Column("field:items.condition", "物品状况", "Their condition"), Column("field:items.reason_told", "损坏或缺失原因", "Reason of damage or loss"),
        Column("field:equipment_state"), Column("field:open_work.matter", "未完成的工作", "Work not finished"),
        Column("field:open_work.next_step", "后续跟进", "Follow-up"), Column("field:carried_told"),
        Column("field:found.what_found", "发现的问题", "What was found"), Column("field:found.explained", "异常说明", "How it was explained"),
        Column("field:outgoing_signed_at"), Column("field:incoming_signed_at"),
        Column("field:arrived_late"), Column("said:refuse_handover", "拒接理由", "Refused because"), Column("at:review_log", "主管审阅时间", "Reviewed at"),
        Column("said:review_log", "审阅意见", "In words"), STATE), clause="CSH 2.6, EMP ch4.1.1.7"),
    Register("carried_work_register", "shift_handover", "结转事项跟进", "Work carried over", (
        NUMBER, Column("line"), Column("field:team"), Column("field:shift_date"), Column("fact:matter"), Column("fact:next_step"),
        Column("field:incoming"), Column("entry_state")), entry="carried_work", clause="CSH 2.6.1.3"),
    Register("duty_register", "duty_roster", "值班安排表", "Duty roster", (
        Column("field:month"), Column("field:team"), Column("fact:person"), Column("fact:shift"), Column("valid_from", "自", "From"),
        Column("valid_until", "至", "To"), Column("entry_state"), NUMBER, Column("line")), entry="duty", clause="CSH 2.1"),
    Register("swap_register", "duty_roster", "换班登记", "Swaps of duty", (
        NUMBER, Column("line"), Column("field:team"), Column("fact:day"), Column("fact:shift"), Column("fact:instead_of"), Column("fact:stand_in"),
        Column("by:swap_duty", "登记人", "Entered by"), Column("entry_state")), entry="duty_swap", clause="CSH 4.2.2.2.4"),
    Register("plan_register", "training_plan", "培训计划汇总", "Training plans", (
        NUMBER, Column("field:plan_kind"), Column("field:plan_begins"), Column("field:plan_ends"), Column("field:basis"),
        Column("field:courses.topic", "培训项目", "Items"), Column("field:courses.audience", "培训对象", "For whom"),
        Column("field:courses.lecturer", "讲师", "Teacher"), Column("field:courses.times", "频次", "How often"), Column("field:hand_in_by"),
        Column("at:submit", "上报时间", "Handed in at"), Column("at:approve", "批准时间", "Approved at"), Column("said:approve", "主任意见", "The director's words"),
        Column("field:hours_held"), STATE), clause="CSH 3.3.1"),
    Register("session_register", "training_plan", "培训记录表", "Training record", (
        NUMBER, Column("line"), Column("fact:held_on"), Column("fact:subject"), Column("fact:topic"), Column("fact:taught_as"), Column("fact:lecturer"),
        Column("fact:hours"), Column("fact:attended"), Column("fact:absent")), entry="training_session", clause="CSH 3.3.3.4"),
    Register("induction_register", "onboarding", "岗前培训登记", "Register of inductions", (
        NUMBER, Column("field:newcomer"), Column("field:hired_as"), Column("field:arrived_on"), Column("at:begin_theory", "理论开始", "Theory began"),
        Column("field:hours_sum"), Column("field:examined_on"), Column("field:score"), Column("field:exams"), STATE), clause="CSH 3.3.2, CSH 3.3.4.1"),
    Register("assessment_register", "training_assessment", "培训考核成绩汇总", "Results of training", (
        NUMBER, EMPLOYEE, Column("field:month"), Column("field:subject_tested"), Column("field:written"), Column("field:practical"),
        Column("field:failure_number"), Column("field:points_proposed"), Column("field:points_confirmed"), Column("at:coach", "补训时间", "Coached at"),
        Column("field:master_by"), Column("field:analysis"), STATE), clause="CSH 3.3.4, CSH 3.4.1"),
    Register("fault_register", "fault_notice", "客服部员工违规处理情况汇总", "Month's summary of breaches", (
        Column("field:month", "月份", "Month"), NUMBER, EMPLOYEE, Column("field:happened_on"), Column("field:fault"), Column("field:fault_told"),
        Column("field:points"), Column("field:month_points"), Column("field:same_fault"), Column("field:outcome"), Column("field:fine_proposed"),
        Column("field:extra_proposed"), Column("field:sanction_proposed"), Column("field:employee_share"), Column("field:superior_share"),
        Column("field:fine_confirmed"), Column("field:sanction_decided"), Column("field:root_cause"), Column("field:prevention"),
        Column("field:posted_on"), Column("at:report_to_finance", "报财务时间", "To finance at"), STATE), clause="KPI 3.5.2, KPI 3.4.1.4-6"),
    Register("check_register", "performance_review", "客户服务中心工作日检表", "Daily check sheet", (
        Column("field:month"), EMPLOYEE, Column("field:checks.day"), Column("field:checks.check_kind"), Column("field:checks.head"),
        Column("field:checks.finding"), Column("field:checks.points_off"), Column("field:checks.points_on"), NUMBER), clause="KPI 4.6.2, KPI 4.4.3.1-5"),
    Register("appraisal_register", "performance_review", "客户服务中心月绩效考核表", "Month's appraisal", (
        Column("field:month"), NUMBER, EMPLOYEE, Column("field:score_dedication"), Column("field:score_organising"), Column("field:score_initiative"),
        Column("field:score_attitude"), Column("field:score_teamwork"), Column("field:score_incidents"), Column("field:total_score"),
        Column("field:objection"), Column("field:verified_how"), STATE), clause="KPI 4.6.1"),
    Register("reward_ledger", "performance_review", "客户服务中心月工作奖惩台账", "Month's ledger of rewards and penalties", (
        Column("field:month"), EMPLOYEE, Column("field:merit_points"), Column("field:reward_proposed"), Column("field:breach_points"),
        Column("field:deduction_proposed"), Column("at:endorse", "办公室核定时间", "Confirmed at"), Column("at:approve", "批准时间", "Approved at"),
        NUMBER, STATE), clause="KPI 4.6.3, KPI 4.4.5.3"),
)
# fmt: on
