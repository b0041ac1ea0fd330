"""Who is told of a task whose holder has gone, or has given it back: never nobody."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from flows.definition import Actor, Person, Post
from flows.service.claiming import claim, release
from flows.service.recipients import Awaited, holders
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import World, errand, world
from tests.service.test_working import reviewed, rungs, told

ENGINEERS = ("engineering_supervisor",)
HERE = (Actor("eng", "示例甲", (Post(ENGINEERS[0]),)), Actor("both", "示例乙", (Post(ENGINEERS[0]),)))
BOTH = frozenset({"eng", "both"})


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


def left(place: World, *logins: str) -> None:
    with place.office.transaction() as connection:
        connection.execute(update(t.users).where(t.users.c.login.in_(logins)).values(active=False))


@pytest.mark.parametrize(
    ("task", "found"),
    [
        (Awaited(ENGINEERS), BOTH),
        (Awaited(ENGINEERS, claimed_by="eng"), {"eng"}),
        (Awaited(ENGINEERS, claimed_by="gone"), BOTH),
        (Awaited(ENGINEERS, named="gone"), BOTH),
        (Awaited(ENGINEERS, named="both", claimed_by="gone"), {"both"}),
    ],
)
def test_who_has_gone_has_nothing_any_more(task: Awaited, found: set[str]) -> None:
    assert holders(task, HERE) == found


def test_whoever_stands_in_has_it_for_who_is_absent() -> None:
    substitute = Actor("safe", "示例丙", (Post(ENGINEERS[0], Person("away", "示例丁")),))
    assert holders(Awaited(ENGINEERS, claimed_by="away"), (*HERE, substitute)) == {"safe"}


@pytest.mark.parametrize("how", ["left", "no longer at the site"])
def test_what_somebody_holds_who_has_gone_is_taken_by_nobody(place: World, how: str) -> None:
    claim(place.office, "eng", reviewed(place), place.now)
    if how == "left":
        left(place, "eng")
    else:
        with place.office.transaction() as connection:
            eng = select(t.users.c.id).where(t.users.c.login == "eng").scalar_subquery()
            connection.execute(delete(t.posts).where(t.posts.c.user_id == eng))
    for _ in range(16):
        place.later(minutes=12)
        work(place.office, place.now)
    assert told(place) == [("boss", "尚无人认领"), ("both", "即将到期")]
    assert rungs(place) == [("untaken", False, True), ("soon", False, True)]


def test_who_goes_after_half_the_time_is_reported_with_the_next_reminder(place: World) -> None:
    claim(place.office, "eng", reviewed(place), place.now)
    place.later(hours=2, minutes=30)
    work(place.office, place.now)
    assert rungs(place) == []
    left(place, "eng")
    place.later(minutes=45)
    work(place.office, place.now)
    assert sorted(told(place)) == [("boss", "尚无人认领"), ("both", "即将到期")]


def test_a_task_that_is_given_back_after_half_its_time_is_reported_at_once(place: World) -> None:
    number = reviewed(place)
    claim(place.office, "eng", number, place.now)
    place.later(hours=2, minutes=1)
    work(place.office, place.now)
    assert rungs(place) == []
    place.later(minutes=30)
    release(place.office, "eng", number, place.now)
    work(place.office, place.now)
    assert (told(place), rungs(place)) == ([("boss", "尚无人认领")], [("untaken", False, True)])
    claim(place.office, "both", number, place.now)
    release(place.office, "both", number, place.now)
    work(place.office, place.now)
    assert told(place) == [("boss", "尚无人认领")], "each rung is climbed once"


def test_also_where_no_worker_was_there_until_the_next_reminder(place: World) -> None:
    number = reviewed(place)
    claim(place.office, "eng", number, place.now)
    place.later(hours=2, minutes=1)
    work(place.office, place.now)
    release(place.office, "eng", number, place.now)
    place.later(hours=1, minutes=58)
    work(place.office, place.now)
    assert sorted(told(place)) == [("boss", "尚无人认领"), ("both", "即将到期"), ("eng", "即将到期")]
    assert rungs(place) == [("untaken", True, True), ("soon", True, True)]


def test_a_rung_that_reaches_nobody_is_not_said_to_have_told_anybody(place: World) -> None:
    left(place, "boss")
    reviewed(place)
    place.later(hours=2)
    work(place.office, place.now)
    assert (told(place), rungs(place)) == ([], [("untaken", False, False)])


def test_after_a_gap_the_last_rung_that_reaches_somebody_speaks(place: World) -> None:
    left(place, "boss")
    reviewed(place)
    place.later(days=1)
    work(place.office, place.now)
    assert sorted(told(place)) == [("both", "已逾期"), ("eng", "已逾期")]
    assert [code for code, _, spoke in rungs(place) if spoke] == ["overdue"]
