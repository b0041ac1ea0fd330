"""The director keeps a case's papers beyond their time, for a reason; and lets them go again. Both stand in the history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from flows.service.errors import Invalid
from flows.service.noting import Beside, note
from flows.service.office import Office
from flows.service.privacy.due import HOLD, LIFT, held
from flows.service.readings import fitting_reason
from flows.service.rights import forbidden
from flows.service.seeing import load
from flows.service.staff_matters import must_read
from flows.storage.snapshot import Snapshot
from flows.storage.tables import cases

HOLDERS = ("director", "company_manager")


def hold_papers(office: Office, login: str, number: str, reason: str, now: datetime, site: str | None = None) -> Beside:
    """Raises NotFound, Forbidden, Invalid, Conflict."""
    return _note(office, login, number, HOLD, reason, now, site)


def let_papers_go(
    office: Office, login: str, number: str, reason: str, now: datetime, site: str | None = None
) -> Beside:
    """From then on their time counts as if they had never been held. Raises as `hold_papers`."""
    return _note(office, login, number, LIFT, reason, now, site)


def is_held(connection: Connection, seen: Snapshot) -> bool:
    found = select(cases.c.id).where(cases.c.id == seen.case_id, held())
    return connection.execute(found).first() is not None


def _note(office: Office, login: str, number: str, event: str, reason: str, now: datetime, site: str | None) -> Beside:
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, number, login, now, site))
        post = next((post for post in seen.actor.posts if post.role in HOLDERS), None)
        if post is None:
            raise forbidden(HOLDERS)
        why = fitting_reason(reason)
        if is_held(connection, seen) == (event == HOLD):
            zh, en = (
                ("材料已在保留中", "its papers are held already")
                if event == HOLD
                else ("材料没有保留", "its papers are not held")
            )
            raise Invalid.field("reason", zh, en)
        return note(office, connection, seen, event, {"reason": why}, now, post)
