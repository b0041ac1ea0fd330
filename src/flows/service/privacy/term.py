"""Personal values of a case whose term is over: what the clock hasn't removed yet, and what entries from before hold in the chain,
is only stored (PIPL, article 47)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from flows.procedures.retention import RECORDS
from flows.service.errors import Forbidden
from flows.service.masking import GONE
from flows.service.office_settings import office_settings
from flows.service.privacy.due import disputed, held, length
from flows.storage.snapshot import Snapshot
from flows.storage.tables import cases

LEAST = length(RECORDS, 3)
"""What an office may not go below: until then nothing has to be asked."""


def must_be_in_term(connection: Connection, seen: Snapshot, now: datetime) -> None:
    """Raises Forbidden."""
    if _is_over(connection, seen, now):
        raise Forbidden(
            "单据的保留期已满，其中的个人信息只存不用，不再完整显示",
            "The term of this case is over: its personal values are only stored, and no longer shown in full",
        )


def is_only_stored(connection: Connection, seen: Snapshot, now: datetime) -> bool:
    """Whether the case's term is over, or its applicant has been forgotten: then whatever the inventory names is masked wherever
    the case is shown, also what stands unmasked before. Asks nothing of a case that is younger than `LEAST`."""
    forgotten = seen.applicant is not None and seen.applicant.name == GONE.zh
    return forgotten or _is_over(connection, seen, now)


def _is_over(connection: Connection, seen: Snapshot, now: datetime) -> bool:
    """Whether the case was closed longer ago than its personal values are kept for use; not while somebody holds it, or
    disputes."""
    closed = seen.case.closed_at
    if closed is None or now - closed <= LEAST:
        return False
    years = int(office_settings(connection, seen.site_id)[RECORDS.setting])
    if now - closed <= length(RECORDS, years):
        return False
    kept = select(cases.c.id).where(cases.c.id == seen.case_id, or_(held(), disputed()))
    return connection.execute(kept).first() is None


def still_used(now: datetime) -> datetime:
    """Cases closed before that lend nothing to a new one."""
    return now - LEAST
