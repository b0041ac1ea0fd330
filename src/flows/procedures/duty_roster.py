"""值班安排, CSH 2.1 and 1.2.4.3: a month's duties drawn up, published and swapped."""

from __future__ import annotations

from flows.definition import BEYOND, Compute, MoveEntry, OpenEntry, Procedure, RoleFrom, State, Transition
from flows.procedures import duty_forms as form
from flows.procedures import events as on
from flows.procedures import guards_roster as roster
from flows.procedures import limits_office as limits
from flows.procedures.guards_office import month_ends, month_is_over, nothing_of_the_kind, whole_month
from flows.procedures.roles import CS_SUPERVISOR, LOBBY_LEAD

MAKER = RoleFrom("maker", (CS_SUPERVISOR, LOBBY_LEAD))
DUTY = "duty"

# The two tables of the office: one row, one state or arrow.
# fmt: off
STATES = [
    State("draft", "编制", "Draft", MAKER,
        "月底前排好下月：每天早晚两班都有人，同一人一天不排两班；可分几次排，排错的删去重排，排完公布。",
        "Draw up next month by this month's end: both shifts of every day covered, nobody on two a day; add in several goes, drop what is wrong, then publish.",
        deadlines=(limits.PUBLISH_DUE,)),
    State("published", "已公布", "Published", MAKER,
        "按表值班；换班的当天之前登记，两人互换填两行；月后归档。",
        "Duty is done as it stands here; record swaps before the day, two lines where two change with each other; file it after the month.",
        deadlines=(limits.ROSTER_FILED_DUE,)),
    State("archived", "已归档", "Archived"),
    State("cancelled", "已取消", "Cancelled"),
]
TRANSITIONS = [
    Transition(on.ADD_DUTIES, "draft", None, needs=[form.DUTIES], when=[roster.duties_within_month, roster.duties_of_the_team],
        effects=[OpenEntry(DUTY, ("person", "shift"), per="duties", valid_from="day_from", valid_until="day_until")],
        clause="CSH 2.1, CSH 1.2.4.3"),
    Transition(on.DROP_DUTIES, "draft", None, needs=[form.DROPPED],
        effects=[Compute("duties", roster.duties_left), MoveEntry(DUTY, "void", line="lines_dropped")], clause=BEYOND),
    Transition(on.PUBLISH, "draft", "published",
        when=[nothing_of_the_kind, roster.every_shift_covered, roster.nobody_on_two_shifts], clause="CSH 2.1, CSH 2.2"),
    Transition(on.SWAP_DUTY, "published", None, needs=[form.SWAPS],
        when=[roster.swaps_within_month, roster.swaps_within_team, roster.was_on_duty, roster.swap_doubles_nobody], reason=True,
        effects=[OpenEntry("duty_swap", ("day", "shift", "instead_of", "stand_in"), per="swaps")], clause="CSH 4.2.2.2.4"),
    Transition(on.ARCHIVE, "published", "archived", when=[month_is_over],
        effects=[MoveEntry(DUTY, "ended"), MoveEntry("duty_swap", "ended")], clause="CSH 1.2.4.7"),
    Transition(on.CANCEL, "draft", "cancelled", effects=[MoveEntry(DUTY, "void")], clause=BEYOND),
]
# fmt: on

DUTY_ROSTER = Procedure(
    "duty_roster",
    version=1,
    zh="值班安排",
    en="Duty roster",
    prefix="PB",
    clause="CSH 2.1, CSH 1.2.4.3",
    about_zh="客服中心和大堂每月的值班表：排班、公布、换班、归档。",
    about_en="The month's roster of centre and lobby: drawn up, published, swapped, filed.",
    states=STATES,
    transitions=TRANSITIONS,
    settings=limits.ROSTER_SETTINGS,
    unit="none",
    applicant="none",
    asks=form.ROSTER,
    computes=[
        Compute("month", whole_month),
        Compute("month_ends", month_ends),
        Compute("maker", roster.roster_maker),
        Compute("publish_by", roster.publish_by),
    ],
)
