"""Who may open a paper with somebody's personal particulars. What stands in a case is masked; a scan cannot be."""

from __future__ import annotations

from flows.definition import Actor, Procedure, Role, roles_of
from flows.service.errors import Forbidden

SEVERAL = 4  # posts that a sentence lists by name


def opens(procedure: Procedure, kind: str, actor: Actor) -> bool:
    """Whoever holds, or stands in for, a post that the procedure gives something to do. Not the rest of the site:
    an administrator keeps the accounts and needs nobody's ID card (the law on personal information, article 6)."""
    document = procedure.documents().get(kind)
    if document is None:
        return False  # a kind that this version does not know may be anything
    codes = {role.code for role in acting(procedure)}
    return not document.personal or any(post.role in codes for post in actor.posts)


def acting(procedure: Procedure) -> tuple[Role, ...]:
    """Every post that holds a state or takes an event, as the declaration first names it."""
    found: dict[str, Role] = {}
    for transition in procedure.transitions:
        for source in transition.source:
            for role in roles_of(procedure.holder(transition, source)):
                found.setdefault(role.code, role)
    return tuple(found.values())


def closed(procedure: Procedure) -> Forbidden:
    """The no to everybody else: whom to ask."""
    roles = acting(procedure)[:SEVERAL]
    zh, en = "、".join(role.zh for role in roles), ", ".join(role.en for role in roles)
    return Forbidden(
        f"此材料含个人信息，只供办理此流程的岗位查看，如{zh}",
        f"This paper holds personal particulars; only posts that act in this procedure open it, such as: {en}",
    )
