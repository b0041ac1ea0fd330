"""What a foreign log tells of deadlines: which events came after a limit that the declaration sets on the stay in a state, and
which limits the log gives no means to judge, so that silence is never taken for punctuality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.calendar import SiteCalendar, due
from flows.definition import Deadline, Procedure, State, Text
from flows.interchange.event_log import Happening
from flows.service.errors import NotFound
from flows.service.office import Office, site_calendar, site_settings
from flows.storage.tables import sites

WITHOUT_CALENDAR = frozenset({"minutes", "hours", "days", "months"})
STOPS = frozenset({"suspend", "resume"})  # of the standard lifecycle: the clock stood still
MOVED = "move_deadlines"
REASONS = {
    "field": Text("看表单内容", "hangs on a field"),
    "calendar": Text("没有工作日历", "no calendar of working time"),
    "unpublished": Text("该年日历未公布", "the year's calendar isn't known"),
    "paused": Text("停过钟或改过期", "paused or moved"),
    "entered": Text("不知何时进入", "unknown when it began"),
    "untimed": Text("没有时间", "the event has no time"),
    "several": Text("所处环节不止一种可能", "more than one state possible"),
}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What deadlines are reckoned with. `calendar` None: working time can't be. `settings`: of the site; else the
    declaration's own."""

    zone: ZoneInfo
    calendar: SiteCalendar | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def due(self, span_of: Deadline, procedure: Procedure, since: datetime) -> datetime | str:
        """At the latest; or, as one of REASONS, why that is unknown."""
        span = span_of.span
        if span.field or span.since:
            return "field"
        calendar = self.calendar
        if calendar is None:
            if span.unit not in WITHOUT_CALENDAR:
                return "calendar"
            calendar = SiteCalendar(self.zone)
        own = {setting.code: setting.default for setting in procedure.settings} | dict(self.settings)
        amount = int(own.get(span.setting, span.amount)) if span.setting else span.amount
        moment = due(span, since, calendar, amount=amount, data={})
        if moment is None:
            return "field"
        certain = span.unit in WITHOUT_CALENDAR or calendar.is_certain(calendar.day_of(moment))
        return moment if certain else "unpublished"


def of_site(office: Office, key: str, procedure: Procedure) -> Reckoning:
    """By the calendar and the settings that the site has now. Raises NotFound."""
    with office.read() as connection:
        row = connection.execute(select(sites.c.id, sites.c.zone).where(sites.c.key == key)).one_or_none()
        if row is None:
            raise NotFound(f"没有项目 {key}", f"There is no site {key}")
        zone = ZoneInfo(row.zone)
        settings = site_settings(connection, row.id, procedure)
        return Reckoning(zone, site_calendar(connection, row.id, zone), settings)


@dataclass(slots=True)
class Stay:
    """A case's stay in one state. `since` None: unknown. Each deadline is told of once, with the first event after it."""

    procedure: Procedure
    reckoning: Reckoning
    state: State
    since: datetime | None
    stopped: bool = False
    told: set[str] = field(default_factory=set)

    def late(self, event: Happening, codes: set[str]) -> Iterator[tuple[Deadline, datetime | str]]:
        """The deadlines of which `event`, that may mean any of `codes`, comes too late, with what they fell due; those that can't be judged, with why."""
        for deadline in self.state.deadlines:
            if deadline.code in self.told or deadline.event in codes:
                continue  # what the clock does is dated when somebody noticed, at most
            found = self._due(deadline, event)
            if isinstance(found, str) or (event.at is not None and found < event.at):
                self.told.add(deadline.code)
                yield deadline, found

    def _due(self, deadline: Deadline, event: Happening) -> datetime | str:
        if self.since is None:
            return "entered"
        if event.at is None:
            return "untimed"
        found = self.reckoning.due(deadline, self.procedure, self.since)
        if isinstance(found, str):
            return found
        if self.stopped and found < event.at:
            return "paused"
        # Another field may have made it due earlier, never later.
        return "field" if deadline.span.before and found >= event.at else found
