"""A small office for the tests of the registers: one site, a few people, two units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from flows.service import people, registers, signing_in
from flows.service.office import Office, open_office
from flows.service.people import PostHeld
from flows.service.registers import NewAuthorisation, NewParty, Site
from flows.service.rights import OPERATOR
from flows.storage.tables import units, users

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
A_DAY = timedelta(days=1)
STAFF = ("administrator", "front_desk", "cs_supervisor", "director", "safety_supervisor", "engineering_supervisor")


@contextmanager
def an_office(url: str, folder: Path) -> Iterator[Office]:
    office = open_office(url, b"a secret of the tests", folder / "attachments", NOW)
    try:
        yield office
    finally:
        office.engine.dispose()


def a_site(url: str, folder: Path) -> Office:
    office = open_office(url, b"a secret of the tests", folder, NOW)
    furnish(office)
    return office


def own_password(office: Office, login: str, password: str) -> None:
    """As if they had chosen it themselves: what an administrator gives is good for choosing another alone."""
    with office.transaction() as connection:
        kept = signing_in.HASHER.hash(password)
        connection.execute(update(users).where(users.c.login == login).values(password=kept))


def furnish(office: Office) -> None:
    """The site `north` with one person for each of a few posts (login = post), and `south` with nobody."""
    for key, zh, en in (("north", "北苑", "North Court"), ("south", "南苑", "South Court")):
        registers.add_site(office, OPERATOR, Site(key, zh, en, "Asia/Shanghai"), NOW)
    for role in STAFF:
        people.add_user(office, OPERATOR, role, f"{role} person", None, NOW, held=[PostHeld(role, "north")])
    people.add_user(office, OPERATOR, "root.one", "All sites", None, NOW, held=[PostHeld("administrator", None)])
    people.add_user(office, OPERATOR, "stranger", "Nobody here", None, NOW, held=[PostHeld("director", "south")])
    for code in ("1-0101", "1-0102"):
        registers.add_unit(office, "administrator", "north", code, "1", NOW, floor=1)


def an_owner(office: Office, unit: str = "1-0101", name: str = "甲一一") -> int:
    party = registers.add_party(office, "front_desk", "north", NewParty(name), NOW)
    registers.add_tenure(office, "front_desk", "north", unit, party.id, "owner", date(2020, 1, 1), NOW)
    return party.id


def an_agent(office: Office, owner: int, unit: str = "1-0101") -> tuple[int, int]:
    """(party, authorisation)"""
    party = registers.add_party(office, "front_desk", "north", NewParty("乙一一"), NOW)
    new = NewAuthorisation(unit, owner, party.id, "renovation", TODAY, TODAY + 30 * A_DAY)
    return party.id, registers.grant(office, "front_desk", "north", new, NOW).id


def revision_of(office: Office, login: str) -> int:
    return _one(office, select(users.c.revision).where(users.c.login == login))


def unit_revision(office: Office, code: str) -> int:
    return _one(office, select(units.c.revision).where(units.c.code == code))


def _one(office: Office, query: Any) -> int:
    with office.read() as connection:
        found: int = connection.execute(query).scalar_one()
        return found
