"""Forms for an event as the office would fill them in at this moment, now and then with another choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from flows.definition import Field, Procedure
from tests.stateful.knowledge import Running, registered
from tests.stories.office import StoryOffice
from tests.stories.ready import FACTS

HOURS = {"ends_at": 5, "looked_at": 0, "work_ended_at": 0, "appointment": 4, "lead_time": 4}
HOURS |= {"finished_at": 0, "arrived_at": 0}
AHEAD = {("public_area_maintenance", "starts_at"): 30, ("public_area_maintenance", "ends_at"): 34}
USUALLY = 2
SURE = {
    "department": "finance",
    "assignee": "finance",
    "technician": "technician",
    "surroundings": "indoors",
    "incoming": "second_desk",
    "lecturer": "trainer",
    "team": "centre",
}
PEOPLE = {
    "hong": "front_desk",
    "lin": "archivist",
    "ming": "second_desk",
    "qiang": "cs_supervisor",
    "bing": "lobby_lead",
    "tao": "trainer",
}  # the colleagues of `ready`, as they are called in this office
ONE_OF: dict[str, tuple[Any, ...]] = {
    "about_staff": (None, None, None, "cs_supervisor", "finance"),
    "employee": ("front_desk", "second_desk", "archivist", "lobby_assistant", "lobby_lead"),
    "fee": ("0", "80", "300"),
    "line": (1, 2, 3, 4),
    "score": (50, 80, 95),
}
LOOSE = 4  # one form in so many is filled in carelessly, and one in so many of its fields wrongly
MONTHS_BACK = 30  # how far back a roster, a plan, an assessment may lie: so that twins are not all there is


def asked(where: StoryOffice, procedure: Procedure, login: str, chance: Random) -> dict[str, Any]:
    """What the procedure wants to know before a case of it begins."""
    found = {field.name: _of_the_start(where, procedure.key, field, chance) for field in procedure.asks}
    if found.get("incoming") == login:
        found["incoming"] = "front_desk"
    return found


def _of_the_start(where: StoryOffice, key: str, field: Field, chance: Random) -> Any:
    if field.name == "happened_on":
        return where.day(chance.choice((0, -3, -40)))
    if field.kind == "date":
        return where.day(-chance.choice((0, 31, chance.randrange(31 * MONTHS_BACK))))
    if field.name in SURE and chance.random() < 0.7:
        return SURE[field.name]
    if field.name in ONE_OF:
        return chance.choice(ONE_OF[field.name])
    if field.kind == "choice":
        return chance.choice(field.choices).code
    return _in_this_office(FACTS[key].get(field.name))


def form(where: StoryOffice, running: Running, fields: Iterable[Field], chance: Random) -> dict[str, Any]:
    loose = chance.randrange(LOOSE) == 0
    found = {
        field.name: _value(where, running, field, chance, seldom=loose and chance.randrange(LOOSE) == 0)
        for field in fields
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _value(where: StoryOffice, running: Running, field: Field, chance: Random, *, seldom: bool) -> Any:
    name, key = field.name, running.key
    if field.kind == "moment":
        hours = AHEAD.get((key, name), HOURS.get(name, USUALLY))
        return (where.now + timedelta(hours=0 if seldom else hours)).isoformat()
    if name in SURE:
        other = {"user": "security", "choice": field.choices[-1].code if field.choices else ""}[field.kind]
        return other if seldom else SURE[name]
    if name in ONE_OF:
        return chance.choice(ONE_OF[name])
    if name == "amount":
        return "1" if seldom else running.case.data.get("fee", "80")
    if name == "new_end":
        return where.day(chance.choice((5, 40, 70, 100, 200)))
    if field.kind == "choice":
        return chance.choice(field.choices).code
    if field.kind == "flag":
        return not seldom
    if field.kind == "lines" and not seldom:
        return _in_use(running, field)
    value = _in_this_office(FACTS[key].get(name))
    return value if seldom else _in_its_month(value, running.case.data)


def _in_use(running: Running, field: Field) -> list[int]:
    entries = registered(running.case.number, running.case.records)
    return [entry.line for entry in entries if entry.kind == field.register and entry.state == "in_use"]


def _in_this_office(value: Any) -> Any:
    """`value` with the people of `ready` replaced by those who work here."""
    if isinstance(value, list):
        return [_in_this_office(each) for each in value]
    if isinstance(value, Mapping):
        return {name: _in_this_office(each) for name, each in value.items()}
    return PEOPLE.get(value, value) if isinstance(value, str) else value


def _in_its_month(value: Any, data: Mapping[str, Any]) -> Any:
    """Rows about days, moved into the month that the case is about: the weekly check to its first Monday."""
    if not data.get("month") or not isinstance(value, list):
        return value
    first, last = date.fromisoformat(data["month"]), date.fromisoformat(data["month_ends"])
    monday = first + timedelta(days=-first.weekday() % 7)
    days = {"day_from": first, "day_until": last, "day": monday, "held_on": first}
    return [{**row, **{name: day.isoformat() for name, day in days.items() if name in row}} for row in value]
