"""Nobody's numbers on any page, in any answer, file, notice or line of the log, but where somebody asked for one with a
reason: every route is asked, in an office whose every personal value is known."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from command.log_lines import JsonLines, WordLines
from flows.procedures import PROCEDURES
from flows.service.privacy.holdings import _values
from flows.storage import tables as t
from tests.furnished import Files
from tests.security.asked import filled, routes, ways
from tests.security.house import House, house
from tests.service.kept_office import story
from web.marking import mark

# Who is shown most of what lies beneath; the desk of the rest.
MOST = {"/admin": "admin", "/reports": "director", "/dashboard": "director", "/special": "director"}
# Where somebody is shown a value because they asked for it with a reason, or prints a form that is of no use without.
IN_FULL = ("/reveal", "POST /cases/<number>/print/", "POST /api/v1/cases/<number>/sheets", "/print/")
OUTWARD = ("notices", "deliveries", "outbox", "sent_forms", "tallies", "sessions", "requests", "rungs", "case_texts")


@pytest.fixture(scope="module")
def asked(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("personal")
    with house(files.copy(story, folder), folder) as made:
        p = t.parties.c
        with made.office.office.transaction() as connection:
            for number in connection.execute(select(p.id)).scalars().all():
                known = {"phone": f"139777{number:05}", "id_kind": "passport", "id_number": f"EP{number:07}"}
                connection.execute(update(t.parties).where(p.id == number).values(known))
        made.enter()
        yield made


def secrets_of(found: House) -> set[str]:
    """Every personal value of a case, and every telephone and ID number of the register."""
    values = set[str]()
    with found.office.office.read() as connection:
        for row in connection.execute(select(t.parties.c.phone, t.parties.c.id_number)):
            values |= {row.phone, row.id_number}
        for case in connection.execute(select(t.cases.c.procedure, t.cases.c.data)):
            fields = PROCEDURES[case.procedure].fields()
            values |= {str(value) for _, field, value in _values(case.data, fields) if field.personal}
    assert len(values) > 15
    return values


def words_of(answer: TestResponse) -> str:
    content = answer.data
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if content.startswith(b"%PDF") and len(content) > 1000:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace") + str(answer.headers)


class Log(logging.Handler):
    """All that anybody logs, as both forms of the log write it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._forms = (WordLines(mark), JsonLines(mark))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += [form.format(record) for form in self._forms]


@pytest.fixture
def log() -> Iterator[Log]:
    """Everything at its most talkative; of the database the statements, and not the rows, which nothing of ours turns on."""
    root, made = logging.getLogger(), Log()
    levels = {"": logging.DEBUG, "flows": logging.DEBUG, "web": logging.DEBUG, "sqlalchemy.engine": logging.INFO}
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    root.addHandler(made)
    yield made
    root.removeHandler(made)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_no_route_gives_anybodys_number_away(asked: House, log: Log) -> None:
    secrets, leaks, answered = secrets_of(asked), set[tuple[str, str, str]](), 0
    for route in routes(asked.app):
        if any(mark in route for mark in IN_FULL):
            continue
        for name, way in ways(route):
            kind = next((who for part, who in MOST.items() if part in route), "desk")
            sent = filled({**({"data": dict(way.form)} if way.form else {}), **way.more}, asked.things)
            answer = asked.ask(kind, route.partition(" ")[0], way.path.format(**asked.things), **sent)
            told, answered = words_of(answer), answered + 1
            leaks |= {(name, kind, value) for value in secrets if value in told}
            asked.wrote()
    assert leaks == set()
    assert answered > 200
    assert [line for line in log.lines if any(value in line for value in secrets)] == []
    assert any("GET /cases/<number>" in line for line in log.lines), "there was a log"


def test_one_who_asks_with_a_reason_is_shown_one(asked: House, log: Log) -> None:
    """So the search above would have found it."""
    (_, way), *_ = ways("POST /cases/<number>/reveal")
    sent = {"data": dict(way.form)}
    told = words_of(asked.ask("desk", "POST", way.path.format(**asked.things), **sent))
    asked.wrote()
    assert "E00000011" in told
    assert "E00000011" not in "\n".join(log.lines)


def test_what_is_told_sent_counted_or_searched_holds_no_number(asked: House) -> None:
    secrets = secrets_of(asked)
    with asked.office.office.read() as connection:
        there = set(inspect(connection).get_table_names())
        for table in OUTWARD:
            assert table in there
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            whole = json.dumps([list(map(str, row)) for row in rows], ensure_ascii=False)
            assert [value for value in secrets if value in whole] == [], table


@pytest.mark.parametrize("where", ["web.case.see", "flows.service.registers.list_parties"])
def test_a_defect_says_where_and_never_what(
    asked: House, log: Log, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("could not read 13900009999 of 业户甲示例 E99999999")

    monkeypatch.setattr(where, broken)
    monkeypatch.setattr(asked.app, "testing", False)
    path = f"/cases/{asked.things['number']}" if "case" in where else "/parties?q=业户甲示例"
    answer = asked.ask("desk", "GET", path)
    asked.wrote()
    whole = answer.text + "\n".join(line for line in log.lines if "flows.faults" in line)
    assert answer.status_code == 500
    assert "RuntimeError" in whole
    assert not [value for value in ("13900009999", "E99999999", "业户甲示例") if value in whole]


def test_what_a_database_refuses_does_not_say_what_it_was_given(asked: House) -> None:
    row = {"id": 1, "site_id": 1, "name": "业户甲示例", "phone": "13900009999", "created_at": asked.office.now}
    with pytest.raises(IntegrityError) as refused, asked.office.office.transaction() as connection:
        connection.execute(t.parties.insert(), row)
    assert "13900009999" not in str(refused.value)
