"""Special treatment: one guard is set aside for one event of one case, by a written explanation (EMP ch3.25).

It is an entry of its own in the history, by a post one level above the one that is held up. Four-eyes and whatever
else is about who a person is can't be set aside, nor the law, nor what an effect relies on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flows.definition import Guard, Post, Procedure, Role, Situation, Text, Transition
from flows.engine.conditions import roles_that_may
from flows.engine.replay import SPECIAL
from flows.procedures import ROLES
from flows.service.clock import catch_up
from flows.service.errors import Conflict, Forbidden, Invalid
from flows.service.moves import last_move
from flows.service.noting import Beside, note
from flows.service.office import Office
from flows.service.seeing import load, situation
from flows.service.staff_matters import must_read

SHORTEST = 10  # characters of an explanation that deserves the name (beyond the handbook)


@dataclass(frozen=True, slots=True)
class Exemption:
    """What is asked for: `guard` set aside for `event`, with the explanation, on the case as it stood at `seen`."""

    login: str
    number: str
    event: str
    guard: str
    explanation: str
    seen: int
    site: str | None = None


def can_be_waived(guard: Guard) -> bool:
    return not (guard.identity or guard.absolute)


def _above(procedure: Procedure, transition: Transition, guard: Guard, here: Situation) -> frozenset[str]:
    """The posts that set `guard` aside: those one level above one that the event belongs to, or the one it names."""
    if guard.terms:
        return frozenset({guard.terms.by})
    above = (ROLES[role.code].superior for role in roles_that_may(procedure, transition, here))
    return frozenset(code for code in above if code)


def _posts_above(procedure: Procedure, transition: Transition, guard: Guard, here: Situation) -> tuple[Post, ...]:
    above = _above(procedure, transition, guard, here)
    return tuple(post for post in here.actor.posts if post.role in above)


def _terms_met(guard: Guard, here: Situation) -> bool:
    return guard.terms is None or guard.terms.when.test(here) is True


def _registered(here: Situation) -> bool:
    """Whether the actor, or somebody whom they stand in for, had a hand in registering the case."""
    absent = {post.instead_of.login for post in here.actor.posts if post.instead_of}
    return bool(here.case.registrars & ({here.actor.login} | absent))


def waivable(procedure: Procedure, transition: Transition, here: Situation) -> tuple[Guard, ...]:
    """The guards of `transition` that the actor may set aside here and now."""
    if _registered(here):
        return ()
    event = transition.event.code
    return tuple(
        guard
        for guard in transition.when
        if can_be_waived(guard)
        and not here.case.waives(guard.code, event)
        and _posts_above(procedure, transition, guard, here)
        and _terms_met(guard, here)
    )


def treat_specially(office: Office, asked: Exemption, now: datetime) -> Beside:
    """Writes the exemption into the history. Raises NotFound, Conflict, Forbidden, and only then Invalid for what is
    written: whoever may not do it isn't led to write more."""
    catch_up(office, asked.login, asked.number, now, asked.site)
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, asked.number, asked.login, now, asked.site))
        if seen.case.revision != asked.seen:
            move = last_move(office, connection, seen, asked.seen)
            if move:
                raise Conflict(seen.case.number, move)
        compiled = office.catalogue.get(connection, seen.case.procedure, seen.case.version)
        here = situation(seen, asked.event, now)
        transitions = compiled.arrows.get((seen.case.state, asked.event), ())
        found = [(t, g) for t in transitions for g in t.when if g.code == asked.guard]
        if not found:
            raise Invalid.field("guard", "此操作没有这一条件", "this event has no such condition here")
        transition, guard = found[0]
        if here.case.waives(guard.code, asked.event):
            raise Invalid.field("guard", "此条件已特殊处理", "is set aside already")
        _may_waive(compiled.procedure, transition, guard, here)
        if len(asked.explanation.strip()) < SHORTEST:
            zh, en = f"请写明情况，至少 {SHORTEST} 字", f"explain in {SHORTEST} characters or more"
            raise Invalid.field("explanation", zh, en)
        post = _posts_above(compiled.procedure, transition, guard, here)[0]
        facts = {"waives": {"guard": guard.code, "event": asked.event}, "reason": asked.explanation.strip()}
        return note(office, connection, seen, SPECIAL, facts, now, post)


def _may_waive(procedure: Procedure, transition: Transition, guard: Guard, here: Situation) -> None:
    if not can_be_waived(guard):
        raise Forbidden("此条件不能特殊处理", "This condition can't be set aside")
    if not _posts_above(procedure, transition, guard, here):
        names = _names(_above(procedure, transition, guard, here))
        if guard.terms:
            raise Forbidden(f"此条件的特殊处理由{names.zh}作出", f"Special treatment is given by: {names.en}")
        raise Forbidden(
            f"特殊处理由上一级岗位作出：{names.zh}", f"Special treatment is given one level above: {names.en}"
        )
    if _registered(here):
        raise Forbidden("登记人不能为本单作特殊处理", "Who registered the case can't treat it specially")
    if guard.terms and not _terms_met(guard, here):
        said = guard.terms.when.sentence(here)
        raise Forbidden(said.zh, said.en)


def _names(codes: frozenset[str]) -> Text:
    roles: list[Role] = [ROLES[code] for code in sorted(codes)]
    return Text("、".join(r.zh for r in roles) or "无", " or ".join(r.en for r in roles) or "nobody")
