"""增加项目申请, CSH 5.4: drilling, a wall, a door, a rail, a screen; during a renovation or at any time later."""

from __future__ import annotations

from flows.definition import BEYOND, OpenEntry, Procedure, State, Transition
from flows.procedures import events as on
from flows.procedures import guards_works as works
from flows.procedures import works_forms as form
from flows.procedures.fields import HANDED_TO
from flows.procedures.guards_party import owner_or_agent
from flows.procedures.guards_people import four_eyes
from flows.procedures.limits import REVIEW_DAYS, REVIEW_DUE
from flows.procedures.roles import DIRECTOR, ENGINEERING_SUPERVISOR, FRONT_DESK

REVIEWS = ("engineering_review", "director_approval")
ENTRY = "additional_works"

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "填写申请", "Draft", FRONT_DESK,
        "核对业主或装修负责人；逐项问清做什么、在哪里、动不动墙。要动承重结构的当场说明不批，驳回并写明原因。",
        "Check the owner or agent; ask for each work what, where, and whether a wall is touched. What bears load is refused at once: reject it with the reason."),
    State("engineering_review", "工程主管审核", "Engineering review", ENGINEERING_SUPERVISOR,
        "对照图纸或到现场核实墙体、管线和防水，写明意见；涉及承重结构的驳回。",
        "By drawings or on the spot find out about wall, pipes and waterproofing and write your opinion; reject what touches the load-bearing structure.",
        deadlines=(REVIEW_DUE,)),
    State("director_approval", "主任审批", "Director's approval", DIRECTOR,
        "看工程主管的核查情况和意见，写明审批意见。", "Weigh the engineering supervisor's findings and opinion, write your own.", deadlines=(REVIEW_DUE,)),
    State("approved", "已批准", "Approved", FRONT_DESK,
        "申请表复印一份留底，原件交申请人签收；交代施工时间和注意事项。",
        "Copy the application for the file and hand the original to the applicant, who signs; tell them the hours and cautions."),
    State("closed", "已关闭", "Closed"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
]
TRANSITIONS = [
    Transition(on.SUBMIT, "draft", "engineering_review", needs=form.ADDITIONAL, documents=[form.SKETCH],
        when=[owner_or_agent, works.wall_not_load_bearing, works.wall_is_told, works.outside_keeps_its_style, works.works_lie_ahead],
        clause="CSH 5.4.1-2"),
    Transition(on.ENDORSE, "engineering_review", "director_approval", needs=form.FOUND,
        when=[four_eyes, works.found_not_load_bearing], clause="CSH 5.4.3"),
    Transition(on.APPROVE, "director_approval", "approved", when=[four_eyes, works.found_not_load_bearing, works.works_lie_ahead],
        clause="CSH 5.4.3"),
    Transition(on.HAND_OVER, "approved", "closed", needs=[HANDED_TO], documents=[form.FILED_COPY],
        effects=[OpenEntry(ENTRY, copies=("contractor",), valid_from="starts_on", valid_until="ends_on")], clause="CSH 5.4.3"),
    Transition(on.RETURN, REVIEWS, "draft", clause=BEYOND),
    Transition(on.REJECT, ("draft", *REVIEWS), "rejected", clause=BEYOND),
    Transition(on.WITHDRAW, ("draft", *REVIEWS, "approved"), "withdrawn", by=FRONT_DESK, clause=BEYOND),
]
# fmt: on

ADDITIONAL_WORKS = Procedure(
    "additional_works",
    version=1,
    zh="增加项目申请",
    en="Additional works",
    prefix="AW",
    clause="CSH 5.4",
    about_zh="打孔、打墙、装防盗门、防护栏、防蚊纱窗等之前申请；承重结构不批。",
    about_en="Before drilling, taking down a wall, fitting a security door, rail or screen; never what bears load.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[REVIEW_DAYS],
)
