"""The conditions that hold for every procedure: the post, the person meant, papers, signatures. The guards that a
transition declares come after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.definition import Document, Post, Procedure, Role, RoleFrom, Situation, Text, Transition, roles_of
from flows.engine.decision import Unmet, UnmetKind

HOLDING = frozenset({"forward", "approval"})  # kinds of event that leave a state only when all have signed


def roles_that_may(procedure: Procedure, transition: Transition, situation: Situation) -> tuple[Role, ...]:
    """The posts that this event belongs to, in this case."""
    holder = procedure.holder(transition, situation.case.state)
    if isinstance(holder, RoleFrom):
        code = situation.case.data.get(holder.field)
        return tuple(role for role in holder.roles if role.code == code)
    return roles_of(holder)


def posts_that_may(roles: tuple[Role, ...], situation: Situation) -> tuple[Post, ...]:
    """The actor's posts that fit, their own before those they hold for somebody else."""
    codes = {role.code for role in roles}
    fitting = [post for post in situation.actor.posts if post.role in codes]
    return tuple(fitting if len(fitting) < 2 else sorted(fitting, key=lambda post: post.instead_of is not None))


def unmet_by(procedure: Procedure, transition: Transition, situation: Situation) -> tuple[Unmet, ...]:
    """Every condition and guard of `transition` that `situation` does not meet, the actor's post first."""
    found = [
        *_post(procedure, transition, situation),
        *_person(procedure, transition, situation),
        *_claim(transition, situation),
        *_clock(procedure, transition, situation),
        *_papers(transition, situation),
        *_signatures(procedure, transition, situation),
    ]
    for guard in transition.when:
        if guard.test(situation) is not True and not situation.case.waives(guard.code, transition.event.code):
            kind: UnmetKind = "person" if guard.identity else "guard"
            found.append(Unmet(guard.code, kind, guard.sentence(situation)))
    if not found:
        return ()
    codes = tuple(role.code for role in roles_that_may(procedure, transition, situation))
    return tuple(replace(unmet, roles=codes) for unmet in found)


def _post(procedure: Procedure, transition: Transition, situation: Situation) -> list[Unmet]:
    if situation.post is not None:
        return []
    roles = roles_that_may(procedure, transition, situation)
    zh = "、".join(role.zh for role in roles) or "（尚未指定岗位）"
    en = " or ".join(role.en for role in roles) or "a post that is not named yet"
    return [Unmet("post", "post", Text(f"此操作由{zh}办理", f"This belongs to: {en}"))]


def _person(procedure: Procedure, transition: Transition, situation: Situation) -> list[Unmet]:
    name = transition.named or (procedure.state(situation.case.state).named if transition.by is None else None)
    login = situation.case.data.get(name) if name else None
    if login is None or login in situation.acting_people:
        return []
    name = situation.called(str(login))
    return [Unmet("named_person", "person", Text(f"单据指定由 {name} 办理", f"The case names {name} for this"))]


def _claim(transition: Transition, situation: Situation) -> list[Unmet]:
    """Who has taken the waiting task does the work of its holder; what others may do is not held up."""
    taker = situation.claimed_by
    if taker is None or transition.by is not None or taker.login in situation.acting_people:
        return []
    return [Unmet("claimed", "person", Text(f"{taker.name} 已认领此待办", f"{taker.name} has claimed this task"))]


def _clock(procedure: Procedure, transition: Transition, situation: Situation) -> list[Unmet]:
    """Work on a case whose clock stands still begins with starting it, lest the wait be lost from its deadlines."""
    if not situation.paused:
        return []
    target = transition.lands_in(situation.case.state)
    if target == situation.case.state or procedure.is_final(target):
        return []
    said = Text("计时已暂停，请先恢复计时", "The clock is stopped; start it again first")
    return [Unmet("clock_stopped", "state", said)]


def papers_needed(document: Document, data: Mapping[str, Any]) -> int:
    return document.at_least * (len(data.get(document.per) or ()) if document.per else 1)


def papers_present(document: Document, situation: Situation) -> int:
    """How many of its papers count."""
    return (situation.fresh if document.fresh else situation.documents).get(document.code, 0)


def _papers(transition: Transition, situation: Situation) -> list[Unmet]:
    found = []
    for document in transition.documents:
        missing = papers_needed(document, situation.data) - papers_present(document, situation)
        if missing > 0:
            here = ("，须在本环节取得", ", obtained at this step") if document.fresh else ("", "")
            zh, en = (
                f"缺少材料：{document.zh}（还差 {missing} 份{here[0]}）",
                f"Missing paper: {document.en} ({missing} to come{here[1]})",
            )
            found.append(Unmet(f"document:{document.code}", "papers", Text(zh, en)))
    return found


def signed_roles(situation: Situation) -> frozenset[str]:
    """The posts that have signed in this stay in the state."""
    case = situation.case
    return frozenset(a.role for a in case.approvals if a.signs and a.round == case.round and a.state == case.state)


def _signatures(procedure: Procedure, transition: Transition, situation: Situation) -> list[Unmet]:
    if transition.signs:
        if situation.post and situation.post.role in signed_roles(situation):
            return [Unmet("signed_already", "signatures", Text("本岗位已会签", "Your post has signed already"))]
        return []
    needed = procedure.state(situation.case.state).sign_offs
    if not needed or transition.target is None or transition.event.kind not in HOLDING:
        return []
    signed = signed_roles(situation)
    asked = [sign_off.role for sign_off in needed if sign_off.needed(situation.case.settings)]
    missing = [role for role in asked if role.code not in signed]
    if not missing:
        return []
    zh, en = "、".join(role.zh for role in missing), ", ".join(role.en for role in missing)
    return [Unmet("all_signed", "signatures", Text(f"尚未会签：{zh}", f"Yet to sign: {en}"))]
