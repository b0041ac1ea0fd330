"""Letters of authorisation that have served their purpose, and their removal.

A letter belongs to no case, so that no history can say that it went: a row of `removals` does, which nothing changes, and
the audit holds letters against those rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, true, union, update

from flows.definition import Text
from flows.procedures.retention import LETTER
from flows.service.office import Office
from flows.service.privacy.due import cutoffs, disputed, held, over
from flows.storage.tables import authorisation_letters, authorisations, cases, removals, units

KIND = "letter"
NAMED = "letter"  # in place of the file's name, which people make of somebody's
L, A, C = authorisation_letters.c, authorisations.c, cases.c


def due_letters(
    connection: Connection, now: datetime, limit: int, authorisation: int | None = None, party: int | None = None
) -> list[Any]:
    """At most so many rows (id of the authorisation, sha256, site, unit, last day). Of authorisations that were over longer
    ago than the site keeps papers; kept while a case that began under one is no older than that, and while any case of the
    unit or of either person is disputed or held."""
    found: list[Any] = []
    only = [] if authorisation is None else [A.id == authorisation]
    only += [] if party is None else [or_(A.party_id == party, A.owner_id == party)]
    for sites, cutoff in cutoffs(connection, LETTER.span, now, units.c.site_id):
        query = (
            select(L.authorisation_id, L.sha256, A.until, units.c.site_id, units.c.code)
            .join(authorisations, A.id == L.authorisation_id)
            .join(units, units.c.id == A.unit_id)
            .where(L.removed_at.is_(None), sites, _ended(cutoff), ~_kept(), ~_relied_on(cutoff), *only)
            .order_by(L.authorisation_id)
        )
        if len(found) < limit:
            found += connection.execute(query.limit(limit - len(found)))
    return found


def _ended(cutoff: datetime) -> Any:
    """A day more: `until` is a day of the site's."""
    return or_(A.until < (cutoff - timedelta(days=1)).date(), A.revoked_at <= cutoff)


def _kept() -> Any:
    of_it = or_(C.unit_id == A.unit_id, C.applicant_id.in_((A.party_id, A.owner_id)))
    return select(C.id).where(of_it, or_(held(), disputed())).correlate(authorisations).exists()


def _relied_on(cutoff: datetime) -> Any:
    """By a case of whoever was authorised, for that unit, that began before and isn't over for as long as papers are
    kept."""
    began = and_(C.opened_at <= cutoff, or_(A.revoked_at.is_(None), C.opened_at <= A.revoked_at))
    theirs = and_(C.unit_id == A.unit_id, C.applicant_id == A.party_id)
    return (
        select(C.id).where(theirs, began, or_(C.closed_at.is_(None), ~over(cutoff))).correlate(authorisations).exists()
    )


def remove_letters(
    connection: Connection,
    rows: Sequence[Any],
    why: str,
    now: datetime,
    reason: str | None = None,
    by: int | None = None,
) -> int:
    """Within the caller's transaction; their files go afterwards. What another removed meanwhile is left to them."""
    ids = [row.authorisation_id for row in rows]
    gone = {"removed_at": now, "removed_why": why, "name": NAMED}
    taken = update(authorisation_letters).where(L.authorisation_id.in_(ids), L.removed_at.is_(None)).values(gone)
    mine = set(connection.execute(taken.returning(L.authorisation_id)).scalars())
    told = {"what": KIND, "why": why, "reason": reason, "user_id": by, "at": now}
    said = [
        {**told, "site_id": row.site_id, "subject": row.authorisation_id, "sha256": row.sha256}
        for row in rows
        if row.authorisation_id in mine
    ]
    if said:
        connection.execute(insert(removals), said)
    return len(said)


def remove_due_letters(office: Office, ids: Sequence[int], now: datetime) -> int:
    """Asked anew, one after the other: a complaint may have come since."""
    done = 0
    for authorisation in ids:
        with office.transaction() as connection:
            done += remove_letters(connection, due_letters(connection, now, 1, authorisation), "served", now)
    return done


def letters_amiss(connection: Connection) -> Iterator[Text]:
    """A letter that only says it was removed, or for another reason or at another time than what was removed says; one that is
    there again though it was; and what is said to have been removed of a letter that has no row. Both rewritten alike by
    force, nothing shows: no checkpoint holds what was removed."""
    r = removals.c
    said = and_(r.what == KIND, r.subject == L.authorisation_id, r.sha256 == L.sha256)
    alike = and_(L.removed_at.is_not(None), r.at == L.removed_at, r.why == L.removed_why)
    neither = and_(L.removed_at.is_(None), r.id.is_(None))
    differing = select(L.authorisation_id).outerjoin(removals, said).where(func.coalesce(~or_(alike, neither), true()))
    rowless = (
        select(r.subject).outerjoin(authorisation_letters, said).where(r.what == KIND, L.authorisation_id.is_(None))
    )
    for number in sorted(connection.execute(union(differing, rowless)).scalars(), key=str):
        zh, en = (
            f"授权 {number} 的授权书与删除记录不符",
            f"the letter of authorisation {number} differs from what was removed",
        )
        yield Text(zh, en)
