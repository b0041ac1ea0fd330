"""A line of the log is one line and holds nobody's words but ours; as words or as JSON, with the mark of its request."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from command.log_lines import JsonLines, WordLines, keep_log, one_line

EVIL = "desk\r\n2026-01-01 info flows: 甲 signed in\x1b[2J\u2028"
NAME = "示例某某"


def record(message: str = "said %s", *args: object, fault: BaseException | None = None) -> logging.LogRecord:
    info = (type(fault), fault, fault.__traceback__) if fault else None
    return logging.LogRecord("flows.test", logging.WARNING, "x.py", 1, message, args, info)


def of_database() -> IntegrityError:
    """What a database says of what it was given: with the name in it."""
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE t (name TEXT UNIQUE)"))
        try:
            for _ in range(2):
                connection.execute(text("INSERT INTO t VALUES (:name)"), {"name": NAME})
        except IntegrityError as fault:
            return fault
    raise AssertionError


@pytest.mark.parametrize("kind", [JsonLines, WordLines])
def test_what_was_sent_begins_no_line_of_its_own(kind: type[JsonLines | WordLines]) -> None:
    line = kind(lambda: "mark-1234").format(record("said %s", EVIL))
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert "mark-1234" in line


@pytest.mark.parametrize("kind", [JsonLines, WordLines])
def test_an_exception_is_told_by_kind_and_place_and_never_by_its_words(kind: type[JsonLines | WordLines]) -> None:
    fault = of_database()
    assert NAME in str(fault), "else this proves nothing"
    told = kind(str).format(record("broken", fault=fault))
    assert NAME not in told
    assert NAME.encode("unicode_escape").decode() not in told
    assert "IntegrityError" in told
    assert "SQLITE_CONSTRAINT_UNIQUE" in told
    assert "test_log_lines.py" in told


def test_json_is_an_object_a_line_with_what_is_known_of_the_request() -> None:
    facts = {"method": "GET", "route": "/cases/<number>", "status": 200}
    line = JsonLines(lambda: "m").format(record("%(method)s %(route)s %(status)s", facts))
    found = json.loads(line)
    assert (found["message"], found["route"], found["request"]) == ("GET /cases/<number> 200", "/cases/<number>", "m")
    assert (found["level"], found["logger"]) == ("warning", "flows.test")
    assert found["at"].endswith("+00:00")


def test_causes_that_lead_in_a_circle_are_told_once() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert len(json.loads(JsonLines(str).format(record("x", fault=first)))["fault"]) == 2


@pytest.fixture
def kept() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    before, levels = list(root.handlers), {name: logging.getLogger(name).level for name in ("flows", "web")}
    yield root
    root.handlers = before
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_all_that_is_logged_goes_that_way_once(kept: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        keep_log("json", "info", str)
    logging.getLogger("flows.access").info("heard")
    logging.getLogger("waitress").warning("a library")
    logging.getLogger("flows.access").debug("unheard")
    told = [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()]
    assert told == ["heard", "a library"]
    assert sys.stderr


def test_a_line_stays_what_it_was_where_nothing_was_wrong_with_it() -> None:
    assert one_line("动火 GET /cases 200 ms “x”") == "动火 GET /cases 200 ms “x”"
