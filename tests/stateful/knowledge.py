"""What an onlooker knows who has followed everything: the cases as their histories say, the registers and the staff as
they were told. From it the pure engine says what must become of an event, without the service's own reading; but for
what is asked of other cases (see `Onlooker.facts`)."""

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
from flows.procedures.readers import READERS, acting_in
from flows.service.facts import facts
from flows.service.seeing import load
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
HOLD = {login: frozenset(posts) for login, posts in POSTS.items()}
NAMES = {login: f"示例{login}" for login in POSTS}
PERIOD_SINCE, PERIOD_ENDS = -80, 10  # days from today, on the paper permit of every flat
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
    """A case, for whom it runs: a flat's owner, or the agent; without a home, for nobody's flat and nobody."""

    case: StoryCase
    key: str
    home: Home | None = None
    by_agent: bool = False

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

    def may_read(self, running: Running, login: str) -> bool:
        """Whether a case is there for somebody: what concerns the staff, only for who answers for it, is named in it,
        has acted in it, or has something to do in it now."""
        if running.key not in READERS:
            return True
        records, procedure = running.case.records, running.compiled.procedure
        case = replay(records)
        naming = [f.name for f in procedure.fields().values() if f.kind == "user"]
        if any(r["actor"]["login"] == login for r in records) or login in [case.data.get(name) for name in naming]:
            return True
        held = {post.role for post in self.posts(login)}
        return bool(held & {*READERS[running.key], *acting_in(procedure, case.state)})

    def situation(self, running: Running, login: str, event: str, reason: str, opinion: str) -> Situation:
        records = running.case.records
        case = replay(records)
        return Situation(
            case=case,
            event=event,
            actor=Actor(login, NAMES[login], self.posts(login)),
            now=self.where.now,
            zone=ZONE,
            data=case.data,
            reason=reason,
            opinion=opinion,
            applicant=self._applicant(running),
            documents=_documents(records),
            fresh=_documents(records, case.entered_at),
            entries=self._entries(running),
            staff=HOLD,
            claimed_by=_claimed(records),
            paused=_paused(records),
            facts=self.facts(running, records),
            names=NAMES,
        )

    def facts(self, running: Running, records: list[dict[str, Any]]) -> dict[str, Any]:
        """What the guards and rules of the present state ask to know of other cases. The follow-ups of the month are
        counted here from the histories; the rest are the service's own lookups, on the case as it has just been read
        again."""
        with self.where.office.read() as connection:
            seen = load(connection, running.case.number, STAFF[0], self.where.now)
            leaving = running.compiled.procedure.leaving(seen.case.state)
            found = facts(connection, seen, leaving, self.where.now)
        if "bank_follow_ups" in found:
            found["bank_follow_ups"] = self._bank_follow_ups(running.key, records)
        return found

    def _applicant(self, running: Running) -> Applicant | None:
        home = running.home
        if home is None:
            return None
        code = home.flat.code
        if not running.by_agent:
            since = (Tenure("owner", code, date(2020, 1, 1)),)
            return Applicant(home.flat.owner, f"业主{code}", False, since)
        granted = Authorisation(
            code, "renovation", f"业主{code}", _day(-10), _day(AGENT_UNTIL), revoked_at=home.revoked_at
        )
        return Applicant(home.agent, f"代理{code}", False, (), (granted,))

    def _entries(self, running: Running) -> tuple[Entry, ...]:
        """Those of the case itself, and of its flat the ones in use."""
        if running.home is None:
            return tuple(registered(running.case.number, running.case.records))
        span = (_begin(_day(PERIOD_SINCE)), _end(_day(PERIOD_ENDS)))
        found = [Entry("renovation_period", "", 1, "in_use", *span)]
        for case in running.home.cases:
            every = registered(case.number, case.records)
            found += [entry for entry in every if case is running.case or entry.state == "in_use"]
        return tuple(found)

    def _bank_follow_ups(self, key: str, records: list[dict[str, Any]]) -> dict[str, int]:
        charged = next((r["at"] for r in records if r["event"] == "charge_bank"), None)
        month = _month(datetime.fromisoformat(charged) if charged else self.where.now)
        query = select(t.history.c.content).join(t.cases, t.cases.c.id == t.history.c.case_id)
        query = query.where(t.cases.c.procedure == key)
        with self.where.office.read() as connection:
            all_records = [json.loads(content) for content in connection.execute(query).scalars()]
        orders = {
            r["number"]
            for r in all_records
            if r["event"] == "charge_bank" and _month(datetime.fromisoformat(r["at"])) == month
        }
        without = {r["number"] for r in all_records if r["event"] == "archive_unvisited"} & orders
        return {"orders": len(orders), "without": len(without)}


def registered(number: str, records: list[dict[str, Any]]) -> list[Entry]:
    """The entries that these records of a case have opened, as they are now."""
    changes = [entry for record in records for entry in record.get("entries", ())]
    states = {(e["kind"], e["line"]): e["state"] for e in changes}
    return [
        Entry(
            e["kind"],
            number,
            e["line"],
            states[e["kind"], e["line"]],
            _moment(e["valid_from"]),
            _moment(e["valid_until"]),
            e["facts"],
        )
        for e in changes
        if e.get("opens")
    ]


def _documents(records: list[dict[str, Any]], since: datetime | None = None) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in records:
        for document in record.get("documents", ()):
            if since is None or datetime.fromisoformat(record["at"]) >= since:
                found[document["kind"]] = found.get(document["kind"], 0) + 1
    return found


def _paused(records: list[dict[str, Any]]) -> bool:
    """Whether the clock was stopped in the present stay, and not started again."""
    stopped = False
    for record in records:
        if record["event"] in ("pause_clock", "resume_clock"):
            stopped = record["event"] == "pause_clock"
        elif record.get("source") != record["target"]:
            stopped = False
    return stopped


def _claimed(records: list[dict[str, Any]]) -> Person | None:
    taker = None
    for record in records:
        if "task" in record:
            taker = record["task"]["claimed_by"]
        elif record.get("source") != record["target"]:
            taker = None
    return Person(taker, NAMES[taker]) if taker else None


def _day(days: int) -> date:
    return TODAY + timedelta(days=days)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC)


def _month(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(ZONE)
    return local.year, local.month
