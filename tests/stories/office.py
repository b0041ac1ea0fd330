"""The office in which the stories happen: every post has its person, and the register its owners, tenants and agents.

Logins are the posts' codes. Each story has a clock of its own that starts on Monday 2 March 2026, ten in the morning,
and flats of its own, so that stories share one database without meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select

from flows.definition import Text
from flows.engine.replay import SIDE_EVENTS, START
from flows.procedures import ROLES
from flows.service import calendars, people, registers
from flows.service.case_view import CaseView, OfferView, case_view
from flows.service.claiming import claim
from flows.service.errors import Forbidden, Invalid, NotFound, Refused
from flows.service.office import Office
from flows.service.papers import attach
from flows.service.people import PostHeld
from flows.service.registers import NewAuthorisation, NewParty, Site
from flows.service.rights import OPERATOR
from flows.service.starting import Opening, start
from flows.service.substitutions import Absence, revoke_substitution, substitute
from flows.storage import tables as t
from flows.storage.committed import told
from tests.pressing import press, revision_of
from tests.service.a_site import NOW, TODAY, an_owner

SITE = "north"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01 a paper"
MORE_PEOPLE = {
    "second_desk": ["front_desk"],
    "second_technician": ["technician"],
    "second_supervisor": ["cs_supervisor"],
    "both_posts": ["engineering_supervisor", "safety_supervisor"],
    "deputy": ["office"],
}
_codes = count(1)


def furnish(office: Office) -> None:
    """One person for each post, some more, and a site elsewhere with a front desk of its own."""
    for key, zh, en in ((SITE, "北苑", "North Court"), ("south", "南苑", "South Court")):
        registers.add_site(office, OPERATOR, Site(key, zh, en, "Asia/Shanghai"), NOW)
    for login, roles in {**{code: [code] for code in ROLES}, **MORE_PEOPLE}.items():
        held = [PostHeld(role, SITE) for role in roles]
        people.add_user(office, OPERATOR, login, f"示例{login}", None, NOW, held=held)
    people.add_user(office, OPERATOR, "far_desk", "示例远", None, NOW, held=[PostHeld("front_desk", "south")])
    calendars.seed_calendar(office, OPERATOR, (2026, 2027), NOW)


@dataclass
class StoryOffice:
    """`arrived` is told of every event that a story takes."""

    office: Office
    now: datetime = NOW
    arrived: Callable[[StoryCase], None] | None = None

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def at(self, **span: float) -> str:
        """A moment so far from now, as a form gives it."""
        return (self.now + timedelta(**span)).isoformat()

    def day(self, days: int = 0) -> str:
        return (TODAY + timedelta(days=days)).isoformat()

    def flat(self) -> Flat:
        code = f"S-{next(_codes):04d}"
        registers.add_unit(self.office, "administrator", SITE, code, "S", NOW, floor=1)
        return Flat(self, code, an_owner(self.office, code, f"业主{code}"))

    def opens(
        self,
        procedure: str,
        flat: Flat | None = None,
        applicant: int | None = None,
        by: str = "front_desk",
        **asked: Any,
    ) -> StoryCase:
        """`asked` is what the procedure asks for at the start."""
        opening = Opening(by, procedure, SITE, unit=flat.code if flat else None, applicant=applicant, data=asked)
        return StoryCase(self, start(self.office, opening, self.now).number)

    @contextmanager
    def away(self, absent: str, stand_in: str) -> Iterator[None]:
        """While the block lasts, `stand_in` acts for `absent`."""
        until = self.now + timedelta(days=30)
        absence = Absence(absent, stand_in, self.now - timedelta(days=1), until, "休假", SITE)
        made = substitute(self.office, absent, absence, self.now)
        try:
            yield
        finally:
            revoke_substitution(self.office, absent, made.id, self.now)


@dataclass(frozen=True)
class Agent:
    party: int
    authorisation: int


@dataclass(frozen=True)
class Flat:
    """A unit with its owner."""

    where: StoryOffice
    code: str
    owner: int

    def agent(self, since: int = -10, until: int = 90) -> Agent:
        """Entrusted by the owner with the renovation from the day `since` to the day `until`, counted from today."""
        party, entered = self._party("代理"), NOW + timedelta(days=since)
        new = NewAuthorisation(self.code, self.owner, party, "renovation", _day(since), _day(until))
        return Agent(party, registers.grant(self.where.office, "front_desk", SITE, new, entered).id)

    def consents(self, tenant: int, scope: str) -> int:
        """The owner's letter for the tenant; answers the authorisation."""
        new = NewAuthorisation(self.code, self.owner, tenant, scope, _day(-1), _day(90))
        return registers.grant(self.where.office, "front_desk", SITE, new, NOW).id

    def tenant(self) -> int:
        party = self._party("租户")
        registers.add_tenure(self.where.office, "front_desk", SITE, self.code, party, "tenant", _day(-400), NOW)
        return party

    def renovated(self, since: int, until: int) -> Flat:
        """With a renovation period on the register, entered from the paper permit."""
        days = (_day(since), _day(until))
        registers.enter_permit(
            self.where.office, "front_desk", SITE, self.code, "renovation_period", *days, "纸质-1", NOW
        )
        return self

    def entries(self, kind: str) -> list[registers.PermitSeen]:
        """The newest first."""
        found = registers.permits_of(self.where.office, "front_desk", SITE, self.code, self.where.now)
        return [entry for entry in found if entry.kind == kind]

    def _party(self, name: str) -> int:
        return registers.add_party(self.where.office, "front_desk", SITE, NewParty(f"{name}{self.code}"), NOW).id


def _day(days: int) -> date:
    return TODAY + timedelta(days=days)


@dataclass(frozen=True)
class StoryCase:
    where: StoryOffice
    number: str
    notes: dict[str, Any] = field(default_factory=dict, compare=False)

    def at(self, login: str) -> Hand:
        return Hand(self, login)

    @property
    def row(self) -> Any:
        with self.where.office.read() as connection:
            return connection.execute(select(t.cases).where(t.cases.c.number == self.number)).one()

    @property
    def state(self) -> str:
        found: str = self.row.state
        return found

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = self.row.data
        return found

    @property
    def records(self) -> list[dict[str, Any]]:
        h = t.history.c
        query = select(h.content, h.personal).where(h.case_id == self.row.id).order_by(h.seq)
        with self.where.office.read() as connection:
            return [told(*entry) for entry in connection.execute(query)]

    @property
    def events(self) -> list[str]:
        return [record["event"] for record in self.records if record["event"] not in SIDE_EVENTS | {START}]


@dataclass(frozen=True)
class Hand:
    """One person at one case. `page` is the revision that their page was drawn from; None: drawn when they press."""

    case: StoryCase
    login: str
    page: int | None = None

    def takes(self, event: str, **given: Any) -> StoryCase:
        self._press(event, given)
        if self.case.where.arrived:
            self.case.where.arrived(self.case)
        return self.case

    def draws_the_page(self) -> Hand:
        return Hand(self.case, self.login, revision_of(self.case.where.office, self.case.number))

    def attaches(self, *kinds: str) -> Hand:
        for kind in kinds:
            attach(self.case.where.office, self.login, self.case.number, kind, f"{kind}.png", PNG, self.case.where.now)
        return self

    def claims(self) -> Hand:
        claim(self.case.where.office, self.login, self.case.number, self.case.where.now)
        return self

    def sees(self) -> CaseView:
        return case_view(self.case.where.office, self.login, self.case.number, self.case.where.now)

    def is_shown(self, event: str) -> OfferView:
        return next(offer for offer in self.sees().offers if offer.event == event)

    def is_refused(self, event: str, *guards: str, says: str = "", **given: Any) -> set[str]:
        """For exactly these reasons, with nothing written. Answers who can."""
        before = self.case.records
        with pytest.raises((Refused, Forbidden)) as refused:
            self._press(event, given)
        unmet = refused.value.unmet
        assert {u.guard for u in unmet} == set(guards)
        assert says in spoken(u.message for u in unmet)
        assert self.case.records == before
        return {person.login for u in unmet for person in u.who_can}

    def finds_nothing(self, event: str, **given: Any) -> None:
        """As if there were no such case: it is none of theirs."""
        before = self.case.records
        with pytest.raises(NotFound):
            self._press(event, given)
        assert self.case.records == before

    def is_told_to_correct(self, event: str, *paths: str, **given: Any) -> None:
        before = self.case.records
        with pytest.raises(Invalid) as invalid:
            self._press(event, given)
        assert {error.path for error in invalid.value.errors} == set(paths)
        assert self.case.records == before

    def _press(self, event: str, given: dict[str, Any]) -> None:
        where = self.case.where
        press(where.office, where.now, self.login, self.case.number, event, seen=self.page, **given)


def spoken(messages: Iterator[Text]) -> str:
    return " ".join(f"{message.zh} {message.en}" for message in messages)
