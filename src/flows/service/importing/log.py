"""Who has imported what at a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flows.service.importing.carrying import limits_in
from flows.service.importing.raw import Limits
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.tables import users
from flows.storage.tables.kept import register_imports

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Import:
    """`by` empty: whoever runs commands on the machine. `counts` as `Outcome.counts`."""

    name: str
    rows: int
    counts: Mapping[str, int]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """How much of a file is read at the site, and the last imports, the newest first."""

    limits: Limits
    imports: tuple[Import, ...]


def overview(office: Office, login: str, site: str, now: datetime) -> Overview:
    """For administrators of the site."""
    i = register_imports.c
    with office.read() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        query = select(i.name, i.rows, i.counts, i.imported_at, users.c.name.label("by"))
        query = query.join(users, users.c.id == i.imported_by, isouter=True).where(i.site_id == site_id)
        rows = connection.execute(query.order_by(i.id.desc()).limit(SHOWN))
        imports = tuple(Import(r.name, r.rows, r.counts, r.by or "", r.imported_at) for r in rows)
        return Overview(limits_in(connection, site_id), imports)
