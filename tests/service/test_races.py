"""Several people at once, with real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Connection, select

from flows.service.audit import replay_all, verify
from flows.service.errors import Conflict, Invalid
from flows.service.office import Office
from flows.service.people import PostHeld, take_post
from flows.service.rights import OPERATOR
from flows.storage import tables as t
from tests.service.errand import World
from tests.service.kept_office import story_office
from tests.service.test_acting import submitted
from tests.stories.forms import TO_ENGINEERING, complaint_in
from tests.stories.office import SITE

PAIR = ("eng", "both")  # either may endorse


def all_at_once(people: int, what: Callable[..., Any]) -> list[Any]:
    """The answer, or the refusal, of each of `people` who press at the same moment."""
    barrier = Barrier(people)

    def press(n: int) -> Any:
        barrier.wait()
        try:
            return what(n)
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(press, range(people)))


def test_of_two_approvers_who_press_at_once_one_wins_and_the_other_is_told(north: World) -> None:
    for _ in range(8):
        number = submitted(north)
        seen = north.revision(number)
        answers = all_at_once(2, lambda n, c=number, r=seen: north.act(PAIR[n], c, "endorse", seen=r, opinion="同意"))
        losers = [a for a in answers if isinstance(a, Conflict)]
        assert len(losers) == 1
        winner = PAIR[1 - answers.index(losers[0])]
        assert (losers[0].move.actor.login, losers[0].move.event) == (winner, "endorse")
    assert verify(north.office).faults == ()
    assert replay_all(north.office)[1] == ()


def test_a_double_click_acts_once_and_both_are_answered_the_same(north: World) -> None:
    for n in range(6):
        number = submitted(north)
        seen, key = north.revision(number), f"click {n}"
        answers = all_at_once(
            4, lambda _, c=number, r=seen, k=key: north.act("eng", c, "endorse", seen=r, key=k, opinion="同意")
        )
        assert {a.seq for a in answers} == {seen + 1}
        assert sorted(a.again for a in answers) == [False, True, True, True]


def test_the_same_start_sent_twice_at_once_starts_one_case(north: World) -> None:
    for n in range(4):
        answers = all_at_once(3, lambda _, k=f"start {n}": north.start(key=k))
        assert answers == [f"ER-2026-{n + 1:04d}"] * 3


def test_numbers_drawn_at_once_have_no_gap_and_no_repeat(north: World) -> None:
    answers = all_at_once(4, lambda _: [north.start() for _ in range(5)])
    numbers = sorted(number for answer in answers for number in answer)
    assert numbers == [f"ER-2026-{n:04d}" for n in range(1, 21)]


def test_two_cases_do_not_wait_for_one_another(north: World) -> None:
    numbers = [submitted(north) for _ in range(4)]
    all_at_once(4, lambda n: north.act("eng", numbers[n], "endorse", opinion="同意"))
    with north.office.read() as connection:
        states = connection.execute(select(t.cases.c.state)).scalars().all()
    assert set(states) == {"joint"}


def test_whoever_has_just_left_the_post_is_given_no_case(
    story_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their post goes when the rules have been judged, before anything is written."""
    event, who = Office.event, TO_ENGINEERING["assignee"]
    with story_office(story_url, tmp_path) as office:
        complaint = complaint_in(office, "recorded")

        def leaves_before(self: Office, *, whole: bool) -> AbstractContextManager[Connection]:
            if whole:
                monkeypatch.setattr(Office, "event", event)
                take_post(self, OPERATOR, who, PostHeld(who, SITE), office.now)
            return event(self, whole=whole)

        monkeypatch.setattr(Office, "event", leaves_before)
        with pytest.raises(Invalid) as refused:
            complaint.at("cs_supervisor").takes("assign", grade="general", **TO_ENGINEERING)
        assert "assignee" in str(refused.value.errors)
        assert complaint.state == "recorded"
