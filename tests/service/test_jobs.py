"""The queue of jobs: one is deferred with each event, what jobs do is done once, and what a dead worker left is done by
another. PostgreSQL alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, select, text

from flows.service import acting, job_engine, jobs
from flows.service.audit import replay_all, verify
from flows.service.delivering import LEASE, PATIENCE
from flows.service.errors import Conflict
from flows.service.job_engine import Engine, Pace
from flows.service.papers import attach
from flows.service.pausing import pause, resume
from flows.service.working import Round, backlog, work_on
from flows.storage import tables as t
from tests.command.test_working import eventually
from tests.postgres import PostgresServer, libpq_url
from tests.service.errand import World, errand, world
from tools.bench.counting import heard, queries, rows_written

ROOT = Path(__file__).parents[2]
PDF = b"%PDF-1.4 a paper for tests"
QUICK = Pace(look=0.1, due=1, rescue=1, sweep=60, life=0.3, silence=1.2)


@pytest.fixture
def place(postgres_url: str, tmp_path: Path) -> Iterator[World]:
    made = world(postgres_url, tmp_path, errand())
    jobs.turn(made.office, on=True)
    yield made
    made.office.engine.dispose()


def waiting(place: World) -> list[tuple[str, int | None, str]]:
    query = text("SELECT task_name, (args->>'case_id')::int, status FROM procrastinate_jobs ORDER BY id")
    with place.office.read() as connection:
        return [tuple(row) for row in connection.execute(query)]


def drain(place: World) -> Any:
    return Engine(place.office, lambda: place.now).drain()


def submitted(place: World) -> str:
    number = place.start(price="10.00")
    attach(place.office, "desk", number, "paper", "申请.pdf", PDF, place.now)
    place.act("desk", number, "submit", price="10.00")
    return number


def told(place: World, kind: str) -> list[str]:
    query = select(t.notices.c.login).where(t.notices.c.kind == kind).order_by(t.notices.c.login)
    with place.office.read() as connection:
        return list(connection.execute(query).scalars())


def rungs(place: World) -> list[str]:
    with place.office.read() as connection:
        return sorted(connection.execute(select(t.rungs.c.code)).scalars())


def test_every_event_has_a_job_and_a_case_no_more_than_one_that_waits(place: World) -> None:
    number = place.start(price="10.00")
    assert waiting(place) == [("flows.case", 1, "todo")]
    drain(place)
    assert waiting(place) == []
    attach(place.office, "desk", number, "paper", "申请.pdf", PDF, place.now)  # beside the case's own events
    place.act("desk", number, "submit", price="10.00")  # one statement
    assert waiting(place) == [("flows.case", 1, "todo")]
    drain(place)
    place.act("eng", number, "endorse", opinion="可")  # a transaction: it draws a number
    other = place.start(price="1.00")
    assert waiting(place) == [("flows.case", 1, "todo"), ("flows.case", 2, "todo")], other
    drain(place)
    assert (waiting(place), backlog(place.office, place.now).outbox) == ([], 0)


def test_what_is_rolled_back_or_refused_leaves_no_job(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = submitted(place)
    drain(place)

    def power_cut(*_: object) -> None:
        raise RuntimeError("the power failed")

    monkeypatch.setattr(acting, "Acted", power_cut)  # what comes after the writing, within its transaction
    with pytest.raises(RuntimeError):
        place.act("eng", number, "endorse", opinion="可")
    monkeypatch.undo()
    with pytest.raises(Conflict):
        place.act("eng", number, "endorse", opinion="可", seen=1)
    assert waiting(place) == []


def test_a_job_that_waits_is_not_begun_before_the_event_that_relies_on_it_stands(place: World) -> None:
    number = place.start(price="10.00")
    fetch = text("SELECT id FROM procrastinate_fetch_job_v2(ARRAY['cases'], NULL)")
    with place.office.transaction() as connection:
        row = {"case_id": 1, "seq": 9, "kind": "note", "at": place.now}
        connection.execute(t.outbox.insert(), row)
        with place.office.read() as another:
            assert another.execute(fetch).scalar_one() is None
    with place.office.read() as connection:
        assert connection.execute(fetch).scalar_one() == 1, number


def test_jobs_tell_climb_and_take_the_clocks_events(place: World) -> None:
    number = submitted(place)
    done = drain(place)
    assert (done.sent, done.armed) == (3, 1)
    assert told(place, "task") == ["both", "eng"]
    place.later(hours=4)
    assert drain(place).climbed == 1
    assert (rungs(place), told(place, "deadline")) == (["overdue", "soon", "untaken"], ["boss", "both", "eng"])
    place.act("eng", number, "endorse", opinion="可")
    for login in ("eng", "safe"):
        place.act(login, number, "sign")
    place.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "灯"}])
    place.act("desk", number, "pay", total_paid="20.00", receipt="R")
    drain(place)
    place.later(days=2)
    assert drain(place).clock == 1
    with place.office.read() as connection:
        assert connection.execute(select(t.cases.c.state)).scalar_one() == "lapsed"
    assert not drain(place)
    assert (verify(place.office).faults, replay_all(place.office)[1]) == ((), ())


def test_a_case_whose_job_is_lost_or_that_no_event_has_moved_is_found(place: World) -> None:
    number = submitted(place)
    jobs.turn(place.office, on=False)  # and with it what waited
    pause(place.office, "eng", number, "customer", "出差", place.now)
    place.later(minutes=5)
    resume(place.office, "eng", number, place.now)
    assert waiting(place) == []
    assert jobs.defer_due(place.office, place.now) == 1
    assert jobs.defer_due(place.office, place.now) == 0
    drain(place)
    assert told(place, "task") == ["both", "eng"]
    found = backlog(place.office, place.now)
    assert (found.outbox, found.unarmed) == (0, 0)


def test_any_number_of_workers_tell_each_person_once(place: World) -> None:
    numbers = [submitted(place) for _ in range(4)]
    drain(place)
    place.later(hours=4)
    barrier = Barrier(3)

    def go() -> None:
        barrier.wait()
        drain(place)

    threads = [Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(place, "deadline") == sorted(("boss", "both", "eng") * len(numbers))
    assert len(rungs(place)) == 3 * len(numbers)


def test_a_case_that_fails_holds_up_no_other_and_is_tried_again(
    place: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = [submitted(place) for _ in range(2)]

    def broken(office: Any, case: int, now: Any) -> Any:
        if case == 1:
            raise ValueError("a broken case")
        return work_on(office, case, now)

    monkeypatch.setattr(job_engine, "work_on", broken)
    drain(place)
    assert waiting(place) == [("flows.case", 1, "failed")]
    assert "a broken case" in caplog.text
    assert told(place, "task") == ["both", "eng"], numbers
    place.later(hours=4)
    drain(place)  # its wait is not over: what is due defers no job beside it
    assert waiting(place) == [("flows.case", 1, "failed")]
    found = jobs.standing(place.office)
    assert found is not None
    assert (found.on, found.waiting, found.running, found.failed) == (True, 0, 0, 1)
    monkeypatch.undo()
    assert jobs.retry_failed(place.office) == 1
    drain(place)
    assert waiting(place) == []
    assert told(place, "task") == ["both", "both", "eng", "eng"]


def test_a_failed_job_is_needless_where_another_waits(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = submitted(place)

    def broken(*_: object) -> None:
        raise ValueError("a broken case")

    monkeypatch.setattr(job_engine, "work_on", broken)
    drain(place)
    place.act("eng", number, "return", reason="缺图")
    assert waiting(place) == [("flows.case", 1, "failed"), ("flows.case", 1, "todo")]
    assert jobs.retry_failed(place.office) == 0
    assert waiting(place) == [("flows.case", 1, "todo")]


def test_a_job_that_kills_its_workers_comes_to_rest(place: World) -> None:
    place.start(price="10.00")
    take = text("UPDATE procrastinate_jobs SET status = 'doing' RETURNING attempts")
    for tries in range(5):
        with place.office.transaction() as connection:
            assert connection.execute(take).scalar_one() == tries
        assert jobs.rescue(place.office) == 1
    assert waiting(place) == [("flows.case", 1, "failed")]
    assert jobs.rescue(place.office) == 0


def test_an_event_that_defers_a_job_costs_two_rows_and_no_statement_more(place: World) -> None:
    costs = {}
    for on in (False, True):
        jobs.turn(place.office, on=on)
        number = place.start(price="10.00")
        attach(place.office, "desk", number, "paper", "申请.pdf", PDF, place.now)
        drain(place)
        before = rows_written(place.office)
        with heard(place.office) as statements:
            place.act("desk", number, "submit", price="10.00")
        costs[on] = len(queries(statements)), rows_written(place.office) - before
    assert costs[True][0] == costs[False][0] <= 4
    assert costs[True][1] == costs[False][1] + 2
    assert costs[False][1] <= 8


def test_an_office_on_sqlite_has_no_queue(sqlite_url: str, tmp_path: Path) -> None:
    office = world(sqlite_url, tmp_path, errand()).office
    with pytest.raises(jobs.NeedsPostgres):
        jobs.turn(office, on=True)
    jobs.turn(office, on=False)
    assert jobs.standing(office) is None
    office.engine.dispose()


WORKER = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
from threading import Event, Timer
from flows.service import climbing, outgoing
from flows.service.job_engine import Engine, Pace
from flows.service.noticing import tell_people
from flows.service.office import open_office
from tests.service.errand import NOW, errand

url, folder, life = sys.argv[1:]

def dying(*given):
    tell_people(*given)
    os.write(1, b"in the middle\\n")  # in one piece: two threads of it write side by side
    time.sleep(60)

Timer(40, os._exit, [1]).start()  # whoever waits for it does so no longer
climbing.tell_people = outgoing.tell_people = dying
office = open_office(url, b"a secret for tests", Path(folder), NOW, [errand()])
pace = Pace(threads=2, look=0.1, due=1, life=float(life), silence=1.2)
Engine(office, lambda: NOW + timedelta(hours=4), pace=pace).run(Event())
"""


def test_what_a_killed_worker_had_begun_is_done_by_another_once(
    place: World, postgres_url: str, tmp_path: Path
) -> None:
    numbers = [submitted(place) for _ in range(3)]
    place.later(hours=4)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, postgres_url, str(tmp_path), "0.3"],
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert worker.stdout is not None
    assert [worker.stdout.readline() for _ in range(2)] == ["in the middle\n"] * 2
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
    assert len([status for _, _, status in waiting(place) if status == "doing"]) >= 2
    assert told(place, "task") == []
    stop, engine = Event(), Engine(place.office, lambda: place.now, pace=QUICK)
    thread = Thread(target=engine.run, args=(stop,))
    thread.start()
    try:
        assert eventually(lambda: not waiting_cases(place) and not backlog(place.office, place.now).outbox)
    finally:
        stop.set()
        thread.join()
    assert told(place, "task") == ["both"] * len(numbers) + ["eng"] * len(numbers)
    assert told(place, "deadline") == sorted(("boss", "both", "eng") * len(numbers))
    assert len(rungs(place)) == 3 * len(numbers)
    assert engine.done.sent == 3 * len(numbers)


def test_a_database_that_drops_everybody_does_not_end_a_worker(
    place: World, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "FIRST_WAIT", 0.1)  # of what fails on a connection that is gone
    submitted(place)
    drain(place)
    stop, engine = Event(), Engine(place.office, lambda: place.now, pace=QUICK)
    thread = Thread(target=engine.run, args=(stop,))
    thread.start()
    try:
        with psycopg.connect(libpq_url(make_url(postgres_url)), autocommit=True) as connection:
            at_work = "SELECT count(*) FROM procrastinate_workers"
            assert eventually(lambda: connection.execute(at_work).fetchone() == (2,))
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
            place.later(hours=4)
            # not by what it has counted: that may be lost with a round that was cut off in its middle
            climbed = "SELECT count(*) > 0 FROM rungs"
            assert eventually(lambda: connection.execute(climbed).fetchone() == (True,))
    finally:
        stop.set()
        thread.join()


def waiting_cases(place: World) -> list[int]:
    return [case for name, case, _ in waiting(place) if case is not None and name == "flows.case"]


def test_what_serves_pages_and_goes_rounds_loads_no_library_of_jobs_buckets_or_providers() -> None:
    heavy = {"procrastinate", "psycopg_pool", "croniter", "minio", "authlib", "joserfc", "requests"}
    ask = f"import sys, command.serving, command.working, web.app; print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"


def test_looking_for_what_is_due_never_holds_up_an_event_that_it_waits_for(place: World) -> None:
    """Two cases are due. An event has the second one's job in hand and comes to want the first one's."""
    for _ in range(2):
        submitted(place)
    jobs.turn(place.office, on=False)
    jobs.turn(place.office, on=True)
    place.later(minutes=5)
    with place.office.transaction() as connection:
        for case in (2, 1):
            connection.execute(t.outbox.insert(), {"case_id": case, "seq": 9, "kind": "note", "at": place.now})
            assert jobs.defer_due(place.office, place.now) == 0
    assert [job[1] for job in waiting(place)] == [2, 1]


@contextmanager
def at_work(engine: Engine) -> Iterator[tuple[Event, Thread]]:
    """What tells it to stop, and the thread that it works in."""
    stop = Event()
    thread = Thread(target=engine.run, args=(stop,))
    thread.start()
    try:
        yield stop, thread
    finally:
        stop.set()
        thread.join()


@contextmanager
def closed(connection: psycopg.Connection[Any], database: str) -> Iterator[None]:
    """Nobody gets at that database meanwhile."""
    turn = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    connection.execute(turn.format(sql.Identifier(database), sql.SQL("false")))
    connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))
    try:
        yield
    finally:
        connection.execute(turn.format(sql.Identifier(database), sql.SQL("true")))


def test_a_database_that_is_away_for_long_neither_ends_a_worker_nor_keeps_one_that_is_told_to_stop(
    place: World,
    postgres_server: PostgresServer,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(job_engine, "PATIENCE", 0.5)
    monkeypatch.setattr(jobs, "FIRST_WAIT", 0.1)  # of what fails on a connection that is gone
    submitted(place)
    database = str(place.office.engine.url.database)
    with psycopg.connect(libpq_url(postgres_server.url), autocommit=True) as connection:
        with closed(connection, database), at_work(Engine(place.office, lambda: place.now, pace=QUICK)) as (stop, at):
            assert eventually(lambda: caplog.text.count("no job done for a while") >= 3)
            stop.set()
            at.join(10)
            assert not at.is_alive()
        with at_work(Engine(place.office, lambda: place.now, pace=QUICK)) as (_, at):
            caplog.clear()
            with closed(connection, database):
                assert eventually(lambda: caplog.text.count("no job done for a while") >= 3)
            # on a connection of the test's own: the office's went with all others
            with psycopg.connect(libpq_url(make_url(postgres_url)), autocommit=True) as again:
                tasks = "SELECT login FROM notices WHERE kind = 'task' ORDER BY login"
                assert eventually(lambda: again.execute(tasks).fetchall() == [("both",), ("eng",)])
            assert at.is_alive()


def sending_without_end(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """There is always a message more; answers how many have gone so far."""
    sent = []

    def slowly(*_: object) -> Round:
        time.sleep(0.05)
        sent.append(1)
        return Round(delivered=1 if len(sent) < 400 else 0)  # so that a test that fails ends

    monkeypatch.setattr(job_engine, "send_messages", slowly)
    return sent


def test_a_worker_that_is_told_to_stop_leaves_the_messages_that_wait_to_another(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = sending_without_end(monkeypatch)
    jobs.defer_messages(place.office)
    with at_work(Engine(place.office, lambda: place.now, pace=QUICK)) as (stop, at):
        assert eventually(lambda: len(sent) >= 3)
        stop.set()
        at.join()
    assert len(sent) < 100


def test_the_round_over_everything_has_its_turn_however_many_messages_wait(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, swept = sending_without_end(monkeypatch), list[int]()

    def sweep(*_: object) -> Round:
        swept.append(len(sent))
        return Round()

    monkeypatch.setattr(job_engine, "work", sweep)
    jobs.defer_messages(place.office)

    def goes_on_behind_a_sweep() -> bool:
        amid = next((so_far for so_far in swept if so_far), None)
        return amid is not None and len(sent) > amid + 20

    with at_work(Engine(place.office, lambda: place.now, pace=replace(QUICK, sweep=1, spell=0.3))):
        assert eventually(goes_on_behind_a_sweep), "in the middle of them, and after it they went on"


def test_no_job_lasts_until_it_is_taken_for_dead() -> None:
    assert Pace().spell + PATIENCE + LEASE.total_seconds() < jobs.LONGEST / 2
