"""The clock's events of many cases at once: each once, none waits for another, and what fails of one is of that one."""

from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from flows.service import clock
from flows.service.audit import replay_all, verify
from flows.service.clock import run_clocks
from flows.service.counting import counts_of
from flows.service.papers import attach
from flows.service.working import backlog, work
from flows.storage import tables as t
from tests.service.errand import World, errand, world
from tests.service.test_working import PDF
from tools.bench.counting import heard, queries

MANY = 5


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


def running_out(place: World, unit: str | None = None) -> int:
    """The id of an errand that the clock ends if nobody does."""
    number = place.start(price="10.00", unit=unit)
    attach(place.office, "desk", number, "paper", "申请.pdf", PDF, place.now)
    place.act("desk", number, "submit", price="10.00")
    work(place.office, place.now)
    place.act("eng", number, "endorse", opinion="可")
    for login in ("eng", "safe"):
        place.act(login, number, "sign")
    place.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "灯"}])
    place.act("desk", number, "pay", total_paid="20.00", receipt="R")
    with place.office.read() as connection:
        found: int = connection.execute(select(t.cases.c.id).where(t.cases.c.number == number)).scalar_one()
    return found


def states(place: World) -> list[str]:
    with place.office.read() as connection:
        return list(connection.execute(select(t.cases.c.state).order_by(t.cases.c.id)).scalars())


def whole(place: World) -> bool:
    return verify(place.office).faults == () and replay_all(place.office)[1] == ()


def test_many_are_taken_in_one_transaction(place: World) -> None:
    ids = [running_out(place) for _ in range(MANY)]
    place.later(days=2)
    with heard(place.office) as statements:
        assert run_clocks(place.office, ids, place.now) == MANY
    if place.office.engine.dialect.name == "sqlite":
        assert sum(words.startswith("BEGIN") for words in statements) == 1
    else:  # one that writes for each, one to keep and one to read them all
        assert len(queries(statements)) <= MANY + 3
    assert states(place) == ["lapsed"] * MANY
    assert run_clocks(place.office, ids, place.now) == 0
    assert whole(place)


def test_those_of_one_unit_are_taken_one_after_the_other(place: World) -> None:
    ids = [running_out(place, "1-101") for _ in range(3)]
    place.later(days=2)
    assert run_clocks(place.office, ids, place.now) == 3
    assert states(place) == ["lapsed"] * 3
    assert whole(place)


def test_workers_at_once_take_each_once(place: World) -> None:
    ids = [running_out(place) for _ in range(MANY)]
    place.later(days=2)
    start, taken = Barrier(3), list[int]()

    def worker() -> None:
        start.wait()
        taken.append(run_clocks(place.office, ids, place.now))

    threads = [Thread(target=worker) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 3
    work(place.office, place.now)
    assert sum(taken) <= MANY, "what somebody else holds is theirs"
    assert states(place) == ["lapsed"] * MANY
    assert whole(place)


def test_one_that_fails_holds_up_no_other(
    place: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ids = [running_out(place) for _ in range(3)]
    place.later(days=2)
    proper = clock.write

    def failing(office: Any, connection: Any, seen: Any, decision: Any) -> bool:
        if seen.case_id == ids[1]:
            raise RuntimeError("a defect")
        return proper(office, connection, seen, decision)

    monkeypatch.setattr(clock, "write", failing)
    assert run_clocks(place.office, ids, place.now) == 2
    assert f"case {ids[1]}" in caplog.text
    assert counts_of(place.office).so_far()["unworked", "clock"] == 1
    assert states(place) == ["lapsed", states(place)[1], "lapsed"]
    assert states(place)[1] != "lapsed"
    monkeypatch.undo()
    assert run_clocks(place.office, ids, place.now) == 1
    assert whole(place)


def test_one_that_always_fails_keeps_nothing_else_of_the_round_back(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    running_out(place)
    work(place.office, place.now)
    place.later(days=2)
    place.start(price="20.00")

    def failing(*_: object) -> bool:
        raise RuntimeError("a defect")

    monkeypatch.setattr(clock, "write", failing)
    before = backlog(place.office, place.now)
    assert before.unarmed + before.outbox > 0
    assert work(place.office, place.now).clock == 0
    left = backlog(place.office, place.now)
    assert (left.clock, left.unarmed, left.rungs, left.outbox) == (1, 0, 0, 0)


def test_what_somebody_holds_is_left_to_them(postgres_url: str, tmp_path: Path) -> None:
    place = world(postgres_url, tmp_path, errand())
    ids = [running_out(place) for _ in range(2)]
    place.later(days=2)
    with place.office.transaction() as connection:
        connection.execute(select(t.cases.c.id).where(t.cases.c.id == ids[0]).with_for_update())
        assert run_clocks(place.office, ids, place.now) == 1
    assert backlog(place.office, place.now).clock == 1
    assert run_clocks(place.office, ids, place.now) == 1
    place.office.engine.dispose()


def test_it_waits_for_no_table_long_but_takes_each_alone(postgres_url: str, tmp_path: Path) -> None:
    """Whoever holds what a batch comes to want, and waits for what the batch has, is not the one who loses."""
    place = world(postgres_url, tmp_path, errand())
    ids = [running_out(place) for _ in range(2)]
    place.later(days=2)
    met = []
    proper = clock.write

    def in_the_way(office: Any, connection: Any, seen: Any, decision: Any) -> bool:
        if not met:
            met.append(seen.case_id)
            with office.engine.connect() as other:  # holds the key that the batch asks for next, until it gives up
                other.exec_driver_sql("SELECT pg_advisory_lock(4711)")
                connection.exec_driver_sql("SELECT pg_advisory_lock(4711)")
        return proper(office, connection, seen, decision)

    clock_write, clock.write = clock.write, in_the_way
    try:
        assert run_clocks(place.office, ids, place.now) == 2
    finally:
        clock.write = clock_write
    assert len(met) == 1
    assert states(place) == ["lapsed", "lapsed"]
    place.office.engine.dispose()
