"""What holds over all processes of an installation: how often something is tried, and which forms were sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import func, select

from flows.service import sent_forms
from flows.service.errors import Invalid
from flows.service.sent_forms import Unfinished, once
from flows.service.tallies import Limit, count, counted, forget
from flows.storage import tables as t
from tests.service.errand import World

THREE = Limit("trying", 3, timedelta(minutes=5))


def test_tries_are_counted_until_their_window_is_over(north: World) -> None:
    waits = []
    for _ in range(4):
        waits.append(count(north.office, THREE, north.now, "somebody", "10.0.0.1").wait(north.now))
        north.later(seconds=10)
    assert waits == [0, 0, 0, 270]
    assert count(north.office, THREE, north.now, "somebody", "10.0.0.2").wait(north.now) == 0, "from elsewhere"
    assert counted(north.office, THREE, north.now, "somebody", "10.0.0.1").left == 0
    north.later(minutes=5)
    assert counted(north.office, THREE, north.now, "somebody", "10.0.0.1").left == 3
    assert count(north.office, THREE, north.now, "somebody", "10.0.0.1").count == 1


def test_whoever_is_let_in_begins_anew(north: World) -> None:
    for _ in range(3):
        count(north.office, THREE, north.now, "somebody")
    forget(north.office, THREE, "somebody")
    assert count(north.office, THREE, north.now, "somebody").count == 1


def test_of_many_who_try_at_once_none_is_lost(north: World) -> None:
    start = Barrier(8)

    def tries(_: int) -> int:
        start.wait()
        return count(north.office, THREE, north.now, "somebody").count

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(tries, range(8))) == list(range(1, 9))


def test_what_was_typed_is_not_kept_and_what_is_old_goes(north: World) -> None:
    count(north.office, THREE, north.now, "a password in the wrong place")
    north.later(days=2)
    count(north.office, THREE, north.now, "somebody else")
    with north.office.read() as connection:
        rows = connection.execute(select(t.tallies)).all()
    assert [(len(row.subject), row.count) for row in rows] == [(64, 1)]


def test_the_same_form_acts_once_and_leads_to_the_same_place(north: World) -> None:
    done: list[str] = []

    def act() -> str:
        done.append("it")
        return "/there"

    assert once(north.office, "desk /units key", north.now, act) == ("/there", True)
    assert once(north.office, "desk /units key", north.now, act) == ("/there", False)
    assert done == ["it"]
    north.later(days=3)
    once(north.office, "another", north.now, act)
    with north.office.read() as connection:
        assert connection.execute(select(func.count()).select_from(t.sent_forms)).scalar_one() == 1


def test_two_who_press_at_once_act_once(north: World) -> None:
    begun, done = Event(), []

    def slowly() -> str:
        done.append("it")
        begun.wait(2)
        return "/there"

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(once, north.office, "form", north.now, slowly) for _ in range(2)]
        begun.set()
        assert sorted(one.result() for one in both) == [("/there", False), ("/there", True)]
    assert done == ["it"]


def test_a_form_that_was_refused_can_be_sent_again(north: World) -> None:
    def refused() -> str:
        raise Invalid.field("since", "请填写日期", "needs a date")

    with pytest.raises(Invalid):
        once(north.office, "form", north.now, refused)
    assert once(north.office, "form", north.now, lambda: "/there") == ("/there", True)


def test_a_form_over_which_a_process_died_is_not_acted_on_again(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_forms, "PATIENCE", 0.1)

    def killed() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(north.office, "form", north.now, killed)
    for minutes in (0, 5):
        with pytest.raises(Unfinished, match="needs correcting") as told:
            once(north.office, "form", north.now + timedelta(minutes=minutes), lambda: "/there")
        assert "look whether it was entered" in told.value.errors[0].message.en
