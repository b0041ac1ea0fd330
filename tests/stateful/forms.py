"""Forms for an event as the office would fill them in at this moment, now and then with another choice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

from flows.definition import Field
from tests.stateful.knowledge import Running
from tests.stories.office import StoryOffice
from tests.stories.ready import FACTS

HOURS = {"starts_at": 2, "ends_at": 5, "looked_at": 0, "work_ended_at": 0, "appointment": 4}
SURE = {"department": "finance", "assignee": "finance", "technician": "technician", "surroundings": "indoors"}
ONE_OF: dict[str, tuple[Any, ...]] = {
    "about_staff": (None, None, None, "cs_supervisor", "finance"),
    "fee": ("0", "80", "300"),
    "line": (1, 2, 3, 4),
}
LOOSE = 4  # one form in so many is filled in carelessly, and one in so many of its fields wrongly


def form(where: StoryOffice, running: Running, fields: Iterable[Field], chance: Random) -> dict[str, Any]:
    loose = chance.randrange(LOOSE) == 0
    found = {
        field.name: _value(where, running, field, chance, seldom=loose and chance.randrange(LOOSE) == 0)
        for field in fields
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _value(where: StoryOffice, running: Running, field: Field, chance: Random, *, seldom: bool) -> Any:
    if field.kind == "moment":
        return (where.now + timedelta(hours=0 if seldom else HOURS[field.name])).isoformat()
    if field.name in SURE:
        other = {"user": "security", "choice": field.choices[-1].code if field.choices else ""}[field.kind]
        return other if seldom else SURE[field.name]
    if field.name in ONE_OF:
        return chance.choice(ONE_OF[field.name])
    if field.name == "amount":
        return "1" if seldom else running.case.data.get("fee", "80")
    if field.name == "new_end":
        return where.day(chance.choice((5, 40, 70, 100, 200)))
    if field.kind == "choice":
        return chance.choice(field.choices).code
    if field.kind == "flag":
        return not seldom
    return FACTS[running.key].get(field.name)
