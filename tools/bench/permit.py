"""The work that is measured: hot-work permits on their main path, from the desk to the fire watch.

Starting a case and attaching its papers is not timed; only the events are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert

from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service.acting import Request, act
from flows.service.office import Office, open_office
from flows.service.papers import attach
from flows.service.starting import Opening, start
from flows.storage.tables import tenures, units
from tests.service.errand import NOW, World, world

SECRET = b"a secret for tests"  # of the furnished world
UNIT, OWNER = "1-101", 1
PDF = b"%PDF-1.4 a copy"
PAPERS = ("welder_certificate", "welder_id_copy", "signed_permit_copy")
APPLICATION = {
    "place": "厨房，灶台旁",
    "surroundings": "indoors",
    "method": "arc_welding",
    "work": "更换燃气灶支架，电焊两处；清理三米内可燃物，备灭火器两具",
    "welder": "乙示例",
    "welder_id": "110101199003070011",
    "certificate_number": "T110101199003070011",
    "certificate_until": "2027-12-31",
    "fire_watcher": "丙示例",
    "fire_watcher_phone": "13800000000",
    "starts_at": NOW.isoformat(),
    "ends_at": (NOW + timedelta(hours=7)).isoformat(),
}
LOOKED = {"looked_at": NOW.isoformat(), "findings": "可燃物已清理，灭火器两具，通风良好"}

# Who takes which event, with what.
STEPS: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("desk", "submit", APPLICATION, ""),
    ("eng", "endorse", LOOKED, "同意，注意通风"),
    ("safe", "endorse", LOOKED, "同意"),
    ("boss", "approve", {}, "批准"),
    ("desk", "issue", {}, ""),
    ("boss", "seal", {}, ""),
    ("desk", "hand_over", {"notice_posted": True, "handed_to": "乙示例"}, ""),
    ("safe", "finish_work", {"work_ended_at": NOW.isoformat()}, ""),
)
FIRST = 1 + len(PAPERS)  # the revision that the first event sees


def site(url: str, folder: Path) -> World:
    """A site with its people, one unit and its owner, and nothing else."""
    return world(url, folder, HOT_WORK_PERMIT)


def opened(url: str, folder: Path) -> World:
    """That site once more, for another process."""
    return World(open_office(url, SECRET, folder, NOW, [HOT_WORK_PERMIT]), NOW, OWNER)


def settle(url: str) -> None:
    """What PostgreSQL does by itself within a minute: it looks how full its tables are, and plans by it from then on."""
    if url.startswith("postgresql"):
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()


def add_unit(north: World, code: str) -> None:
    """Another of the owner's: people who work at once seldom work on one unit."""
    with north.office.transaction() as connection:
        unit = {"site_id": 1, "code": code, "building": "9", "revision": 1}
        made = connection.execute(insert(units).returning(units.c.id), unit).scalar_one()
        tenure = {"party_id": north.owner, "unit_id": made, "kind": "owner", "since": date(2020, 1, 1)}
        connection.execute(insert(tenures), tenure)


def begun(north: World, unit: str = UNIT) -> str:
    """The number of a new case with all of its papers."""
    opening = Opening("desk", HOT_WORK_PERMIT.key, "north", unit=unit, applicant=north.owner)
    number = start(north.office, opening, north.now).number
    for kind in PAPERS:
        attach(north.office, "desk", number, kind, f"{kind}.pdf", PDF, north.now)
    return number


def taken(office: Office, number: str, now: datetime) -> None:
    """Takes every event of the path."""
    for step, (login, event, data, opinion) in enumerate(STEPS):
        act(office, Request(login, number, event, FIRST + step, data=data, opinion=opinion), now)
