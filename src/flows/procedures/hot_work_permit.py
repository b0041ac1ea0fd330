"""动火许可证, CSH 5.5: needed before any electric welding; other open flames go the same way."""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    CLOCK,
    Deadline,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    Procedure,
    Setting,
    Span,
    State,
    Transition,
)
from flows.procedures import events as on
from flows.procedures import guards_hot_work as hot
from flows.procedures import hot_work_forms as form
from flows.procedures.guards_party import owner_or_agent
from flows.procedures.guards_people import four_eyes
from flows.procedures.limits import REVIEW_DAYS
from flows.procedures.roles import DIRECTOR, ENGINEERING_SUPERVISOR, FRONT_DESK, SAFETY_SUPERVISOR

REVIEWS = ("engineering_review", "safety_review", "director_approval")
PERMITTED = ("approved", "issued", "sealed", "in_force")
ENTRY = "hot_work_permit"
# Told by night too: an ember doesn't wait for the morning.
OVER = Deadline(
    "permit_over",
    "动火时段结束",
    "Permitted period over",
    Span("field", field="ends_at"),
    "expire",
    BEYOND,
    urgent=True,
)
# A decision that comes after the hour applied for helps nobody, however many working days a review may take.
DECIDED = Deadline(
    "review_due",
    "审批时限",
    "Review due",
    Span("working_days", setting="review_days", before="starts_at"),
    clause=BEYOND,
)
WATCH_DUE = Deadline(
    "close_due", "复查关闭时限", "Closing due", Span("minutes", setting="close_minutes"), clause=BEYOND, urgent=True
)

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "填写申请", "Draft", FRONT_DESK,
        "核对业主或装修负责人身份；填动火部位、作业、焊工与看火人、起止时间，收焊工证和身份证复印件，齐了再提交。",
        "Check that the owner or agent applies; fill in place, work, welder, fire watcher and period, take copies of certificate and ID, then submit."),
    State("engineering_review", "工程主管审核", "Engineering review", ENGINEERING_SUPERVISOR,
        "到现场查看作业部位和防火措施，写明查看情况和意见；同意转安全主管，资料有误退回前台。",
        "Look at the place and its protection, write down findings and opinion; endorsed it goes to safety, faulty back to the desk.",
        deadlines=(DECIDED,)),
    State("safety_review", "安全主管审核", "Safety review", SAFETY_SUPERVISOR,
        "到现场核查可燃物、灭火器和看火人，写明查看情况和意见；同意转主任审批。",
        "Check combustibles, extinguishers and the fire watcher on the spot, write down findings and opinion; endorsed it goes to the director.",
        deadlines=(DECIDED,)),
    State("director_approval", "主任审批", "Director's approval", DIRECTOR,
        "看两位主管的意见和动火时段，写明审批意见；批准后由前台开证。",
        "Weigh both supervisors' opinions and the period, write your own; once approved the desk issues the permit.",
        deadlines=(DECIDED,)),
    State("approved", "已批准", "Approved", FRONT_DESK,
        "再核对焊工证有效期，开具许可证并送主任盖章；告知申请人此时尚不能动火。",
        "Check the certificate's dates again, issue the permit and take it to the director; tell the applicant not to start yet.",
        deadlines=(OVER,)),
    State("issued", "已开证", "Issued", DIRECTOR,
        "核对许可证与批准内容一致后盖章，再交前台交付。",
        "Compare the permit with what was approved and seal it; the desk then hands it over.", deadlines=(OVER,)),
    State("sealed", "已盖章", "Sealed", FRONT_DESK,
        "张贴动火告示，复印许可证留底并请申请人签收，再交付原件；交付后方可动火。",
        "Post the notice, copy the permit and have the applicant sign the copy, then hand the original over; only now may work begin.",
        deadlines=(OVER,)),
    State("in_force", "许可生效", "In force", (FRONT_DESK, SAFETY_SUPERVISOR),
        "留意作业时段；申请人报告收工时问清收工时间并登记，随即开始看火。",
        "Mind the period; when the applicant reports the end of work record its time, and the fire watch begins.",
        deadlines=(OVER,)),
    State("fire_watch", "看火", "Fire watch", SAFETY_SUPERVISOR,
        "看火满规定时间后到现场复查，确认无遗留火种再关闭。",
        "Once the watch has lasted its minutes look at the place again, and close when no ember is left.",
        deadlines=(WATCH_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("rejected", "已驳回", "Rejected"),
    State("withdrawn", "已撤回", "Withdrawn"),
    State("revoked", "已撤销", "Revoked"),
    State("expired", "已过期", "Expired"),
]
TRANSITIONS = [
    Transition(on.SUBMIT, "draft", "engineering_review", needs=form.APPLICATION,
        documents=[form.WELDER_CERTIFICATE, form.WELDER_ID],
        when=[owner_or_agent, hot.welder_certified, hot.fire_watcher_is_not_welder, hot.place_allows_hot_work,
              hot.end_after_start, hot.within_permit_hours, hot.work_not_in_past], clause="CSH 5.5.1-4"),
    Transition(on.ENDORSE, "engineering_review", "safety_review", needs=form.LOOK,
        when=[four_eyes, hot.site_looked_at], clause="CSH 5.5.4"),
    Transition(on.ENDORSE, "safety_review", "director_approval", needs=form.LOOK,
        when=[four_eyes, hot.site_looked_at], clause="CSH 5.5.4"),
    Transition(on.APPROVE, "director_approval", "approved", when=[four_eyes, hot.period_not_over], clause="CSH 5.5.4"),
    Transition(on.RETURN, REVIEWS, "draft", clause=BEYOND),
    Transition(on.REJECT, REVIEWS, "rejected", clause="CSH 5.5"),
    Transition(on.ISSUE, "approved", "issued", when=[hot.welder_certified, hot.period_not_over],
        effects=[GiveNumber("permit_number", "DH", "许可证编号", "Permit number")], clause="CSH 5.5.5"),
    Transition(on.SEAL, "issued", "sealed", clause="CSH 5.5.5"),
    Transition(on.HAND_OVER, "sealed", "in_force", needs=form.HANDED_OVER, documents=[form.SIGNED_COPY], when=[hot.notice_posted],
        effects=[OpenEntry(ENTRY, copies=("permit_number", "place", "method", "welder", "fire_watcher"),
            valid_from="starts_at", valid_until="ends_at")], clause="CSH 5.5.5"),
    Transition(on.FINISH_WORK, "in_force", "fire_watch", needs=form.WORK_ENDED, when=[hot.work_has_ended],
        effects=[MoveEntry(ENTRY, "used")], clause=BEYOND),
    Transition(on.CLOSE, "fire_watch", "closed", needs=form.LAST_LOOK, when=[hot.watch_has_lasted, hot.no_hazard_left],
        clause=BEYOND),
    Transition(on.REVOKE, PERMITTED, "revoked", by=(SAFETY_SUPERVISOR, DIRECTOR), effects=[MoveEntry(ENTRY, "void")],
        clause=BEYOND),
    Transition(on.EXPIRE, PERMITTED, "expired", by=CLOCK, effects=[MoveEntry(ENTRY, "ended")], clause=BEYOND),
    Transition(on.WITHDRAW, ("draft", *REVIEWS, "approved", "issued", "sealed"), "withdrawn", by=FRONT_DESK, clause=BEYOND),
]
# fmt: on

HOT_WORK_PERMIT = Procedure(
    "hot_work_permit",
    version=2,
    zh="动火许可证",
    en="Hot-work permit",
    prefix="HW",
    clause="CSH 5.5",
    about_zh="电焊等明火作业之前办理；一证一处、一个时段，不得涂改延长。",
    about_en="Before welding or any open flame; one permit for one place and period, never altered or stretched.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("permit_hours", 8, "每证最长小时数", "Longest permit", BEYOND, "hours"),
        Setting("watch_minutes", 60, "收工后看火分钟数", "Fire watch after the work", BEYOND, "minutes"),
        Setting("close_minutes", 120, "收工后复查关闭时限", "Time to close after the work", BEYOND, "minutes"),
        REVIEW_DAYS,
    ],
)
