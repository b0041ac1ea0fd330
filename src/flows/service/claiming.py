"""Taking a case's waiting task, giving it back, and giving it to somebody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from flows.definition import Actor
from flows.procedures import ROLES
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.noting import Beside, note, overtaken
from flows.service.office import Office
from flows.service.roster import roster
from flows.service.seeing import load
from flows.storage.snapshot import Snapshot, WaitingTask


def claim(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Takes the waiting task. Raises Conflict when a colleague has it, Forbidden for another post's task."""
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        _must_hold(seen.actor, task)
        if task.claimed_by and task.claimed_by.login != login:
            raise overtaken(office, connection, seen)
        return note(office, connection, seen, "claim_task", {"task": {"claimed_by": login}}, now, claim=(login,))


def release(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> Beside:
    """Gives a task back: one's own, or, for the superior of its posts, anybody's."""
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        if task.claimed_by is None:
            raise Invalid.field("task", "此待办没有人认领", "nobody has claimed this task")
        if task.claimed_by.login != login and not commands(seen.actor, task.audience):
            raise Forbidden("只有认领人或其上级可以释放", "Only who claimed it, or their superior, may release it")
        return note(office, connection, seen, "release_task", {"task": {"claimed_by": None}}, now, claim=(None,))


def assign(office: Office, login: str, number: str, to: str, now: datetime, site: str | None = None) -> Beside:
    """Gives the task to `to`, who must hold one of its posts: by a holder of the task's posts, or their superior."""
    with office.transaction() as connection:
        seen, task = _waiting(connection, number, login, now, site)
        if not (holds(seen.actor, task.audience) or commands(seen.actor, task.audience)):
            raise Forbidden(
                "只有本岗位人员或其上级可以指派", "Only holders of the post or their superior may assign it"
            )
        taker = next((a for a in roster(connection, seen.site_id, now) if a.login == to), None)
        if taker is None or not holds(taker, task.audience):
            raise Invalid.field("to", "此人不在办理岗位", "does not hold a post that this task waits for")
        return note(office, connection, seen, "assign_task", {"task": {"claimed_by": to}}, now, claim=(to,))


def _waiting(
    connection: Connection, number: str, login: str, now: datetime, site: str | None
) -> tuple[Snapshot, WaitingTask]:
    seen = load(connection, number, login, now, site)
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
