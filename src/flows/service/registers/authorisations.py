"""What owners have authorised others to do for their units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, insert, select, update

from flows.definition import Person, Text
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.pages import Page, key_of, page, wanted
from flows.service.registers.parties import find_party, holding
from flows.service.registers.sites import today_at
from flows.service.registers.units import PartyName, touched_unit
from flows.service.rights import KEEPERS, rights_of
from flows.storage.adding import added
from flows.storage.tables import authorisation_letters, authorisations, parties, sites, tenures, units, users

SCOPES = {
    "renovation": Text("装修", "Renovation"),
    "item_removal": Text("物品放行", "Removal of items"),
    "network": Text("网络开通", "Network"),
}


@dataclass(frozen=True, slots=True)
class NewAuthorisation:
    """From `since` to `until`, both days included."""

    unit: str
    owner: int
    party: int
    scope: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class AuthorisationSeen:
    """`stands`: who granted it owns the unit today. `letter`: the owner's letter was brought with
    it, and is still kept."""

    id: int
    site: str
    unit: str
    owner: PartyName
    party: PartyName
    scope: str
    since: date
    until: date
    stands: bool
    created_by: Person
    created_at: datetime
    revoked_at: datetime | None
    revoked_by: Person | None
    letter: bool = False

    def in_force(self, today: date) -> bool:
        return self.stands and self.revoked_at is None and self.since <= today <= self.until


def fitting_authorisation(new: NewAuthorisation) -> None:
    """Raises Invalid."""
    if new.scope not in SCOPES:
        raise Invalid.field("scope", "请选择授权事项", "must be one of the scopes listed")
    if new.until < new.since:
        raise Invalid.field("until", "结束早于开始", "lies before the beginning")
    if new.owner == new.party:
        raise Invalid.field("party", "业主无须授权给自己", "an owner needs no authorisation of their own")


def grant(
    office: Office,
    login: str,
    site: str,
    new: NewAuthorisation,
    now: datetime,
    letter: Mapping[str, Any] | None = None,
) -> AuthorisationSeen:
    """Entered by a keeper of the register, granted by somebody who owns the unit today. `letter`: a row about a file
    that is kept already. Raises Invalid."""
    fitting_authorisation(new)
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        site_id = rights.must_hold(site, KEEPERS)
        unit = touched_unit(connection, site_id, new.unit)
        today = today_at(connection, site_id, now)
        if new.until < today:
            raise Invalid.field("until", "授权期已过", "lies in the past")
        find_party(connection, [site_id], new.owner)
        find_party(connection, [site_id], new.party)
        if connection.execute(select(_owns(today, unit.id, new.owner))).scalar_one() is not True:
            raise Invalid.field("owner", "授权人今天不是该房号的业主", "does not own that unit today")
        row = {
            "unit_id": unit.id,
            "owner_id": new.owner,
            "party_id": new.party,
            "scope": new.scope,
            "since": new.since,
            "until": new.until,
            "created_by": rights.user_id,
            "created_at": now,
        }
        made = added(connection, authorisations, row)
        if letter:
            connection.execute(insert(authorisation_letters), {**letter, "authorisation_id": made})
        return _find(connection, [site_id], made, today)


def _owns(today: date, unit: Any, owner: Any) -> Any:
    t = tenures.c
    return exists().where(and_(t.unit_id == unit, t.party_id == owner, t.kind == "owner", holding(today)))


def revoke(office: Office, login: str, authorisation_id: int, now: datetime) -> AuthorisationSeen:
    """At once and for good; once more changes nothing."""
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        found = _find(connection, rights.site_ids(), authorisation_id, now.date())
        site_id = rights.must_hold(found.site, KEEPERS)
        touched_unit(connection, site_id, found.unit)
        a = authorisations.c
        standing = (a.id == authorisation_id) & a.revoked_at.is_(None)
        connection.execute(update(authorisations).where(standing).values(revoked_at=now, revoked_by=rights.user_id))
        return _find(connection, [site_id], authorisation_id, today_at(connection, site_id, now))


def authorisation(office: Office, login: str, authorisation_id: int, now: datetime) -> AuthorisationSeen:
    with office.read() as connection:
        ids = rights_of(connection, login, now).site_ids()
        return _find(connection, ids, authorisation_id, today_at(connection, ids[0], now) if ids else now.date())


def list_authorisations(
    office: Office,
    login: str,
    now: datetime,
    *,
    site: str | None = None,
    unit: str | None = None,
    party: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[AuthorisationSeen]:
    """The newest first, revoked and expired ones too."""
    limit = wanted(limit)
    a = authorisations.c
    with office.read() as connection:
        ids = rights_of(connection, login, now).site_ids(site)
        today = today_at(connection, ids[0], now) if ids else now.date()
        query = _query(today).where(units.c.site_id.in_(ids)).order_by(a.id.desc()).limit(limit + 1)
        if unit is not None:
            query = query.where(units.c.code == unit)
        if party is not None:
            query = query.where(a.party_id == party)
        if cursor:
            query = query.where(a.id < key_of(cursor, int)[0])
        return page(connection.execute(query).all(), limit, _seen, lambda row: (row.id,))


def of_people(
    connection: Connection, party_ids: Iterable[int], today: date, most: int
) -> tuple[AuthorisationSeen, ...]:
    """Of people of one site, the newest first."""
    a = authorisations.c
    query = _query(today).where(a.party_id.in_(list(party_ids))).order_by(a.id.desc()).limit(most)
    return tuple(map(_seen, connection.execute(query)))


def _find(connection: Connection, site_ids: list[int], authorisation_id: int, today: date) -> AuthorisationSeen:
    query = _query(today).where(authorisations.c.id == authorisation_id, units.c.site_id.in_(site_ids))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("没有这条授权", "There is no such authorisation")
    return _seen(row)


OWNER, ENTRUSTED = parties.alias("owner"), parties.alias("entrusted")
WRITER, REVOKER = users.alias("writer"), users.alias("revoker")


def _query(today: date) -> Select[Any]:
    a, letters = authorisations.c, authorisation_letters.c
    return (
        select(
            authorisations,
            sites.c.key.label("site"),
            units.c.code,
            OWNER.c.name.label("owner_name"),
            ENTRUSTED.c.name.label("party_name"),
            WRITER.c.login.label("writer_login"),
            WRITER.c.name.label("writer_name"),
            REVOKER.c.login.label("revoker_login"),
            REVOKER.c.name.label("revoker_name"),
            _owns(today, a.unit_id, a.owner_id).label("stands"),
            exists().where(letters.authorisation_id == a.id, letters.removed_at.is_(None)).label("letter"),
        )
        .join(units, units.c.id == a.unit_id)
        .join(sites, sites.c.id == units.c.site_id)
        .join(OWNER, OWNER.c.id == a.owner_id)
        .join(ENTRUSTED, ENTRUSTED.c.id == a.party_id)
        .join(WRITER, WRITER.c.id == a.created_by)
        .join(REVOKER, REVOKER.c.id == a.revoked_by, isouter=True)
    )


def _seen(row: Any) -> AuthorisationSeen:
    return AuthorisationSeen(
        id=row.id,
        site=row.site,
        unit=row.code,
        owner=PartyName(row.owner_id, row.owner_name),
        party=PartyName(row.party_id, row.party_name),
        scope=row.scope,
        since=row.since,
        until=row.until,
        stands=bool(row.stands),
        created_by=Person(row.writer_login, row.writer_name),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
        revoked_by=Person(row.revoker_login, row.revoker_name) if row.revoker_login else None,
        letter=bool(row.letter),
    )
