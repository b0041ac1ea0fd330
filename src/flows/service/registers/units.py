"""The units of a site, and who owns, rents or lives in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from flows.definition import Text
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.pages import RUNS, Page, cursor_of, key_of, like, merged, page, wanted
from flows.service.registers.parties import called, find_party, holding
from flows.service.registers.sites import today_at
from flows.service.rights import ADMINISTRATORS, KEEPERS, Who, rights_of
from flows.storage.adding import added
from flows.storage.tables import parties, sites, tenures, units

TENURES = {
    "owner": Text("业主", "Owner"),
    "tenant": Text("租户", "Tenant"),
    "occupant": Text("住户", "Occupant"),
}


@dataclass(frozen=True, slots=True)
class PartyName:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A party's tenure of a unit, both days included."""

    id: int
    party: PartyName
    unit: str
    kind: str
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Unit:
    """`ties` are those that hold today."""

    id: int
    site: str
    code: str
    building: str
    floor: int | None
    ties: tuple[Tie, ...] = field(default=())

    def of_kind(self, kind: str) -> tuple[PartyName, ...]:
        return tuple(tie.party for tie in self.ties if tie.kind == kind)


def list_units(
    office: Office,
    login: str,
    now: datetime,
    *,
    site: str | None = None,
    building: str | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Unit]:
    """By site and code. `q`: the beginning of a code or what is said of it, or what finds the name of somebody who holds the unit today. For
    whoever is at very many sites a page may be short and still lead on."""
    limit = wanted(limit)
    with office.read() as connection:
        places = rights_of(connection, login, now).places(site)
        today = today_at(connection, places[0][1], now) if places else now.date()
        conditions = [units.c.building == building] if building is not None else []
        if q.strip():
            conditions.append(_matches(q.strip(), today, [site_id for _, site_id in places]))
        runs, last = _runs(places, *(key_of(cursor, str, str) if cursor else ("", "")))
        query = merged([run.where(*conditions) for run in runs], ("site", "code"), limit + 1) if runs else None
        rows = connection.execute(query).all() if query is not None else []
        held = _ties(connection, [row.id for row in rows], today)
    found = page(rows, limit, lambda row: _unit(row, held), lambda row: (row.site, row.code))
    return Page(found.items, found.cursor or last)


def _runs(places: list[tuple[str, int]], behind: str, code: str) -> tuple[list[Select[Any]], str | None]:
    """One for each site from `behind` on, where the units after `code` are left, at most `RUNS`; and where to go on
    after those."""
    left = [place for place in places if place[0] >= behind]
    runs = []
    for key, site_id in left[:RUNS]:
        run = _query().where(units.c.site_id == site_id).order_by(units.c.code)
        runs.append(run.where(units.c.code > code) if key == behind else run)
    return runs, cursor_of(left[RUNS][0], "") if len(left) > RUNS else None


# As people say it: "302", "2栋302", "2-302室", of 2-0302.
SAID = re.compile(
    r"(?:(?P<building>[0-9A-Za-z]{1,6})\s*(?:栋|幢|座|号楼|#|-|\s)\s*)?(?P<room>[0-9]{2,5})\s*(?:室|房|号)?"
)


def _matches(q: str, today: date, site_ids: Iterable[int]) -> Any:
    of_unit = and_(tenures.c.unit_id == units.c.id, tenures.c.party_id == parties.c.id, holding(today))
    named = exists().where(of_unit, called(q, site_ids))
    codes = [units.c.code.ilike(f"{like(q)}%", escape="/")]
    if said := SAID.fullmatch(q):
        building = f"{said['building']}-" if said["building"] else ""
        codes.append(units.c.code.ilike(f"{building}%{said['room']}"))
    return or_(*codes, named)


def _query() -> Select[Any]:
    return select(units, sites.c.key.label("site")).join(sites, sites.c.id == units.c.site_id)


def _ties(connection: Connection, unit_ids: Iterable[int], today: date | None) -> dict[int, tuple[Tie, ...]]:
    """Owners first; `today` None: those of the past and to come as well."""
    query = (
        select(tenures, parties.c.name, units.c.code)
        .join(parties, parties.c.id == tenures.c.party_id)
        .join(units, units.c.id == tenures.c.unit_id)
        .where(tenures.c.unit_id.in_(list(unit_ids)))
        .order_by(tenures.c.id)
    )
    if today is not None:
        query = query.where(holding(today))
    found: dict[int, tuple[Tie, ...]] = {}
    rows = connection.execute(query).all()
    for row in sorted(rows, key=lambda r: list(TENURES).index(r.kind)):
        tie = Tie(row.id, PartyName(row.party_id, row.name), row.code, row.kind, row.since, row.until)
        found[row.unit_id] = (*found.get(row.unit_id, ()), tie)
    return found


def _unit(row: Any, ties: dict[int, tuple[Tie, ...]]) -> Unit:
    return Unit(row.id, row.site, row.code, row.building, row.floor, ties.get(row.id, ()))


def unit(office: Office, login: str, site: str, code: str, now: datetime) -> Unit:
    """Raises NotFound."""
    with office.read() as connection:
        site_id = rights_of(connection, login, now).site_ids(site)[0]
        row = unit_row(connection, site_id, code)
        return _unit(row, _ties(connection, [row.id], today_at(connection, site_id, now)))


def tenures_of(office: Office, login: str, site: str, code: str, now: datetime) -> tuple[Tie, ...]:
    """Of the unit, those of the past and to come as well."""
    with office.read() as connection:
        row = unit_row(connection, rights_of(connection, login, now).site_ids(site)[0], code)
        return _ties(connection, [row.id], None).get(row.id, ())


def unit_row(connection: Connection, site_id: int, code: str) -> Any:
    row = connection.execute(_query().where(units.c.site_id == site_id, units.c.code == code)).one_or_none()
    if row is None:
        raise NotFound("没有这个房号", "There is no such unit")
    return row


def touched_unit(connection: Connection, site_id: int, code: str) -> Any:
    """The unit's row, its revision counted up: first, so that on PostgreSQL the row is locked before anything is looked
    at, and an event that was decided on the register as it was is not written. Raises NotFound."""
    here = (units.c.site_id == site_id) & (units.c.code == code)
    connection.execute(update(units).where(here).values(revision=units.c.revision + 1))
    return unit_row(connection, site_id, code)


def fitting_unit(code: str, building: str) -> None:
    """Raises Invalid."""
    if not code.strip() or len(code) > 40 or any(c.isspace() or c == "/" for c in code):
        raise Invalid.field("code", "房号不能为空，不含空格和斜线", "is needed, without blanks or slashes")
    if not building.strip() or len(building) > 40:
        raise Invalid.field("building", "请填写楼栋", "is needed")


def add_unit(
    office: Office, who: Who, site: str, code: str, building: str, now: datetime, floor: int | None = None
) -> Unit:
    """By an administrator of the site."""
    fitting_unit(code, building)
    with office.transaction() as connection:
        site_id = rights_of(connection, who, now).must_hold(site, ADMINISTRATORS)
        row = {"site_id": site_id, "code": code, "building": building.strip(), "floor": floor, "revision": 1}
        try:
            connection.execute(insert(units), row)
        except IntegrityError:
            raise Invalid.field("code", "此房号已登记", "this unit is on the register") from None
        return _unit(unit_row(connection, site_id, code), {})


def add_tenure(
    office: Office,
    login: str,
    site: str,
    code: str,
    party_id: int,
    kind: str,
    since: date,
    now: datetime,
    until: date | None = None,
) -> Tie:
    """By a keeper of the register. Raises Invalid where the party holds the unit in that way already."""
    if kind not in TENURES:
        raise Invalid.field("kind", "请选择业主、租户或住户", "must be owner, tenant or occupant")
    if until is not None and until < since:
        raise Invalid.field("until", "结束早于开始", "lies before the beginning")
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, KEEPERS)
        row = touched_unit(connection, site_id, code)
        holder = find_party(connection, [site_id], party_id)
        same = (tenures.c.unit_id == row.id) & (tenures.c.party_id == party_id) & (tenures.c.kind == kind)
        if any(_overlaps(old, since, until) for old in connection.execute(select(tenures).where(same))):
            raise Invalid.field("since", "此人在这段时间已有同样的登记", "is on the register for that time already")
        tie = {"unit_id": row.id, "party_id": party_id, "kind": kind, "since": since, "until": until}
        made = added(connection, tenures, tie)
        return Tie(made, PartyName(holder.id, holder.name), code, kind, since, until)


def _overlaps(old: Any, since: date, until: date | None) -> bool:
    return (old.until is None or since <= old.until) and (until is None or old.since <= until)


def end_tenure(office: Office, login: str, site: str, code: str, tenure_id: int, until: date, now: datetime) -> Tie:
    """`until` is the last day. An owner's authorisations fall with their tenure."""
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, KEEPERS)
        row = touched_unit(connection, site_id, code)
        found = next((tie for tie in _ties(connection, [row.id], None).get(row.id, ()) if tie.id == tenure_id), None)
        if found is None:
            raise NotFound("没有这条登记", "There is no such entry")
        if until < found.since:
            raise Invalid.field("until", "结束早于开始", "lies before the beginning")
        connection.execute(update(tenures).where(tenures.c.id == tenure_id).values(until=until))
        return Tie(found.id, found.party, code, found.kind, found.since, until)
