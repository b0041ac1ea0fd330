"""`flows key`: another secret, by the file or by the environment; and the audit's commands for whoever is outside."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from command.configuration import KEPT_KEYS
from tests.command.conftest import Run
from tests.service.kept_office import SECRET, story_office
from tests.stories.forms import complaint_in


def test_a_secret_of_the_file_is_changed_and_the_older_one_reads_on(
    run: Run, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWS_DATABASE_URL", sqlite_url)
    assert run("site", "add", "north", "--zh", "北苑", "--en", "North Court").exit_code == 0
    [old] = json.loads(run("key", "status", "--json").stdout)
    assert run("key", "rotate").exit_code == 0
    assert len(KEPT_KEYS.read_text().splitlines()) == 2
    new, older = json.loads(run("key", "status", "--history", "--json").stdout)
    assert (older, new == old) == (old, False)
    done = run("--lang", "en", "key", "reseal")
    assert (done.exit_code, f"anew under {new}" in done.stdout) == (0, True)


def test_where_the_environment_gives_it_the_way_is_told(run: Run) -> None:
    told = run("--lang", "en", "key", "rotate", FLOWS_SECRET_KEY="a secret of the tests")
    assert (told.exit_code, "FLOWS_OLD_SECRET_KEYS" in told.stderr) == (2, True)


def test_an_auditor_is_given_what_to_check_and_what_to_check_it_with(
    run: Run, tmp_path: Path, story_file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWS_DATABASE_URL", story_file)
    monkeypatch.setenv("FLOWS_SECRET_KEY", SECRET.decode())
    with story_office(story_file, tmp_path) as office:
        complaint_in(office, "director_approval", grade="major")
    outside = {"FLOWS_ANCHOR_FILE": "outside.txt"}
    assert run("audit", "anchor", **outside).exit_code == 0
    assert Path("outside.txt").read_text() == run("audit", "anchor", "--show").stdout
    assert run("audit", "verify", "--anchors", "outside.txt").exit_code == 0
    assert run("audit", "export", "history.jsonl").exit_code == 0
    assert run("audit", "export", "history.jsonl").exit_code == 1, "what is there is not overwritten"
    command = [sys.executable, "-I", "verify_history.py", "history.jsonl", "--anchors", "outside.txt", "--json"]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    assert (answer["holds"], answer["unanchored"], answer["cases"]) == (True, 0, 1)
    forged = Path("outside.txt").read_text().replace(answer["anchored_until"], "2020-01-01T00:00:00+00:00")
    Path("outside.txt").write_text(forged)
    assert run("audit", "verify", "--anchors", "outside.txt").exit_code == 1


def test_an_anchor_that_can_not_be_is_said(run: Run, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWS_DATABASE_URL", sqlite_url)
    assert run("audit", "anchor").exit_code == 2
    assert run("audit", "anchor", FLOWS_ANCHOR_MAIL="nobody").exit_code == 2
    assert run("audit", "anchor", FLOWS_ANCHOR_COMMAND="'half a quote").exit_code == 2
