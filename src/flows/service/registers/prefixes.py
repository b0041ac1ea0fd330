"""The letters before a procedure's numbers, which a site may choose for the cases that it starts from then on.

Numbers run without gaps by site, prefix and year, so no two procedures of a site may ever have had the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import BEYOND, GiveNumber, Procedure, Setting
from flows.service.errors import Invalid
from flows.storage.tables import counters, setting_changes, settings

CODE = "number_prefix"
SHAPE = re.compile(r"[A-Z][A-Z0-9]{1,7}")


def prefix_setting(procedure: Procedure) -> Setting:
    """As a setting among the procedure's own."""
    return Setting(CODE, procedure.prefix, "单号前缀", "Prefix of the numbers", BEYOND)


def prefix_of(connection: Connection, site_id: int, procedure: Procedure) -> str:
    """What the number of a case started now begins with."""
    s = settings.c
    query = select(s.value).where(s.site_id == site_id, s.procedure == procedure.key, s.code == CODE)
    own: str | None = connection.execute(query).scalar_one_or_none()
    return own or procedure.prefix


def fitting_prefix(
    connection: Connection, site_id: int, procedure: Procedure, others: Iterable[Procedure], value: Any
) -> str:
    """Raises Invalid for one that is no prefix, or that another procedure or paper has or had."""
    found = value.strip().upper() if isinstance(value, str) else ""
    if not SHAPE.fullmatch(found):
        raise Invalid.field(
            CODE,
            "前缀用 2 至 8 个大写字母或数字，以字母开头",
            "takes 2 to 8 capital letters or digits, a letter first",
        )
    if found in _taken(connection, site_id, procedure, others):
        raise Invalid.field(CODE, f"前缀 {found} 已用于别的编号", f"{found} is or was the prefix of other numbers")
    return found


def _taken(connection: Connection, site_id: int, procedure: Procedure, others: Iterable[Procedure]) -> set[str]:
    everybody = {p.key: p for p in (*others, procedure)}
    papers = {
        effect.prefix
        for each in everybody.values()
        for transition in each.transitions
        for effect in transition.effects
        if isinstance(effect, GiveNumber)
    }
    declared = {each.prefix for each in everybody.values() if each.key != procedure.key}
    c = setting_changes.c
    query = select(c.procedure, c.after).where(c.site_id == site_id, c.code == CODE)
    had = [(row.procedure, row.after) for row in connection.execute(query) if row.after]
    mine = {procedure.prefix} | {prefix for key, prefix in had if key == procedure.key}
    counted = connection.execute(select(counters.c.prefix).where(counters.c.site_id == site_id).distinct()).scalars()
    return papers | declared | {prefix for key, prefix in had if key != procedure.key} | (set(counted) - mine)
