"""A database with very many cases: a few are taken by the service, the others are copies of their rows.

Synthetic, and said so where figures are shown: all are hot-work permits of ten kinds, by how far they came, at one
moment of one day; three in ten are open, half of the others were turned down early. Only numbers, units, applicants and
due moments differ. What the pages need is right: tasks, deadlines, papers, register entries, and histories whose chains
hold. Papers lie in no folder, and the outbox holds nothing of the copies.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Table, insert, make_url, select, text, update

from flows.procedures import PROCEDURES
from flows.service.acting import Request, act
from flows.service.chain import digest
from flows.storage import tables as t
from flows.storage.bigrams import folded
from flows.storage.case_texts import row as text_row
from flows.storage.columns import NEVER
from flows.storage.values import canonical
from tests.postgres import libpq_url
from tests.service.errand import NOW, World, world
from tools.bench.pages import HASH
from tools.bench.permit import FIRST, STEPS, begun
from tools.bench.rounds import progress

AT_ONCE = 5_000  # cases whose rows are written together
CASES_OF_A_UNIT, CASES_OF_A_PARTY = 50, 20
OPEN_OF_TEN = 3
COPIED = (t.cases, t.history, t.tasks, t.deadlines, t.entries, t.documents)
NAMES = "甲乙丙丁戊己庚辛壬癸"
TEXTS = "case_texts"
FOUND_BY = {
    "postgresql": "SELECT plain FROM case_texts WHERE case_id = :case",
    "sqlite": "SELECT plain FROM case_texts WHERE rowid = :case",
}
NUMBERED = (t.tasks, t.deadlines, t.entries, t.documents)  # the database numbers these rows itself

Values = list[Any]
Rows = dict[str, list[Values]]
Writing = Generator[None, Rows | None, None]  # sent the rows of some cases; None: that was all


@dataclass(frozen=True)
class Kind:
    """How many units and applicants there are, and the key of the chains."""

    key: bytes
    units: int
    parties: int
    written: Callable[[Any], Any]
    text: Callable[[dict[str, Any]], Values]  # of what a case is found by


@dataclass(frozen=True)
class Pattern:
    """The rows of one case as the service wrote them, by table, as values for its columns; the history with the hash
    that each content names."""

    number: str
    rows: dict[str, list[dict[str, Any]]]
    previous: list[str]
    plain: str

    def copy(self, made: Rows, case: int, kind: Kind) -> None:
        """The same for case `case`, with a number, unit and applicant of its own, and a chain that holds."""
        number, unit, party = f"HW-2026-{case:07}", case % kind.units + 1, case % kind.parties + 1
        own = {"case_id": case, "unit_id": unit}
        hash_ = ""
        for row, before in zip(self.rows["history"], self.previous, strict=True):
            content = (
                row["content"].replace(self.number, number).replace(f'"previous":"{before}"', f'"previous":"{hash_}"')
            )
            if not before:
                content = content.replace('"unit":"1-101"', f'"unit":"{code(unit)}"').replace(
                    '"applicant":1,', f'"applicant":{party},'
                )
            hash_ = digest(kind.key, content)
            made["history"].append([*{**row, "case_id": case, "content": content, "hash": hash_}.values()])
        of_case = {"id": case, "number": number, "unit_id": unit, "applicant_id": party, "head": hash_}
        made["cases"].append([*{**self.rows["cases"][0], **of_case}.values()])
        found_by = self.plain.replace(folded(self.number), folded(number)).replace(folded("1-101"), folded(code(unit)))
        found_by = found_by.replace(folded(name(1)), folded(name(party)))
        made[TEXTS].append(kind.text(text_row(case, 1, found_by)))
        late = timedelta(minutes=case * 7 % 9000 - 3000)
        for table in ("tasks", "deadlines", "register_entries", "documents"):
            for row in self.rows[table]:
                values = {**row, **{name: value for name, value in own.items() if name in row}}
                if isinstance(row.get("due_at"), datetime):
                    values["due_at"] = kind.written(row["due_at"] + late)
                made[table].append([*values.values()])


def code(unit: int) -> str:
    return "1-101" if unit == 1 else f"2-{unit}"


def name(party: int) -> str:
    return "甲示例" if party == 1 else f"示例{NAMES[party % 10]}{NAMES[party // 10 % 10]}{party}"


def filled(url: str, folder: Path, cases: int) -> World:
    """A new database with so many cases; answers its office."""
    north = world(url, folder, *PROCEDURES.values())
    units, parties = max(cases // CASES_OF_A_UNIT, 60), max(cases // CASES_OF_A_PARTY, 40)
    lite = url.startswith("sqlite")
    kind = Kind(north.office.chain_key, units, parties, *((_digits, _of_sqlite) if lite else (_moment, _of_postgres)))
    begun_ones = [_pattern(north, kind, steps) for steps in range(len(STEPS) + 1)]
    over = [_pattern(north, kind, 1, refused=True), _pattern(north, kind, len(STEPS), closed=True)]
    _people_and_units(north, units, parties)
    columns = {table: list(rows[0]) for table, rows in over[1].rows.items()}  # the pattern with rows in every table
    columns[TEXTS] = ["rowid", "plain", "words"] if lite else ["case_id", "site_id", "plain", "words"]
    with closing((_to_sqlite if lite else _to_postgres)(url, columns)) as writing:
        next(writing)
        for first in range(len(begun_ones) + len(over) + 1, cases + 1, AT_ONCE):
            made: Rows = {table: [] for table in columns}
            for case in range(first, min(first + AT_ONCE, cases + 1)):
                pattern = begun_ones[case % len(begun_ones)] if case % 10 < OPEN_OF_TEN else over[case % 2]
                pattern.copy(made, case, kind)
            writing.send(made)
            progress(f"cases in {url.partition(':')[0]}", min(first + AT_ONCE, cases), cases)
        next(writing, None)
    return north


def _people_and_units(north: World, units: int, parties: int) -> None:
    with north.office.transaction() as connection:
        connection.execute(update(t.users).values(password=HASH))
        many = [{"site_id": 1, "code": code(n), "building": "2", "revision": 1} for n in range(2, units + 1)]
        connection.execute(insert(t.units), many)
        party = {"site_id": 1, "created_at": NOW, "created_by": 1}
        people = [{**party, "name": name(n)} for n in range(2, parties + 1)]
        connection.execute(insert(t.parties), people)


def _pattern(north: World, kind: Kind, steps: int, *, refused: bool = False, closed: bool = False) -> Pattern:
    """A case that took so many events of the path, and then was turned down, or closed after its fire watch."""
    number = begun(north)
    for step, (login, event, data, opinion) in enumerate(STEPS[:steps]):
        act(north.office, Request(login, number, event, FIRST + step, data=data, opinion=opinion), north.now)
    seen = FIRST + steps
    if refused:
        act(north.office, Request("eng", number, "reject", seen, reason="通风不足", opinion="不同意"), north.now)
    if closed:
        look = {"no_hazard_left": True, "last_look": "看过"}
        act(north.office, Request("safe", number, "close", seen, data=look), north.now + timedelta(hours=2))
    rows = {}
    with north.office.read() as connection:
        case = connection.execute(select(t.cases.c.id).where(t.cases.c.number == number)).scalar_one()
        for table in COPIED:
            key = table.c.id if table is t.cases else table.c.case_id
            found = connection.execute(select(table).where(key == case).order_by(*table.primary_key)).mappings()
            rows[table.name] = [_plain(table, dict(row), kind) for row in found]
        plain = connection.execute(text(FOUND_BY[connection.dialect.name]), {"case": case}).scalar_one()
    previous = [json.loads(row["content"])["previous"] for row in rows["history"]]
    return Pattern(number, rows, previous, plain)


def _plain(table: Table, row: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """Its values as the driver takes them, but for a due moment that still counts."""
    kept = row["due_at"] if "due_at" in row and row["closed_at"] is None and row["due_at"] < NEVER else None
    plain = {name: kind.written(value) if isinstance(value, datetime) else value for name, value in row.items()}
    plain = {name: canonical(value) if isinstance(value, dict | list) else value for name, value in plain.items()}
    if kept is not None:
        plain["due_at"] = kept
    if table in NUMBERED:
        del plain["id"]
    return plain


def _of_sqlite(row: dict[str, Any]) -> Values:
    return [row["case_id"], row["plain"], row["words"]]


def _of_postgres(row: dict[str, Any]) -> Values:
    """No word holds a quote."""
    return [row["case_id"], row["site_id"], row["plain"], "'{}'".format(row["words"].replace(" ", "' '"))]


def _to_sqlite(url: str, columns: dict[str, list[str]]) -> Writing:
    with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        while (made := (yield)) is not None:
            connection.execute("BEGIN")
            for table, rows in made.items():
                names = columns[table]
                # Names of ours.
                sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
                connection.executemany(sql, rows)
            connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _to_postgres(url: str, columns: dict[str, list[str]]) -> Writing:
    with psycopg.connect(libpq_url(make_url(url).set(username=superuser()))) as connection:
        connection.execute("SET session_replication_role = replica")  # the rows are known to fit
        connection.execute("SET synchronous_commit = off")
        connection.execute("DROP INDEX ix_case_texts_words")  # made at the end: a tenth of the time
        while (made := (yield)) is not None:
            for table, rows in made.items():
                lines = io.StringIO()
                csv.writer(lines).writerows(rows)
                sql = f"COPY {table} ({', '.join(columns[table])}) FROM STDIN (FORMAT csv)"
                with connection.cursor().copy(sql) as copy:
                    copy.write(lines.getvalue())
            connection.commit()
        connection.execute("CREATE INDEX ix_case_texts_words ON case_texts USING gin (words)")
        connection.execute("SELECT setval('cases_id_seq', (SELECT max(id) FROM cases))")
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def superuser() -> str:
    """Of the server: rows are copied in past row-level security, which can't be done otherwise."""
    given = os.environ.get("TEST_DATABASE_URL")
    return (make_url(given).username or "flows") if given else "flows"


def _moment(value: datetime) -> str:
    return value.isoformat()


def _digits(value: datetime) -> str:
    """As SQLite's tables hold it: UTC's digits without a zone."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
