"""The house that one practises in: plainly invented people, one for each post, and five flats with what exercises need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.procedures import ROLES
from flows.service import calendars, people, registers
from flows.service.office import Office
from flows.service.people import PostHeld
from flows.service.registers import NewAuthorisation, NewParty, Site
from flows.service.registers.prefixes import CODE
from flows.service.rights import OPERATOR

KEY, ZONE = "practice", ZoneInfo("Asia/Shanghai")
SITE = Site(KEY, "练习项目（不作凭证）", "Practice, not valid", ZONE.key)  # stands on every form that is printed
LETTERS = "LX"  # before the letters of every number, so that no number of practice looks like a real one
DESK = "front_desk"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Flat:
    """`agent_until`: the last day of the agent's authorisation, and `period_ends` of the renovation, from today."""

    code: str
    owner: str
    agent: str = ""
    agent_until: int = 0
    tenant: str = ""
    period_ends: int | None = None


FLATS = (
    Flat("L-101", "练习业主甲", "练习代理甲", 90, period_ends=12),
    Flat("L-102", "练习业主乙", "练习代理乙", 1, period_ends=20),
    Flat("L-103", "练习业主丙", "练习代理丙（授权已过期）", -1, tenant="练习租户丙", period_ends=25),
    Flat("L-201", "练习业主丁", period_ends=-3),
    Flat("L-202", "练习业主戊"),
)


def furnish_house(office: Office, now: datetime) -> None:
    """What doesn't depend on the day: the site, its people, its calendar, its flats, the letters of its numbers."""
    registers.add_site(office, OPERATOR, SITE, now)
    calendars.seed_calendar(office, OPERATOR, {now.year, now.year + 1}, now)
    for code, role in ROLES.items():
        people.add_user(office, OPERATOR, code, f"练习·{role.zh}", None, now, held=[PostHeld(code, KEY)])
    for flat in FLATS:
        registers.add_unit(office, OPERATOR, KEY, flat.code, "练习楼", now, floor=int(flat.code[2]))
    for key, compiled in office.catalogue.current.items():
        letters = f"{LETTERS}{compiled.procedure.prefix}"
        registers.set_setting(office, "administrator", KEY, key, CODE, letters, now)


def furnish_people(office: Office, now: datetime) -> None:
    """Owners, agents, a tenant, authorisations and renovation periods, reckoned from the day of `now`."""
    today = now.astimezone(ZONE).date()
    for serial, flat in enumerate(FLATS, 1):
        owner = _person(office, flat.owner, serial * 10, now)
        registers.add_tenure(office, DESK, KEY, flat.code, owner, "owner", today - 400 * DAY, now)
        if flat.agent:
            _authorise(office, flat, owner, serial, today, now)
        if flat.tenant:
            tenant = _person(office, flat.tenant, serial * 10 + 2, now)
            registers.add_tenure(office, DESK, KEY, flat.code, tenant, "tenant", today - 100 * DAY, now)
        if flat.period_ends is not None:
            until, paper = today + flat.period_ends * DAY, f"练习-{serial:03}"
            start = until - 90 * DAY
            registers.enter_permit(office, DESK, KEY, flat.code, "renovation_period", start, until, paper, now)


def _authorise(office: Office, flat: Flat, owner: int, serial: int, today: date, now: datetime) -> None:
    """Entered a month ago: one that has run out is refused today."""
    agent = _person(office, flat.agent, serial * 10 + 1, now)
    since, until = today - 30 * DAY, today + flat.agent_until * DAY
    new = NewAuthorisation(flat.code, owner, agent, "renovation", since, until)
    registers.grant(office, DESK, KEY, new, now - 30 * DAY)


def _person(office: Office, name: str, serial: int, now: datetime) -> int:
    """No province has 99 and no country +999: neither number can be anybody's."""
    new = NewParty(name, phone=f"+9990001{serial:04}", id_kind="id_card", id_number=f"99000119900101{serial:03}X")
    party = registers.add_party(office, DESK, KEY, new, now)
    registers.verify_party(office, DESK, party.id, now)
    return party.id
