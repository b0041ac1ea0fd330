"""过失通知与申诉, KPI 3.4: a notice, an appeal up to the company, the month's sum, a penalty that a person confirms."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, Procedure, State, Transition
from flows.procedures import appraisal_forms as form
from flows.procedures import events as on
from flows.procedures import guards_appeal as appeal
from flows.procedures import guards_fault as fault
from flows.procedures import limits_office as limits
from flows.procedures.guards_appeal import HEADS, STAFF, not_who_began
from flows.procedures.guards_office import month_ends, months_end_has_come, not_about_oneself, not_own_matter
from flows.procedures.roles import (
    COMPANY_MANAGER,
    CS_SUPERVISOR,
    DIRECTOR,
    DUTY_MANAGER,
    ENGINEERING_SUPERVISOR,
    LOBBY_LEAD,
    OFFICE,
    QUALITY_INSPECTOR,
    SAFETY_SUPERVISOR,
)

ISSUERS = (
    CS_SUPERVISOR,
    LOBBY_LEAD,
    DUTY_MANAGER,
    QUALITY_INSPECTOR,
    OFFICE,
    ENGINEERING_SUPERVISOR,
    SAFETY_SUPERVISOR,
    DIRECTOR,
)
SUMMERS = (CS_SUPERVISOR, OFFICE)
APPEALS = ("appealed_department", "appealed_director", "appealed_company")
LEVEL = (Compute("appeal_level", appeal.appeal_level),)
FAIR = (not_own_matter, not_who_began, appeal.not_decided_before, appeal.not_the_superior)
DECIDED = (Compute("outcome", appeal.outcome), Compute("decided_by", appeal.decided_by))
SHARES = (Compute("employee_share", fault.employee_share), Compute("superior_share", fault.superior_share))
SUMMED_UP = (
    Compute("month_points", fault.month_points),
    Compute("same_fault", fault.same_fault),
    Compute("others_open", fault.others_open),
    Compute("fine_proposed", fault.fine_proposed),
    Compute("extra_proposed", fault.extra_proposed),
    Compute("sanction_proposed", fault.sanction_proposed),
    Compute("handbook_silent", fault.handbook_silent),
    Compute("must_be_posted", fault.must_be_posted),
    Compute("superior_liable", fault.superior_liable),
    *SHARES,
)

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "填写通知单", "Draft", ISSUERS,
        "当场纠正，写清时间、经过、依据和扣分，签发给本人。", "Put it right on the spot; write when, what, the evidence and the points, and issue it to the person."),
    State("issued", "已签发", "Issued", STAFF,
        "由本人在时限内签收认可，或写明理由申诉；打击报复的也可申诉；逾期不答复的由办公室登记。",
        "The person acknowledges it within the time, or appeals with the grounds, retaliation among them; silence is recorded by the office.",
        named="employee", deadlines=(limits.APPEAL_DUE,)),
    State("appealed_department", "部门申诉", "Appeal to the department", HEADS,
        "由没有签发、也不是直属上司的部门负责人听取双方，维持或撤销，写明意见。", "A head who neither issued it nor is the superior hears both sides, upholds or revokes, and says why.",
        deadlines=(limits.DECISION_DUE,)),
    State("appealed_director", "主任申诉", "Appeal to the director", DIRECTOR,
        "听取双方，维持或撤销，写明意见。", "Hear both sides, uphold or revoke, and say why.", deadlines=(limits.DECISION_DUE,)),
    State("appealed_company", "经理申诉", "Appeal to the company", COMPANY_MANAGER,
        "听取双方，作最后决定，写明意见。", "Hear both sides, decide for good, and say why.", deadlines=(limits.DECISION_DUE,)),
    State("acknowledged", "已认可", "Acknowledged", SUMMERS,
        "月末汇总：分析根源，写明纠正预防措施；系统按当月累计算出建议。",
        "At the month's end: find the root cause and set measures; the month's sum gives the proposal.", deadlines=(limits.SUMMARY_DUE,)),
    State("upheld", "已维持", "Upheld", SUMMERS,
        "本人在时限内还可向上一级申诉；时限过后月末汇总。", "The person may appeal one level up within the time; after that it is summed up at the month's end.",
        deadlines=(limits.APPEAL_DUE, limits.SUMMARY_DUE)),
    State("revoked", "已撤销", "Revoked", SUMMERS,
        "本单不扣分不处罚；月末汇总时写明经过和改进；其他单累计的建议可能落在本单。",
        "No points and no penalty for this; tell at the month's end what happened and what changes. What the month's others add up to may stand here.",
        deadlines=(limits.SUMMARY_DUE,)),
    State("summarised", "已汇总", "Summed up", SUMMERS,
        "建议由办公室或主任确认（辞退由主任提请，主任为直属上司的由经理确认；核对扣款上限）；须公布的公布；次月 1 至 5 日报财务。",
        "The office or the director confirms the proposal (a dismissal is the director's, or the company manager's where the director is the superior; check the cap); post it where due; to finance on the 1st to 5th of next month.",
        deadlines=(limits.FINANCE_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.ISSUE_NOTICE, "draft", "issued", needs=form.NOTICE,
        when=[not_about_oneself, appeal.charged_is_of_the_staff, appeal.superior_is_another, appeal.superior_below_the_company, appeal.happened_already],
        effects=[Compute("issuer_post", appeal.issuer_post), Compute("superior_directs", appeal.superior_directs)], clause="KPI 3.4.1.1-3, KPI 3.3.3, KPI 3.5.1"),
    Transition(on.ACKNOWLEDGE, "issued", "acknowledged", clause=BEYOND),
    Transition(on.RECORD_SILENCE, "issued", "acknowledged", by=OFFICE, when=[appeal.appeal_time_is_over, not_own_matter], reason=True, clause=BEYOND),
    Transition(on.APPEAL, "issued", "appealed_company", route=appeal.appeal_to_company, needs=form.APPEAL, when=[appeal.appeal_in_time],
        effects=LEVEL, clause="KPI 3.4.3.3"),
    Transition(on.APPEAL, "issued", "appealed_director", route=appeal.appeal_to_director, needs=form.APPEAL, when=[appeal.appeal_in_time],
        effects=LEVEL, clause="KPI 3.4.3.2"),
    Transition(on.APPEAL, "issued", "appealed_department", needs=form.APPEAL, when=[appeal.appeal_in_time], effects=LEVEL, clause="KPI 3.4.3.1"),
    Transition(on.UPHOLD, APPEALS, "upheld", needs=form.DECISION, when=FAIR, effects=DECIDED,
        clause="KPI 3.4.3.1-3, KPI 3.3.4"),
    Transition(on.REVOKE, APPEALS, "revoked", when=FAIR, effects=DECIDED,
        clause="KPI 3.4.3.1-3, KPI 3.3.4"),
    Transition(on.APPEAL, "upheld", "appealed_company", by=STAFF, named="employee", route=appeal.appeal_to_company, needs=form.APPEAL,
        when=[appeal.appeal_in_time], effects=LEVEL, clause="KPI 3.4.3.3"),
    Transition(on.APPEAL, "upheld", "appealed_director", by=STAFF, named="employee", needs=form.APPEAL,
        when=[appeal.appeal_left, appeal.appeal_in_time], effects=LEVEL, clause="KPI 3.4.3.2"),
    Transition(on.SUMMARISE, ("acknowledged", "revoked"), "summarised", needs=form.SUMMARY, when=[not_own_matter, months_end_has_come],
        effects=SUMMED_UP, clause="KPI 3.4.1.4, KPI 3.4.1.6, KPI 3.4.2.1-7, KPI 3.5.2"),
    Transition(on.SUMMARISE, "upheld", "summarised", needs=form.SUMMARY,
        when=[not_own_matter, months_end_has_come, appeal.appeal_time_is_over], effects=SUMMED_UP,
        clause="KPI 3.4.1.4, KPI 3.4.1.6, KPI 3.4.2.1-7, KPI 3.5.2"),
    Transition(on.CONFIRM_PENALTY, "summarised", None, by=(OFFICE, DIRECTOR, COMPANY_MANAGER), needs=form.PENALTY,
        when=[not_own_matter, not_who_began, appeal.not_the_superior, fault.within_proposal, fault.cap_is_checked, fault.dismissal_by_director],
        effects=SHARES, clause="KPI 3.4.2, CSH 1.2.1.3"),
    Transition(on.REPORT_TO_FINANCE, "summarised", "closed", needs=form.REPORTED,
        when=[not_own_matter, fault.penalty_is_confirmed, fault.posted_where_due], clause="KPI 3.4.1.5, KPI 3.4.2.5"),
    Transition(on.CANCEL, "draft", "cancelled", clause=BEYOND),
]
# fmt: on

FAULT_NOTICE = Procedure(
    "fault_notice",
    version=1,
    zh="过失通知与申诉",
    en="Fault notice and appeal",
    prefix="GS",
    clause="KPI 3.4",
    about_zh="客服部员工的过失通知、申诉、月末汇总和处罚建议；处罚由人确认，系统不扣款、不辞退。",
    about_en="Fault notices to service staff, appeals, the month's sum and proposed penalties; people confirm them, the program deducts nothing and dismisses nobody.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.FAULT_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.CHARGED,
    computes=[Compute("month", fault.fault_month), Compute("month_ends", month_ends)],
)
