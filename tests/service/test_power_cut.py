"""The power fails in the middle of work: what was answered stands, what was not is gone, nothing is half done."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from flows.service.audit import replay_all, verify
from flows.service.office import open_office
from flows.storage import tables as t
from tests.service.errand import NOW, errand, world

ROOT = Path(__file__).parents[2]
WORKER = """
import sys
from pathlib import Path
from flows.service.papers import attach
from tests.service.errand import NOW, World, errand
from flows.service.office import open_office

url, folder = sys.argv[1:]
north = World(open_office(url, b"a secret for tests", Path(folder), NOW, [errand()]), NOW, 1)
while True:
    number = north.start()
    attach(north.office, "desk", number, "paper", "a.pdf", b"%PDF-1.4", NOW)
    for login, event, words in (
        ("desk", "submit", {"price": "0"}), ("eng", "endorse", {"opinion": "y"}), ("eng", "sign", {}),
    ):
        north.act(login, number, event, **words)
        print(f"{number} {event}\\n", end="", flush=True)
"""


def test_a_killed_process_leaves_every_case_whole(database_url: str, tmp_path: Path) -> None:
    world(database_url, tmp_path, errand()).office.engine.dispose()
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, database_url, str(tmp_path)],
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert worker.stdout is not None
    answered = [worker.stdout.readline().split() for _ in range(7)]
    os.kill(worker.pid, signal.SIGKILL)
    rest, _ = worker.communicate()
    answered += [line.split() for line in rest.splitlines(keepends=True) if line.endswith("\n")]  # the last may be cut

    office = open_office(database_url, b"a secret for tests", tmp_path, NOW, [errand()])
    assert verify(office).faults == ()
    assert replay_all(office)[1] == ()
    with office.read() as connection:
        done = set(
            connection.execute(
                select(t.cases.c.number, t.history.c.event).join(t.history, t.history.c.case_id == t.cases.c.id)
            ).all()
        )
        assert {(number, event) for number, event in answered} <= {tuple(row) for row in done}
        live = select(func.count()).select_from(t.tasks).where(t.tasks.c.status.in_(("open", "claimed")))
        cases = select(func.count()).select_from(t.cases)
        assert connection.execute(live).scalar() == connection.execute(cases).scalar()
        last = select(func.max(t.counters.c.last)).where(t.counters.c.prefix == "ER")
        assert connection.execute(last).scalar() == connection.execute(cases).scalar()
    office.engine.dispose()
