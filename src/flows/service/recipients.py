"""Who is told: whoever a case waits for, and those above them on the reporting line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.definition import Actor
from flows.procedures import ROLES


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a waiting task says of who is meant: its posts, the person named, who has claimed it."""

    audience: tuple[str, ...]
    named: str | None = None
    claimed_by: str | None = None

    @property
    def is_given(self) -> bool:
        """To one person, who may have left since."""
        return bool(self.claimed_by or self.named)


def holders(task: Awaited, people: Iterable[Actor]) -> frozenset[str]:
    """Whoever has taken it, else everybody in its posts; substitutes too."""
    people = tuple(people)
    return takers(task, people) or in_posts(task.audience, people)


def takers(task: Awaited, people: Iterable[Actor]) -> frozenset[str]:
    """Who has it of those at the site: whoever claimed it, else the one named, or their substitutes. Nobody where they
    have left and nobody stands in."""
    people = tuple(people)
    return next((found for one in (task.claimed_by, task.named) if (found := _acting_as(one, people))), frozenset())


def _acting_as(one: str | None, people: Iterable[Actor]) -> frozenset[str]:
    if one is None:
        return frozenset()
    instead = {actor.login for actor in people for p in actor.posts if p.instead_of and p.instead_of.login == one}
    return frozenset({actor.login for actor in people if actor.login == one} | instead)


def in_posts(roles: Iterable[str], people: Iterable[Actor]) -> frozenset[str]:
    wanted = frozenset(roles)
    return frozenset(actor.login for actor in people if any(post.role in wanted for post in actor.posts))


def above(roles: Iterable[str], people: Iterable[Actor], levels: int = 1) -> frozenset[str]:
    """Who stands so many levels above the posts; a level that nobody holds at the site is passed over."""
    people, found = tuple(people), set[str]()
    for role in roles:
        code, left = ROLES[role].superior, levels
        while code is not None:
            left -= bool(in_posts((code,), people))
            if left == 0:
                found |= in_posts((code,), people)
                break
            code = ROLES[code].superior
    return frozenset(found)


def told(tells: Iterable[str], task: Awaited, people: Iterable[Actor]) -> frozenset[str]:
    """The logins meant by the words of a rung."""
    people = tuple(people)
    meant: Mapping[str, frozenset[str]] = {
        "holder": holders(task, people),
        "superior": above(task.audience, people),
        "above": above(task.audience, people, 2),
    }
    return frozenset().union(*(meant[word] for word in tells))
