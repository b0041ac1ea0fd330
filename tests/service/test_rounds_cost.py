"""What a round of a worker costs those beside it: nothing while nothing is due, no reading over what is long done, and no
reminder of theirs where one deadline has a defect."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from flows.service import climbing, working
from flows.service.noticing import tell_people
from flows.service.office import Office
from flows.service.working import Round, work, work_on
from flows.storage import engine
from tests.service.errand import World, errand, world
from tests.service.test_working import Killed, reviewed, rungs, told


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


def test_a_round_that_finds_nothing_to_do_begins_no_transaction(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed(place)
    work(place.office, place.now)

    def transaction(_office: Office) -> None:
        raise AssertionError("on SQLite this keeps everybody waiting who writes")

    with monkeypatch.context() as patched:
        patched.setattr(Office, "transaction", transaction)
        assert work(place.office, place.now) == Round()
        assert work_on(place.office, 1, place.now) == Round()
    place.later(hours=2)
    assert work(place.office, place.now).climbed == 1


def test_on_sqlite_no_step_of_a_round_reads_over_all_tasks_or_deadlines(tmp_path: Path) -> None:
    place = world(f"sqlite:///{tmp_path / 'plans.db'}", tmp_path, errand())
    number = reviewed(place)
    place.act("eng", number, "return", reason="缺图")
    place.act("desk", number, "submit")
    asked: list[tuple[str, Any]] = []
    place.later(hours=2)
    with place.office.engine.connect() as connection:
        event.listen(place.office.engine, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
        assert work(place.office, place.now).sent
        place.later(hours=2)
        assert work(place.office, place.now).climbed
        read = [(words, given) for words, given in asked if words.startswith("SELECT")]
        plans = [
            row[3] for words, given in read for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)
        ]
        assert connection.execute(text("SELECT count(*) FROM rungs")).scalar_one()
    of_both = [plan for plan in plans if " tasks" in plan or " deadlines" in plan]
    assert [plan for plan in of_both if plan.startswith("SCAN")] == []
    assert any("uq_tasks_live" in plan for plan in of_both)


BEYOND = RuntimeError("a defect")
TOLD = [("boss", "已逾期"), ("both", "已逾期"), ("eng", "已逾期")]


def spoil(monkeypatch: pytest.MonkeyPatch, which: int, fault: type[BaseException]) -> None:
    """From now on the deadline of that place can't be climbed."""
    whole, seen = climbing._climb_one, list[int]()

    def spoiled(office: Office, connection: Any, row: Any, *rest: Any) -> climbing.Climbed:
        if row.id not in seen:
            seen.append(row.id)
        climbed = whole(office, connection, row, *rest)
        if seen.index(row.id) != which:
            return climbed
        if issubclass(fault, IntegrityError):
            return replace(climbed, entries=climbed.entries * 2)  # the database itself refuses
        raise fault

    monkeypatch.setattr(climbing, "_climb_one", spoiled)


@pytest.mark.parametrize("fault", [RuntimeError, IntegrityError])
def test_one_deadline_with_a_defect_keeps_back_no_other(
    place: World, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    numbers = [reviewed(place) for _ in range(3)]
    place.later(hours=4)
    with monkeypatch.context() as patched:
        spoil(patched, 1, fault)
        assert climbing.climb(place.office, place.now) == 2
        assert sorted(told(place)) == sorted(TOLD * 2)
        assert climbing.climb(place.office, place.now) == 0
    assert climbing.climb(place.office, place.now) == 1
    assert sorted(told(place)) == sorted(TOLD * len(numbers))
    assert len(rungs(place)) == 3 * len(numbers)
    assert climbing.climb(place.office, place.now) == 0


def test_more_with_a_defect_than_a_batch_holds_keep_back_none_behind_them(
    place: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        reviewed(place)
    place.later(hours=4)
    whole, seen = climbing._climb_one, list[int]()

    def spoiled(office: Office, connection: Any, row: Any, *rest: Any) -> climbing.Climbed:
        seen.append(row.id)
        if row.id in sorted(set(seen))[:2]:
            raise BEYOND
        return whole(office, connection, row, *rest)

    monkeypatch.setattr(climbing, "_climb_one", spoiled)
    assert climbing.climb(place.office, place.now, limit=2) == 1
    assert sorted(told(place)) == TOLD
    assert all(f"deadline {one}" in caplog.text for one in sorted(set(seen))[:2])


def test_who_dies_while_each_goes_alone_leaves_the_rest_to_the_next(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [reviewed(place) for _ in range(3)]
    place.later(hours=4)
    told_of = list[int]()

    def dying(connection: Any, news: Any) -> int:
        told_of.append(len(news))
        if len(told_of) == 1:
            raise BEYOND
        if len(told_of) == 3:
            tell_people(connection, news)
            raise Killed
        return tell_people(connection, news)

    with monkeypatch.context() as patched:
        patched.setattr(climbing, "tell_people", dying)
        with pytest.raises(Killed):
            climbing.climb(place.office, place.now)
    assert told_of == [3, 1, 1]
    assert sorted(told(place)) == TOLD
    assert climbing.climb(place.office, place.now) == 2
    assert sorted(told(place)) == sorted(TOLD * len(numbers))
    assert len(rungs(place)) == 3 * len(numbers)


def test_a_database_that_is_away_is_not_asked_for_each_deadline(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        reviewed(place)
    place.later(hours=4)
    asked = []

    def away(*_given: Any) -> None:
        asked.append(1)
        raise OperationalError("BEGIN", {}, Exception("locked"))

    monkeypatch.setattr(climbing, "tell_people", away)
    with pytest.raises(OperationalError):
        climbing.climb(place.office, place.now)
    assert len(asked) == 1


def test_who_has_done_much_lets_others_write_first_where_one_writes_at_a_time(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        reviewed(place)
    place.later(hours=2)
    slept = list[float]()
    monkeypatch.setattr(engine, "sleep", slept.append)
    monkeypatch.setattr(working, "MUCH", 3)
    assert work(place.office, place.now).climbed == 2
    assert slept == []
    place.later(hours=2)
    monkeypatch.setattr(working, "MUCH", 2)
    assert work(place.office, place.now).climbed == 2
    lite = place.office.engine.dialect.name == "sqlite"
    assert slept == ([engine.GIVE_WAY] if lite else [])
