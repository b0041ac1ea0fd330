"""One practice under way: its clock, who sits at the desk, the task being solved, and what was refused on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select

from flows.calendar import SiteCalendar
from flows.definition import Text
from flows.service.errors import Invalid, NotFound, NotYet
from flows.service.office import Office, site_calendar
from flows.service.practice.furnishing import DESK, ZONE
from flows.service.working import work
from flows.storage import practice_notes as notes
from flows.storage.tables import LIVE, cases, deadlines, sites, tasks, users

OPENS = time(9)  # the hour at which a practice begins, by the site's clock
ROUNDS = 5  # of what a worker does after the clock was moved; one is the rule
MOVES = {
    "hour": Text("+1 小时", "+1 hour"),
    "working_day": Text("+1 个工作日", "+1 working day"),
    "deadline": Text("到下一个时限", "To the next deadline"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """The exercise being solved and its case; `since` is the note with which it began."""

    exercise: str
    number: str
    since: int


@dataclass(frozen=True, slots=True)
class Practice:
    """`ahead`: how far its clock is before the real one. `seat`: the login that acts."""

    office: Office
    ahead: timedelta
    seat: str
    task: Task | None = None

    def now(self, real: datetime) -> datetime:
        return real + self.ahead


def entered(office: Office) -> Practice:
    """As the notes have it."""
    with office.read() as connection:
        found = notes.newest(connection)
    task = found.get("task")
    return Practice(
        office,
        timedelta(seconds=_of(found, "clock").get("ahead", 0)),
        _of(found, "seat").get("login", DESK),
        Task(task[1]["exercise"], task[1]["number"], task[0]) if task and task[1]["exercise"] else None,
    )


def _of(found: Mapping[str, tuple[int, dict[str, Any]]], kind: str) -> dict[str, Any]:
    return found[kind][1] if kind in found else {}


def begin_at(office: Office, real: datetime) -> datetime:
    """Sets the clock to nine in the morning of today, or of the next day of work; answers that moment."""
    calendar = _calendar(office)
    day = real.astimezone(ZONE).date()
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    start = datetime.combine(day, OPENS, ZONE).astimezone(real.tzinfo)
    _note(office, "clock", {"ahead": (start - real).total_seconds()}, start)
    return start


def sit_down(practice: Practice, login: str, now: datetime) -> None:
    """From now on it is `login` who acts. Raises Invalid."""
    with practice.office.read() as connection:
        known = connection.execute(select(users.c.id).where(users.c.login == login, users.c.active)).first()
    if known is None:
        raise Invalid.field("seat", "没有这个岗位", "is no post here")
    _note(practice.office, "seat", {"login": login}, now)


def waits_for(practice: Practice, number: str) -> tuple[str, ...]:
    """The posts that the case waits for; none for one that is finished, or that there isn't."""
    query = select(tasks.c.audience).join(cases, cases.c.id == tasks.c.case_id)
    with practice.office.read() as connection:
        found = connection.execute(query.where(cases.c.number == number, LIVE)).scalar()
    return tuple(found.split("+")) if found else ()


def set_task(practice: Practice, exercise: str, number: str, now: datetime) -> None:
    _note(practice.office, "task", {"exercise": exercise, "number": number}, now)


def told_no(practice: Practice, number: str, event: str, sentences: Iterable[Text], now: datetime, *codes: str) -> None:
    """`codes` are the conditions that were not met, as they are declared."""
    said = [{"zh": one.zh, "en": one.en} for one in sentences]
    content = {"number": number, "event": event, "login": practice.seat, "said": said, "guards": list(codes)}
    _note(practice.office, "refused", content, now)


def saw_closed(
    practice: Practice, number: str, event: str, sentences: Iterable[Text], now: datetime, *codes: str
) -> None:
    """A button that was closed, with its reasons: a refusal before pressing. Of the task's case alone, and each once."""
    task = practice.task
    if task is None or task.number != number:
        return
    with practice.office.read() as connection:
        known = [said for _, said in notes.later(connection, "refused", task.since)]
    if not any(said["event"] == event and set(codes) <= set(said["guards"]) for said in known):
        told_no(practice, number, event, sentences, now, *codes)


def move_clock(practice: Practice, how: str, real: datetime) -> datetime:
    """Moves the clock on and does what a worker does by then; answers the moment. Raises NotFound for a way that is
    none of `MOVES`, NotYet where no deadline runs."""
    now = practice.now(real)
    there = _moved(practice.office, how, now)
    _note(practice.office, "clock", {"ahead": (there - real).total_seconds()}, there)
    for _ in range(ROUNDS):
        if not work(practice.office, there):
            break
    return there


def _moved(office: Office, how: str, now: datetime) -> datetime:
    if how == "hour":
        return now + timedelta(hours=1)
    if how == "working_day":
        return _next_working_day(_calendar(office), now)
    if how == "deadline":
        return _next_deadline(office, now)
    raise NotFound("时钟不能这样拨", "The clock can't be moved like that")


def _next_working_day(calendar: SiteCalendar, now: datetime) -> datetime:
    """The same hour on the next day of work."""
    there = now.astimezone(ZONE) + timedelta(days=1)
    while not calendar.is_working_day(there.date()):
        there += timedelta(days=1)
    return there.astimezone(now.tzinfo)


def _next_deadline(office: Office, now: datetime) -> datetime:
    """A second after it, so that it has passed on every page."""
    d = deadlines.c
    with office.read() as connection:
        due: datetime | None = connection.execute(
            select(func.min(d.due_at)).where(d.closed_at.is_(None), d.due_at > now)
        ).scalar_one()
    if due is None:
        raise NotYet(Text("现在没有在走的时限。", "No deadline runs now."))
    return due + timedelta(seconds=1)


def _calendar(office: Office) -> SiteCalendar:
    with office.read() as connection:
        return site_calendar(connection, connection.execute(select(sites.c.id)).scalars().one(), ZONE)


def _note(office: Office, kind: str, content: Mapping[str, Any], at: datetime) -> None:
    with office.transaction() as connection:
        notes.put(connection, kind, content, at)
