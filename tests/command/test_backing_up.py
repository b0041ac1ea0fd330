"""`flows backup` and `flows restore` as an office runs them."""

import json
from pathlib import Path

import pytest

from tests.command.conftest import Run


@pytest.fixture
def demonstration(on: Run) -> Run:
    assert on("site", "add", "north", "--zh", "北苑", "--en", "North Court").exit_code == 0
    return on


def test_a_backup_is_brought_back_over_what_came_after_only_where_one_says_so(demonstration: Run, here: Path) -> None:
    on = demonstration
    taken = on("backup", "monday.flows", "--json")
    assert taken.exit_code == 0, taken.output
    assert json.loads(taken.stdout)["rows"] > 0
    assert on("site", "add", "south", "--zh", "南苑", "--en", "South Court").exit_code == 0
    refused = on("restore", "monday.flows")
    assert (refused.exit_code, "--replace" in refused.stderr) == (1, True)
    assert on("site", "add", "south", "--zh", "南苑", "--en", "South Court").exit_code == 2, "it is there still"
    brought = on("restore", "monday.flows", "--replace", "--json")
    assert (brought.exit_code, json.loads(brought.stdout)["cases"]) == (0, 0)
    assert on("site", "add", "south", "--zh", "南苑", "--en", "South Court").exit_code == 0
    assert on("audit", "verify").exit_code == 0
    assert [path.name for path in here.glob("*.flows*")] == ["monday.flows"]


def test_what_can_not_be_done_is_said_in_a_sentence(run: Run, here: Path) -> None:
    assert "can't be used" in run("--lang", "en", "restore", "nowhere.flows").stderr
    (here / "there.flows").touch()
    assert "already" in run("--lang", "en", "backup", "there.flows").stderr
    assert run("backup", "no/such/folder/a.flows").exit_code == 1


def test_an_encrypted_backup_names_its_key_and_comes_back_with_it_alone(
    demonstration: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = demonstration
    monkeypatch.setenv("FLOWS_BACKUP_KEY", "a key of the backups alone".replace(" ", "-"))
    taken = json.loads(on("backup", "sealed.flows", "--encrypt", "--json").stdout)
    assert taken["encrypted_with"] in on("--lang", "en", "backup", "again.flows", "--encrypt").stdout
    assert (here / "sealed.flows").read_bytes().startswith(b"FLOWS-BACKUP-SEALED-1")
    monkeypatch.setenv("FLOWS_BACKUP_KEY", "another-key-of-the-backups")
    refused = on("--lang", "en", "restore", "sealed.flows", "--replace")
    assert (refused.exit_code, taken["encrypted_with"] in refused.stderr) == (1, True)
    monkeypatch.setenv("FLOWS_BACKUP_KEY", "another-key-of-the-backups a-key-of-the-backups-alone")
    assert on("restore", "sealed.flows", "--replace").exit_code == 0
