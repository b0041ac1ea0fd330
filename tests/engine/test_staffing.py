"""Whether people can end a case: found by a search that tries one of those who are alike, and misses nothing by it."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from flows.definition import Actor, Case, Person, Post, Situation
from flows.engine.staffing import Search, Times
from flows.procedures import PROCEDURES, ROLES
from tests.procedures.situations import situation

POSTS = ("front_desk", "engineering_supervisor", "safety_supervisor", "director", "cs_supervisor", "finance")


class Plodding(Search):
    """Tries everybody, alike or not."""

    def _able(self, node: Any, roles: set[str]) -> Iterator[tuple[int, Actor, Post]]:
        for time in range(node.time, len(self.times)):
            for actor in self.times[time]:
                yield from ((time, actor, post) for post in actor.posts if post.role in roles)

    def _who(self, node: Any, role: str | None) -> Iterator[str]:
        for time in self.times[node.time :]:
            for actor in time:
                if role is None or any(p.role == role and p.instead_of is None for p in actor.posts):
                    yield actor.login


def fresh(key: str) -> Situation:
    here = situation(key, state=PROCEDURES[key].start.code)
    empty = replace(here.case, data={}, approvals=(), registrars=frozenset(), registered_by="", round=1)
    return replace(here, case=empty, data={}, entries=(), applicant=None)


def ends(key: str, times: Times, search: type[Search] = Search) -> bool:
    base = fresh(key)
    asked = search(PROCEDURES[key], base, times, most=100_000)
    outcome = asked.run(asked.started(base.case))
    assert outcome.decided
    return outcome.ends


def person(login: str, *posts: str, instead_of: Mapping[str, str] | None = None) -> Actor:
    lent = tuple(Post(role, Person(absent, absent)) for role, absent in (instead_of or {}).items())
    return Actor(login, login, (*(Post(role) for role in posts), *lent))


def drawn(dice: random.Random) -> Times:
    people = [person(f"p{n}", *dice.sample(POSTS, dice.choice((1, 1, 2, 3)))) for n in range(dice.randint(2, 5))]
    first = tuple(p for p in people if dice.random() < 0.8)
    return (first, tuple(p for p in people if dice.random() < 0.8))


@pytest.mark.parametrize("key", ["hot_work_permit", "renovation_extension"])
def test_trying_one_of_those_who_are_alike_finds_what_trying_everybody_finds(key: str) -> None:
    dice, found = random.Random(key), []
    for _ in range(60):
        times = drawn(dice)
        found.append(ends(key, times))
        assert ends(key, times, Plodding) is found[-1], times
    assert {True, False} == set(found)


def test_one_person_in_every_post_ends_every_procedure() -> None:
    everybody = (*(person(code, code) for code in ROLES), person("second", *ROLES), person("third", *ROLES))
    for key in PROCEDURES:
        assert ends(key, (everybody,)), key


def test_four_eyes_are_over_persons_and_whom_they_stand_in_for() -> None:
    desk, safety = person("desk", "front_desk"), person("safe", "safety_supervisor")
    boss = person("boss", "director")
    both = person("eng", "engineering_supervisor", "director")
    assert ends("hot_work_permit", ((desk, safety, boss, both),))
    assert not ends("hot_work_permit", ((desk, safety, both),))
    stands_in = person("eng", "engineering_supervisor", instead_of={"director": "boss"})
    assert not ends("hot_work_permit", ((desk, safety, stands_in),))
    assert ends("hot_work_permit", ((desk, safety, stands_in), (desk, safety, boss)))


def test_who_comes_back_too_late_is_of_no_use_for_what_comes_after() -> None:
    desk, engineer = person("desk", "front_desk"), person("eng", "engineering_supervisor")
    safety, boss = person("safe", "safety_supervisor"), person("boss", "director")
    assert ends("hot_work_permit", ((desk, engineer), (safety,), (boss, desk, safety)))
    assert not ends("hot_work_permit", ((desk, safety, boss), (engineer,)))


def test_an_open_case_is_barred_to_who_had_a_hand_in_it() -> None:
    base = fresh("hot_work_permit")
    engineer = person("eng", "engineering_supervisor", "director")
    there = (person("desk", "front_desk"), person("safe", "safety_supervisor"), engineer)

    def outcome(hands: frozenset[str]) -> bool:
        case: Case = replace(base.case, state="director_approval", registrars=hands)
        return Search(PROCEDURES["hot_work_permit"], base, (there,)).run([case]).ends

    assert outcome(frozenset({"desk"}))
    assert not outcome(frozenset({"desk", "eng"}))


def test_beyond_the_bound_nothing_is_claimed() -> None:
    base = fresh("hot_work_permit")
    search = Search(PROCEDURES["hot_work_permit"], base, ((person("desk", "front_desk"),),), most=1)
    outcome = search.run(search.started(base.case))
    assert (outcome.ends, outcome.decided) == (False, False)
