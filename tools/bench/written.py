"""What one event asks of the database and writes into it, ours and by hand: statements, rows, bytes of its log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from sqlalchemy import text

from flows.service.office import Office
from tests.service.errand import World
from tools.bench.by_hand import Event
from tools.bench.counting import heard, queries, rows_of_index, rows_written
from tools.bench.events import Taken, copy_begun, peer
from tools.bench.permit import STEPS, begun, site, taken
from tools.bench.table import Goal, Line, paired

LOG = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
MOST_STATEMENTS = {"PostgreSQL": 4, "SQLite": 14}
MOST_ROWS = 8
MOST_BYTES = 2.0  # for each byte that the same rows take by hand
BRACKETS = 2  # what begins and ends the transaction by hand


def log_bytes(office: Office) -> int:
    """Written to PostgreSQL's log, by everybody, since the cluster was made."""
    with office.read() as connection:
        return int(connection.execute(text(LOG)).scalar_one())


def bytes_beside(urls: tuple[str, str], folder: Path, rounds: int, cases: int) -> tuple[list[float], list[float]]:
    """Bytes of the log for one event, ours and by hand, round by round; two new databases on one PostgreSQL."""
    north, other = (site(url, folder / str(number)) for number, url in enumerate(urls))
    ours, theirs, noted = [], [], Taken()
    with peer(urls[1]) as hand:
        for done in range(rounds + 1):
            numbers = [begun(north) for _ in range(cases)]
            copy_begun(north, other, numbers)
            start = log_bytes(north.office)
            with noted.listening():
                for number in numbers:
                    taken(north.office, number, north.now)
            between = log_bytes(north.office)
            for event in noted.drained():
                hand.run(hand.event(*event))
            if done:  # the first fetches the pages
                ours.append((between - start) / (cases * len(STEPS)))
                theirs.append((log_bytes(other.office) - between) / (cases * len(STEPS)))
    for world in (north, other):
        world.office.engine.dispose()
    return ours, theirs


def measure(title: str, urls: tuple[str, ...], folder: Path, rounds: int, cases: int) -> Iterator[Line]:
    """`urls`: a new database; on PostgreSQL two more."""
    north = site(urls[0], folder / "counted")
    taken(north.office, begun(north), north.now)  # what is read once and kept is read now
    events = [_counted(north) for _ in range(2)][-1]
    asked = f"by hand {sum(map(_statements, events[1])) / len(STEPS):.2f}"
    yield Line(f"statements an event, {title}", [events[0]], Goal(MOST_STATEMENTS[title], most=True), asked, "")
    written, of_index = _rows(north)
    rows = f"by hand {sum(event.rows() for event in events[1]) / len(STEPS):.2f}, without what is searched"
    if of_index:
        rows += f"; its full-text index writes {of_index:.2f} into tables of its own"
    yield Line(f"rows an event, {title}", [written], Goal(MOST_ROWS, most=True), rows, "")
    north.office.engine.dispose()
    if len(urls) == 3:
        ours, theirs = bytes_beside((urls[1], urls[2]), folder, rounds, cases)
        sizes = f"{median(ours):,.0f} bytes, by hand {median(theirs):,.0f}"
        yield Line(f"bytes of the log an event, {title}", paired(ours, theirs), Goal(MOST_BYTES, most=True), sizes)


def _counted(north: World) -> tuple[float, list[Event]]:
    """Statements an event over the path, and the same events as by hand they would be written."""
    noted = Taken()
    number = begun(north)
    with heard(north.office) as statements, noted.listening():
        taken(north.office, number, north.now)
    with peer(north.office.engine.url.render_as_string(hide_password=False)) as hand:
        events = [hand.event(*event) for event in noted.drained()]
    return len(queries(statements)) / len(STEPS), events


def _statements(event: Event) -> int:
    return BRACKETS + 1 + event.rows()


def _rows(north: World) -> tuple[float, float]:
    """Rows of our tables an event, and those of the full-text index, which SQLite alone keeps in tables."""
    number = begun(north)
    with rows_of_index(north.office) as of_index:
        before = rows_written(north.office)
        taken(north.office, number, north.now)
        written = rows_written(north.office) - before
    return (written - len(of_index)) / len(STEPS), len(of_index) / len(STEPS)
