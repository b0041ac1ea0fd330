"""Open cases move from one version of their procedure to another: by themselves where their history is a valid run of it,
else by a map of states, else not at all; and for each it is said why.

Each case is judged and moved in a transaction of its own. Who is killed in between has moved some and the others not;
whoever comes again finds the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, select

from flows.definition import Person, Procedure, Text
from flows.engine.compiled import Compiled
from flows.engine.validity import against, against_state, exposed
from flows.procedures import GUARDS, RULES
from flows.service.clock import clock_is_due, run_clock
from flows.service.errors import Answer, Invalid
from flows.service.lacking import lacking
from flows.service.office import Office
from flows.service.versions.moving import Move, move
from flows.storage.committed import told
from flows.storage.snapshot import Snapshot, by_id
from flows.storage.tables import cases, definitions, history, users

TRIES = 3  # a case that somebody acts on meanwhile is judged anew
How = Literal["run", "map", "stays", "overtaken"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Cases of `procedure` to the version `to`. `states`: from a state of theirs to one of the new version, for cases
    whose history is no run of it, for the `reason` that is then written down. `by`: the login of whoever decided it."""

    procedure: str
    to: int
    states: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Of one case. `run`: its history is a valid run of the new version; `map`: it moves by the map; `why` says what
    stood against a run, and where it stays, against the map too."""

    site: str
    number: str
    version: int
    state: str
    how: How
    target: str | None = None
    why: tuple[Text, ...] = ()

    @property
    def moves(self) -> bool:
        return self.how in ("run", "map")


class NoSuchVersion(Answer):
    def __init__(self, key: str, version: int, known: Collection[int]) -> None:
        there = ", ".join(map(str, sorted(known))) or "-"
        zh = f"没有 {key} 第 {version} 版，已发布的有：{there}"
        super().__init__(Text(zh, f"There is no version {version} of {key}; published: {there}"))


def stored_versions(connection: Connection, key: str) -> list[int]:
    d = definitions.c
    return list(connection.execute(select(d.version).where(d.key == key).order_by(d.version)).scalars())


def version_of(office: Office, connection: Connection, key: str, version: int) -> Compiled:
    """Raises NoSuchVersion."""
    try:
        return office.catalogue.get(connection, key, version)
    except KeyError:
        raise NoSuchVersion(key, version, stored_versions(connection, key)) from None


def migrate(office: Office, plan: Plan, now: datetime, *, dry: bool = False) -> Iterator[Verdict]:
    """A verdict for each open case under another version, in their order. `dry`: nothing is written. Raises Answer."""
    with office.read() as connection:
        new, by = _checked(office, connection, plan), _person(connection, plan.by)
        c = cases.c
        others = select(c.id).where(c.procedure == plan.procedure, c.version != plan.to, c.closed_at.is_(None))
        waiting = connection.execute(others.order_by(c.id)).scalars().all()
    for case_id in waiting:
        verdict = _one(office, plan, new, by, case_id, now, dry=dry)
        if verdict is not None:
            yield verdict


def _checked(office: Office, connection: Connection, plan: Plan) -> Compiled:
    new = version_of(office, connection, plan.procedure, plan.to)
    for lack in lacking(connection, GUARDS, RULES):
        if (lack.procedure, lack.version) == (plan.procedure, plan.to) and not _is_current(office, new):
            raise Answer(lack.said)
    if plan.states and not plan.reason.strip():
        raise Invalid.field("reason", "按对照表改环节须写明理由", "a map of states needs a reason")
    versions = stored_versions(connection, plan.procedure)
    known = {s.code for v in versions for s in version_of(office, connection, plan.procedure, v).procedure.states}
    there = {state.code for state in new.procedure.states if not new.procedure.is_final(state.code)}
    for source, target in plan.states.items():
        if source not in known:
            raise Invalid.field("map", f"没有环节 {source}", f"there is no state {source}")
        if target not in there:
            zh = f"新版没有未办结的环节 {target}，只有：{'、'.join(sorted(there))}"
            raise Invalid.field(
                "map", zh, f"the new version has no open state {target}, only: {', '.join(sorted(there))}"
            )
    return new


def _is_current(office: Office, new: Compiled) -> bool:
    return office.catalogue.current.get(new.procedure.key) is new


def _person(connection: Connection, login: str | None) -> Person | None:
    if login is None:
        return None
    row = connection.execute(select(users.c.login, users.c.name).where(users.c.login == login, users.c.active)).first()
    if row is None:
        raise Invalid.field("by", f"没有在用的账号 {login}", f"there is no active user {login}")
    return Person(row.login, row.name)


def _one(
    office: Office, plan: Plan, new: Compiled, by: Person | None, case_id: int, now: datetime, *, dry: bool
) -> Verdict | None:
    """None: it has ended, or was moved, since it was listed."""
    if not dry:
        run_due(office, case_id, now)
    for _ in range(TRIES):
        with office.read() if dry else office.transaction() as connection:
            seen = by_id(connection, case_id, None, now)
            if seen.case.closed_at is not None or seen.case.version == plan.to:
                return None
            verdict = judged(office, connection, plan, new, seen)
            if dry or not verdict.moves:
                return verdict
            old = office.catalogue.get(connection, plan.procedure, seen.case.version).procedure
            by_map = verdict.how == "map"
            change = Move(new, verdict.target or seen.case.state, by_map, plan.reason.strip(), by)
            if move(office, connection, seen, old, change, now):
                return verdict
    why = Text("有人正在办理，请再运行一次", "somebody is acting on it; run this once more")
    return replace(verdict, how="overtaken", target=None, why=(why,))


def run_due(office: Office, case_id: int, now: datetime) -> None:
    """What the clock should have done under the old version is done first."""
    with office.read() as connection:
        due = clock_is_due(by_id(connection, case_id, None, now), now)
    if due:
        run_clock(office, case_id, now)


def judged(office: Office, connection: Connection, plan: Plan, new: Compiled, seen: Snapshot) -> Verdict:
    case = seen.case
    verdict = Verdict(case.site, case.number, case.version, case.state, "stays")
    if any(deadline.paused for deadline in seen.deadlines):
        return replace(verdict, why=(Text("计时已暂停，恢复后再改", "its clock is stopped; start it again first"),))
    h = history.c
    entries = connection.execute(select(h.content, h.personal).where(h.case_id == seen.case_id).order_by(h.seq))

    def declared(version: int) -> Procedure:
        return office.catalogue.get(connection, plan.procedure, version).procedure

    records: list[dict[str, Any]] = [told(*entry) for entry in entries]
    bare = exposed(declared(case.version), new.procedure, case, records)
    if bare:
        return replace(verdict, why=tuple(bare))
    why = tuple(against(new, declared, records))
    if not why and not new.procedure.is_final(case.state):
        return replace(verdict, how="run", target=case.state)
    target = plan.states.get(case.state)
    if target is None:
        return replace(verdict, why=why or (Text("新版在此环节已办结", "in the new version this state is an end"),))
    lacks = against_state(new, case, target)
    if lacks:
        said = [Text(f"对照表：{one.zh}", f"by the map: {one.en}") for one in lacks]
        return replace(verdict, why=(*why, *said))
    return replace(verdict, how="map", target=target, why=why)
