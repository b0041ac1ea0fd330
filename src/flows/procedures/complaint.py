"""投诉处理, EMP ch4.2 and what the other handbooks add: from the customer's first word to the follow-up."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, Procedure, RoleFrom, State, Transition
from flows.procedures import complaint_forms as form
from flows.procedures import events as on
from flows.procedures import guards_complaint as voice
from flows.procedures import limits
from flows.procedures.fields import DONE, FOLLOW_UP
from flows.procedures.guards_people import (
    assignee_in_department,
    follow_up_not_by_executor,
    four_eyes,
    not_about_me,
    not_assigned_to_accused,
    not_own_proposal,
)
from flows.procedures.roles import (
    COMPANY_MANAGER,
    CS_SUPERVISOR,
    DIRECTOR,
    FRONT_DESK,
    LOBBY_ASSISTANT,
    LOBBY_LEAD,
    OFFICE,
)

DESK = (FRONT_DESK, CS_SUPERVISOR)
# The handbook has the director report; where the complaint is about the director, the company writes it down itself.
REPORTERS = (DIRECTOR, COMPANY_MANAGER)
HANDLER = RoleFrom("handler", form.HANDLERS)
NAMED = "assignee"
OPEN = (
    "recorded",
    "assigned",
    "investigating",
    "resolution_proposed",
    "director_approval",
    "executing",
    "feedback",
    "follow_up",
)
BEFORE_EXECUTING = ("received", "recorded", "assigned", "investigating", "resolution_proposed", "director_approval")
DUE = (limits.RESOLUTION_DUE,)
DONE_BY = Compute("completed_by", voice.done_by)
# Whoever took it over is named until it is assigned anew.
TAKERS = (Compute("taken_over_by", voice.taken_over_by), Compute("taker_posts", voice.taker_posts))
ASSIGNED = (Compute("handler", voice.department_assigned), Compute("due_at", voice.resolution_due), *TAKERS)
TAKEN_OVER = (
    Compute("handler", voice.taker_post),
    Compute(NAMED, voice.taker),
    Compute("due_at", voice.resolution_due_kept),
    *TAKERS,
)
FRESH = [four_eyes, not_about_me, not_own_proposal]
FAIR = [not_about_me, not_assigned_to_accused, assignee_in_department]

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("received", "收到投诉", "Received", (FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD),
        "先接受、不争辩；问清何时何地何事和希望怎样解决，记下后复述请对方确认；可以匿名。",
        "Take it kindly and don't argue; ask when, where, what and the remedy wished for, write it down and read it back; it may be anonymous.",
        deadlines=(limits.RECORD_DUE,)),
    State("recorded", "已记录", "Recorded", DESK,
        "当场能解决的解决并记下做法；其余由客服主管定等级、类别，分派部门和经办人。",
        "Settle on the spot what can be settled and write down how; the rest is graded and assigned by the supervisor.",
        deadlines=(limits.ASSIGN_DUE,)),
    State("assigned", "已分派", "Assigned", HANDLER,
        "联系投诉人，着手调查；本级不能解决的上报。",
        "Contact the complainant and begin; escalate what can't be settled at this level.", named=NAMED, deadlines=DUE, pauses=limits.PAUSES),
    State("investigating", "调查中", "Investigating", HANDLER,
        "查清事实和原因，提出措施；有赔偿的写明金额。",
        "Find out the facts and the cause and propose measures, with the sum of any compensation.", named=NAMED, deadlines=DUE, pauses=limits.PAUSES),
    State("resolution_proposed", "方案待审", "Resolution proposed", RoleFrom("reviewer", (CS_SUPERVISOR, DIRECTOR, COMPANY_MANAGER, OFFICE)),
        "看调查是否清楚、措施是否得当，写明意见；重大或有赔偿的转主任批准。",
        "Weigh findings and measures and write your opinion; a major one or one with compensation goes to the director.", deadlines=DUE),
    State("director_approval", "主任批准", "Director's approval", RoleFrom("approver", (DIRECTOR, COMPANY_MANAGER)),
        "批准方案，或写明理由退回再查；重大投诉须上报公司。",
        "Approve, or return it with a reason for further inquiry; a major complaint is reported to the company.", deadlines=DUE),
    State("executing", "执行中", "Executing", HANDLER,
        "按批准的措施办理，完成后写明做了什么。", "Carry the measures out and write down what was done.", named=NAMED, deadlines=DUE, pauses=limits.PAUSES),
    State("feedback", "待反馈", "Feedback", DESK,
        "向投诉人说明处理结果和理由，记下对方的反应。",
        "Explain the outcome and its reasons to the complainant and note how it was taken.", deadlines=(limits.FEEDBACK_DUE,)),
    State("follow_up", "待回访", "Follow-up", DESK,
        "由没有经办此事的人回访：满意的归档，不满意的由客服主管重新分派。",
        "Somebody who did not carry it out follows up: content, it is archived; not content, the supervisor assigns it anew.",
        deadlines=(limits.COMPLAINT_FOLLOW_UP_DUE,)),
    State("escalated", "已上报", "Escalated", RoleFrom("level", (CS_SUPERVISOR, DIRECTOR, COMPANY_MANAGER)),
        "尽快接手，重新核定等级，亲自调查处理。", "Take it over soon, confirm or change the grade, and deal with it yourself.",
        deadlines=(limits.TAKE_OVER_DUE,)),
    State("archived", "已归档", "Archived"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
TRANSITIONS = [
    Transition(on.RECORD, "received", "recorded", needs=form.RECORD, when=[voice.complainant_known, voice.repeated_and_confirmed],
        effects=[Compute("accused_posts", voice.accused_posts)], clause="KPI 1.1.7, OPS C 5.1"),
    Transition(on.RESOLVE_AT_DESK, "recorded", "feedback", by=FRONT_DESK, needs=DONE, when=[not_about_me], effects=[DONE_BY],
        clause="EMP ch4.1.7"),
    Transition(on.ASSIGN, "recorded", "assigned", by=CS_SUPERVISOR, needs=form.ASSIGNMENT, when=FAIR, effects=ASSIGNED,
        clause="CSH 1.2.2.6"),
    Transition(on.INVESTIGATE, "assigned", "investigating", when=[not_about_me], clause="OPS F 2.5"),
    Transition(on.PROPOSE, "investigating", "resolution_proposed", needs=form.PROPOSAL, when=[not_about_me],
        effects=[Compute("proposed_by", voice.proposed_by), Compute("reviewer", voice.reviewing_level)], clause="OPS F 2.5"),
    Transition(on.APPROVE_RESOLUTION, "resolution_proposed", "director_approval", route=voice.director_must_approve,
        when=FRESH, effects=[Compute("approver", voice.approving_level)], clause="CSH 1.2.1.4"),
    Transition(on.APPROVE_RESOLUTION, "resolution_proposed", "executing", when=FRESH, clause="CSH 1.2.1.4"),
    Transition(on.APPROVE, "director_approval", "executing", when=FRESH, clause="CSH 1.2.1.4"),
    Transition(on.RETURN, "director_approval", "investigating", when=[not_about_me], clause="CSH 1.2.1.4"),
    Transition(on.ESCALATE, OPEN, "escalated", needs=form.ESCALATION, when=[voice.higher_level_exists],
        effects=[Compute("level", voice.next_level)], clause="CSH 2.3.5.2, OPS C 5.1"),
    Transition(on.TAKE_OVER, "escalated", "investigating", needs=form.GRADING, when=[not_about_me], effects=TAKEN_OVER,
        clause="CSH 2.3.5.2, CSH 1.2.2.7"),
    Transition(on.REPORT_TO_COMPANY, (*OPEN[1:], "escalated"), None, by=REPORTERS, needs=form.REPORT, when=[voice.is_major, not_about_me],
        effects=[Compute("company_told_on", voice.told_today)], clause=f"CSH 1.2.1.4, {BEYOND}"),
    Transition(on.COMPLETE, "executing", "feedback", needs=DONE, when=[not_about_me], effects=[DONE_BY], clause="OPS F 2.5"),
    Transition(on.GIVE_FEEDBACK, "feedback", "follow_up", needs=form.FEEDBACK, when=[not_about_me], clause="OPS F 2.5"),
    Transition(on.RECORD_FOLLOW_UP, "follow_up", "archived", needs=FOLLOW_UP,
        when=[not_about_me, follow_up_not_by_executor, voice.company_was_told], clause="OPS A 7.2.2, EMP ch3.28"),
    Transition(on.REOPEN, "follow_up", "assigned", by=CS_SUPERVISOR, needs=form.ASSIGNMENT, when=FAIR,
        effects=[*ASSIGNED, Compute("reopened_count", voice.count_reopened)], clause="OPS C 3.3"),
    Transition(on.WITHDRAW, BEFORE_EXECUTING, "withdrawn", by=FRONT_DESK, when=[not_about_me], clause=BEYOND),
]
# fmt: on

COMPLAINT = Procedure(
    "complaint",
    version=1,
    zh="投诉处理",
    en="Complaint",
    prefix="CP",
    clause="EMP ch4.2, EMP ch4.1.7, OPS C 5, OPS D 4.2, OPS F 2.5",
    about_zh="业户投诉的记录、分派、处理、反馈和回访；被投诉的人不经办。",
    about_en="Complaints recorded, assigned, settled, answered and followed up; never by the person complained of.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[*limits.COMPLAINT_SETTINGS, *limits.PAUSE_SETTINGS],
    unit="optional",
    applicant="optional",
)
