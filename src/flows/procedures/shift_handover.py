"""交接班, CSH 2.6 and EMP ch4.1.1: from the tidy desk to the supervisor's signature of the day."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, MoveEntry, OpenEntry, Procedure, State, Transition
from flows.procedures import duty_forms as form
from flows.procedures import events as on
from flows.procedures import guards_duty as duty
from flows.procedures import limits_office as limits
from flows.procedures.guards_people import four_eyes
from flows.procedures.roles import ARCHIVIST, CS_SUPERVISOR, DUTY_MANAGER, FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD

ON_DUTY = (FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD, ARCHIVIST)
ABOVE = (CS_SUPERVISOR, DUTY_MANAGER, LOBBY_LEAD)
SIGNED = (Compute("outgoing_signed_at", duty.outgoing_signed), Compute("incoming_signed_at", duty.incoming_signed))
CARRIED = "carried_work"

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("preparing", "交班准备", "Preparing", ON_DUTY,
        "交班前 15 分钟整理物品和台面，写好值班记录；没办完的如实列出，重要的办完再交；上一班交下来的逐件说明。",
        "Fifteen minutes before, put things and desk in order and write the log; list truly what is not done, finish what is important, and tell how the work carried over stands.",
        named="outgoing", deadlines=(limits.TIDY_DUE,)),
    State("inspecting", "接班检查", "Inspecting", ON_DUTY,
        "提前 5 分钟到岗，清点物品、看值班记录、查看区域；损坏和异常请交班人说明并记下；说不清的退回补写，或拒绝接班并上报。",
        "Be there five minutes early, count the things, read the log, walk the area; have damage and anything odd explained and write it down; send it back, or refuse and report.",
        named="incoming", deadlines=(limits.TAKE_ON_DUE,)),
    State("signing", "双方签名", "Signing", ON_DUTY,
        "确认无误后双方各自签名，先后不论；签完才算交接，交班人方可离岗。",
        "With everything in order both sign, in either order; only then is it handed over, and who goes off may leave.",
        deadlines=(limits.TAKE_ON_DUE,)),
    State("handed_over", "已交接", "Handed over", CS_SUPERVISOR,
        "主管当日审阅值班记录并签名；接班人把结转事项办完一件勾一件。",
        "The supervisor reads and signs the log on the same day; who came on ticks off the work carried over as it is done.",
        deadlines=(limits.LOG_REVIEW_DUE,)),
    State("refused", "拒绝接班", "Refused", (CS_SUPERVISOR, DUTY_MANAGER),
        "听双方说明，当场解决：责成交班人补齐后重新交接；在此之前交班人不离岗。",
        "Hear both and settle it on the spot: order it handed over anew when put right; until then who goes off stays.",
        deadlines=(limits.REFUSAL_DUE,)),
    State("reviewed", "已审阅", "Reviewed"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.SUBMIT, "preparing", "inspecting", needs=form.LOG,
        when=[duty.incoming_is_another, duty.desk_is_tidy, duty.no_important_work_left, duty.carried_work_is_told],
        clause="CSH 2.6.2.1-2, CSH 2.6.2.4, EMP ch4.1.1.1-2, EMP ch4.1.1.7.1"),
    Transition(on.INSPECT, "inspecting", "signing", needs=form.INSPECTION,
        when=[duty.shift_was_inspected, duty.arrival_on_the_day, duty.everything_is_explained],
        effects=[Compute("arrived_late", duty.arrived_late), *SIGNED], clause="CSH 2.6.1.1-4, EMP ch4.1.1.3-4, EMP ch4.1.1.7.3"),
    Transition(on.RETURN, ("inspecting", "signing"), "preparing", by=ON_DUTY, named="incoming", clause="CSH 2.6.2.2, EMP ch4.1.1.2"),
    Transition(on.REFUSE_HANDOVER, ("inspecting", "signing"), "refused", by=ON_DUTY, named="incoming", needs=form.REFUSAL, clause="EMP ch4.1.1.5"),
    Transition(on.ORDER_ANEW, "refused", "preparing", clause=BEYOND),
    Transition(on.CHANGE_INCOMING, "inspecting", "preparing", by=ABOVE, needs=[form.INCOMING], reason=True, clause=BEYOND),
    Transition(on.SIGN_HANDOVER, "signing", "handed_over", route=duty.other_shift_signed, when=[duty.of_the_two_shifts, duty.not_signed_yet],
        effects=[*SIGNED, OpenEntry(CARRIED, ("matter", "important", "next_step"), per="open_work")],
        clause="CSH 2.6.1.5, CSH 2.6.2.3, EMP ch4.1.1.6, EMP ch4.1.1.7.2"),
    Transition(on.SIGN_HANDOVER, "signing", None, when=[duty.of_the_two_shifts, duty.not_signed_yet], effects=SIGNED, clause="CSH 2.6.1.5"),
    Transition(on.SETTLE_WORK, "handed_over", None, by=ON_DUTY, named="incoming", needs=form.DONE_LINES,
        effects=[MoveEntry(CARRIED, "used", line="lines_done")], clause="CSH 2.6.1.3"),
    Transition(on.REVIEW_LOG, "handed_over", "reviewed", when=[four_eyes], effects=[MoveEntry(CARRIED, "ended")],
        clause="EMP ch4.1.1.7.2"),
    Transition(on.CANCEL, ("preparing", "inspecting", "refused"), "cancelled", by=ABOVE, clause=BEYOND),
]
# fmt: on

SHIFT_HANDOVER = Procedure(
    "shift_handover",
    version=1,
    zh="交接班",
    en="Shift handover",
    prefix="JB",
    clause="CSH 2.6, EMP ch4.1.1",
    about_zh="客服中心和大堂每班的交接：值班记录、物品、未完成的工作、双方签名和主管当日审阅。",
    about_en="Every handover at centre and lobby: the log, the things, the work not finished, both signatures, the supervisor's the same day.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.HANDOVER_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.STARTED,
    computes=[
        Compute("outgoing", duty.outgoing),
        Compute("handover_at", duty.handover_at),
        Compute("tidy_by", duty.tidy_by),
        Compute("arrive_by", duty.arrive_by),
    ],
)
