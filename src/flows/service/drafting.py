"""What somebody has typed into the form of an event and not sent yet: kept for them alone until it is sent, the case has
moved on, or the site's days for it are over.

A draft is what stood in the inputs, unread: it is held against no rule, and holds no papers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete

from flows.definition import Procedure, roles_of
from flows.engine.conditions import posts_that_may
from flows.procedures.ladder import OFFICE_SETTINGS
from flows.service.case_history import HistoryView
from flows.service.errors import Forbidden, Invalid
from flows.service.moves import last_move
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.seeing import load, situation
from flows.service.staff_matters import must_read
from flows.storage.inserting import unless_there
from flows.storage.snapshot import Snapshot
from flows.storage.tables import drafts
from flows.storage.values import some_moment

# Characters of JSON: two hundred rows of any form; what is longer was not typed (beyond the handbook).
LONGEST = 200_000
DAYS = "draft_days"
D = drafts.c


@dataclass(frozen=True, slots=True)
class Draft:
    """`typed`: what stood in the inputs of the fields, and for rows a list of such."""

    typed: Mapping[str, Any]
    reason: str
    opinion: str
    at: datetime

    @property
    def empty(self) -> bool:
        return not (any(self.typed.values()) or self.reason.strip() or self.opinion.strip())


def keep_draft(
    office: Office,
    login: str,
    number: str,
    event: str,
    revision: int,
    read: Callable[[Procedure], Draft],
    now: datetime,
    site: str | None = None,
) -> datetime | None:
    """In place of the one before; an empty one removes it. `read` makes it of what came, by the procedure's fields.
    Answers when on the site's clock; None where the case has moved on since its form was drawn, at `revision`. Raises
    Forbidden, Invalid, NotFound, Ambiguous."""
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, number, login, now, site))
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
        if revision != seen.case.revision and last_move(office, connection, seen, revision) is not None:
            return None
        _must_be_theirs(procedure, seen, event, now)
        _throw_away_old(connection, seen.site_id, now)
        draft = read(procedure)
        connection.execute(delete(drafts).where(_mine(seen, login, event)))
        if not draft.empty:
            _write(connection, seen, login, event, draft)
    return draft.at.astimezone(seen.zone)


def forget_draft(office: Office, login: str, number: str, event: str, now: datetime, site: str | None = None) -> None:
    """Raises NotFound, Ambiguous."""
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, number, login, now, site))
        connection.execute(delete(drafts).where(_mine(seen, login, event)))


def drafts_told(
    rows: Iterable[Any], days: Any, login: str, history: Iterable[HistoryView], now: datetime
) -> dict[str, Draft]:
    """By event: those that are still worth showing. What its author has sent since, through whichever door, is not."""
    oldest = now - timedelta(days=int(days or OFFICE_SETTINGS[DAYS].default))
    sent = {entry.event: entry.at for entry in history if entry.actor.login == login}
    found = {}
    for event, kept, at in rows:
        draft = Draft(kept["data"], kept["reason"], kept["opinion"], some_moment(at))
        if draft.at >= oldest and not (event in sent and sent[event] >= draft.at):
            found[event] = draft
    return found


def _must_be_theirs(procedure: Procedure, seen: Snapshot, event: str, now: datetime) -> None:
    """For whoever may take the event at this step once what is missing is there."""
    here = situation(seen, event, now)
    for arrow in procedure.leaving(seen.case.state):
        if arrow.event.code == event and posts_that_may(roles_of(procedure.holder(arrow, seen.case.state)), here):
            return
    raise Forbidden("此操作现在不由您办理", "This event isn't yours to take at this step")


def _throw_away_old(connection: Connection, site_id: int, now: datetime) -> None:
    """Everybody's at the site: whoever writes one tidies up."""
    oldest = now - timedelta(days=int(office_settings(connection, site_id)[DAYS]))
    connection.execute(delete(drafts).where(D.site_id == site_id, D.at < oldest))


def _mine(seen: Snapshot, login: str, event: str) -> Any:
    return (D.login == login) & (D.case_id == seen.case_id) & (D.event == event)


def _write(connection: Connection, seen: Snapshot, login: str, event: str, draft: Draft) -> None:
    typed = {"data": dict(draft.typed), "reason": draft.reason, "opinion": draft.opinion}
    if len(json.dumps(typed, ensure_ascii=False)) > LONGEST:
        raise Invalid.field("data", "内容太长，没有存为草稿", "is too long to be kept as a draft")
    row = {"login": login, "case_id": seen.case_id, "event": event, "site_id": seen.site_id}
    row |= {"state": seen.case.state, "typed": typed, "at": draft.at}
    # Two of one's own windows may save at once.
    connection.execute(unless_there(connection, drafts), row)
