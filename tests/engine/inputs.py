"""Random cases, people and forms of the declared procedures: mostly as they should be, now and then otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from flows.definition import Actor, Applicant, Approval, Field, Person, Post, Procedure, Situation, roles_of
from flows.engine.decide import BY_ITSELF
from flows.procedures import PROCEDURES
from tests.procedures.situations import NOW, approved, at, day, gate_pass, grant, in_case, period, situation, tie
from tests.stories import ready_office
from tests.stories.ready import COLLEAGUE, DRAWN, FACTS, KNOWN, ME, SPOILT, USED, met, ready
from tests.stories.ready_services import DUE

PEOPLE = (ME, COLLEAGUE, "fang")  # fang registers every case
OTHERWISE: Mapping[str, tuple[Any, ...]] = {
    "flag": (True, False),
    "money": ("0", "80", "105", "300"),
    "date": (day(-1), day(5), day(40)),
    "moment": (at(hours=-1), at(), at(hours=2), at(hours=5), at(hours=11)),
    "integer": (1, 2, 3),
    "user": (ME, COLLEAGUE),
}
ROWS: Mapping[str, tuple[Any, ...]] = {"materials_drawn": (DRAWN,), "materials_returned": (USED,)}
LEVELS = ("cs_supervisor", "director", "company_manager")


def values(key: str, field: Field, here: Situation | None = None) -> st.SearchStrategy[Any]:
    """What fits the schema of `field`, and of lines those that the register holds `here`."""
    if field.kind == "lines" and here and (there := lines_in_use(field, here)):
        return st.lists(st.sampled_from(there), min_size=1, unique=True)
    good = FACTS[key].get(field.name)
    if field.kind == "choice":
        return st.sampled_from([choice.code for choice in field.choices])
    found = [*OTHERWISE.get(field.kind, ()), *ROWS.get(field.name, ()), *([good] if good not in (None, "") else [])]
    return st.sampled_from(found or ["anything"])


def lines_in_use(field: Field, here: Situation) -> list[int]:
    return [entry.line for entry in here.own_entries(str(field.register)) if entry.state == "in_use"]


def forms(key: str, fields: Iterable[Field], here: Situation | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """A complete and well-formed form; what may be left empty now and then is."""
    fields = tuple(fields)
    needed = {f.name: values(key, f, here) for f in fields if f.required}
    return st.fixed_dictionaries(needed, optional={f.name: values(key, f, here) for f in fields if not f.required})


def good_form(key: str, fields: Iterable[Field]) -> dict[str, Any]:
    return {f.name: FACTS[key][f.name] for f in fields if FACTS[key].get(f.name) not in (None, "")}


@st.composite
def people(draw: st.DrawFn, procedure: Procedure, state: str) -> Actor:
    """Somebody with one to three posts, most of them such as act in that state, some for an absent colleague."""
    mine = {r.code for t in procedure.leaving(state) for r in roles_of(procedure.holder(t, state))}
    login = draw(st.sampled_from(PEOPLE))
    absent = st.sampled_from([None, None, *(Person(other, other) for other in PEOPLE if other != login)])
    posts = st.builds(Post, st.sampled_from([*sorted(mine), "security"]), absent)
    return Actor(login, login, tuple(draw(st.lists(posts, min_size=1, max_size=3, unique=True))))


@st.composite
def case_data(draw: st.DrawFn, key: str) -> dict[str, Any]:
    found: dict[str, Any] = {**FACTS[key], **KNOWN[key]}
    fields = PROCEDURES[key].fields()
    for name in draw(st.lists(st.sampled_from(sorted(fields)), max_size=4, unique=True)):
        found[name] = draw(st.one_of(st.none(), values(key, fields[name])))
    for name in ("reviewer", "approver", "level", "handler"):
        if name in found:
            found[name] = draw(st.sampled_from((*LEVELS, "finance") if name == "handler" else LEVELS))
    return {name: value for name, value in found.items() if value not in (None, "")}


APPLICANTS = st.sampled_from(
    [
        Applicant(1, "Owner One", True, (tie("owner"),)),
        Applicant(1, "Agent One", True, (), (grant(),)),
        Applicant(1, "Agent Two", True, (), (grant(revoked_at=NOW),)),
        Applicant(1, "Tenant One", True, (tie("tenant"),)),
        None,
    ]
)


def _approvals(key: str, state: str) -> st.SearchStrategy[tuple[Approval, ...]]:
    role = "engineering_supervisor" if key != "complaint" else "cs_supervisor"
    one = st.builds(lambda login, number: approved(login, state, role, in_round=number), st.sampled_from(PEOPLE), ROUND)
    return st.lists(one, max_size=2).map(tuple)


ROUND = st.integers(1, 2)


@st.composite
def knowledge(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """Of other cases: what `ready` has, now and then with something that stands in the way."""
    first = PROCEDURES[key].transitions[0]
    return {
        **ready(key, first, first.source[0]).situation.facts,
        "bank_follow_ups": {"orders": 5, "without": draw(st.integers(0, 1))},
        "open_dues": draw(st.sampled_from([[], [], [DUE]])),
        "twins": draw(st.sampled_from([[], [], ["XX-2026-0009"]])),
        "overdue": draw(st.sampled_from([[], ["appeal_due"]])),
    }


def stopped(procedure: Procedure, state: str) -> st.SearchStrategy[bool]:
    """Whether the clock stands still: only where the state may wait for somebody."""
    return st.sampled_from([False, False, True]) if procedure.state(state).pauses else st.just(False)


def situations(key: str) -> st.SearchStrategy[Situation]:
    return st.one_of(nearly_right(key), nearly_right(key), anyhow(key))


@st.composite
def nearly_right(draw: st.DrawFn, key: str) -> Situation:
    """One in which some arrow could be taken, but for up to two guards of its state."""
    procedure = PROCEDURES[key]
    state = draw(st.sampled_from([s.code for s in procedure.states if not procedure.is_final(s.code)]))
    leaving = [t for t in procedure.leaving(state) if t.event.kind not in BY_ITSELF]
    found = met(ready(key, draw(st.sampled_from(leaving)), state))
    guards = sorted({guard.code for t in leaving for guard in (*t.when, *([t.route] if t.route else []))})
    for code in draw(st.lists(st.sampled_from(guards), max_size=2, unique=True)) if guards else ():
        found = SPOILT[code](found)
    actor = draw(st.one_of(st.just(found.situation.actor), people(procedure, state)))
    staff = {**found.situation.staff, **{person: frozenset({"technician", "finance"}) for person in PEOPLE}}
    paused = draw(stopped(procedure, state))
    return replace(found.situation, actor=actor, staff=staff, data=found.situation.case.data, paused=paused)


@st.composite
def anyhow(draw: st.DrawFn, key: str) -> Situation:
    procedure = PROCEDURES[key]
    state = draw(st.sampled_from([s.code for s in procedure.states if not procedure.is_final(s.code)]))
    data = draw(case_data(key))
    cards = draw(st.sampled_from([(), (gate_pass(1, 10),), (gate_pass(1, 40), gate_pass(2, 40, "void"))]))
    base = in_case(
        situation(key, data, state=state), data=data, approvals=draw(_approvals(key, state)), round=draw(ROUND)
    )
    return replace(
        base,
        actor=draw(people(procedure, state)),
        applicant=draw(APPLICANTS),
        documents={code: draw(st.integers(0, 2)) for code in procedure.documents()},
        fresh={code: draw(st.integers(0, 2)) for code in procedure.documents()},
        entries=(
            *draw(st.sampled_from([(), (period(10),), (period(-1),)])),
            *cards,
            *ready_office.ENTRIES.get(key, ()),
        ),
        staff={**ready_office.STAFF, **{person: frozenset({"technician", "finance", "security"}) for person in PEOPLE}},
        claimed_by=draw(st.sampled_from([None, None, Person(ME, ME)])),
        paused=draw(stopped(procedure, state)),
        facts=draw(knowledge(key)),
        now=NOW + timedelta(minutes=draw(st.sampled_from([0, 0, 90, 400]))),
        reason="a reason",
        opinion="an opinion",
    )
