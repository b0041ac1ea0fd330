"""The history of cases as an event log for programs that mine processes.

No party, no unit and nothing that somebody typed is in it; staff stand there by their user codes or by pseudonyms, which are
the same in every log of this installation. Cases of the staff are left out unless they are asked for, and then under
pseudonyms only. Read in one go as of one moment, a case at a time.
"""

from __future__ import annotations

import csv
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, func, select

from flows.definition import CLOCK
from flows.interchange.event_log import COMPLETE, Happening, Trace
from flows.procedures.readers import READERS
from flows.service.keys import derived_key
from flows.service.office import Office
from flows.service.spreadsheet import BOM, safe
from flows.storage import tables as t
from flows.storage.committed import told

BATCH = 1000  # rows fetched at a time
# Of a task, and not of the procedure: together they tell when work on a step began, stood still and went on.
OF_TASKS = {
    "assign_task": "assign",
    "claim_task": "start",
    "release_task": "withdraw",
    "pause_clock": "suspend",
    "resume_clock": "resume",
}
TASK = "task:"  # before the state that is worked on
SAID = (
    "data",
    "reason",
    "opinion",
    "documents",
    "entries",
    "payments",
    "pause",
    "task",
    "waives",
    "settings",
    "applicant",
    "unit",
)
COLUMNS = (
    *("case", "procedure", "version", "site", "activity", "lifecycle", "time", "person", "stands_in_for", "post"),
    *("source", "target", "left_out"),
)
NO_ZONE_IS_FARTHER = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases: of a procedure, of a site, begun on the day `since` there or later. None: all."""

    procedure: str | None = None
    site: str | None = None
    since: date | None = None
    pseudonyms: bool = False
    staff_matters: bool = False


def traces(office: Office, connection: Connection, asked: Asked) -> Iterator[Trace]:
    """To be read while the connection stands; `office.at_one_moment` gives one."""
    named = _namer(office, asked)
    rows = connection.execute(_query(asked))
    for _, group in groupby(rows, key=lambda row: row.id):
        history = list(group)
        first = history[0]
        if asked.since and first.opened_at.astimezone(ZoneInfo(first.zone)).date() < asked.since:
            continue
        more = {"procedure": first.procedure, "version": str(first.version), "site": first.site}
        yield Trace(first.number, list(_happenings(history, named)), more)


def left_out_for_staff(connection: Connection, asked: Asked) -> int:
    """How many cases of the staff the log doesn't show, whenever they began."""
    if asked.staff_matters:
        return 0
    wanted = [key for key in READERS if asked.procedure in (None, key)]
    query = select(func.count()).select_from(t.cases).where(t.cases.c.procedure.in_(wanted))
    return int(connection.execute(_of_site(query, asked)).scalar_one())


def _of_site(query: Select[Any], asked: Asked) -> Select[Any]:
    if asked.site is None:
        return query
    return query.where(t.cases.c.site_id.in_(select(t.sites.c.id).where(t.sites.c.key == asked.site)))


def _query(asked: Asked) -> Select[Any]:
    c, h = t.cases.c, t.history.c
    query = (
        select(c.id, c.number, c.procedure, c.version, c.opened_at, t.sites.c.key.label("site"), t.sites.c.zone)
        .add_columns(h.seq, h.content, h.personal)
        .join(t.sites, t.sites.c.id == c.site_id)
        .join(t.history, h.case_id == c.id)
        .order_by(c.id, h.seq)
        .execution_options(yield_per=BATCH)
    )
    if asked.procedure:
        query = query.where(c.procedure == asked.procedure)
    if not asked.staff_matters:
        query = query.where(c.procedure.not_in(READERS))
    if asked.since:
        query = query.where(c.opened_at >= datetime.combine(asked.since, time.min, UTC) - NO_ZONE_IS_FARTHER)
    return _of_site(query, asked)


def _namer(office: Office, asked: Asked) -> Callable[[str], str]:
    if not (asked.pseudonyms or asked.staff_matters):
        return lambda login: login
    key = derived_key(office.secret, "event log")

    def named(login: str) -> str:
        if login == CLOCK.code:
            return login
        return f"p-{hmac.new(key, login.encode(), 'sha256').hexdigest()[:12]}"

    return named


def _happenings(rows: list[Any], named: Callable[[str], str]) -> Iterator[Happening]:
    state = ""
    for row in rows:
        record = told(row.content, row.personal)
        source, state = state, record.get("target") or state
        event = record["event"]
        yield Happening(
            activity=f"{TASK}{state}" if event in OF_TASKS else event,
            at=datetime.fromisoformat(record["at"]),
            person=named(record["actor"]["login"]),
            post=record.get("role") or "",
            lifecycle=OF_TASKS.get(event, COMPLETE),
            more=_more(record, source, state, named),
        )


def _more(record: Mapping[str, Any], source: str, target: str, named: Callable[[str], str]) -> dict[str, str]:
    absent = record.get("for")
    found = {
        "source": source,
        "target": target,
        "stands_in_for": named(absent["login"]) if absent else "",
        "left_out": " ".join(name for name in SAID if record.get(name)),
    }
    return {name: value for name, value in found.items() if value}


def csv_lines(found: Iterator[Trace]) -> Iterator[str]:
    """A line for each event, as spreadsheets and mining programs take it; nothing in it runs as a formula."""
    yield BOM + _line(COLUMNS)
    for trace in found:
        for event in trace.events:
            values = {
                "case": trace.case,
                **trace.more,
                "activity": event.activity,
                "lifecycle": event.lifecycle,
                "time": event.at.isoformat() if event.at else "",
                "person": event.person,
                "post": event.post,
                **event.more,
            }
            yield _line(values.get(column, "") for column in COLUMNS)


def _line(values: Any) -> str:
    out = StringIO()
    csv.writer(out).writerow([safe(value) for value in values])
    return out.getvalue()
