"""The fewest new people with whom every case can be ended.

More people never make less possible. So whatever set of people fails, grown for as long as it fails, tells what every set that
is enough must have at least one of. From such demands the smallest set that meets all of them is worked out; when it is
enough itself it is the answer, else it tells another demand. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

Demand = Mapping[str, int]  # by post, how many would meet it
Ends = Callable[[tuple[str, ...]], bool]


def fewest(questions: Sequence[tuple[frozenset[str], Ends]], most: int) -> tuple[str, ...] | None:
    """Posts, one new person each, in order; of sets of one size the first by name. A question is the posts that matter to it
    and whether so many more end it. None: not even `most` in each post are enough."""
    demands: list[Demand] = []
    while True:
        more = _least(demands)
        failing = next(((posts, ends) for posts, ends in questions if not ends(_listed(more, posts))), None)
        if failing is None:
            return _listed(more, more)
        demand = _demand(more, *failing, most)
        if not demand:
            return None
        demands.append(demand)


def _demand(more: Counter[str], posts: frozenset[str], ends: Ends, most: int) -> Demand:
    grown = Counter({post: more[post] for post in posts})
    for post in sorted(posts):
        while grown[post] < most:
            grown[post] += 1
            if ends(_listed(grown, posts)):
                grown[post] -= 1
                break
    return {post: grown[post] + 1 for post in posts if grown[post] < most}


def _least(demands: Sequence[Demand]) -> Counter[str]:
    """The smallest that meets all of them, found by taking each way to meet the first that isn't met."""
    best: Counter[str] | None = None
    waiting = [Counter[str]()]
    seen = set[tuple[str, ...]]()
    while waiting:
        more = waiting.pop()
        key = _listed(more, more)
        if key in seen or (best is not None and _rank(more) >= _rank(best)):
            continue
        seen.add(key)
        unmet = next((demand for demand in demands if all(more[post] < many for post, many in demand.items())), None)
        if unmet is None:
            best = more
            continue
        waiting += (more | Counter({post: many}) for post, many in unmet.items())
    return best or Counter()


def _rank(more: Counter[str]) -> tuple[int, tuple[str, ...]]:
    return more.total(), _listed(more, more)


def _listed(more: Counter[str], posts: Iterable[str]) -> tuple[str, ...]:
    return tuple(post for post in sorted(posts) for _ in range(more[post]))
