"""Whether the people of a site can bring every case to its end within a week: posts, leave, substitutes, four eyes and every
other rule about who acts; each open case, and a fresh one of each procedure.

The search is exact up to two bounds: `flows.engine.staffing.MOST_STEPS` situations a case, and `MOST_MISSING` people in a post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from flows.definition import Actor, Case, Post, Procedure, Situation, roles_of
from flows.definition.checks.uses import written_by
from flows.engine.compiled import Compiled
from flows.engine.staffing import Search, Times
from flows.engine.staffing_steps import Outcome
from flows.procedures import ROLES
from flows.procedures.readers import READERS
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office, site_settings
from flows.service.roster import roster
from flows.service.staffing_fewest import fewest
from flows.storage import tables as t
from flows.storage.snapshot import case_of
from flows.storage.values import canonical

MOST_MISSING = 3  # new people in one post (beyond the handbook); a case that needs more can't be ended by who comes
PEOPLE = frozenset({"user", "choice", "flag"})  # kinds of fields that may say who acts


@dataclass(frozen=True, slots=True)
class Question:
    """One case, or several that are alike as far as people go. `numbers` empty: a fresh one."""

    procedure: Procedure
    case: Case
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case that can't be ended by who is there. `hopeless`: nor by any three more in each of its posts."""

    question: Question
    outcome: Outcome
    hopeless: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """`missing`: posts, one new person each, with whom every case that isn't hopeless can be ended; there is no smaller such
    set. `smallest` False: some search came to its bound and counts as a no, so that fewer may do. None: three more in every
    post are too few for all of them together."""

    site: str
    since: datetime
    until: datetime
    cases: int
    fresh: int
    stuck: tuple[Stuck, ...]
    missing: tuple[str, ...] | None
    smallest: bool


def staffing(office: Office, site: str, now: datetime, day: date | None = None) -> Answered:
    """For the week of `day`, from now on if it is this one. Raises NotFound, Invalid."""
    with office.read() as connection:
        row = connection.execute(select(t.sites).where(t.sites.c.key == site)).one_or_none()
        if row is None:
            raise NotFound(f"没有项目 {site}", f"There is no site {site}")
        since, until = _week(ZoneInfo(row.zone), now, day)
        times = _times(connection, row.id, since, until)
        questions = [*_open(office, connection, row.id), *_fresh(office, connection, row, since)]
    asked = _Asked(times, since, ZoneInfo(row.zone))
    stuck = tuple(_stuck(asked, questions))
    able = [one.question for one in stuck if not one.hopeless]
    missing = fewest([(_posts(one.procedure), partial(asked.ends, one)) for one in able], MOST_MISSING)
    many = sum(len(question.numbers) for question in questions)
    fresh = sum(not question.numbers for question in questions)
    zone = ZoneInfo(row.zone)
    return Answered(site, since.astimezone(zone), until, many, fresh, stuck, missing, asked.decided)


def _week(zone: ZoneInfo, now: datetime, day: date | None) -> tuple[datetime, datetime]:
    day = day or now.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    begins, ends = (datetime.combine(one, time.min, zone) for one in (monday, monday + timedelta(days=7)))
    if ends <= now:
        raise Invalid.field("week", "这一周已经过去", "is over")
    return max(begins, now), ends


def _times(connection: Connection, site_id: int, since: datetime, until: datetime) -> Times:
    """Who is there between two changes of who is away. Who is on leave is not there."""
    s, u = t.substitutions.c, t.users.c
    query = (
        select(s.since, s.until, s.role, u.login)
        .join(t.users, u.id == s.absent_id)
        .where(s.revoked_at.is_(None), s.since < until, s.until > since, or_(s.site_id.is_(None), s.site_id == site_id))
    )
    away = connection.execute(query).all()
    changes = {since, *(at for row in away for at in (row.since, row.until) if since < at < until)}
    return tuple(_there(connection, site_id, at, away) for at in sorted(changes))


def _there(connection: Connection, site_id: int, at: datetime, away: Sequence[Any]) -> tuple[Actor, ...]:
    absent = {(row.login, row.role) for row in away if row.since <= at < row.until}
    found = []
    for actor in roster(connection, site_id, at):
        if (actor.login, None) in absent:
            continue
        posts = tuple(p for p in actor.posts if p.instead_of or (actor.login, p.role) not in absent)
        found += [replace(actor, posts=posts)] if posts else []
    return tuple(found)


def _open(office: Office, connection: Connection, site_id: int) -> Iterator[Question]:
    """Cases that are alike as far as people go make one question."""
    c = t.cases.c
    query = (
        select(t.cases, t.sites.c.key.label("site_key"), t.units.c.code.label("unit_code"))
        .join(t.sites, t.sites.c.id == c.site_id)
        .outerjoin(t.units, t.units.c.id == c.unit_id)
        .where(c.site_id == site_id, c.closed_at.is_(None))
        .order_by(c.id)
    )
    alike: dict[str, Question] = {}
    for row in connection.execute(query).mappings():
        compiled = office.catalogue.get(connection, row["procedure"], row["version"])
        case = _as_people_see(compiled.procedure, case_of(row))
        hands = [[sorted(a.people()), a.signs, a.role, a.state] for a in case.approvals if a.round == case.round]
        facts = [case.procedure, case.version, case.state, hands, sorted(case.registrars), case.data, case.settings]
        key = canonical(facts)
        known = alike.get(key, Question(compiled.procedure, case))
        alike[key] = replace(known, numbers=(*known.numbers, case.number))
    yield from alike.values()


def _as_people_see(procedure: Procedure, case: Case) -> Case:
    """With the facts alone that may say who acts."""
    kept = {name for name, field_ in procedure.fields().items() if field_.kind in PEOPLE}
    kept |= {name for transition in procedure.transitions for name in written_by(transition)}
    return replace(case, data={name: value for name, value in case.data.items() if name in kept})


def _fresh(office: Office, connection: Connection, site: Any, at: datetime) -> Iterator[Question]:
    compiled: Compiled
    for compiled in office.catalogue.current.values():
        procedure = compiled.procedure
        yield Question(
            procedure,
            Case(
                number="",
                procedure=procedure.key,
                version=procedure.version,
                site=site.key,
                unit=None,
                applicant=None,
                state=procedure.start.code,
                revision=1,
                registered_by="",
                opened_at=at,
                entered_at=at,
                settings=site_settings(connection, site.id, procedure),
            ),
        )


@dataclass
class _Asked:
    """Answers of the search, each worked out once. `more` are posts that one new person each is given."""

    times: Times
    now: datetime
    zone: ZoneInfo
    _known: dict[tuple[int, tuple[str, ...]], Outcome] = field(default_factory=dict)

    def __call__(self, question: Question, more: tuple[str, ...] = ()) -> Outcome:
        of_it = _posts(question.procedure)
        useful = tuple(role for role in more if role in of_it)
        key = (id(question), useful)
        if key not in self._known:
            self._known[key] = self._search(question, useful)
        return self._known[key]

    @property
    def decided(self) -> bool:
        return all(outcome.decided for outcome in self._known.values())

    def ends(self, question: Question, more: tuple[str, ...]) -> bool:
        return self(question, more).ends

    def _search(self, question: Question, more: tuple[str, ...]) -> Outcome:
        new = tuple(Actor(f"+{role}.{n}", ROLES[role].zh, (Post(role),)) for n, role in enumerate(more))
        times = tuple((*there, *new) for there in self.times)
        people = {actor.login: actor for there in times for actor in there}
        staff = {login: frozenset(post.role for post in actor.posts) for login, actor in people.items()}
        base = Situation(question.case, "", Actor("", ""), self.now, self.zone, staff=staff)
        search = Search(question.procedure, base, times, _above(question.procedure))
        return search.run([question.case] if question.numbers else search.started(question.case))


def _posts(procedure: Procedure) -> frozenset[str]:
    """Every post that may act in it, or give a task in it to another."""
    holders = [state.by for state in procedure.states] + [transition.by for transition in procedure.transitions]
    acting = {role.code for holder in holders for role in roles_of(holder) if role.code in ROLES}
    return frozenset(acting.union(*_above(procedure).values()))


def _above(procedure: Procedure) -> dict[str, frozenset[str]]:
    """Of each post that a state waits for in which the case names a person, those over it. In matters of the staff the one
    who is named is whom the matter is about: nobody can take their place."""
    found = {}
    if procedure.key not in READERS:
        for role in (role for state in procedure.states if state.named for role in roles_of(state.by)):
            over, code = set[str](), ROLES[role.code].superior
            while code:
                over.add(code)
                code = ROLES[code].superior
            found[role.code] = frozenset(over)
    return found


def _stuck(asked: _Asked, questions: Iterable[Question]) -> Iterator[Stuck]:
    for question in questions:
        outcome = asked(question)
        if not outcome.ends:
            everybody = tuple(role for role in sorted(_posts(question.procedure)) for _ in range(MOST_MISSING))
            yield Stuck(question, outcome, hopeless=not asked(question, everybody).ends)
