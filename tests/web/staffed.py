"""The office of the web tests with an administrator, a supervisor, and registers of two sites."""

from datetime import date, timedelta

from sqlalchemy import update

from flows.service import people, registers
from flows.service.people import PostHeld
from flows.service.registers import NewAuthorisation, NewParty
from flows.service.rights import OPERATOR
from flows.storage.tables import users
from tests.web.conftest import HASH, Pages

UNIT = "1-101"


def staff(pages: Pages) -> None:
    """`admin` administers the north, `root.one` all sites, `lead` is the north's supervisor, `tech` a technician."""
    held = {
        "admin": PostHeld("administrator", "north"),
        "root.one": PostHeld("administrator", None),
        "lead": PostHeld("cs_supervisor", "north"),
        "tech": PostHeld("technician", "north"),
    }
    for login, post in held.items():
        people.add_user(pages.world.office, OPERATOR, login, f"示例{login}", None, pages.world.now, held=[post])
    with pages.world.office.transaction() as connection:
        connection.execute(update(users).where(users.c.login.in_(held)).values(password=HASH))


def person(pages: Pages, name: str, phone: str = "") -> int:
    return registers.add_party(pages.world.office, "desk", "north", NewParty(name, phone), pages.world.now).id


def agent(pages: Pages, name: str, *, days: int = 30, revoked: bool = False) -> int:
    """Somebody whom the owner of the unit entrusted up to `days` from today; fewer than none: expired."""
    world, today = pages.world, pages.world.now.date()
    party, long_ago = person(pages, name), world.now - timedelta(days=400)
    new = NewAuthorisation(
        UNIT, world.owner, party, "renovation", today - timedelta(days=60), today + timedelta(days=days)
    )
    granted = registers.grant(world.office, "desk", "north", new, long_ago)
    if revoked:
        registers.revoke(world.office, "desk", granted.id, world.now)
    return party


def tenant(pages: Pages, name: str) -> int:
    party = person(pages, name)
    at = (pages.world.office, "desk", "north", UNIT)
    registers.add_tenure(*at, party, "tenant", date(2026, 1, 1), pages.world.now, date(2026, 12, 31))
    return party


def elsewhere(pages: Pages) -> int:
    """A person and a unit of the south, where only `far` works."""
    office, now = pages.world.office, pages.world.now
    registers.add_unit(office, OPERATOR, "south", "9-909", "9", now)
    return registers.add_party(office, "far", "south", NewParty("南苑某人"), now).id
