"""Printed forms of the work inside the office. The handbooks name the forms and some of their contents; the rest of the
layout is ours. The registers stand in `books_office`."""

from __future__ import annotations

from flows.definition import Place, Sheet, Text
from flows.procedures.books_office import REGISTERS as REGISTERS

PROPOSED_ZH = "所列扣分、罚款、奖惩均为建议，经有权人确认后方可执行；扣款不超过法定限额。"
PROPOSED_EN = "Points, fines and rewards are proposals, carried out only when confirmed by who may; deductions stay within the law."

# One form a paragraph.
# fmt: off
SHEETS: tuple[Sheet, ...] = (
    Sheet("handover_log", "shift_handover", "日常交接班记录", "Handover log", after=("submit",),
        fields=("team", "shift_date", "shift", "outgoing", "incoming", "handover_at", "shift_log", "carried_told", "open_work", "items",
            "arrived_at", "arrived_late", "items_counted", "log_read", "area_walked", "equipment_state", "found", "outgoing_signed_at", "incoming_signed_at"),
        places=(Place("交班人签名", "Going off"), Place("接班人签名", "Coming on"), Place("拒接记录", "Refused", "refuse_handover"),
            Place("主管审阅", "Supervisor", "review_log")),
        note_zh="双方签名后交班人方可离岗；重要的工作没办完不得交班。",
        note_en="Who goes off leaves only when both have signed; with important work unfinished there is no handover.", clause="CSH 2.6, EMP ch4.1.1.7"),
    Sheet("roster", "duty_roster", "值班安排表", "Duty roster", after=("publish",), fields=("team", "month", "duties", "swaps"),
        places=(Place("编制人", "Drawn up by", "publish"), Place("最近换班登记", "Last swap", "swap_duty")),
        note_zh="早班 08:30–16:30，晚班 16:30–23:30；换班以登记为准。",
        note_en="Early 08:30–16:30, late 16:30–23:30; what is recorded as swapped goes before the plan.", clause="CSH 2.1-2"),
    Sheet("training_plan", "training_plan", "培训计划", "Training plan", after=("submit",),
        fields=("plan_kind", "plan_begins", "plan_ends", "basis", "courses", "hand_in_by", "review_by"),
        places=(Place("制定人", "Drawn up by", "submit"), Place("修订人", "Revised by", "revise"), Place("主任审批", "Director", "approve")), clause="CSH 3.3.1"),
    Sheet("training_record", "training_plan", "培训记录表", "Training record", entry="training_session", after=("record_session",),
        fields=("plan_kind", "plan_begins"), places=(Place("讲师签名", "Teacher"), Place("到课人员签到", "Those present")), clause="CSH 3.3.3.4"),
    Sheet("induction_record", "onboarding", "岗前培训记录表", "Record of an induction", after=("record_session",),
        fields=("newcomer", "hired_as", "arrived_on", "lessons", "hours_sum", "examined_on", "score", "exams", "remarks"),
        places=(Place("新员工签名", "New member of staff"), Place("班长", "Lead", "call_to_exam"), Place("客服主管", "Supervisor", "record_result")), clause="CSH 3.2.1, CSH 3.3.4.1"),
    Sheet("assessment_sheet", "training_assessment", "培训效果考核表", "Training assessment", after=("record_result",),
        fields=("employee", "subject_tested", "month", "written", "practical", "breaches", "earlier_failures", "failure_number", "points_proposed",
            "points_confirmed", "points_opinion", "coached_on", "coached_in", "master_by", "analysis"),
        places=(Place("考核人", "Assessed by", "record_result"), Place("本人签名", "The employee"), Place("确认扣分", "Points confirmed", "confirm_points"),
            Place("不予扣分", "Points waived", "waive_points"), Place("辞退决定", "On dismissal", "dismiss")),
        note_zh=PROPOSED_ZH, note_en=PROPOSED_EN, clause="CSH 3.3.4, CSH 3.4.1.3"),
    Sheet("fault_notice", "fault_notice", "客服部员工过失通知单", "Fault notice", after=("issue_notice",),
        fields=("employee", "happened_on", "fault", "fault_told", "corrected", "points", "superior", "appeal_ground", "appeal_level", "outcome",
            "decision_told", "root_cause", "prevention", "month_points", "same_fault", "fine_proposed", "extra_proposed", "sanction_proposed",
            "handbook_silent", "employee_share", "superior_share", "fine_confirmed", "sanction_decided", "penalty_opinion", "posted_on"),
        places=(Place("签发人", "Issued by", "issue_notice"), Place("本人签收", "The employee", "acknowledge"), Place("申诉", "Appeal", "appeal"),
            Place("维持", "Upheld by", "uphold"), Place("撤销", "Revoked by", "revoke"), Place("确认人", "Confirmed by", "confirm_penalty")),
        copies=(Text("存根联 管理处留存", "Kept by the office"), Text("本人联", "For the employee")),
        note_zh=PROPOSED_ZH, note_en=PROPOSED_EN, clause="KPI 3.5.1"),
    Sheet("appraisal_sheet", "performance_review", "客户服务中心月绩效考核表", "Month's appraisal", after=("publish",),
        fields=("employee", "month", "score_dedication", "score_organising", "score_initiative", "score_attitude", "score_teamwork", "score_incidents",
            "total_score", "merit_points", "breach_points", "reward_proposed", "deduction_proposed", "agreed_on", "objection", "verified_how"),
        places=(Place("客服主管", "Supervisor", "publish"), Place("本人", "The employee", "agree"), Place("核实人", "Verified by", "verify_scores"),
            Place("办公室核定", "The office", "endorse"), Place("经理批准", "Company manager", "approve")),
        copies=(Text("原件 存办公室", "Original: the office"), Text("复印件 存本部", "Copy: the department")),
        note_zh=PROPOSED_ZH, note_en=PROPOSED_EN, clause="KPI 4.6.1, KPI 4.4.3.6"),
    Sheet("check_sheet", "performance_review", "客户服务中心工作日检表", "Daily check sheet", after=("record_check",), fields=("employee", "month", "checks"),
        places=(Place("检查人", "Checked by", "record_check"),), clause="KPI 4.6.2"),
)
# fmt: on
