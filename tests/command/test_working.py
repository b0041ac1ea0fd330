"""`flows worker`: a round, what waits, and a server that does it by the way."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError

from command.rounds import keep_going
from flows.service import people, registers, working
from flows.service.office import Office
from flows.service.people import PostHeld
from flows.service.registers import Site
from flows.service.rights import OPERATOR
from flows.service.starting import Opening, start
from flows.storage.tables import deliveries, notices, outbox
from tests.command.conftest import Run
from tests.service.a_site import an_office


@pytest.fixture
def waiting(here: Path, database_url: str) -> Iterator[Office]:
    """An office in which one entry of the outbox waits, and two colleagues at the desk."""
    with an_office(database_url, here) as office:
        registers.add_site(office, OPERATOR, Site("north", "北苑", "North Court", "Asia/Shanghai"), NOW)
        for login in ("desk", "desk2"):
            people.add_user(office, OPERATOR, login, f"示例{login}", None, NOW, held=[PostHeld("front_desk", "north")])
        start(office, Opening("desk", "complaint", "north"), NOW)
        yield office


def count(office: Office, query: object) -> int:
    with office.read() as connection:
        return int(connection.execute(query).scalar_one())


SECRET = "a secret of the tests"
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
UNSENT = select(func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))


def test_what_waits_is_told_and_done_once(run: Run, waiting: Office, database_url: str) -> None:
    given = {"FLOWS_DATABASE_URL": database_url, "FLOWS_SECRET_KEY": SECRET}
    told = json.loads(run("worker", "--status", "--json", **given).stdout)
    assert (told["outbox"], told["clock"]) == (1, 0)
    assert told["oldest"].startswith("2026-03-02T02:00")
    assert json.loads(run("worker", "--once", "--json", **given).stdout)["sent"] == 1
    tasks = select(func.count()).where(notices.c.kind == "task")  # beside what is overdue by today's clock
    assert count(waiting, tasks) == 1  # the other colleague at the desk
    told = run("--lang", "en", "worker", "--status", **given)
    assert "to be sent 0" in told.stdout
    assert json.loads(run("worker", "--once", "--json", **given).stdout)["sent"] == 0


def test_what_is_due_is_done_although_a_step_fails_and_the_command_says_so(
    run: Run, waiting: Office, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"FLOWS_DATABASE_URL": database_url, "FLOWS_SECRET_KEY": SECRET}
    monkeypatch.setattr(working, "climb", lambda *_: 1 / 0)
    done = run("--lang", "en", "worker", "--once", **given)
    assert "entries told 1" in done.stdout
    assert (done.exit_code, "Some steps have failed" in done.stderr) == (1, True)
    monkeypatch.undo()
    assert run("worker", "--once", **given).exit_code == 0


def test_what_was_not_delivered_is_counted_and_sent_anew(run: Run, waiting: Office, database_url: str) -> None:
    given = {"FLOWS_DATABASE_URL": database_url, "FLOWS_SECRET_KEY": SECRET}
    with waiting.transaction() as connection:
        row = {"site_id": 1, "means": "mail", "target": "desk", "place": "example.com", "content": {}, "attempts": 3}
        for number, state in enumerate(("dead", "dead", "waiting", "sent")):
            names = {"key": f"{number:032x}", "source": str(number), "state": state, "fault": "坏\nbroken"}
            connection.execute(insert(deliveries), {**row, **names, "at": NOW, "next_at": NOW})
    told = json.loads(run("worker", "--status", "--json", **given).stdout)
    assert (told["messages"], told["failing"], told["dead"]) == (1, 1, 2)
    assert "undelivered 2" in run("--lang", "en", "worker", "--status", **given).stdout
    assert json.loads(run("worker", "--retry", "--json", **given).stdout) == {"retried": 2}
    assert "重发 0 条" in run("worker", "--retry", **given).stdout
    run("worker", "--once", **given)  # nobody wants them by mail
    told = json.loads(run("worker", "--status", "--json", **given).stdout)
    assert (told["messages"], told["dead"]) == (0, 0)


@pytest.fixture
def queued(run: Run, waiting: Office, database_url: str) -> dict[str, str]:
    """The environment of an office whose events defer jobs, where there can be any."""
    given = {"FLOWS_DATABASE_URL": database_url, "FLOWS_SECRET_KEY": SECRET}
    done = run("--lang", "en", "worker", "--queue", "--once", "--json", **given)
    if database_url.startswith("sqlite"):
        assert (done.exit_code, done.stderr.strip()) == (1, "A queue of jobs needs PostgreSQL")
    else:
        assert json.loads(done.stdout)["sent"] == 1
    return given


def test_jobs_are_done_told_and_turned_off(run: Run, waiting: Office, queued: dict[str, str]) -> None:
    start(waiting, Opening("desk", "complaint", "north"), NOW)
    told = json.loads(run("worker", "--status", "--json", **queued).stdout)["jobs"]
    if told is None:  # SQLite
        assert "queue of jobs" not in run("--lang", "en", "worker", "--status", **queued).stdout
        assert json.loads(run("worker", "--retry", "--json", **queued).stdout) == {"retried": 0}
        assert json.loads(run("worker", "--no-queue", "--once", "--json", **queued).stdout)["sent"] == 2
        return
    assert told == {"on": True, "waiting": 1, "running": 0, "failed": 0, "workers": 0}
    assert "queue of jobs: waiting 1, running 0, failed 0" in run("--lang", "en", "worker", "--status", **queued).stdout
    assert json.loads(run("worker", "--queue", "--once", "--json", **queued).stdout)["sent"] == 1
    with waiting.transaction() as connection:
        row = "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES "
        connection.execute(text(row + "('cases', 'flows.case', '{\"case_id\": 1}', 'failed')"))
    assert json.loads(run("worker", "--status", "--json", **queued).stdout)["jobs"]["failed"] == 1
    assert json.loads(run("worker", "--retry", "--json", **queued).stdout) == {"retried": 0, "jobs": 1}
    assert "重做作业 0 项" in run("worker", "--retry", **queued).stdout
    run("worker", "--no-queue", "--once", **queued)
    start(waiting, Opening("desk", "complaint", "north"), NOW)
    told = json.loads(run("worker", "--status", "--json", **queued).stdout)
    assert (told["outbox"], told["jobs"]["on"], told["jobs"]["waiting"]) == (1, False, 0)


def eventually(found: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found():
            return True
        time.sleep(0.1)
    return False


def test_a_worker_works_until_it_is_told_to_stop(here: Path, waiting: Office, database_url: str) -> None:
    """In rounds on SQLite, by jobs on PostgreSQL."""
    way = "--no-queue" if database_url.startswith("sqlite") else "--queue"
    given = {**os.environ, "FLOWS_DATABASE_URL": database_url, "FLOWS_SECRET_KEY": SECRET}
    started = [sys.executable, "-c", "from command.main import main; main()", "worker", way, "--every", "0.2"]
    with subprocess.Popen(started, cwd=here, env=given, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert eventually(lambda: count(waiting, UNSENT) == 0)
            process.send_signal(signal.SIGTERM)
            assert "已停止" in process.communicate(timeout=20)[0]
            assert process.returncode == 0
        finally:
            process.kill()


@pytest.mark.parametrize("fault", [OperationalError("", {}, Exception("away")), RuntimeError("a defect")])
def test_rounds_go_on_after_a_fault_and_follow_at_once_while_there_is_work(fault: Exception) -> None:
    done, many = [], threading.Event()

    def act() -> bool:
        done.append(datetime.now(UTC))
        if len(done) == 1:
            raise fault
        if len(done) == 4:
            many.set()
        return len(done) < 4

    stop = keep_going("test", act, every=0.05)
    assert many.wait(10)
    stop.set()
    assert (done[3] - done[1]).total_seconds() < 5
