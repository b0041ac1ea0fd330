"""make soak: python -m tools.soak --help."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Thread
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from flows.service import demo
from flows.service.office import Office, open_office
from flows.service.rights import OPERATOR
from flows.service.tokens import create_token
from flows.service.working import work
from flows.storage import tables as t
from tools.soak.answers import baseline
from tools.soak.clocked import Clock
from tools.soak.cluster import Cluster
from tools.soak.drill import Drill
from tools.soak.faults import Faults
from tools.soak.house import SECRET, House
from tools.soak.ledger import Ledger
from tools.soak.people import Desk, Person
from tools.soak.proofs import PROOFS, shown
from tools.soak.rungs import beats, climbs, owed
from tools.soak.volume import Volume, volume
from tools.soak.ways import LOGINS

PEOPLE = 6
CALM = 90.0  # seconds at the most until the last request is answered
MEGABYTES, A_MINUTE = 700, 40  # of the disk: to begin with, and for each minute
KINDS = ("PostgreSQL", "SQLite")
ZONE = ZoneInfo("Asia/Shanghai")  # of the demonstration's site
TEN = 10  # o'clock, when people may be told
SHOWN = 20  # faults of one kind


@contextmanager
def database(kind: str, room: Path, place: Volume) -> Iterator[tuple[str, Cluster | None]]:
    if kind == "SQLite":
        yield f"sqlite:///{place.place / 'flows.db'}", None
        return
    cluster = Cluster(room, place.place / "data")
    try:
        cluster.make()
        yield cluster.url, cluster
    finally:
        cluster.stop()


def opened(url: str, place: Volume, now: datetime) -> Office:
    return open_office(url, SECRET.encode(), place.place / "attachments", now)


def furnish(url: str, place: Volume, now: datetime, ledger: Ledger) -> tuple[dict[str, str], list[tuple[str, int]]]:
    """The demonstration, a token for everybody who acts, and the units with their owners. What is there now nobody
    has to answer for."""
    office = opened(url, place, now)
    demo.load(office, now, lambda _done, _of: None)
    tokens = {login: create_token(office, OPERATOR, login, "soak", now).secret for login in LOGINS}
    owners = select(t.units.c.code, t.tenures.c.party_id).join(t.tenures, t.tenures.c.unit_id == t.units.c.id)
    with office.read() as connection:
        found = connection.execute(owners.where(t.tenures.c.kind == "owner")).all()
    ledger.before = baseline(office)
    office.engine.dispose()
    return tokens, [(row.code, row.party_id) for row in found]


def soak(kind: str, minutes: float, every: float, seed: int, *, mount: bool) -> bool:
    """Whether everything held."""
    with ExitStack() as stack:
        room = Path(tempfile.mkdtemp(prefix="flows-soak-", dir="/tmp"))
        stack.callback(shutil.rmtree, room, ignore_errors=True)
        room.chmod(0o755)
        clock, ledger = Clock(room / "clock"), Ledger()
        clock.file.write_text("0", encoding="ascii")
        place = stack.enter_context(volume(room / "disk", int(MEGABYTES + A_MINUTE * minutes), mount=mount))
        url, cluster = stack.enter_context(database(kind, room, place))
        print(f"{kind}: {minutes:g} minutes, seed {seed}; the disk: {place.way or 'is never full here'}", flush=True)
        tokens, places = furnish(url, place, clock.now(UTC), ledger)
        house = House(url, place.place / "attachments", room / "clock", room, ledger)
        stack.callback(house.close)
        ledger.clock_is(clock.ahead())
        house.open()
        house.wait()
        desk = Desk(lambda: house.ports, tokens, places, clock, ledger)
        drill = Drill(lambda: opened(url, place, clock.now(UTC)), room / "backups", clock)
        backups = Thread(target=drill.go_on, args=(desk.over,), daemon=True)
        backups.start()
        whole = run(desk, Faults(house, place, clock, cluster, ledger, Random(seed)), minutes, every, seed)
        ledger.over = time.time()
        house.close()
        backups.join()
        whole = prove(opened(url, place, clock.now(UTC)), ledger, clock.now(UTC)) and whole
        return prove_backups(opened(url, place, clock.now(UTC)), drill) and whole


def run(desk: Desk, faults: Faults, minutes: float, every: float, seed: int) -> bool:
    """People work while things go wrong; then nothing goes wrong until everybody has had an answer."""
    people = [Person(desk, number, seed) for number in range(PEOPLE)]
    trouble = Thread(target=faults.go_on, args=(desk.over, every), daemon=True)
    for each in (*people, trouble):
        each.start()
    desk.over.wait(minutes * 60)
    desk.over.set()
    trouble.join()
    faults.see_to_the_database()
    until = time.monotonic() + CALM
    for person in people:
        person.join(max(until - time.monotonic(), 0))
    desk.late.set()
    for person in people:
        person.join()
    broken = [person for person in people if person.broken]
    for person in broken:
        print(f"  {person.name} broke down: {person.broken!r}")
    return not broken


def prove(office: Office, ledger: Ledger, now: datetime) -> bool:
    """Once the workers have done all that there is to do by the next day at ten."""
    morning = (now.astimezone(ZONE) + timedelta(days=1)).replace(hour=TEN, minute=0, second=0).astimezone(UTC)
    while work(office, morning):
        pass
    tell(office, ledger)
    fine = True
    for what, proof in PROOFS:
        faults = list(proof(office, ledger, morning))
        fine = fine and not faults
        print(f"  {'NO' if faults else 'ok'}  {what}" + (f": {len(faults)} faults" if faults else ""), flush=True)
        for fault in faults[:SHOWN]:
            print(f"      {shown(fault)}")
    office.engine.dispose()
    return fine


def prove_backups(office: Office, drill: Drill) -> bool:
    faults = list(drill.proofs(office))
    office.engine.dispose()
    told = f"{len(drill.taken)} backups under load, {drill.failed} failed; brought back whole"
    print(f"  {'NO' if faults else 'ok'}  {told}" + "".join(f"\n      {fault}" for fault in faults), flush=True)
    return not faults


def tell(office: Office, ledger: Ledger) -> None:
    with office.read() as connection:
        count = {
            "entries in the history": connection.execute(select(func.count()).select_from(t.history)).scalar_one(),
            "cases": connection.execute(select(func.count()).select_from(t.cases)).scalar_one(),
            "events of the clock": connection.execute(
                select(func.count()).where(t.history.c.actor == "clock")
            ).scalar_one(),
            "rungs climbed": connection.execute(select(func.count()).select_from(t.rungs)).scalar_one(),
        }
    heard = beats(ledger)
    count["rungs that closed deadlines owe"] = sum(len(owed(climb, heard)) for climb in climbs(office))
    again = sum(asked.tries > 1 for asked in ledger.asked.values())
    print(
        f"  accepted {len(ledger.of('accepted'))}, refused {len(ledger.of('refused'))}, asked more than once {again}, "
        f"that must be {sum(asked.must == 'refused' for asked in ledger.asked.values())}, "
        f"two at once {len(ledger.pairs)}, papers {sum(papers.sure for papers in ledger.papers.values())}"
    )
    for counts in (count, ledger.faults, ledger.silent):
        print("  " + (", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "-"))


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    options.add_argument("--minutes", type=float, default=60.0, help="on both databases together (60)")
    options.add_argument("--every", type=float, default=15.0, help="seconds between two faults (15)")
    options.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()) % 100_000)
    options.add_argument(
        "--no-mount", action="store_true", help="the disk is full by a limit on files, as without root"
    )
    options.add_argument("--only", choices=KINDS, help="one database alone")
    given = options.parse_args()
    kinds = [given.only] if given.only else list(KINDS)
    minutes, mount = given.minutes / len(kinds), not given.no_mount
    held = [soak(kind, minutes, given.every, given.seed, mount=mount) for kind in kinds]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
