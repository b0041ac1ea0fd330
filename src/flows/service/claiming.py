"""Taking a case's waiting task, giving it back, and giving it to somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from flows.definition import Actor
from flows.engine.decide import who_can
from flows.procedures import ROLES
from flows.service.clock import catch_up
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.facts import facts
from flows.service.noting import Beside, note, overtaken
from flows.service.office import Office
from flows.service.roster import roster
from flows.service.seeing import load, named_people, posts_of, situation
from flows.service.staff_matters import must_read
from flows.storage.snapshot import Snapshot, WaitingTask
from flows.storage.tables import deadlines


def claim(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Takes the waiting task. Raises Conflict when a colleague has it, Forbidden for another post's task."""
    catch_up(office, login, number, now, site)
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        _must_hold(seen.actor, task)
        if task.claimed_by and task.claimed_by.login != login:
            raise overtaken(office, connection, seen)
        if not _able(office, connection, seen, seen.actor, now):
            raise Forbidden(
                "您不能办理此单（回避，或单据另有指定）", "You are barred from this case, or it names somebody else"
            )
        return note(office, connection, seen, "claim_task", {"task": {"claimed_by": login}}, now, claim=(login,))


def release(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Gives a task back: one's own, or, for the superior of its posts, anybody's."""
    catch_up(office, login, number, now, site)
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        if task.claimed_by is None:
            raise Invalid.field("task", "此待办没有人认领", "nobody has claimed this task")
        if task.claimed_by.login != login and not commands(seen.actor, task.audience):
            raise Forbidden("只有认领人或其上级可以释放", "Only who claimed it, or their superior, may release it")
        done = note(office, connection, seen, "release_task", {"task": {"claimed_by": None}}, now, claim=(None,))
        # That nobody has taken it may be due: while somebody had, it was not told.
        running = (deadlines.c.case_id == seen.case_id, deadlines.c.closed_at.is_(None))
        connection.execute(update(deadlines).where(*running).values(rung_at=None))
        return done


def assign(office: Office, login: str, number: str, to: str, now: datetime, site: str | None = None) -> Beside:
    """Gives the task to `to`, who must hold one of its posts and not be barred: by a holder of the task's posts as
    long as nobody has claimed it, by who claimed it, or by a superior. Where the case names a person, a superior's
    assignment names another one."""
    catch_up(office, login, number, now, site)
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        _may_assign(seen, task, login)
        taker = next((a for a in roster(connection, seen.site_id, now) if a.login == to), None)
        if taker is None or not holds(taker, task.audience):
            raise Invalid.field("to", "此人不在办理岗位", "does not hold a post that this task waits for")
        renamed = _renamed(office, connection, seen, to) if commands(seen.actor, task.audience) else {}
        then = replace(seen, case=replace(seen.case, data={**seen.case.data, **renamed}))
        if not _able(office, connection, then, taker, now):
            raise Invalid.field(
                "to", "此人须回避，或单据另有指定", "is barred from this case, or it names somebody else"
            )
        facts = {"task": {"claimed_by": to}} | ({"data": renamed} if renamed else {})
        return note(office, connection, seen, "assign_task", facts, now, claim=(to,), named=to if renamed else None)


def _may_assign(seen: Snapshot, task: WaitingTask, login: str) -> None:
    if commands(seen.actor, task.audience):
        return
    if not holds(seen.actor, task.audience):
        raise Forbidden("只有本岗位人员或其上级可以指派", "Only holders of the post or their superior may assign it")
    if task.claimed_by and task.claimed_by.login != login:
        raise Forbidden(
            "已有人认领，只有认领人或其上级可以改派", "It is claimed: only the claimer or their superior may assign it"
        )


def _renamed(office: Office, connection: Connection, seen: Snapshot, to: str) -> dict[str, str]:
    """The field by which the state names its person, with `to` in it."""
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    name = compiled.procedure.state(seen.case.state).named
    return {name: to} if name and seen.case.data.get(name) not in (None, to) else {}


def _able(office: Office, connection: Connection, seen: Snapshot, actor: Actor, now: datetime) -> bool:
    """Whether some event of the state's holder is open to `actor` as far as posts and persons go."""
    compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
    own = [t for t in compiled.procedure.leaving(seen.case.state) if t.by is None]
    staff = posts_of(connection, seen.site_id, named_people(compiled, seen.case.data))
    asked = facts(connection, seen, own, now)  # guards over other cases are asked with the rest
    here = replace(situation(seen, "", now, actor=actor, staff=staff, facts=asked), claimed_by=None)
    return not own or any(who_can(compiled, here, transition, [actor]) for transition in own)


def _waiting(
    connection: Connection, number: str, login: str, now: datetime, site: str | None
) -> tuple[Snapshot, WaitingTask]:
    seen = must_read(connection, load(connection, number, login, now, site))
    if seen.task is None:
        raise NotFound("单据已办结，没有待办", "The case is closed; nothing waits")
    return seen, seen.task


def holds(actor: Actor, audience: tuple[str, ...]) -> bool:
    return any(post.role in audience for post in actor.posts)


def _must_hold(actor: Actor, task: WaitingTask) -> None:
    if not holds(actor, task.audience):
        raise Forbidden("此待办不属于您的岗位", "This task is not for a post of yours")


def commands(actor: Actor, audience: tuple[str, ...]) -> bool:
    """Whether one of the actor's posts stands above one of the task's on the reporting line."""
    mine = {post.role for post in actor.posts}
    for code in audience:
        superior = ROLES[code].superior
        while superior:
            if superior in mine:
                return True
            superior = ROLES[superior].superior
    return False
