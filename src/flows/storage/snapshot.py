"""A case with all that decides its events, read in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows.definition import (
    Actor,
    Applicant,
    Approval,
    Case,
    Entry,
    Person,
    Post,
    Waiver,
)
from flows.definition.situation import EntryState
from flows.storage.by_hand import ask
from flows.storage.columns import NEVER
from flows.storage.gathering import as_array, gathered
from flows.storage.ties import Ties
from flows.storage.values import moment, parsed, some_moment

# The gathered parts: one JSON list a row. `{json}` stands around a column that holds JSON.
GATHERED = {
    "documents": ("kind, added_at >= c.entered_at", "FROM documents WHERE case_id = c.id"),
    "entries": (
        "e.kind, coalesce(ec.number, ''), e.line, e.state, e.valid_from, e.valid_until, {json}(e.facts)",
        "FROM register_entries e LEFT JOIN cases ec ON ec.id = e.case_id "
        "WHERE e.case_id = c.id OR (e.unit_id = c.unit_id AND e.state = 'in_use')",
    ),
    "deadlines": (
        "dl.code, dl.state, dl.due_at, dl.event, dl.paused_at",
        "FROM deadlines dl WHERE dl.case_id = c.id AND dl.closed_at IS NULL",
    ),
    "own_posts": (
        "po.role",
        "FROM posts po WHERE po.user_id = me.id AND (po.site_id IS NULL OR po.site_id = c.site_id)",
    ),
    "lent_posts": (
        "po.role, ab.login, ab.name",
        "FROM substitutions su JOIN users ab ON ab.id = su.absent_id JOIN posts po ON po.user_id = ab.id "
        "WHERE su.substitute_id = me.id AND ab.active AND su.revoked_at IS NULL "
        "AND su.since <= :now AND :now < su.until "
        "AND (su.role IS NULL OR su.role = po.role) AND (su.site_id IS NULL OR su.site_id = c.site_id) "
        "AND (po.site_id IS NULL OR po.site_id = c.site_id)",
    ),
}

# The rest, by the name under which it is read. All of it comes as one JSON array: drivers take their time over every
# column of a result, and a case has fifty.
OF_CASE = """id site_id number procedure version fingerprint state revision unit_id applicant_id registered_by opened_at
  entered_at closed_at round data settings approvals waivers registrars head"""
HOLD_JSON = frozenset({"data", "settings", "approvals", "waivers", "registrars"})
JOINED = """site_key s.key, zone s.zone, calendar_change sc.change_id, unit_code u.code, unit_revision u.revision,
  applicant_name p.name, applicant_verified_at p.verified_at,
  actor_id me.id, actor_name me.name, actor_revision me.revision, actor_active me.active,
  task_id ta.id, task_audience ta.audience, task_opened_at ta.opened_at, task_due_at ta.due_at,
  task_claimed_by ta.claimed_by, task_named ta.named, task_claimed_name tk.name"""
SINGLE = {name: f"{{json}}(c.{name})" if name in HOLD_JSON else f"c.{name}" for name in OF_CASE.split()} | dict(
    pair.split() for pair in JOINED.split(",")
)
NAMES = (*SINGLE, *GATHERED)

TAIL = """
FROM cases c
JOIN sites s ON s.id = c.site_id
LEFT JOIN site_calendars sc ON sc.site_id = c.site_id
LEFT JOIN users me ON me.login = :login
LEFT JOIN units u ON u.id = c.unit_id
LEFT JOIN parties p ON p.id = c.applicant_id
LEFT JOIN tasks ta ON ta.case_id = c.id AND ta.status IN ('open', 'claimed')
LEFT JOIN users tk ON tk.login = ta.claimed_by
WHERE """


@dataclass(frozen=True, slots=True)
class WaitingTask:
    id: int
    audience: tuple[str, ...]
    opened_at: datetime
    due_at: datetime | None
    named: str | None
    claimed_by: Person | None


@dataclass(frozen=True, slots=True)
class Running:
    code: str
    state: str
    due_at: datetime
    event: str | None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was read, with the keys and revisions against which the writing is held."""

    case_id: int
    site_id: int
    unit_id: int | None
    unit_revision: int | None
    actor_id: int | None
    actor_revision: int | None
    fingerprint: str
    head: str
    zone: ZoneInfo
    calendar_change: int  # the last one that its site's calendar has seen; nought: none
    case: Case
    actor: Actor
    applicant: Applicant | None
    documents: dict[str, int]
    fresh: dict[str, int]  # those added since the case came into its state
    entries: tuple[Entry, ...]
    task: WaitingTask | None
    deadlines: tuple[Running, ...]


@cache
def _statement(dialect: str, condition: str) -> str:
    parts = (*SINGLE.values(), *(gathered(*GATHERED[name], dialect) for name in GATHERED))
    return f"SELECT {as_array(parts, dialect)}{TAIL}{condition}"


def by_number(
    connection: Connection,
    number: str,
    login: str | None,
    now: datetime,
    site: str | None = None,
    ties_later: bool = False,
) -> list[Snapshot]:
    """The cases of that number, at every site or at `site`: numbers are counted for each site by itself. `ties_later`:
    see `storage.ties`."""
    condition = "c.number = :number" + (" AND s.key = :site" if site else "")
    values = {"number": number, "site": site} if site else {"number": number}
    return _load(connection, condition, values, login, now, ties_later)


# On PostgreSQL an array, and no set: a set is one more table to join, and of more than eight the planner keeps the order in
# which they are written, so that it would read all cases before it looked which are meant.
EACH_OF = {
    "postgresql": "c.number = ANY (ARRAY(SELECT json_array_elements_text(CAST(:numbers AS json))))",
    "sqlite": "c.number IN (SELECT value FROM json_each(:numbers))",
}
ONE_OF = {
    "postgresql": "c.id = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(:ids AS json)) AS bigint)))",
    "sqlite": "c.id IN (SELECT value FROM json_each(:ids))",
}


def by_numbers(connection: Connection, numbers: Iterable[str], login: str, now: datetime) -> list[Snapshot]:
    """The cases of those numbers, at whatever sites, in one statement."""
    condition = EACH_OF[connection.dialect.name]
    return _load(connection, condition, {"numbers": sorted(set(numbers))}, login, now, ties_later=True)


def by_ids(connection: Connection, case_ids: Iterable[int], now: datetime) -> list[Snapshot]:
    """Those cases as the clock sees them, in one statement."""
    condition = ONE_OF[connection.dialect.name]
    return _load(connection, condition, {"ids": sorted(set(case_ids))}, None, now, ties_later=True)


def by_id(connection: Connection, case_id: int, login: str | None, now: datetime) -> Snapshot:
    return _load(connection, "c.id = :id", {"id": case_id}, login, now, ties_later=False)[0]


def _load(
    connection: Connection, condition: str, values: dict[str, Any], login: str | None, now: datetime, ties_later: bool
) -> list[Snapshot]:
    statement = _statement(connection.dialect.name, condition)
    rows = ask(connection, statement, {**values, "login": login, "now": now})
    found = [dict(zip(NAMES, parsed(row), strict=True)) for (row,) in rows]
    return [_snapshot(row, login, Ties(connection, row["applicant_id"], now, ties_later)) for row in found]


def _snapshot(row: Any, login: str | None, ties: Ties) -> Snapshot:
    return Snapshot(
        case_id=row["id"],
        site_id=row["site_id"],
        unit_id=row["unit_id"],
        unit_revision=row["unit_revision"],
        actor_id=row["actor_id"],
        actor_revision=row["actor_revision"],
        fingerprint=row["fingerprint"],
        head=row["head"],
        zone=ZoneInfo(row["zone"]),
        calendar_change=row["calendar_change"] or 0,
        case=case_of(row),
        actor=Actor(login or "", row["actor_name"] or "", _posts(row)),
        applicant=_applicant(row, ties),
        documents=dict(Counter(kind for kind, _ in row["documents"])),
        fresh=dict(Counter(kind for kind, fresh in row["documents"] if fresh)),
        entries=tuple(_entry(*entry) for entry in row["entries"]),
        task=_task(row),
        deadlines=tuple(_running(*deadline) for deadline in row["deadlines"]),
    )


def _running(code: str, state: str, due: Any, event: str | None, paused_at: Any) -> Running:
    return Running(code, state, some_moment(due), event, paused=paused_at is not None)


def case_of(row: Any) -> Case:
    """The case as its row says. Needs the columns of `cases` with `site_key` and `unit_code`."""
    return Case(
        number=row["number"],
        procedure=row["procedure"],
        version=row["version"],
        site=row["site_key"],
        unit=row["unit_code"],
        applicant=row["applicant_id"],
        state=row["state"],
        revision=row["revision"],
        registered_by=row["registered_by"],
        opened_at=some_moment(row["opened_at"]),
        entered_at=some_moment(row["entered_at"]),
        closed_at=moment(row["closed_at"]),
        data=parsed(row["data"]),
        settings=parsed(row["settings"]),
        approvals=tuple(Approval(**approval) for approval in parsed(row["approvals"])),
        round=row["round"],
        waivers=tuple(Waiver(**waiver) for waiver in parsed(row["waivers"])),
        registrars=frozenset(parsed(row["registrars"])),
    )


def _posts(row: Any) -> tuple[Post, ...]:
    if not row["actor_active"]:
        return ()
    own = [Post(role) for (role,) in row["own_posts"]]
    lent = [Post(role, Person(login, name)) for role, login, name in row["lent_posts"]]
    return (*own, *lent)


def _applicant(row: Any, ties: Ties) -> Applicant | None:
    if row["applicant_id"] is None:
        return None
    return Applicant(
        id=row["applicant_id"],
        name=row["applicant_name"],
        verified=row["applicant_verified_at"] is not None,
        tenures=ties.tenures,
        authorisations=ties.authorisations,
    )


def _entry(
    kind: str, number: str, line: int, state: EntryState, valid_from: Any, valid_until: Any, facts: dict[str, Any]
) -> Entry:
    return Entry(kind, number, line, state, moment(valid_from), moment(valid_until), facts)


def pressing(value: Any) -> datetime | None:
    """A task's due moment as it is kept; None where nothing presses."""
    found = some_moment(value)
    return None if found == NEVER else found


def _task(row: Any) -> WaitingTask | None:
    if row["task_id"] is None:
        return None
    claimed = row["task_claimed_by"]
    return WaitingTask(
        id=row["task_id"],
        audience=tuple(row["task_audience"].split("+")),
        opened_at=some_moment(row["task_opened_at"]),
        due_at=pressing(row["task_due_at"]),
        named=row["task_named"],
        claimed_by=Person(claimed, row["task_claimed_name"] or claimed) if claimed else None,
    )
