"""What the desk finds when it begins a case: units by their code, and people by name, by how it is read, or by the last
digits of their telephone, each at once with what ties them to which unit, now or once. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.service import registers
from flows.service.candidates import FOUND, NEARNESS, Bond, bond_of, bond_of_tie, ties_of
from flows.service.office import Office
from flows.service.places import places
from flows.service.registers import Party, Unit
from flows.service.registers.authorisations import of_people

# Units found by their code, and people with their units: more than fit on a telephone is to be narrowed down.
SHOWN = 12
TIED = 60  # ties of the people found that are looked at: whoever owns a whole building is found by the unit


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody and a unit; `unit` empty and no bonds: nothing on the register ties them to one."""

    party: Party
    unit: str
    bonds: tuple[Bond, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """`units`: found by their code. `more`: not all are shown."""

    units: tuple[Unit, ...] = ()
    people: tuple[Hit, ...] = ()
    more: bool = False


def hits(office: Office, login: str, site: str, typed: str, now: datetime) -> Hits:
    """Raises NotFound for a site that isn't one's own."""
    if not typed.strip():
        return Hits()
    found = registers.list_units(office, login, now, site=site, q=typed, limit=SHOWN)
    people = registers.list_parties(office, login, now, site=site, q=typed, limit=FOUND)
    pairs = _tied(office, site, people.items, now)
    named = {hit.unit for hit in pairs}
    coded = tuple(unit for unit in found.items if unit.code not in named or _begins(unit.code, typed))
    return Hits(coded, tuple(pairs[:SHOWN]), bool(found.cursor or people.cursor or len(pairs) > SHOWN))


def _begins(code: str, typed: str) -> bool:
    return code.casefold().startswith(typed.strip().casefold())


def _tied(office: Office, site: str, people: tuple[Party, ...], now: datetime) -> list[Hit]:
    """Who is nearest to a unit first; whoever is tied to none last."""
    if not people:
        return []
    zone = places(office)[site].zone
    today = now.astimezone(zone).date()
    found: dict[tuple[int, str], tuple[Bond, ...]] = {}
    by_id = {party.id: party for party in people}
    with office.read() as connection:
        bonds = [(tie.party.id, tie.unit, bond_of_tie(tie, today)) for tie in ties_of(connection, people, TIED)]
        granted = of_people(connection, by_id, today, TIED)
    bonds += [(seen.party.id, seen.unit, bond_of(seen, today, zone)) for seen in granted]
    for party_id, unit, bond in bonds:
        found[party_id, unit] = (*found.get((party_id, unit), ()), bond)
    tied = {party_id for party_id, _ in found}
    made = [Hit(by_id[party_id], unit, tuple(sorted(b, key=_nearness))) for (party_id, unit), b in found.items()]
    made += [Hit(party, "", ()) for party in people if party.id not in tied]
    return sorted(made, key=lambda hit: (min(map(_nearness, hit.bonds), default=AFAR), hit.party.name, hit.unit))


AFAR = (2, 0)  # behind every tie, in force or not


def _nearness(bond: Bond) -> tuple[int, int]:
    return (int(bond.standing != "in_force"), NEARNESS.index(bond.kind))
