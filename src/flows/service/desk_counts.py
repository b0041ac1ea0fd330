"""How much stands in each view of somebody's desk: counted no further than a page would say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from sqlalchemy import select

from flows.procedures.ladder import OFFICE, OFFICE_SETTINGS
from flows.service.office import Office
from flows.service.signing_in import Identity
from flows.service.worklist import branches, places_of, values_of
from flows.storage.by_hand import ask
from flows.storage.tables import settings

MOST = 99  # beyond it the count says no more than that
COUNTED = "SELECT '{view}', count(*) FROM (SELECT 1 FROM ({rows}) AS x LIMIT {most}) AS y"
FRESH = "SELECT 'new', count(*) FROM post WHERE post.opened_at > :since"
WATCHED = """SELECT 'watched', count(*)
FROM (SELECT 1 FROM watches WHERE login = :asker AND site_id IN ({sites}) LIMIT {most}) AS y"""


def counts(office: Office, who: Identity, now: datetime, since: datetime | None = None) -> Mapping[str, int]:
    """By view; more than `MOST`: many. In one statement; no view that would have to be looked through is counted. `new`:
    what has come since that moment, of what is soonest due."""
    places = places_of(office, who.posts)
    if not places:
        return {}
    values = values_of(places, who.login, who.posts)
    values["since"] = since or now
    people = sum(name.startswith("me_") for name in values)
    with office.read() as connection:
        statement = _statement(len(places), people, connection.dialect.name == "postgresql")
        return {str(view): int(count) for view, count in ask(connection, statement, values)}


def refresh_seconds(office: Office, who: Identity) -> int:
    """How often a page looks for what is new: as often as the quickest of the asker's sites wants."""
    setting, c = OFFICE_SETTINGS["refresh_seconds"], settings.c
    here = sorted({post.site_id for post in who.posts})
    query = select(c.value).where(c.procedure == OFFICE, c.code == setting.code, c.site_id.in_(here))
    with office.read() as connection:
        found = list(connection.execute(query).scalars())
    return int(min(found, default=setting.default))


@cache
def _statement(places: int, people: int, postgres: bool) -> str:
    waits = branches(places, people, limit=MOST + 1, postgres=postgres)  # asked of twice, read once
    ways = {"post": "SELECT 1 FROM post", "mine": branches(places, people, mine=True, limit=MOST + 1)}
    parts = [COUNTED.format(view=view, rows=rows, most=MOST + 1) for view, rows in ways.items()]
    parts.append(FRESH)
    sites = ", ".join(f":site_{n}" for n in range(places))
    counted = "\nUNION ALL\n".join((*parts, WATCHED.format(sites=sites, most=MOST + 1)))
    return f"WITH post AS ({waits})\n{counted}"
