"""Acts beside a case's own events: each is an entry of its history, so that it stands in the chain; none moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows.definition import Post
from flows.engine.replay import apply
from flows.service.errors import Conflict, NotFound
from flows.service.moves import last_move
from flows.service.office import Office
from flows.service.plan import case_values, history_row
from flows.storage.snapshot import Snapshot
from flows.storage.writing import Writes, write_portably


@dataclass(frozen=True, slots=True)
class Beside:
    """One such act as it stands in the history."""

    number: str
    seq: int


def overtaken(office: Office, connection: Connection, seen: Snapshot) -> Exception:
    """What is answered when somebody else was faster."""
    move = last_move(office, connection, seen, seen.case.revision)
    return Conflict(seen.case.number, move) if move else NotFound()


def _fitting(seen: Snapshot) -> Post:
    """The post of the actor's that the task waits for, else their first."""
    waiting = seen.task.audience if seen.task else ()
    return next((post for post in seen.actor.posts if post.role in waiting), seen.actor.posts[0])


def _record(seen: Snapshot, event: str, facts: dict[str, Any], now: datetime, post: Post) -> dict[str, Any]:
    record = {
        "seq": seen.case.revision + 1,
        "at": now.isoformat(),
        "event": event,
        "kind": "note",
        "source": seen.case.state,
        "target": seen.case.state,
        "actor": {"login": seen.actor.login, "name": seen.actor.name},
        "role": post.role,
        **facts,
    }
    if post.instead_of:
        record["for"] = {"login": post.instead_of.login, "name": post.instead_of.name}
    return record


def note(
    office: Office,
    connection: Connection,
    seen: Snapshot,
    event: str,
    facts: dict[str, Any],
    now: datetime,
    post: Post | None = None,
    **what: Any,
) -> Beside:
    """Writes it in `post`, or in the one that fits. Raises Conflict."""
    record = _record(seen, event, facts, now, post or _fitting(seen))
    case = apply(seen.case, record)
    history = history_row(office.chain_key, office.catalogue.personal, record, case, seen.head)
    rows = Writes(
        case_id=seen.case_id,
        seen_revision=seen.case.revision,
        actor_id=seen.actor_id,
        seen_actor=seen.actor_revision,
        unit_id=None,
        seen_unit=None,
        at=now,
        by=seen.actor.login,
        case=case_values(case, history["hash"]),
        history={"case_id": seen.case_id, **history},
        outbox={"case_id": seen.case_id, "seq": history["seq"], "kind": event, "at": now},
        **what,
    )
    if not write_portably(connection, rows):
        raise overtaken(office, connection, seen)
    return Beside(seen.case.number, history["seq"])
