"""The people outside the staff. Telephone and ID number leave this module masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, tuple_, update

from flows.definition import Person, Text
from flows.service.errors import Invalid, NotFound
from flows.service.masking import masked
from flows.service.office import Office
from flows.service.pages import RUNS, Page, key_of, like, merged, page, wanted
from flows.service.registers.sites import today_at
from flows.service.rights import KEEPERS, rights_of
from flows.service.search_text import rename_applicant
from flows.storage.adding import added
from flows.storage.party_names import change_names, enter_names, sounding
from flows.storage.tables import authorisations, parties, sites, tenures, units, users

ID_KINDS = {
    "id_card": Text("居民身份证", "Identity card"),
    "passport": Text("护照", "Passport"),
    "permit": Text("港澳台居民证件", "Permit of Hong Kong, Macao and Taiwan residents"),
    "licence": Text("营业执照", "Business licence"),
    "other": Text("其他证件", "Other document"),
}
PHONE = 4  # digits from which on a search looks at telephone numbers too


@dataclass(frozen=True, slots=True)
class NewParty:
    """As the desk writes it down; the ID number in full."""

    name: str
    phone: str = ""
    id_kind: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """`verified_at`: when the desk saw the identity document, `verified_by` who looked."""

    id: int
    site: str
    name: str
    phone: str
    id_kind: str
    id_number: str
    verified_at: datetime | None
    verified_by: Person | None
    created_at: datetime


def list_parties(
    office: Office,
    login: str,
    now: datetime,
    *,
    site: str | None = None,
    unit: str | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Party]:
    """By name. `q`: part of the name, how it is read or its first letters, or the last digits of the telephone; `unit`
    (with `site`): those tied to it or authorised for it today."""
    limit = wanted(limit)
    order = (parties.c.name, parties.c.id)
    with office.read() as connection:
        ids = rights_of(connection, login, now).site_ids(site)
        conditions = [called(q.strip(), ids)] if q.strip() else []
        if unit is not None:
            conditions.append(_of_unit(unit, today_at(connection, ids[0], now) if ids else now.date()))
        if cursor:
            conditions.append(tuple_(*order) > tuple_(*key_of(cursor, str, int)))
        places = [parties.c.site_id == one for one in ids] if 0 < len(ids) <= RUNS else [parties.c.site_id.in_(ids)]
        runs = [_query().where(place, *conditions).order_by(*order) for place in places]
        rows = connection.execute(merged(runs, ("name", "id"), limit + 1)).all()
        return page(rows, limit, party_of, lambda row: (row.name, row.id))


def called(q: str, site_ids: Iterable[int]) -> ColumnElement[bool]:
    """Those of the sites whom `q` finds. Letters are a name's sounds, in Latin names from the beginning of a word on."""
    found = sounding(q, site_ids)
    if found is not None:
        return parties.c.id.in_(found)
    name = parties.c.name.ilike(f"%{like(q)}%", escape="/")
    return or_(name, parties.c.phone.endswith(q)) if q.isdecimal() and len(q) >= PHONE else name


def _of_unit(unit: str, today: date) -> ColumnElement[bool]:
    t, a = tenures.c, authorisations.c
    here = and_(units.c.site_id == parties.c.site_id, units.c.code == unit)
    tied = and_(t.party_id == parties.c.id, t.unit_id == units.c.id, holding(today))
    entrusted = and_(a.party_id == parties.c.id, a.unit_id == units.c.id, a.revoked_at.is_(None))
    in_force = and_(a.since <= today, a.until >= today)
    return or_(exists().where(here, tied), exists().where(here, entrusted, in_force))


def holding(today: date) -> ColumnElement[bool]:
    """Tenures that hold on that day."""
    return and_(tenures.c.since <= today, or_(tenures.c.until.is_(None), tenures.c.until >= today))


def party(office: Office, login: str, party_id: int, now: datetime) -> Party:
    with office.read() as connection:
        return find_party(connection, rights_of(connection, login, now).site_ids(), party_id)


def parties_of(office: Office, login: str, site: str, party_ids: Iterable[int], now: datetime) -> tuple[Party, ...]:
    """Those of the site."""
    with office.read() as connection:
        site_ids = rights_of(connection, login, now).site_ids(site)
        query = _query().where(parties.c.id.in_(list(party_ids)), parties.c.site_id.in_(site_ids))
        return tuple(party_of(row) for row in connection.execute(query.order_by(parties.c.id)))


def find_party(connection: Connection, site_ids: list[int], party_id: int) -> Party:
    """Raises NotFound for one of another site."""
    query = _query().where(parties.c.id == party_id, parties.c.site_id.in_(site_ids))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("登记中没有此人", "Nobody of that number is on the register")
    return party_of(row)


def add_party(office: Office, login: str, site: str, new: NewParty, now: datetime) -> Party:
    """By a keeper of the register. Raises Invalid, Forbidden, NotFound."""
    row = fitting_party(new)
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        site_id = rights.must_hold(site, KEEPERS)
        # An import that is being written waits, or is waited for: else both would make the same person.
        connection.execute(select(sites.c.id).where(sites.c.id == site_id).with_for_update(key_share=True))
        written = {**row, "site_id": site_id, "created_by": rights.user_id, "created_at": now}
        made = added(connection, parties, written)
        enter_names(connection, site_id, {made: written["name"]})
        return find_party(connection, [site_id], made)


def change_party(office: Office, login: str, party_id: int, new: NewParty, now: datetime) -> Party:
    """Puts name, telephone and document right; empty ones stay as they are. A new document has not been seen yet."""
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        found = find_party(connection, rights.site_ids(), party_id)
        site_id = rights.must_hold(found.site, KEEPERS)
        row = connection.execute(select(parties).where(parties.c.id == party_id)).one()
        merged = NewParty(
            new.name or row.name,
            new.phone or row.phone or "",
            new.id_kind or row.id_kind or "",
            new.id_number or row.id_number or "",
        )
        values = fitting_party(merged)
        if (values["id_kind"], values["id_number"]) != (row.id_kind, row.id_number):
            values |= {"verified_at": None, "verified_by": None}
            _touch_units(connection, party_id)
        connection.execute(update(parties).where(parties.c.id == party_id).values(values))
        if values["name"] != row.name:
            change_names(connection, site_id, {party_id: values["name"]})
            rename_applicant(connection, office.catalogue, party_id, values["name"])
        return find_party(connection, [site_id], party_id)


def _touch_units(connection: Connection, party_id: int) -> None:
    """Counts the units up that the party is tied to: a case that waits there may hang on the document."""
    tied = select(tenures.c.unit_id).where(tenures.c.party_id == party_id)
    entrusted = select(authorisations.c.unit_id).where(authorisations.c.party_id == party_id)
    theirs = or_(units.c.id.in_(tied), units.c.id.in_(entrusted))
    connection.execute(update(units).where(theirs).values(revision=units.c.revision + 1))


def verify_party(office: Office, login: str, party_id: int, now: datetime) -> Party:
    """The desk has seen the identity document. Raises Invalid where none is on the register."""
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        found = find_party(connection, rights.site_ids(), party_id)
        site_id = rights.must_hold(found.site, KEEPERS)
        if not found.id_number:
            raise Invalid.field("id_number", "请先登记证件号码", "the number of the document comes first")
        values = {"verified_at": now, "verified_by": rights.user_id}
        connection.execute(update(parties).where(parties.c.id == party_id).values(values))
        return find_party(connection, [site_id], party_id)


def fitting_party(new: NewParty) -> dict[str, Any]:
    """The columns of the row. Raises Invalid."""
    name, phone, number = new.name.strip(), new.phone.strip(), new.id_number.strip().upper()
    if not name or len(name) > 100:
        raise Invalid.field("name", "请填写姓名（最多 100 字）", "a name is needed, of at most 100 characters")
    if phone and not (
        sum(c.isdecimal() for c in phone) >= 5 and len(phone) <= 40 and set(phone) <= set("+-() 0123456789")
    ):
        raise Invalid.field("phone", "电话号码格式不对", "is not a telephone number")
    if bool(new.id_kind) != bool(number):
        raise Invalid.field("id_number", "证件种类和号码要一起填", "needs both kind and number of the document")
    if new.id_kind and new.id_kind not in ID_KINDS:
        raise Invalid.field("id_kind", "请从所列证件中选择", "must be one of the kinds listed")
    if len(number) > 40 or any(c.isspace() for c in number):
        raise Invalid.field("id_number", "证件号码格式不对", "is not the number of a document")
    return {"name": name, "phone": phone or None, "id_kind": new.id_kind or None, "id_number": number or None}


def _query() -> Select[Any]:
    return (
        select(parties, sites.c.key.label("site"), users.c.login.label("seen_login"), users.c.name.label("seen_name"))
        .join(sites, sites.c.id == parties.c.site_id)
        .join(users, users.c.id == parties.c.verified_by, isouter=True)
    )


def party_of(row: Any) -> Party:
    return Party(
        id=row.id,
        site=row.site,
        name=row.name,
        phone=masked(row.phone, "phone") if row.phone else "",
        id_kind=row.id_kind or "",
        id_number=masked(row.id_number, "id_number") if row.id_number else "",
        verified_at=row.verified_at,
        verified_by=Person(row.seen_login, row.seen_name) if row.seen_login else None,
        created_at=row.created_at,
    )
