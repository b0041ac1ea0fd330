"""Which of taking, giving back and assigning a task is open to somebody: the rules of `beside`, asked beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flows.definition import Actor, PauseReason, Person
from flows.service.case_view import CaseView
from flows.service.claiming import commands, holds
from flows.service.office import Office
from flows.service.roster import roster
from flows.service.seeing import site_id_of


@dataclass(frozen=True, slots=True)
class TaskDoors:
    """`assign_to`: who could be given the task; empty for who may not assign it. `pauses`: for what its clock may be
    stopped; `resume`: it stands still and may be started."""

    claim: bool = False
    release: bool = False
    assign_to: tuple[Person, ...] = ()
    pauses: tuple[PauseReason, ...] = ()
    resume: bool = False


def task_doors(login: str, view: CaseView, now: datetime) -> TaskDoors:
    """For the waiting task of a case that `login` sees."""
    task = view.task
    if task is None:
        return TaskDoors()
    people = view.staff
    asker = next((actor for actor in people if actor.login == login), None)
    if asker is None:
        return TaskDoors()
    mine, above = holds(asker, task.audience), commands(asker, task.audience)
    claimed = task.claimed_by
    may = above or (mine and (claimed is None or claimed.login == login))
    takers = tuple(Person(a.login, a.name) for a in people if holds(a, task.audience)) if may else ()
    paused = any(deadline.paused_since for deadline in view.deadlines)
    return TaskDoors(
        pauses=view.state.pauses if (mine or above) and not paused and can_stop(view, now) else (),
        resume=(mine or above) and paused,
        claim=mine and claimed is None,
        release=claimed is not None and (claimed.login == login or above),
        assign_to=tuple(taker for taker in takers if claimed is None or taker.login != claimed.login),
    )


def can_stop(view: CaseView, now: datetime) -> bool:
    """Whether some deadline runs whose clock may be stopped: what has passed, or the clock acts on, may not."""
    acting = {deadline.code for deadline in view.state.deadlines if deadline.event}
    return any(d.closed_at is None and d.due_at > now and d.code not in acting for d in view.deadlines)


def holders(office: Office, site: str, roles: Iterable[str], now: datetime) -> tuple[Person, ...]:
    """Who at the site holds one of `roles` in their own right; no roles: who holds any."""
    with office.read() as connection:
        site_id = site_id_of(connection, site)
        return among(roster(connection, site_id, now) if site_id is not None else (), roles)


def among(people: Iterable[Actor], roles: Iterable[str]) -> tuple[Person, ...]:
    """Those of `people` who hold one of `roles` in their own right; no roles: who hold any."""
    wanted = frozenset(roles)
    return tuple(
        Person(actor.login, actor.name)
        for actor in people
        if any(post.instead_of is None and (not wanted or post.role in wanted) for post in actor.posts)
    )
