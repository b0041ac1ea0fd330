"""Guards on works on a unit: what bears load stays, what is seen from outside matches, and the dates make sense."""

from __future__ import annotations

from flows.definition import Guard, Situation
from flows.procedures.works_forms import LOAD_BEARING, NO_WALL, OUTSIDE

wall_not_load_bearing = Guard(
    "wall_not_load_bearing",
    lambda s: s.text("wall") != LOAD_BEARING.code,
    "承重墙、梁柱和楼板不得拆改打凿，不予批准；请改方案，或驳回并写明原因",
    "Load-bearing walls, beams, columns and slabs are never touched and can't be approved; change the plan, or reject it with the reason",
    reads=("wall",),
    absolute=True,  # the law, and the building's safety
)

found_not_load_bearing = Guard(
    "found_not_load_bearing",
    lambda s: s.text("wall_found") != LOAD_BEARING.code,
    "经核实涉及承重结构，不得批准；请驳回并写明原因，或退回改方案",
    "It was found to bear load and can't be approved; reject it with the reason, or return it to be changed",
    reads=("wall_found",),
    absolute=True,
)


def _takes_a_wall_down(situation: Situation) -> bool:
    return any(row["kind"] == "wall_removal" for row in situation.rows("works"))


wall_is_told = Guard(
    "wall_is_told",
    lambda s: not _takes_a_wall_down(s) or s.text("wall") != NO_WALL.code,
    "打墙须说明是什么墙；不清楚的选“待核实”",
    "Where a wall is taken down, say which kind it is; choose “not known yet” where you don't know",
    reads=("works", "wall"),
    absolute=True,
)

outside_keeps_its_style = Guard(
    "outside_keeps_its_style",
    lambda s: s.data.get("style_kept") is True or not any(row["kind"] in OUTSIDE for row in s.rows("works")),
    "防盗门、防护栏、防蚊纱窗须与本楼统一样式一致",
    "Security doors, guard rails and mosquito screens look as the building's other ones do",
    reads=("works", "style_kept"),
)


def _in_order_and_ahead(situation: Situation) -> bool:
    start, end = situation.day("starts_on"), situation.day("ends_on")
    return start is not None and end is not None and start <= end and situation.today <= end


works_lie_ahead = Guard(
    "works_lie_ahead",
    _in_order_and_ahead,
    "完工日期不能早于开工日期或今天；请更正，或退回改期",
    "The works end neither before they start nor in the past; correct the dates, or return the application for new ones",
    reads=("starts_on", "ends_on"),
    absolute=True,
)
