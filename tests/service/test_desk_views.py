"""What others have, what one watches, what one did: found by one's own acts and stars, and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from flows.service import desk_views
from flows.service.claiming import assign, claim
from flows.service.desk_counts import counts, refresh_seconds
from flows.service.errors import Invalid, NotFound
from flows.service.narrowing import as_asked_by
from flows.service.papers import attach
from flows.service.preferences import set_single_keys, single_keys
from flows.service.signing_in import Identity, identity
from flows.service.starting import Opening, start
from flows.service.substitutions import Absence, substitute
from flows.service.watches import MOST, unwatch, watch, watched
from flows.service.worklist import Wanted, worklist
from flows.storage import tables as t
from tests.service.errand import World

PDF = b"%PDF-1.4 a paper for tests"


def who(north: World, login: str) -> Identity:
    found = identity(north.office, login, north.now)
    assert found is not None
    return found


def in_review(north: World) -> str:
    number = north.start(price="10.00")
    attach(north.office, "desk", number, "paper", "a.pdf", PDF, north.now)
    north.act("desk", number, "submit", price="10.00", phone="13800001234")
    return number


def seen(north: World, login: str, view: str) -> list[str]:
    return [line.number for line in desk_views.view_of(view)(north.office, who(north, login), north.now, None).items]


def test_what_was_passed_on_says_who_has_it_since_when(north: World) -> None:
    own, passed = north.start(), in_review(north)
    sent = north.now
    north.later(hours=1)
    claim(north.office, "both", passed, north.now)
    (line,) = desk_views.waiting(north.office, who(north, "desk"), north.now).items
    assert (line.number, line.audience, line.since) == (passed, ("engineering_supervisor",), sent)
    assert line.holder is not None
    assert (line.holder.name, line.overdue) == ("示例both", False)
    assert own not in seen(north, "desk", "waiting")
    assert seen(north, "eng", "waiting") == seen(north, "desk2", "waiting") == []


def test_what_a_colleague_of_ones_own_post_has_waits_on_them(north: World) -> None:
    number = north.start()
    assert seen(north, "desk", "waiting") == []
    claim(north.office, "desk2", number, north.now)
    assert seen(north, "desk", "waiting") == [number]
    assert seen(north, "desk2", "waiting") == []


def test_what_is_finished_waits_on_nobody(north: World) -> None:
    number = in_review(north)
    with north.office.transaction() as connection:
        connection.execute(t.tasks.update().values(status="done"))
    assert seen(north, "desk", "waiting") == []
    assert seen(north, "desk", "done")[0] == number


def test_what_is_overdue_comes_first(north: World) -> None:
    late = in_review(north)
    north.later(hours=3)
    soon = in_review(north)
    north.later(hours=2)
    lines = desk_views.waiting(north.office, who(north, "desk"), north.now).items
    assert [(line.number, line.overdue) for line in lines] == [(late, True), (soon, False)]


def test_the_latest_act_comes_first_and_taking_a_task_is_none(north: World) -> None:
    first = in_review(north)
    north.later(minutes=5)
    second = north.start()
    north.later(minutes=5)
    claim(north.office, "desk", second, north.now)
    lines = desk_views.done(north.office, who(north, "desk"), north.now).items
    assert [(line.number, line.did.en if line.did else "") for line in lines[:2]] == [
        (second, "Started"),
        (first, "Submit"),
    ]
    assert {line.number for line in lines} == {first, second}
    assert not [line for line in lines if line.did and line.did.en == "Claimed"]


@pytest.mark.parametrize("view", ["waiting", "watched", "done"])
def test_pages_follow_each_other_without_gap_or_repeat(
    north: World, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [in_review(north) for _ in range(5)]
    for number in numbers:
        watch(north.office, "desk", number, north.now)
    monkeypatch.setattr(desk_views, "PAGE", 2)
    me, read = who(north, "desk"), desk_views.view_of(view)
    whole, cursor = [], None
    for _ in range(20):
        page = read(north.office, me, north.now, cursor)
        whole += [(line.number, line.did.en if line.did else "") for line in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(whole) == len(set(whole)) == (15 if view == "done" else 5)
    assert {number for number, _ in whole} == set(numbers)


@pytest.mark.parametrize("cursor", ["nonsense", "WyJuZXZlciIsMV0"])
def test_a_forged_page_mark_is_refused(north: World, cursor: str) -> None:
    for read in desk_views.VIEWS.values():
        with pytest.raises(Invalid):
            read(north.office, who(north, "desk"), north.now, cursor)


def test_a_star_is_ones_own_and_comes_off_again(north: World) -> None:
    number = north.start()
    for _ in range(2):
        watch(north.office, "eng", number, north.now)
    assert watched(north.office, "eng", number, north.now, "north")
    assert not watched(north.office, "desk", number, north.now, "north")
    assert (seen(north, "eng", "watched"), seen(north, "desk", "watched")) == ([number], [])
    assert not worklist(north.office, "desk", north.now).items[0].watched
    watch(north.office, "desk", number, north.now)
    assert worklist(north.office, "desk", north.now).items[0].watched
    for _ in range(2):
        unwatch(north.office, "eng", number, "north")
    assert (seen(north, "eng", "watched"), seen(north, "desk", "watched")) == ([], [number])


def test_a_case_of_another_site_is_neither_watched_nor_shown(north: World) -> None:
    number = north.start()
    with pytest.raises(NotFound):
        watch(north.office, "far", number, north.now)
    with north.office.transaction() as connection:  # a star from when they worked here
        case = connection.execute(select(t.cases.c.id)).scalar_one()
        row = {"login": "far", "case_id": case, "site_id": 1, "at": north.now}
        connection.execute(insert(t.watches), row)
    assert seen(north, "far", "watched") == []
    if north.office.engine.dialect.name == "postgresql":
        with as_asked_by(who(north, "far")), north.office.read() as connection:
            assert connection.execute(select(t.watches)).all() == []


def test_only_so_many_are_watched(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.service.watches.MOST", 2)
    first, second, third = (north.start() for _ in range(3))
    watch(north.office, "desk", first, north.now)
    watch(north.office, "desk", second, north.now)
    watch(north.office, "desk", second, north.now)
    with pytest.raises(Invalid):
        watch(north.office, "desk", third, north.now)
    assert not watched(north.office, "desk", third, north.now, "north")
    assert MOST > 2


def test_the_views_are_counted_no_further_than_a_page_says(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [north.start() for _ in range(4)]
    claim(north.office, "desk", numbers[0], north.now)
    claim(north.office, "desk2", numbers[1], north.now)
    watch(north.office, "desk", numbers[2], north.now)
    assert counts(north.office, who(north, "desk"), north.now) == {
        "post": 4,
        "mine": 1,
        "watched": 1,
        "new": 0,
    }
    assert counts(north.office, who(north, "eng"), north.now) == {
        "post": 0,
        "mine": 0,
        "watched": 0,
        "new": 0,
    }


def test_mine_is_what_i_took_and_what_names_me_or_whom_i_stand_in_for(north: World) -> None:
    taken, other, lent = (in_review(north) for _ in range(3))
    claim(north.office, "both", taken, north.now)
    claim(north.office, "eng", lent, north.now)
    mine = Wanted(mine=True)
    assert [one.number for one in worklist(north.office, "both", north.now, mine).items] == [taken]
    until = north.now + timedelta(days=1)
    substitute(north.office, "eng", Absence("eng", "boss", north.now, until, "休假"), north.now)
    assert [one.number for one in worklist(north.office, "boss", north.now, mine).items] == [lent]
    assign(north.office, "both", other, "both", north.now)
    assert {one.number for one in worklist(north.office, "both", north.now, mine).items} == {taken, other}


def test_a_post_that_was_lost_takes_what_was_claimed_in_it_along(north: World) -> None:
    number = in_review(north)
    claim(north.office, "both", number, north.now)
    with north.office.transaction() as connection:
        both = select(t.users.c.id).where(t.users.c.login == "both").scalar_subquery()
        gone = (t.posts.c.user_id == both) & (t.posts.c.role == "engineering_supervisor")
        connection.execute(t.posts.delete().where(gone))
    assert worklist(north.office, "both", north.now, Wanted(mine=True)).items == ()


def test_numbers_of_two_sites_are_told_apart(north: World) -> None:
    number = north.start()
    with north.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 1, "site_id": 2, "role": "front_desk"})
    assert start(north.office, Opening("desk", "errand", "south"), north.now).number == number
    watch(north.office, "desk", number, north.now, "south")
    assert (
        watched(north.office, "desk", number, north.now, "south"),
        watched(north.office, "desk", number, north.now, "north"),
    ) == (
        True,
        False,
    )


def test_what_has_come_since_is_counted(north: World) -> None:
    north.start()
    drawn = north.now
    north.later(minutes=1)
    north.start()
    assert counts(north.office, who(north, "desk"), north.now, drawn)["new"] == 1
    assert counts(north.office, who(north, "desk"), north.now, north.now)["new"] == 0
    assert counts(north.office, who(north, "eng"), north.now, drawn)["new"] == 0


def test_how_often_a_page_looks_is_a_setting_of_the_site(north: World) -> None:
    assert refresh_seconds(north.office, who(north, "desk")) == 60
    with north.office.transaction() as connection:
        row = {"site_id": 1, "procedure": "office", "code": "refresh_seconds", "value": 20}
        connection.execute(insert(t.settings), {**row, "changed_by": 1, "changed_at": north.now})
    assert refresh_seconds(north.office, who(north, "desk")) == 20
    assert refresh_seconds(north.office, who(north, "far")) == 60


def test_single_keys_are_on_until_somebody_turns_theirs_off(north: World) -> None:
    assert single_keys(north.office, "desk")
    for wanted in (False, False, True, False):
        set_single_keys(north.office, "desk", wanted)
        assert single_keys(north.office, "desk") == wanted
    assert single_keys(north.office, "desk2")
