"""Who may be the applicant of a case for a unit, and what ties each to it: seen before the case is started, so that
nobody finds out after filling in a form. Nothing is decided here; the guards of the procedure decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from flows.definition import Text
from flows.service import registers
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.places import places
from flows.service.registers import AuthorisationSeen, Party, PartyName, Tie
from flows.storage.tables import tenures, units

Standing = Literal["in_force", "future", "expired", "revoked", "fallen"]
ENTRUSTED = "entrusted"
NEARNESS = ("owner", ENTRUSTED, "tenant", "occupant")  # who applies most often comes first
FOUND = 20  # people shown for a search


@dataclass(frozen=True, slots=True)
class Bond:
    """One tie of a person to the unit, in a sentence; `kind`: a tenure's, or entrusted. `fallen`: the owner who
    authorised it owns the unit no longer."""

    kind: str
    standing: Standing
    words: Text


@dataclass(frozen=True, slots=True)
class Candidate:
    """`phone` is masked and may be empty. Without bonds: nothing on the register ties them to the unit."""

    id: int
    name: str
    phone: str
    verified: bool
    bonds: tuple[Bond, ...] = ()


def candidates(
    office: Office, login: str, site: str, unit: str | None, now: datetime, q: str = ""
) -> tuple[Candidate, ...]:
    """With `q`: everybody on the site's register whose name or telephone fits; without: those tied to the unit, now or
    once. Raises NotFound."""
    bonds = _bonds(office, login, site, unit, now) if unit else {}
    if q.strip():
        people = registers.list_parties(office, login, now, site=site, q=q, limit=FOUND).items
    else:
        people = registers.parties_of(office, login, site, [party.id for party in bonds], now)
    known = {party.id: found for party, found in bonds.items()}
    made = [_candidate(party, known.get(party.id, ())) for party in people]
    return tuple(sorted(made, key=_nearest))


def candidate(office: Office, login: str, site: str, unit: str | None, party_id: int, now: datetime) -> Candidate:
    """Raises NotFound for somebody of another site."""
    party = registers.party(office, login, party_id, now)
    if party.site != site:
        raise NotFound("登记中没有此人", "Nobody of that number is on the register")
    bonds = _bonds(office, login, site, unit, now) if unit else {}
    return _candidate(party, bonds.get(PartyName(party.id, party.name), ()))


def bonds_of(office: Office, login: str, party: Party, now: datetime) -> tuple[tuple[str, Bond], ...]:
    """The units that the person is tied to, and how, those in force first."""
    today = _today(office, party.site, now)
    with office.read() as connection:
        ties = ties_of(connection, [party])
    found = [(tie.unit, bond_of_tie(tie, today)) for tie in ties]
    granted = registers.list_authorisations(office, login, now, site=party.site, party=party.id, limit=200).items
    found += [(seen.unit, bond_of(seen, today, places(office)[party.site].zone)) for seen in granted]
    return tuple(sorted(found, key=lambda pair: (pair[1].standing != "in_force", pair[0])))


def ties_of(connection: Connection, people: Iterable[Party], most: int | None = None) -> list[Tie]:
    """What ties them to units, now or once; no more than `most`."""
    named = {party.id: PartyName(party.id, party.name) for party in people}
    query = (
        select(tenures, units.c.code)
        .join(units, units.c.id == tenures.c.unit_id)
        .where(tenures.c.party_id.in_(list(named)))
        .order_by(tenures.c.id)
        .limit(most)
    )
    rows = connection.execute(query)
    return [Tie(row.id, named[row.party_id], row.code, row.kind, row.since, row.until) for row in rows]


def _candidate(party: Party, bonds: Iterable[Bond]) -> Candidate:
    return Candidate(party.id, party.name, party.phone, party.verified_at is not None, tuple(bonds))


def _nearest(candidate: Candidate) -> tuple[int, bool, str]:
    live = [NEARNESS.index(bond.kind) for bond in candidate.bonds if bond.standing == "in_force"]
    return (min(live, default=len(NEARNESS)), not candidate.bonds, candidate.name)


def _today(office: Office, site: str, now: datetime) -> date:
    return now.astimezone(places(office)[site].zone).date()


def _bonds(office: Office, login: str, site: str, unit: str | None, now: datetime) -> dict[PartyName, tuple[Bond, ...]]:
    """By person; everything that ties them to the unit, or did."""
    if unit is None:
        return {}
    ties = registers.tenures_of(office, login, site, unit, now)
    granted = registers.list_authorisations(office, login, now, site=site, unit=unit, limit=200).items
    zone = places(office)[site].zone
    today = now.astimezone(zone).date()
    found: dict[PartyName, tuple[Bond, ...]] = {}
    for tie in ties:
        found[tie.party] = (*found.get(tie.party, ()), bond_of_tie(tie, today))
    for seen in granted:
        found[seen.party] = (*found.get(seen.party, ()), bond_of(seen, today, zone))
    return found


def bond_of_tie(tie: Tie, today: date) -> Bond:
    kind = registers.TENURES[tie.kind]
    if tie.holds_on(today):
        until = Text(f"，至 {tie.until}", f" until {tie.until}") if tie.until else Text("", "")
        return Bond(tie.kind, "in_force", Text(f"{kind.zh}{until.zh}", f"{kind.en}{until.en}"))
    if today < tie.since:
        return Bond(tie.kind, "future", Text(f"{kind.zh}，自 {tie.since} 起", f"{kind.en} from {tie.since}"))
    return Bond(tie.kind, "expired", Text(f"曾为{kind.zh}，至 {tie.until}", f"Was {kind.en.lower()} until {tie.until}"))


def bond_of(seen: AuthorisationSeen, today: date, zone: ZoneInfo) -> Bond:
    """What an authorisation is worth on that day at the site."""
    scope, owner = registers.SCOPES[seen.scope], seen.owner.name
    zh, en = f"{owner} 的{scope.zh}授权", f"{scope.en} authorisation of {owner}"
    if seen.revoked_at is not None:
        day = seen.revoked_at.astimezone(zone).date()
        return Bond(ENTRUSTED, "revoked", Text(f"{zh}已于 {day} 撤销", f"{en}: revoked on {day}"))
    if today > seen.until:
        return Bond(ENTRUSTED, "expired", Text(f"{zh}已于 {seen.until} 到期", f"{en}: expired on {seen.until}"))
    if not seen.stands:
        return Bond(
            ENTRUSTED, "fallen", Text(f"{zh}失效：授权人已非业主", f"{en}: void, who granted it is no longer the owner")
        )
    if today < seen.since:
        return Bond(ENTRUSTED, "future", Text(f"{zh}自 {seen.since} 起生效", f"{en}: in force from {seen.since}"))
    return Bond(ENTRUSTED, "in_force", Text(f"{zh}，至 {seen.until}", f"{en}, until {seen.until}"))
