"""`flows log`, `flows conform` and `flows story` as a shell runs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.command.conftest import Run
from tests.service.kept_office import story_office
from tests.stories.forms_services import cleaning_in

Told = Callable[..., Result]


@pytest.fixture
def told(run: Run, story_file: str, here: Path) -> Told:
    """`run`, in English, where one case was cancelled and one is open: HC-2026-0001 and -0002."""
    with story_office(story_file, here / "office") as office:
        cleaning_in(office, "requested").at("front_desk").takes("cancel", reason="嫌贵")
        cleaning_in(office, "requested")
    return lambda *arguments: run("--lang", "en", *arguments, FLOWS_DATABASE_URL=story_file)


@pytest.mark.parametrize("form", ["xes", "csv"])
def test_a_log_is_written_whole_counted_and_conforms(told: Told, here: Path, form: str) -> None:
    shown = told("log", "--format", form)
    assert shown.exit_code == 0
    assert "2 cases" in shown.stderr
    assert "No names" in shown.stderr
    assert told("log", "--format", form, "--out", "log").stdout == ""
    assert len((here / "log").read_text(encoding="utf-8-sig").split("HC-2026-0001")) > 1
    assert [path.name for path in here.iterdir() if path.suffix == ".part"] == []
    held = told("conform", "log", "--procedure", "home_cleaning")
    assert held.exit_code == 0
    assert "2 conform, 0 deviate" in held.stdout


def test_what_came_late_and_what_can_not_be_judged_are_told(told: Told, here: Path) -> None:
    times = ("start,02 09:00", "record,02 10:00", "resolve_at_desk,02 10:10", "give_feedback,25 09:00")
    lines = [f"C-1,{activity},2026-03-{at}" for activity, at in (one.split(",") for one in times)]
    (here / "log.csv").write_text("\n".join(["case,activity,time", *lines]), encoding="utf-8")
    held = told("conform", "log.csv", "--procedure", "complaint")
    assert held.exit_code == 1
    assert "[late, " in held.stdout
    assert "(feedback_due), no calendar of working time: 1" in held.stdout
    by_calendar = json.loads(told("conform", "log.csv", "--procedure", "complaint", "--site", "north", "--json").stdout)
    assert [one["activity"] for one in by_calendar["deviations"]] == ["record", "give_feedback"]
    assert by_calendar["deadlines_not_judged"] == []
    assert told("conform", "log.csv", "--procedure", "complaint", "--site", "nowhere").exit_code != 0


def test_what_log_can_not_give_is_a_wrong_use(told: Told) -> None:
    for wrong in (["--procedure", "conduct_record"], ["--site", "nowhere"], ["--since", "1066-10-14"]):
        assert told("log", "--format", "xes", *wrong).exit_code == 2
    assert told("log", "--format", "xes", "--procedure", "conduct_record", "--staff-matters").exit_code == 0


def test_a_file_that_can_not_be_written_is_said_in_a_sentence(told: Told, here: Path) -> None:
    (here / "file").touch()
    for command in (["log", "--format", "xes"], ["export", "complaint"], ["story", "HC-2026-0001"]):
        refused = told(*command, "--out", "file/within")
        assert refused.exit_code == 1
        assert "Can't write" in refused.stderr


def test_deviations_end_with_1_and_what_is_no_log_with_2(told: Told, here: Path) -> None:
    head = "case;step;time;person\n"
    (here / "log.csv").write_text(f"{head}A;Register;2026-03-02;eve\nA;喝茶;2026-03-02;eve\n", encoding="gb18030")
    arguments = ("conform", "log.csv", "--procedure", "home_cleaning", "--column", "activity=step")
    found = told(*arguments, "--json")
    answer = json.loads(found.stdout)
    assert found.exit_code == 1
    assert answer["unknown"] == {"喝茶": 1}
    assert answer["deviating"] == sum(each["count"] for each in answer["by_clause"]) == 1
    assert "[unknown, -]" in told(*arguments).stdout
    assert told(*arguments, "--name", "喝茶=cancel").exit_code == 0
    for wrong in (["--name", "喝茶=tea"], ["--name", "tea"], ["--column", "tea=x"], ["--zone", "Mars/Olympus"]):
        assert told(*arguments, *wrong).exit_code == 2
    none = told("conform", "log.csv", "--procedure", "home_cleaning")
    assert none.exit_code == 2
    assert "--column activity" in none.stderr
    (here / "empty").write_text("case,activity,time\n", encoding="utf-8")
    assert told("conform", "empty", "--procedure", "complaint").exit_code == 2


def test_a_finished_case_becomes_a_test_once_and_an_open_one_does_not(told: Told, here: Path) -> None:
    kept = told("story", "HC-2026-0001", "--out", "kept")
    assert kept.exit_code == 0, kept.stderr
    [file] = (here / "kept").iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["ends"]["state"] == "cancelled"
    assert "unchanged" in told("story", "HC-2026-0001", "--out", "kept").stdout
    for number, says in (("HC-2026-0002", "not come to its end"), ("HC-2026-0009", "no case")):
        refused = told("story", number, "--out", "kept")
        assert refused.exit_code == 1
        assert says in refused.stderr
    assert [path.name for path in (here / "kept").iterdir()] == [file.name]
