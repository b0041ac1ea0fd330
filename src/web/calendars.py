"""The calendar of a site: a year at a glance, days of its own, shifts, and who changed what."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from flows.service import calendars
from flows.service.calendars import LONGEST_NOTE, NATIONAL, Change, Day, Seeded, YearSeen
from flows.service.errors import Invalid
from web.asking import (
    administered,
    day,
    day_or_none,
    done,
    fresh_key,
    must_administer,
    once,
    problems,
    site_asked,
    text,
)
from web.asking import today as today_at
from web.desk import desk, now, office
from web.language import t
from web.signing_in import me

SAVED = ("已保存。", "Saved.", "good")
blueprint = Blueprint("calendars", __name__, url_prefix="/admin/calendar")
Answer = str | Response | tuple[str, int]
WEEKS = Calendar(firstweekday=0)
MOST_SHIFTS = 4  # lines of the form
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# What a day is, its mark in the small month beside its colour, in Chinese and English.
MARKS = {
    "week": ("工作日", "working day", "", ""),
    "weekend": ("周末", "weekend", "", ""),
    "holiday": ("节假日", "holiday", "休", "off"),
    "made_up": ("调休上班", "make-up working day", "班", "on"),
    "own_free": ("本项目休息", "free at this site", "休", "off"),
    "own_working": ("本项目上班", "worked at this site", "班", "on"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` begin on Monday; None: a day of another month."""

    name: str
    weeks: list[list[Day | None]]
    working: int


@blueprint.before_request
def only_administrators() -> None:
    must_administer()


@blueprint.get("")
def year() -> str:
    return _page(None, {})


def _page(invalid: Invalid | None, given: Any) -> str:
    site = site_asked(administered())
    seen = calendars.year_of(office(), me().login, site, _year_asked(site), now())
    return render_template(
        "admin/calendar.html",
        site=site,
        sites=administered(),
        place=desk().place(site),
        seen=seen,
        months=_months(seen),
        marks={kind: (t(zh, en), t(mark_zh, mark_en)) for kind, (zh, en, mark_zh, mark_en) in MARKS.items()},
        weekdays=t("一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su").split(),
        changes=calendars.calendar_changes_of(office(), me().login, site, now()),
        told=_told,
        ground=_ground,
        hours=_hours(seen, given),
        longest_note=LONGEST_NOTE,
        today=today_at(site),
        faults={_field(path, given): words for path, words in problems(invalid).items()},
        given=given,
        fresh_key=fresh_key,
    )


def _field(path: str, given: Any) -> str:
    """Of the page's three grounds, the one in the form that was sent."""
    grounds = (name for name in ("year_note", "shifts_note") if name in given)
    return next(grounds, path) if path == "note" else path


def _year_asked(site: str) -> int:
    asked = request.values.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else today_at(site).year


def _months(seen: YearSeen) -> list[Month]:
    days = {one.day: one for one in seen.days}
    found = []
    for number in range(1, 13):
        weeks = [
            [days[one] if one.month == number else None for one in week]
            for week in WEEKS.monthdatescalendar(seen.year, number)
        ]
        working = sum(one.working for one in seen.days if one.day.month == number)
        found.append(Month(t(f"{number}月", MONTHS_EN[number - 1]), weeks, working))
    return found


def _hours(seen: YearSeen, given: Any) -> list[tuple[str, str]]:
    """The lines of the form for shifts: as typed before, else as they are, and empty ones behind."""
    typed = [(given.get(f"begin{n}", ""), given.get(f"end{n}", "")) for n in range(MOST_SHIFTS)]
    there = [(f"{begin:%H:%M}", f"{end:%H:%M}") for begin, end in seen.shifts]
    lines = typed if any(any(line) for line in typed) else there
    return [*lines, *[("", "")] * (MOST_SHIFTS - len(lines))]


def _told(change: Change) -> str:
    """What a change did, without who and when."""
    first, last = change.first, change.last
    span = f"{first}" if first == last else t(f"{first} 至 {last}", f"{first} to {last}")
    if change.kind == "days":
        if not change.after:
            return t(f"{span} 恢复国家安排", f"{span}: again as the national calendar has it")
        works = next(iter(change.after.values()))[0]
        return t(f"{span} {'上班' if works else '休息'}", f"{span}: {'worked' if works else 'free'}")
    if change.kind == "shifts":
        return t(
            f"班次 {_spoken(change.before)} → {_spoken(change.after)}",
            f"shifts {_spoken(change.before)} → {_spoken(change.after)}",
        )
    year = first.year if first else ""
    if change.kind == "year":
        known = isinstance(first, date) and first.year in change.after
        return t(
            f"{year} 年安排{'已录入' if known else '改为未录入'}",
            f"{year}: {'entered by the office' if known else 'not entered after all'}",
        )
    return t(f"读入 {year} 年国家安排", f"the national calendar of {year} read in")


def _ground(words: str) -> str:
    zh, _, en = words.partition(" / ")
    return t(zh, en) if words in NATIONAL else words


def _spoken(shifts: list[list[str]] | None) -> str:
    if shifts is None:
        return t("手册班次", "the handbook's")
    return t("、", ", ").join("–".join(shift) for shift in shifts)


Said = tuple[str, str, str]  # in Chinese and English, and in which tone


def _change(act: Callable[[str], Said]) -> Answer:
    """Acts, lets running deadlines follow as far as can be waited for, and comes back to the year."""
    site = site_asked(administered())

    def changed() -> str:
        zh, en, tone = act(site)
        if calendars.follow_at_once(office(), now()):
            done(f"{zh}进行中的时限已按新日历推算。", f"{en} Running deadlines follow it.", tone)
        else:
            words = f"{en} Running deadlines are being reckoned by it, case by case."
            done(f"{zh}进行中的时限正在后台逐件推算。", words, tone)
        return url_for("admin.calendars.year", site=site, year=_year_asked(site))

    try:
        return once(changed)
    except Invalid as invalid:
        return _page(invalid, request.form), 422


@blueprint.post("/days")
def change_days() -> Answer:
    def act(site: str) -> Said:
        first = day("first")
        last = day_or_none("last") or first
        works = {"working": True, "free": False, "usual": None}.get(text("kind"))
        if works is None and text("kind") != "usual":
            raise Invalid.field("kind", "请选择上班或休息", "must be worked or free")
        calendars.set_days(office(), me().login, site, first, last, works, text("note"), now())
        return SAVED

    return _change(act)


@blueprint.post("/shifts")
def change_shifts() -> Answer:
    def act(site: str) -> Said:
        typed = [(text(f"begin{n}"), text(f"end{n}")) for n in range(MOST_SHIFTS)]
        shifts = None if text("back") else [line for line in typed if any(line)]
        calendars.set_shifts(office(), me().login, site, shifts, text("shifts_note"), now())
        return "班次已保存。", "The shifts are saved.", "good"

    return _change(act)


@blueprint.post("/year")
def enter_year() -> Answer:
    def act(site: str) -> Said:
        known = text("known") == "yes"
        calendars.enter_year(office(), me().login, site, _year_asked(site), known, text("year_note"), now())
        return SAVED

    return _change(act)


@blueprint.post("/seed")
def seed() -> Answer:
    def act(site: str) -> Said:
        year = _year_asked(site)
        return _read_in(year, calendars.seed_calendar(office(), me().login, [year], now()))

    return _change(act)


def _read_in(year: int, found: Seeded) -> Said:
    if year in found.announced:
        return f"{year} 年国家安排已读入。", f"The national calendar of {year} is read in.", "good"
    if found.days:
        zh = f"{year} 年国家安排尚未公布，暂按周末和法定节日推算。"
        return zh, f"{year} is not published yet; it is reckoned by weekends and statutory days.", "warn"
    return f"没有 {year} 年的资料，暂按周末推算。", f"Nothing is known of {year}; it is reckoned by weekends.", "warn"
