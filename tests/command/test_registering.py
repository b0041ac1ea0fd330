"""`flows register`: a register as a file, for whoever runs the machine."""

import csv
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from click.testing import Result

from tests.command.conftest import Run
from tests.service.kept_office import story_office
from tests.stories.forms import passes_in
from tests.stories.office import StoryCase


@pytest.fixture
def passes(database_url: str, tmp_path: Path) -> Iterator[StoryCase]:
    with story_office(database_url, tmp_path) as office:
        yield passes_in(office, "in_use")


def rows(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return list(csv.reader(StringIO(result.stdout_bytes.decode("utf-8-sig"))))


def test_a_register_is_written_as_lines(on: Run, passes: StoryCase) -> None:
    told = on("register", "worker_pass", "--format", "csv", "--site", "north")
    assert len(rows(told)) >= 2
    assert told.stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert all(row["id_number"] not in told.stdout for row in passes.data["workers"])
    none = on("register", "worker_pass", "--format", "csv", "--site", "north", "--since", "2030-01-01")
    assert len(rows(none)) == 1


def test_a_register_is_written_as_a_workbook(on: Run, here: Path, passes: StoryCase) -> None:
    told = on("--lang", "en", "register", "complaint", "--format", "xlsx", "--site", "north", "--out", "book.xlsx")
    assert told.exit_code == 0
    with zipfile.ZipFile(here / "book.xlsx") as parts:
        assert "North Court" in parts.read("xl/sharedStrings.xml").decode()
    piped = on("register", "worker_pass", "--format", "xlsx", "--site", "north")
    with zipfile.ZipFile(BytesIO(piped.stdout_bytes)) as parts:
        assert "xl/workbook.xml" in parts.namelist()


def test_where_there_are_several_sites_one_is_named(on: Run, passes: StoryCase) -> None:
    told = on("register", "worker_pass", "--format", "csv")
    assert told.exit_code == 2
    assert "north, south" in told.stderr
    assert on("register", "worker_pass", "--format", "csv", "--site", "east").exit_code == 2


def test_a_register_that_is_not_there_is_no(on: Run, passes: StoryCase) -> None:
    assert on("register", "worker_pass", "--format", "csv", "--site", "north", "--register", "x").exit_code == 1
    assert on("register", "nothing", "--format", "csv").exit_code == 2
    assert on("register", "worker_pass", "--format", "pdf").exit_code == 2
    assert on("register", "worker_pass", "--format", "csv", "--since", "soon").exit_code == 2


def test_the_only_site_need_not_be_named(on: Run, database_url: str, tmp_path: Path) -> None:
    on("site", "add", "only", "--zh", "独一", "--en", "Only")
    assert rows(on("register", "complaint", "--format", "csv"))[0][0] == "单号"
