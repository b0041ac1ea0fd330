"""What the search over people has found, step by step, and what a step leaves in a case as far as people matter."""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition import Actor, Approval, Case, Post, Transition


@dataclass(frozen=True, slots=True)
class Step:
    """An arrow from a state, and who takes it in which post; None: it happens by itself. Without an arrow: who gives the
    task to another, `to`."""

    transition: Transition | None
    source: str
    target: str
    who: Actor | None = None
    post: Post | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`decided` False: the bound was reached. Where it can't be ended, `path` leads to the state nearest to the end that can
    be reached, and `wanted` are the arrows on from there that nobody may take."""

    ends: bool
    path: tuple[Step, ...]
    wanted: tuple[Transition, ...] = ()
    state: str = ""
    decided: bool = True


def signed_roles(case: Case) -> set[str]:
    return {a.role for a in case.approvals if a.signs and (a.round, a.state) == (case.round, case.state)}


def approval(case: Case, transition: Transition, actor: Actor | None, post: Post | None) -> tuple[Approval, ...]:
    if actor is None or post is None or not (transition.signs or transition.event.kind == "approval"):
        return ()
    absent = post.instead_of.login if post.instead_of else None
    given = (transition.event.code, case.state, post.role, actor.login, absent, case.round)
    return (Approval(0, *given, signs=transition.signs),)
