"""Another secret: what each key of the ring still holds, and sealing anew under the newest what an older one has sealed.

History is never written again: the key that made an entry stays in the ring to read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, select, update

from flows.service.chain import keyed_with
from flows.service.channels.outward import Failed
from flows.service.channels.sealed import opened_by, sealed
from flows.service.keys import id_of
from flows.service.office import Office
from flows.service.second_factor.keeping import bound_to as of_factor
from flows.service.webhooks import bound_to as of_webhook
from flows.service.wishes import bound_to as of_wish
from flows.storage.tables import history, second_factors, webhooks, wishes

BATCH = 1000  # rows fetched at a time
NOBODY = "?"  # stands where no key of the ring fits


@dataclass(frozen=True, slots=True)
class Kept:
    """A column of sealed values, by what names its rows and what a value is bound to."""

    table: Table
    key: Column[Any]
    column: Column[Any]
    bound: Callable[[Any], str]
    where: Any = True


SEALED = (
    Kept(wishes, wishes.c.login, wishes.c.address, of_wish, wishes.c.address.is_not(None)),
    Kept(webhooks, webhooks.c.key_id, webhooks.c.address, of_webhook),
    Kept(webhooks, webhooks.c.key_id, webhooks.c.secret, of_webhook),
    # One that isn't confirmed is bound to a browser's mark, and is over in ten minutes.
    Kept(second_factors, second_factors.c.user_id, second_factors.c.secret, of_factor, second_factors.c.confirmed_at.is_not(None)),
)  # fmt: skip


@dataclass(slots=True)
class Use:
    """Of one key: how many values it has sealed, how many entries of the history it has made, when the last of them was, and how
    many stand in their case behind one that a newer key has made. Several machines write such entries only while they change
    over; whoever has an old key and the database can write them at any time."""

    sealed: int = 0
    entries: int = 0
    last: datetime | None = field(default=None)
    behind: int = 0


def uses(office: Office, *, whole: bool, progress: Callable[[int], None] = lambda _: None) -> Mapping[str, Use]:
    """By the key's id, the newest first; under `?` what no key of the ring fits. `whole`: with the history, all of which is
    gone through."""
    found = {key: Use() for key in office.keys.ids}
    with office.at_one_moment() as connection:
        for kept in SEALED:
            for _, _, secret, _ in _values(office, connection, kept):
                found.setdefault(id_of(secret) if secret else NOBODY, Use()).sealed += 1
        if whole:
            _count_entries(office, connection, found, progress)
    return found


def _count_entries(
    office: Office, connection: Connection, found: dict[str, Use], progress: Callable[[int], None]
) -> None:
    h = history.c
    ages = {secret: age for age, secret in enumerate(office.keys.secrets)}
    case, newest = None, len(ages)
    asked = select(h.case_id, h.content, h.hash, h.at).order_by(h.case_id, h.seq).execution_options(yield_per=BATCH)
    for count, row in enumerate(connection.execute(asked), 1):
        if row.case_id != case:
            case, newest = row.case_id, len(ages)
        secret = keyed_with(office.keys, row.content, row.hash)
        use = found.setdefault(id_of(secret) if secret else NOBODY, Use())
        use.entries, use.last = use.entries + 1, max(use.last or row.at, row.at)
        if secret:
            use.behind += ages[secret] > newest
            newest = min(newest, ages[secret])
        progress(count)


def _values(office: Office, connection: Connection, kept: Kept) -> Iterator[tuple[Any, str, bytes | None, str]]:
    """Each row's key, the value as it is kept, the secret that opens it (None: none does) and the value in clear."""
    rows = connection.execute(select(kept.key, kept.column).where(kept.where)).all()
    for key, value in rows:
        try:
            yield key, value, *opened_by(office.keys, kept.bound(key), value)
        except Failed:
            yield key, value, None, ""


def reseal(office: Office) -> tuple[int, int]:
    """Seals under the newest key whatever an older one has sealed; answers how many values that were, and how many no key
    opens, which stay as they are. One that its owner changes meanwhile stays as its owner has it."""
    anew, lost = 0, 0
    for kept in SEALED:
        with office.transaction() as connection:
            for key, value, secret, clear in _values(office, connection, kept):
                if secret is None:
                    lost += 1
                elif secret != office.keys.newest:
                    box = sealed(office.keys.newest, kept.bound(key), clear)
                    mine = (kept.key == key) & (kept.column == value)
                    anew += connection.execute(update(kept.table).where(mine).values({kept.column: box})).rowcount
    return anew, lost
