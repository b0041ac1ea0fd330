"""The seal of a checkpoint covers its root and who read what, and one of before, which didn't, can't be passed off as one of now."""

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from flows.service.audit import verify
from flows.service.keys import ring_of
from flows.service.sealing import Shown, heads_of, looks, root_over, seal, sealed, sealed_with
from flows.storage import tables as t
from tests.service.errand import World
from tests.service.test_acting import opened, submitted
from tests.service.test_audit import by_force


def looked(north: World, reason: str) -> None:
    look = {"site_id": 1, "user_id": 1, "role": "front_desk", "place": "field:phone", "reason": reason}
    with north.office.transaction() as connection:
        connection.execute(insert(t.reveals), {**look, "at": north.now})


@pytest.fixture
def twice(north: World) -> World:
    """Two checkpoints, the second with a look at a personal value."""
    opened(north, price="3")
    seal(north.office, north.now)
    north.later(minutes=1)
    submitted(north)
    looked(north, "回电话")
    seal(north.office, north.now)
    assert verify(north.office).faults == ()
    return north


def row(north: World, number: int) -> Any:
    with north.office.read() as connection:
        return connection.execute(select(t.checkpoints).where(t.checkpoints.c.id == number)).one()


def as_before(north: World, number: int, previous: str | None = None) -> None:
    """Sealed as by a program of before, which has the key."""
    kept = dict(row(north, number)._mapping) | ({} if previous is None else {"previous": previous})
    with north.office.read() as connection:
        made = sealed(north.office.secret, kept, list(heads_of(connection, number)), whole=False)
    by_force(north, "SELECT 1")
    with north.office.transaction() as connection:
        rewritten = update(t.checkpoints).where(t.checkpoints.c.id == number)
        connection.execute(rewritten.values(seal=made, previous=kept["previous"]))


def told(north: World) -> list[str]:
    return [fault.message.en for fault in verify(north.office).faults]


def test_a_root_that_is_worked_out_anew_over_other_looks_breaks_the_seal(twice: World) -> None:
    """Nothing of that needs the key of the checkpoint, where somebody keeps the digests of the looks."""
    trigger = "DROP TRIGGER reveals_no_update"
    if twice.office.engine.dialect.name == "postgresql":
        trigger = "ALTER TABLE reveals DISABLE TRIGGER USER"
    by_force(twice, trigger, "UPDATE reveals SET user_id = 2")
    with twice.office.at_one_moment() as connection:
        heads, before = list(heads_of(connection, 2)), row(twice, 1)
        shown = Shown().after(twice.office.secret, looks(connection, 0))
        root = root_over(before.root, row(twice, 2).at, shown, heads)
    with twice.office.transaction() as connection:
        connection.execute(
            update(t.checkpoints).where(t.checkpoints.c.id == 2).values(root=root, reading_link=shown.link)
        )
    assert told(twice) == ["the seal of checkpoint 2 does not hold"]


@pytest.mark.parametrize("column", ["root", "readings", "reading_link"])
def test_each_of_what_was_left_out_of_a_seal_is_covered_now(twice: World, column: str) -> None:
    by_force(twice, f"UPDATE checkpoints SET {column} = NULL WHERE id = 2")
    assert "the seal of checkpoint 2 does not hold" in told(twice)


def test_checkpoints_of_before_hold_as_they_did_and_the_next_covers_them(twice: World) -> None:
    as_before(twice, 1)
    as_before(twice, 2, previous=row(twice, 1).seal)
    assert told(twice) == []
    assert seal(twice.office, twice.now) == 0, "nothing has grown"
    twice.start()
    seal(twice.office, twice.now)
    assert told(twice) == []
    with twice.office.read() as connection:
        kinds = [
            sealed_with(ring_of(twice.office.secret), row(twice, n)._mapping, list(heads_of(connection, n)))
            for n in (1, 2, 3)
        ]
    assert [found is not None and found.whole for found in kinds] == [False, False, True]
    by_force(twice, "UPDATE checkpoints SET readings = NULL, reading_link = '', root = NULL WHERE id < 3")
    assert "the root of checkpoint 3 does not hold" in told(twice), "its sealed root stands for those before"


def test_a_new_checkpoint_made_as_an_old_one_is_found(twice: World) -> None:
    as_before(twice, 2)
    assert told(twice) == ["checkpoint 2 is made as an older one, whose seal leaves out its root"]
    by_force(twice, "UPDATE checkpoints SET root = NULL, readings = NULL, reading_link = NULL WHERE id = 2")
    assert "the root of checkpoint 2 does not hold" in told(twice)


def test_a_seal_of_now_is_none_of_before(twice: World) -> None:
    """Taking root and looks out of a sealed row leaves no seal of the first kind."""
    kept = dict(row(twice, 1)._mapping)
    with twice.office.read() as connection:
        heads = list(heads_of(connection, 1))
    assert sealed(twice.office.secret, kept, heads, whole=False) != kept["seal"]
    bare = {**kept, "root": None, "readings": None, "reading_link": None}
    assert sealed_with(ring_of(twice.office.secret), bare, heads) is None
