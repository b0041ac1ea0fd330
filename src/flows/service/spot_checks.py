"""Spot checks of follow-ups (SSP 2.7.4): the centre's head and the manager each look into some of every month.

A check is an entry of the case's history, beside its own events: it moves nothing, stands in the chain, and can't be
edited. What was found is kept as it was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Post
from flows.service.errors import Forbidden, Invalid
from flows.service.noting import Beside, note
from flows.service.office import Office
from flows.service.rights import forbidden
from flows.service.seeing import load
from flows.storage.committed import told
from flows.storage.snapshot import Snapshot
from flows.storage.tables import history

EVENT = "spot_check"
HEADS, MANAGERS = ("cs_supervisor",), ("director", "company_manager")
CHECKERS = (*HEADS, *MANAGERS)
EACH = 3  # a month, by the head and by the manager
FOLLOW_UPS = ("record_follow_up", "record_dissatisfied")
SHORTEST, LONGEST = 4, 2000  # characters of what was found (beyond the handbook)


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """`agrees`: what the record says is what the customer says."""

    login: str
    number: str
    agrees: bool
    found: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Checkable:
    """A follow-up that may be looked into: who recorded it, what the customer is said to have said."""

    number: str
    site: str
    recorded_by: str
    recorded_at: datetime
    said: str


def checkable(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Checkable:
    """The case's last follow-up. Raises NotFound, Forbidden for who may not check it, Invalid where there is none."""
    with office.read() as connection:
        seen = load(connection, number, login, now, site)
        record, _ = _may(connection, seen)
    said = str(record.get("data", {}).get("customer_said", ""))
    at = datetime.fromisoformat(record["at"])
    return Checkable(seen.case.number, seen.case.site, record["actor"]["name"], at, said)


def spot_check(office: Office, check: SpotCheck, now: datetime) -> Beside:
    """Writes it into the history. Raises NotFound, Forbidden, Invalid, Conflict."""
    found = check.found.strip()
    if not SHORTEST <= len(found) <= LONGEST:
        raise Invalid.field(
            "found", f"请写明核查情况，至少 {SHORTEST} 字", f"needs what was found, in {SHORTEST} characters or more"
        )
    with office.transaction() as connection:
        seen = load(connection, check.number, check.login, now, check.site)
        _, post = _may(connection, seen)
        return note(office, connection, seen, EVENT, {"agrees": check.agrees, "opinion": found}, now, post)


def _may(connection: Connection, seen: Snapshot) -> tuple[dict[str, Any], Post]:
    """The record of the last follow-up, and the post in which the actor may check it."""
    post = next((post for post in seen.actor.posts if post.role in CHECKERS), None)
    if post is None:
        raise forbidden(CHECKERS)
    h = history.c
    query = select(h.content, h.personal).where(h.case_id == seen.case_id, h.event.in_(FOLLOW_UPS))
    last = connection.execute(query.order_by(h.seq.desc()).limit(1)).one_or_none()
    if last is None:
        raise Invalid.field("number", "此单还没有回访记录", "has no follow-up yet")
    record = told(last.content, last.personal)
    absent = record.get("for") or {}
    mine = {seen.actor.login, post.instead_of.login if post.instead_of else seen.actor.login}
    if mine & {record["actor"]["login"], absent.get("login")}:
        raise Forbidden("回访人不能抽查自己的回访", "Nobody spot-checks a follow-up of their own")
    return record, post
