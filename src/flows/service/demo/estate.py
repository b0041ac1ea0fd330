"""Three buildings with sixty units, and the people who own, rent and renovate them. Nobody of that name exists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows.service import registers
from flows.service.demo.staff import KEY, ZONE
from flows.service.office import Office
from flows.service.registers import NewAuthorisation, NewParty

BUILDINGS, FLOORS, FLATS = 3, 5, 4
STEMS = {1: "甲", 2: "乙", 3: "丙"}
NUMERALS = "零一二三四五六七八九"
DAY = timedelta(days=1)
DESK = "front_desk"
TENANTS = {
    "1-0103": "丁一三",
    "1-0302": "丁三二",
    "2-0201": "丁二一",
    "2-0404": "丁四四",
    "3-0102": "丁一二",
    "3-0503": "丁五三",
}
# The renovation agent of each unit, and how many days their authorisation lasts from the day it is granted.
AGENTS = {
    "1-0201": ("工一一", 300),
    "1-0301": ("工一二", 300),
    "1-0402": ("工一三", 300),
    "2-0101": ("工二一", 300),
    "2-0303": ("工二二", 300),
    "3-0202": ("工三一", 300),
    "3-0401": ("工三二", 300),
    "1-0504": ("工过期", 30),
    "2-0502": ("工撤销", 300),
}
EXPIRED, REVOKED = "1-0504", "2-0502"
# Renovations whose permit was given on paper before this program came, and the day they end, from today.
RENOVATIONS = {
    "1-0201": 20, "1-0202": 25, "1-0301": 12, "1-0304": 30, "1-0402": 9, "1-0501": 40, "2-0101": 15, "2-0103": 33,
    "2-0202": 6, "2-0303": 18, "2-0304": 27, "2-0401": 22, "3-0101": 14, "3-0202": -2, "3-0204": 36, "3-0301": 11,
    "3-0401": 28, "3-0402": 5, "3-0501": 45, "1-0504": 10, "2-0502": 10,
}  # fmt: skip


@dataclass(slots=True)
class Estate:
    """The ids of the parties: owners and agents by unit, tenants by unit."""

    owners: dict[str, int] = field(default_factory=dict)
    tenants: dict[str, int] = field(default_factory=dict)
    agents: dict[str, int] = field(default_factory=dict)
    authorisations: dict[str, int] = field(default_factory=dict)


def codes() -> list[tuple[str, str, int]]:
    """(code, building, floor) of every unit."""
    return [
        (f"{building}-{floor:02}{flat:02}", str(building), floor)
        for building in range(1, BUILDINGS + 1)
        for floor in range(1, FLOORS + 1)
        for flat in range(1, FLATS + 1)
    ]


def build(office: Office, now: datetime, founded: datetime) -> Estate:
    """The register as it stood at `founded`; renovation periods end as many days from `now` as `RENOVATIONS` says."""
    estate, serial = Estate(), 0
    today = now.astimezone(ZoneInfo(ZONE)).date()
    since = founded.astimezone(ZoneInfo(ZONE)).date()
    for code, building, floor in codes():
        serial += 1
        registers.add_unit(office, "administrator", KEY, code, f"{building} 栋", founded, floor=floor)
        name = STEMS[int(building)] + NUMERALS[floor] + NUMERALS[int(code[-1])]
        estate.owners[code] = _person(office, name, serial, founded)
        _hold(office, code, estate.owners[code], "owner", founded)
    for code, name in TENANTS.items():
        serial += 1
        estate.tenants[code] = _person(office, name, serial, founded)
        _hold(office, code, estate.tenants[code], "tenant", founded)
    for code, (name, days) in AGENTS.items():
        serial += 1
        estate.agents[code] = _person(office, name, serial, founded)
        new = NewAuthorisation(
            code, estate.owners[code], estate.agents[code], "renovation", since, since + timedelta(days=days)
        )
        estate.authorisations[code] = registers.grant(office, DESK, KEY, new, founded).id
    for number, (code, days) in enumerate(RENOVATIONS.items(), 1):
        until = today + timedelta(days=days)
        start = until - timedelta(days=90)
        registers.enter_permit(
            office, DESK, KEY, code, "renovation_period", start, until, f"装修许可-示例-{number:03}", founded
        )
    return estate


def revoke_one(office: Office, estate: Estate, now: datetime) -> None:
    registers.revoke(office, DESK, estate.authorisations[REVOKED], now - 3 * DAY)


def _person(office: Office, name: str, serial: int, now: datetime) -> int:
    """No province has 99 and no country +999: neither number can be anybody's."""
    new = NewParty(name, phone=f"+9990000{serial:04}", id_kind="id_card", id_number=f"99000019900101{serial:03}X")
    party = registers.add_party(office, DESK, KEY, new, now)
    registers.verify_party(office, DESK, party.id, now)
    return party.id


def _hold(office: Office, code: str, party: int, kind: str, now: datetime) -> None:
    registers.add_tenure(office, DESK, KEY, code, party, kind, (now - 400 * DAY).date(), now)
