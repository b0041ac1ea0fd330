"""What an onlooker knows who has followed everything: the cases as their histories say, the registers and the staff as
they were told. From it the pure engine says what must become of an event, without the service's own reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.definition import Actor, Applicant, Authorisation, Entry, Person, Post, Situation, Tenure
from flows.engine.compiled import Compiled
from flows.engine.replay import replay
from flows.procedures import ROLES
from flows.service.substitutions import Substitution
from flows.storage import tables as t
from tests.service.a_site import TODAY
from tests.stories.office import MORE_PEOPLE, Flat, StoryCase, StoryOffice
from tests.stories.ready import COMPILED

ZONE = ZoneInfo("Asia/Shanghai")
POSTS: Mapping[str, tuple[str, ...]] = {
    **{code: (code,) for code in ROLES},
    **{login: tuple(posts) for login, posts in MORE_PEOPLE.items()},
}
STAFF = sorted(POSTS)
PERIOD_ENDS = 10  # days from today, on the paper permit of every flat
AGENT_UNTIL = 90


@dataclass
class Home:
    """A flat, its agent, and the cases that run for it."""

    flat: Flat
    agent: int
    authorisation: int
    revoked_at: datetime | None = None
    cases: list[StoryCase] = field(default_factory=list)


@dataclass
class Running:
    """A case, for whom it runs: its flat's owner, or the agent."""

    case: StoryCase
    key: str
    home: Home
    by_agent: bool

    @property
    def compiled(self) -> Compiled:
        return COMPILED[self.key]


@dataclass
class Onlooker:
    where: StoryOffice
    away: list[Substitution] = field(default_factory=list)

    def posts(self, login: str) -> tuple[Post, ...]:
        own = [Post(role) for role in POSTS[login]]
        lent = [
            Post(role, Person(s.absent.login, s.absent.name))
            for s in self.away
            if s.substitute.login == login and s.since <= self.where.now < s.until
            for role in POSTS[s.absent.login]
        ]
        return (*own, *lent)

    def situation(
        self, running: Running, login: str, event: str, given: Mapping[str, Any], reason: str, opinion: str
    ) -> Situation:
        records = running.case.records
        case = replay(records)
        named = {value for value in given.values() if isinstance(value, str)}
        return Situation(
            case=case,
            event=event,
            actor=Actor(login, f"示例{login}", self.posts(login)),
            now=self.where.now,
            zone=ZONE,
            data=case.data,
            reason=reason,
            opinion=opinion,
            applicant=self._applicant(running),
            documents=_documents(records),
            entries=self._entries(running),
            staff={person: frozenset(POSTS[person]) for person in named if person in POSTS},
            claimed_by=_claimed(records),
            facts={"bank_follow_ups": self._bank_follow_ups(running, records)},
        )

    def _applicant(self, running: Running) -> Applicant:
        home, code = running.home, running.home.flat.code
        if not running.by_agent:
            since = (Tenure("owner", code, date(2020, 1, 1)),)
            return Applicant(home.flat.owner, f"业主{code}", False, since)
        granted = Authorisation(
            code, "renovation", f"业主{code}", _day(-10), _day(AGENT_UNTIL), revoked_at=home.revoked_at
        )
        return Applicant(home.agent, f"代理{code}", False, (), (granted,))

    def _entries(self, running: Running) -> tuple[Entry, ...]:
        found = [Entry("renovation_period", "", 1, "in_use", valid_until=_end(_day(PERIOD_ENDS)))]
        for case in running.home.cases:
            own = {(e["kind"], e["line"]): e for r in case.records for e in r.get("entries", ()) if e.get("opens")}
            states = {(e["kind"], e["line"]): e["state"] for r in case.records for e in r.get("entries", ())}
            for (kind, line), e in own.items():
                if case is running.case or states[kind, line] == "in_use":
                    until = datetime.fromisoformat(e["valid_until"]) if e["valid_until"] else None
                    found.append(Entry(kind, case.number, line, states[kind, line], None, until, e["facts"]))
        return tuple(found)

    def _bank_follow_ups(self, running: Running, records: list[dict[str, Any]]) -> dict[str, int]:
        charged = next((r["at"] for r in records if r["event"] == "charge_bank"), None)
        month = _month(datetime.fromisoformat(charged) if charged else self.where.now)
        query = select(t.history.c.content).join(t.cases, t.cases.c.id == t.history.c.case_id)
        query = query.where(t.cases.c.procedure == "special_service")
        with self.where.office.read() as connection:
            all_records = [json.loads(content) for content in connection.execute(query).scalars()]
        orders = {
            r["number"]
            for r in all_records
            if r["event"] == "charge_bank" and _month(datetime.fromisoformat(r["at"])) == month
        }
        without = {r["number"] for r in all_records if r["event"] == "archive_unvisited"} & orders
        return {"orders": len(orders), "without": len(without)}


def _documents(records: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in records:
        for document in record.get("documents", ()):
            found[document["kind"]] = found.get(document["kind"], 0) + 1
    return found


def _claimed(records: list[dict[str, Any]]) -> Person | None:
    taker = None
    for record in records:
        if "task" in record:
            taker = record["task"]["claimed_by"]
        elif record.get("source") != record["target"]:
            taker = None
    return Person(taker, f"示例{taker}") if taker else None


def _day(days: int) -> date:
    return TODAY + timedelta(days=days)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC)


def _month(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(ZONE)
    return local.year, local.month
