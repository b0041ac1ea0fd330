"""/calendar: a site's year, its own days, its shifts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flows.service import calendars
from flows.service.calendars import LONGEST_NOTE, MOST_DAYS, YearSeen
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import DAY, FLAG, GIVEN_DAY, ID, STRING, asked, listed, obj, one_of, or_null, prose, ref
from web.api.units import SITE, site_of

KNOWN = ("announced", "entered", "statutory", "nothing")
KINDS = ("week", "weekend", "holiday", "made_up", "own_free", "own_working")
CALENDAR_YEAR = obj(
    site=STRING,
    year=ID,
    known=one_of(KNOWN),
    certain=FLAG,
    following=FLAG,
    shifts=listed(obj(begins=STRING, ends=STRING)),
    own_shifts=FLAG,
    days=listed(obj(day=DAY, working=FLAG, kind=one_of(KINDS), source=STRING)),
)
SCHEMAS: Mapping[str, Schema] = {"CalendarYear": CALENDAR_YEAR}
_HOUR: Schema = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$(?!\\n)"}
_YEAR: Schema = {"type": "integer", "minimum": 1900, "maximum": 2199}
_SHIFTS: Schema = {"type": "array", "maxItems": 24, "items": asked(("begins", "ends"), begins=_HOUR, ends=_HOUR)}
YEAR = Parameter("year", _YEAR, Text("年份；不填为今年", "The year; this one where none is named"))


def _year(call: Call) -> Reply:
    return _shown(call, site_of(call), call.query.get("year"))


def _shown(call: Call, site: str, year: int | None) -> Reply:
    return Reply(_json(calendars.year_of(call.office, call.login, site, year, call.now)))


def _json(seen: YearSeen) -> dict[str, Any]:
    return {
        "site": seen.site,
        "year": seen.year,
        "known": seen.known,
        "certain": seen.certain,
        "following": seen.following,
        "shifts": [{"begins": f"{begin:%H:%M}", "ends": f"{end:%H:%M}"} for begin, end in seen.shifts],
        "own_shifts": seen.own_shifts,
        "days": [
            {"day": one.day.isoformat(), "working": one.working, "kind": one.kind, "source": one.source}
            for one in seen.days
        ],
    }


def _set_days(call: Call) -> Reply:
    body, site = call.body, site_of(call)
    first = date.fromisoformat(body["first"])
    last = date.fromisoformat(body["last"]) if body.get("last") else first
    calendars.set_days(call.office, call.login, site, first, last, body["working"], body.get("note", ""), call.now)
    calendars.follow_at_once(call.office, call.now)
    return _shown(call, site, first.year)


def _set_shifts(call: Call) -> Reply:
    body, site = call.body, site_of(call)
    shifts = None if body["shifts"] is None else [(one["begins"], one["ends"]) for one in body["shifts"]]
    calendars.set_shifts(call.office, call.login, site, shifts, body.get("note", ""), call.now)
    calendars.follow_at_once(call.office, call.now)
    return _shown(call, site, None)


ENDPOINTS = (
    Endpoint(
        "GET", "/calendar", "read_calendar",
        Text("一年的日历：哪天上班、为什么，国家安排是否已公布，班次", "A year's calendar: which days are worked and why, whether it is published, shifts"),
        _year, ref("CalendarYear"), query=(SITE, YEAR), refusals=("ambiguous", "not_found"),
    ),
    Endpoint(
        "POST", "/calendar/days", "set_calendar_days",
        Text(
            f"本项目自己的日子，最多 {MOST_DAYS} 天；working 为 null 则恢复国家安排",
            f"Days of the site's own, {MOST_DAYS} at the most; `working` null: again as the national calendar has them",
        ),
        _set_days, ref("CalendarYear"), query=(SITE,), refusals=("forbidden", "ambiguous", "not_found"),
        body=asked(("first", "working"), first=GIVEN_DAY, last=or_null(GIVEN_DAY), working=or_null(FLAG), note=prose(LONGEST_NOTE)),
    ),
    Endpoint(
        "POST", "/calendar/shifts", "set_shifts",
        Text("本项目的班次；null 则恢复手册班次", "The site's shifts; null: as in the handbook"),
        _set_shifts, ref("CalendarYear"), query=(SITE,), refusals=("forbidden", "ambiguous", "not_found"),
        body=asked(("shifts",), shifts=or_null(_SHIFTS), note=prose(LONGEST_NOTE)),
    ),
)  # fmt: skip
