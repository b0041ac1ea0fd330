"""The fewest new people, held against trying every set."""

import random
from itertools import combinations_with_replacement

import pytest

from flows.service.staffing_fewest import Ends, fewest

MOST = 3
POSTS = "abcde"


def needing(*ways: dict[str, int]) -> tuple[frozenset[str], Ends]:
    """A case that is ended by any of these ways, each so many of a post."""
    posts = frozenset(post for way in ways for post in way)

    def ends(more: tuple[str, ...]) -> bool:
        assert set(more) <= posts, "of posts that don't matter nothing is asked"
        return any(all(more.count(post) >= many for post, many in way.items()) for way in ways)

    return posts, ends


def by_trying(questions: list[tuple[frozenset[str], Ends]]) -> tuple[str, ...] | None:
    for size in range(MOST * len(POSTS) + 1):
        for more in combinations_with_replacement(POSTS, size):
            if all(more.count(post) <= MOST for post in POSTS) and all(
                ends(tuple(post for post in more if post in posts)) for posts, ends in questions
            ):
                return more
    return None


def test_nobody_is_missing_where_nothing_is_asked_or_everything_ends() -> None:
    assert fewest([], MOST) == ()
    assert fewest([needing({"a": 0})], MOST) == ()


def test_one_person_who_serves_several_cases_is_preferred() -> None:
    asked = [needing({"a": 1}, {"b": 1}), needing({"b": 1}, {"c": 1}), needing({"b": 2}, {"d": 3})]
    assert fewest(asked, MOST) == ("b", "b")


def test_more_than_three_people_are_found_and_proven_to_be_the_fewest() -> None:
    asked = [needing({post: 1}) for post in POSTS] + [needing({"a": 2, "b": 2})]
    assert fewest(asked, MOST) == ("a", "a", "b", "b", "c", "d", "e")


def test_more_in_one_post_than_may_come_is_none() -> None:
    assert fewest([needing({"a": MOST + 1})], MOST) is None


@pytest.mark.parametrize("seed", range(40))
def test_it_is_what_trying_every_set_finds(seed: int) -> None:
    dice = random.Random(seed)

    def way() -> dict[str, int]:
        return {post: dice.randint(1, 2) for post in dice.sample(POSTS, dice.randint(1, 3))}

    asked = [needing(*(way() for _ in range(dice.randint(1, 3)))) for _ in range(dice.randint(1, 4))]
    found, wanted = fewest(asked, MOST), by_trying(asked)
    assert found is not None
    assert wanted is not None
    assert len(found) == len(wanted)
    assert all(ends(tuple(post for post in found if post in posts)) for posts, ends in asked)
    assert found == wanted, "of one size the first by name"
