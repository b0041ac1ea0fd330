"""`flows check`, `diagrams` and `export`: what follows from the declarations alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from command import declaring
from flows.definition import Procedure
from flows.definition.export import fingerprint, from_data
from flows.drawing import raster
from flows.procedures import GUARDS, PROCEDURES, RULES
from tests.command.conftest import Run

HOT_WORK = PROCEDURES["hot_work_permit"]


def unsound() -> Procedure:
    """The hot-work permit with a way into a state that nothing leads out of."""
    broken = replace(HOT_WORK.transitions[0], target="nowhere")
    return Procedure(
        "broken",
        version=1,
        zh="坏",
        en="Broken",
        prefix="BR",
        clause=HOT_WORK.clause,
        states=HOT_WORK.states,
        transitions=[broken, *HOT_WORK.transitions[1:]],
        settings=HOT_WORK.settings,
    )


def test_declarations_that_are_sound_are_said_to_be(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 0
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == list(PROCEDURES)
    assert run("check", "complaint").stdout.startswith("complaint 1：无问题")


def test_an_unsound_declaration_is_refused_with_its_problems(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaring, "PROCEDURES", {"broken": unsound()})
    for papers in ("SHEETS", "REGISTERS"):
        monkeypatch.setattr(declaring, papers, {})  # those are of the other procedures
    result = run("--lang", "en", "check")
    assert result.exit_code == 1
    assert "nowhere" in result.stdout
    answer = json.loads(run("check", "--json").stdout)
    assert answer["checked"] == ["broken"]
    assert {problem["procedure"] for problem in answer["problems"]} == {"broken"}


def test_a_procedure_that_does_not_exist_is_a_wrong_use(run: Run) -> None:
    for command in ("check", "export", "trace"):
        result = run(command, "hot_work")
        assert result.exit_code == 2
        assert "hot_work_permit" in result.stderr


def test_diagrams_that_are_missing_or_touched_are_stale(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaring, "PROCEDURES", {"complaint": PROCEDURES["complaint"]})
    missing = run("diagrams", "--check", "--out", "pictures")
    assert missing.exit_code == 1
    assert len(missing.stdout.splitlines()) == 4
    written = run("diagrams", "--out", "pictures")
    assert written.exit_code == 0
    assert {path.name for path in (here / "pictures").iterdir()} == {
        f"complaint.{lang}.{kind}" for lang in ("zh", "en") for kind in ("svg", "png")
    }
    assert run("diagrams", "--check", "--out", "pictures").exit_code == 0
    (here / "pictures" / "complaint.zh.svg").write_text("<svg/>", encoding="utf-8")
    touched = run("diagrams", "--check", "--out", "pictures")
    assert touched.exit_code == 1
    assert "complaint.zh.svg" in touched.stdout


def test_diagrams_that_can_not_be_drawn_end_with_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declaring, "PROCEDURES", {"complaint": PROCEDURES["complaint"]})
    monkeypatch.setattr(raster, "LONGEST", 0.0)
    with raster.DRAWING:
        told = run("diagrams", "--out", "pictures")
    assert told.exit_code == 1
    assert "正在画别的图" in told.stderr


@pytest.mark.parametrize("key", PROCEDURES)
def test_an_exported_declaration_reads_back_as_itself(run: Run, key: str) -> None:
    data = json.loads(run("export", key).stdout)
    assert data.pop("fingerprint") == fingerprint(from_data(data, GUARDS, RULES)) == fingerprint(PROCEDURES[key])


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_a_drawing_for_other_tools_names_every_state(run: Run, here: Path, form: str) -> None:
    result = run("--lang", "en", "export", "complaint", "--format", form, "--out", "drawn.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    drawn = (here / "drawn.txt").read_text(encoding="utf-8")
    for state in PROCEDURES["complaint"].states:
        assert state.code in drawn
        assert state.en in drawn


@pytest.mark.parametrize("arguments", [["complaint", "--format", "pdf"], [], ["complaint", "--schema"]])
def test_what_can_not_be_exported_is_a_wrong_use(run: Run, arguments: list[str]) -> None:
    assert run("export", *arguments).exit_code == 2


def test_the_schema_is_printed_and_a_file_is_read_back(run: Run, here: Path) -> None:
    assert json.loads(run("export", "--schema").stdout)["$id"] == "urn:flows:procedure:1"
    run("export", "complaint", "--out", "complaint.json")
    same = run("--lang", "en", "export", "--read", "complaint.json")
    assert same.exit_code == 0
    assert same.stdout.splitlines() == [
        "complaint 1: sound, equal to complaint 1",
        fingerprint(PROCEDURES["complaint"]),
    ]
    changed = (here / "complaint.json").read_text(encoding="utf-8").replace('"prefix": "', '"prefix": "X', 1)
    (here / "complaint.json").write_text(changed, encoding="utf-8")
    result = run("--lang", "en", "export", "--read", "complaint.json")
    assert result.exit_code == 1
    assert "fingerprint" in result.stdout
