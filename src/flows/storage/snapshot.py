"""A case with all that decides its events, read in one statement."""

from __future__ import annotations

from collections import Counter
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
    Authorisation,
    Case,
    Entry,
    Person,
    Post,
    Tenure,
    Waiver,
)
from flows.storage.by_hand import ask
from flows.storage.columns import NEVER
from flows.storage.values import day, moment, parsed, some_day, some_moment

CHINA = ZoneInfo("Asia/Shanghai")
# Column lists of the gathered parts: SQL and keys at once.
GATHERED = {
    "documents": ("kind", "kind", "FROM documents WHERE case_id = c.id"),
    "tenures": (
        "t.kind AS kind, tu.code AS unit, t.since AS since, t.until AS until",
        "kind, unit, since, until",
        "FROM tenures t JOIN units tu ON tu.id = t.unit_id WHERE t.party_id = c.applicant_id",
    ),
    "authorisations": (
        "au.code AS unit, a.scope AS scope, o.name AS granted_by, a.since AS since, a.until AS until, "
        "a.revoked_at AS revoked_at, EXISTS (SELECT 1 FROM tenures ow WHERE ow.party_id = a.owner_id "
        "AND ow.unit_id = a.unit_id AND ow.kind = 'owner' AND ow.since <= :today AND (ow.until IS NULL OR ow.until >= :today)) "
        "AS stands",
        "unit, scope, granted_by, since, until, revoked_at, stands",
        "FROM authorisations a JOIN units au ON au.id = a.unit_id JOIN parties o ON o.id = a.owner_id "
        "WHERE a.party_id = c.applicant_id",
    ),
    "entries": (
        "e.kind AS kind, coalesce(ec.number, '') AS number, e.line AS line, e.state AS state, "
        "e.valid_from AS valid_from, e.valid_until AS valid_until, e.facts AS facts",
        "kind, number, line, state, valid_from, valid_until, facts",
        "FROM register_entries e LEFT JOIN cases ec ON ec.id = e.case_id "
        "WHERE e.case_id = c.id OR (e.unit_id = c.unit_id AND e.state = 'in_use')",
    ),
    "deadlines": (
        "dl.code AS code, dl.state AS state, dl.due_at AS due_at, dl.event AS event",
        "code, state, due_at, event",
        "FROM deadlines dl WHERE dl.case_id = c.id AND dl.closed_at IS NULL",
    ),
    "own_posts": (
        "po.role AS role",
        "role",
        "FROM posts po WHERE po.user_id = me.id AND (po.site_id IS NULL OR po.site_id = c.site_id)",
    ),
    "lent_posts": (
        "po.role AS role, ab.login AS login, ab.name AS name",
        "role, login, name",
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
JOINED = """site_key s.key, zone s.zone, unit_code u.code, unit_revision u.revision,
  applicant_name p.name, applicant_verified_at p.verified_at,
  actor_id me.id, actor_name me.name, actor_revision me.revision, actor_active me.active,
  task_id ta.id, task_audience ta.audience, task_opened_at ta.opened_at, task_due_at ta.due_at,
  task_claimed_by ta.claimed_by, task_named ta.named, task_claimed_name tk.name"""
SINGLE = {name: f"c.{name}" for name in OF_CASE.split()} | dict(pair.split() for pair in JOINED.split(","))
NAMES = (*SINGLE, *GATHERED)

TAIL = """
FROM cases c
JOIN sites s ON s.id = c.site_id
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
    case: Case
    actor: Actor
    applicant: Applicant | None
    documents: dict[str, int]
    entries: tuple[Entry, ...]
    task: WaitingTask | None
    deadlines: tuple[Running, ...]


def _gathered(name: str, dialect: str) -> str:
    columns, keys, source = GATHERED[name]
    inner = f"SELECT {columns} {source}"
    if dialect == "postgresql":
        return f"(SELECT coalesce(json_agg(r), '[]'::json) FROM ({inner}) AS r)"
    pairs = ", ".join(f"'{key}', r.{key}" for key in keys.split(", "))
    return f"(SELECT json_group_array(json_object({pairs})) FROM ({inner}) AS r)"


@cache
def _statement(dialect: str, condition: str) -> str:
    parts = ",\n  ".join([*SINGLE.values(), *(_gathered(name, dialect) for name in GATHERED)])
    array = "json_build_array" if dialect == "postgresql" else "json_array"
    return f"SELECT {array}({parts}){TAIL}{condition}"


def by_number(
    connection: Connection, number: str, login: str | None, now: datetime, site: str | None = None
) -> list[Snapshot]:
    """The cases of that number, at every site or at `site`: numbers are counted for each site by itself."""
    condition = "c.number = :number" + (" AND s.key = :site" if site else "")
    values = {"number": number, "site": site} if site else {"number": number}
    return _load(connection, condition, values, login, now)


def by_id(connection: Connection, case_id: int, login: str | None, now: datetime) -> Snapshot:
    return _load(connection, "c.id = :id", {"id": case_id}, login, now)[0]


def _load(
    connection: Connection, condition: str, values: dict[str, Any], login: str | None, now: datetime
) -> list[Snapshot]:
    # An owner's tie that ended yesterday in any zone of the country is over today; one zone is enough for that.
    today = now.astimezone(CHINA).date()
    statement = _statement(connection.dialect.name, condition)
    rows = ask(connection, statement, {**values, "login": login, "now": now, "today": today})
    return [_snapshot(dict(zip(NAMES, parsed(row), strict=True)), login) for (row,) in rows]


def _snapshot(row: Any, login: str | None) -> Snapshot:
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
        case=case_of(row),
        actor=Actor(login or "", row["actor_name"] or "", _posts(row)),
        applicant=_applicant(row),
        documents=dict(Counter(d["kind"] for d in parsed(row["documents"]))),
        entries=tuple(_entry(e) for e in parsed(row["entries"])),
        task=_task(row),
        deadlines=tuple(
            Running(d["code"], d["state"], some_moment(d["due_at"]), d["event"]) for d in parsed(row["deadlines"])
        ),
    )


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
    own = [Post(p["role"]) for p in parsed(row["own_posts"])]
    lent = [Post(p["role"], Person(p["login"], p["name"])) for p in parsed(row["lent_posts"])]
    return (*own, *lent)


def _applicant(row: Any) -> Applicant | None:
    if row["applicant_id"] is None:
        return None
    return Applicant(
        id=row["applicant_id"],
        name=row["applicant_name"],
        verified=row["applicant_verified_at"] is not None,
        tenures=tuple(
            Tenure(t["kind"], t["unit"], some_day(t["since"]), day(t["until"])) for t in parsed(row["tenures"])
        ),
        authorisations=tuple(_authorisation(a) for a in parsed(row["authorisations"])),
    )


def _authorisation(row: dict[str, Any]) -> Authorisation:
    return Authorisation(
        unit=row["unit"],
        scope=row["scope"],
        granted_by=row["granted_by"],
        since=some_day(row["since"]),
        until=some_day(row["until"]),
        revoked_at=moment(row["revoked_at"]),
        stands=bool(row["stands"]),
    )


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        kind=row["kind"],
        case=row["number"],
        line=row["line"],
        state=row["state"],
        valid_from=moment(row["valid_from"]),
        valid_until=moment(row["valid_until"]),
        facts=parsed(row["facts"]),
    )


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
