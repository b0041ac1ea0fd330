"""客户迁入, EMP move-in: every department is told and ready before the customer comes."""

from __future__ import annotations

from flows.definition import BEYOND, Deadline, Procedure, Setting, SignOff, Span, StartCase, State, Transition
from flows.procedures import events as on
from flows.procedures import guards_moving as moving
from flows.procedures import moving_forms as form
from flows.procedures import service_forms
from flows.procedures.guards_construction import somebody_signed
from flows.procedures.guards_service import new_time_ahead, new_time_confirmed
from flows.procedures.roles import CLEANING_LEAD, ENGINEERING_SUPERVISOR, FRONT_DESK, LOBBY_LEAD, SAFETY_SUPERVISOR

DEPARTMENTS = (ENGINEERING_SUPERVISOR, SAFETY_SUPERVISOR, CLEANING_LEAD, LOBBY_LEAD)
MOVE_DUE = Deadline(
    "move_due", "迁入时间", "Day of the move", Span("field", field="appointment"), clause="EMP move-in.2"
)
CLOSE_DUE = Deadline("close_due", "收尾时限", "To be closed", Span("days", setting="settling_days"))

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("requested", "客户提出迁入", "Requested", FRONT_DESK,
        "核对业主、租户登记；问清迁入时间、电话、要不要代找搬家公司或手推车、有没有大件。",
        "Check the register; ask for time and telephone, whether a mover or a trolley is wanted, and for large things."),
    State("preparing", "各部门准备", "Departments prepare", (FRONT_DESK, *DEPARTMENTS),
        "各部门主管备好设施、加强巡查、保护公共部位，各自会签“准备就绪”；全部会签后前台确认。",
        "Each department prepares, patrols more, protects common parts and signs; when all have, the desk confirms.",
        deadlines=(MOVE_DUE,), sign_offs=(
            SignOff(ENGINEERING_SUPERVISOR, "engineering_confirms"), SignOff(SAFETY_SUPERVISOR, "safety_confirms"),
            SignOff(CLEANING_LEAD, "cleaning_confirms"), SignOff(LOBBY_LEAD, "lobby_confirms"))),
    State("ready", "准备就绪", "Ready", FRONT_DESK,
        "迎接客户，送花致意；协助搬入。时间有变的退回，各部门重新确认。",
        "Meet the customer with flowers and help with the move. If the time changes, send it back for the departments to confirm.",
        deadlines=(MOVE_DUE,)),
    State("moved_in", "已迁入", "Moved in", FRONT_DESK,
        "客户需要其他服务的另立特约服务单；查看公共部位后关闭。",
        "Start a special service for what else is wanted; look at the common parts, then close.", deadlines=(CLOSE_DUE,)),
    State("closed", "已关闭", "Closed"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.REGISTER, "requested", "preparing", needs=form.MOVE_IN, when=[moving.belongs_to_unit, new_time_ahead],
        clause="EMP move-in.1-2"),
    Transition(on.CONFIRM_READY, "preparing", None, by=DEPARTMENTS, needs=form.READY, signs=True, clause="EMP move-in.2-3"),
    Transition(on.FINISH_PREPARATIONS, "preparing", "ready", by=FRONT_DESK, when=[somebody_signed], clause="EMP move-in.2-3"),
    Transition(on.RESCHEDULE, "preparing", None, by=FRONT_DESK, needs=service_forms.NEW_TIME,
        when=[new_time_confirmed, new_time_ahead], clause=BEYOND),
    Transition(on.RETURN, "ready", "preparing", needs=service_forms.NEW_TIME, when=[new_time_confirmed, new_time_ahead], clause=BEYOND),
    Transition(on.MOVE_IN, "ready", "moved_in", needs=form.MOVED_IN, when=[moving.belongs_to_unit, moving.welcomed],
        clause="EMP move-in.4"),
    Transition(on.ORDER_SERVICE, "moved_in", None, needs=form.ON_REQUEST, effects=[StartCase("special_service", ("content", "contact"))],
        clause="EMP move-in.5"),
    Transition(on.CLOSE, "moved_in", "closed", needs=form.COMMON_PARTS, when=[moving.common_parts_checked], clause="EMP move-in.3"),
    Transition(on.CANCEL, ("requested", "preparing", "ready"), "cancelled", by=FRONT_DESK, clause=BEYOND),
]
# fmt: on

MOVE_IN = Procedure(
    "move_in",
    version=1,
    zh="客户迁入",
    en="Moving in",
    prefix="MI",
    clause="EMP move-in",
    about_zh="客户迁入前各部门各自确认准备就绪，迁入当天迎接，随后按需提供服务。",
    about_en="Each department confirms that it is ready before a customer moves in; they are welcomed, and served on request.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=[
        Setting("engineering_confirms", True, "工程部主管须会签", "Engineering confirms", "EMP move-in.2"),
        Setting("safety_confirms", True, "安全主管须会签", "Safety confirms", "EMP move-in.2"),
        Setting("cleaning_confirms", True, "保洁班长须会签", "Cleaning confirms", "EMP move-in.2"),
        Setting("lobby_confirms", True, "大堂助理班长须会签", "The lobby confirms", "EMP move-in.2"),
        Setting("settling_days", 3, "收尾时限", "Time to settle in", BEYOND, "days"),
    ],
)
