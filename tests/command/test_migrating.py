"""`flows migrate` as a shell runs it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from command.main import main
from flows.definition import Procedure
from flows.procedures import PROCEDURES
from flows.service.office import open_office
from tests.service.a_site import NOW
from tests.service.kept_office import SECRET
from tests.stories.office import StoryOffice


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing what is published takes longer than all the rest."""
    monkeypatch.setattr("flows.service.catalogue.svg", lambda *_: "")


def run(url: str, folder: Path, *words: str) -> Result:
    environment = {"FLOWS_DATABASE_URL": url, "FLOWS_SECRET_KEY": SECRET.decode(), "FLOWS_ATTACHMENTS": str(folder)}
    return CliRunner().invoke(main, words, env=environment)


def with_a_later_case(url: str, folder: Path) -> str:
    """A case under version 2, as a later program left it."""
    today = PROCEDURES["hot_work_permit"]
    named = {name: getattr(today, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    later = Procedure(today.key, **{**named, "version": today.version + 1})
    story = StoryOffice(open_office(url, SECRET, folder, NOW, [later]))
    flat = story.flat()
    case = story.opens(today.key, flat, flat.owner)
    story.office.engine.dispose()
    return case.number


def test_it_tells_of_each_case_in_both_languages_and_for_programs(story_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    number = with_a_later_case(story_url, folder)
    words = ("migrate", "hot_work_permit", "--to", str(PROCEDURES["hot_work_permit"].version))
    tried = run(story_url, folder, *words, "--dry-run")
    assert (tried.exit_code, f"north {number}（第" in tried.output) == (0, True), tried.output
    assert "试算：1 件可改（其中按对照表 0 件），0 件留在原版" in tried.output
    done = json.loads(run(story_url, folder, *words, "--json").output)
    assert [(case["number"], case["how"], case["version"]) for case in done["cases"]] == [
        (number, "run", PROCEDURES["hot_work_permit"].version + 1)
    ]
    again = run(story_url, folder, "--lang", "en", *words)
    assert again.output.strip().endswith("0 moved (0 by the map), 0 stay, 0 overtaken")
    assert run(story_url, folder, "audit", "replay").exit_code == 0
    assert run(story_url, folder, "audit", "verify").exit_code == 0


def test_what_makes_no_sense_is_said_in_a_sentence(story_file: str, tmp_path: Path) -> None:
    folder, wrong = tmp_path / "attachments", tmp_path / "map.json"
    wrong.write_text("[]")
    words = ("migrate", "hot_work_permit", "--to", str(PROCEDURES["hot_work_permit"].version))
    for more, status, said in (
        (("--map", "draft"), 2, "old_state=new_state"),
        (("--map-file", str(wrong)), 2, "不是对照表"),
        (("--map", "nowhere=draft", "--reason", "改名"), 2, "没有环节 nowhere"),
        (("--by", "nobody"), 2, "没有在用的账号 nobody"),
    ):
        told = run(story_file, folder, *words, *more)
        assert (told.exit_code, said in told.output) == (status, True), told.output
    none = run(story_file, folder, "migrate", "hot_work_permit", "--to", "7")
    assert (none.exit_code, "没有 hot_work_permit 第 7 版" in none.output) == (1, True)


def test_the_difference_of_two_versions_in_words_and_as_a_picture(story_file: str, tmp_path: Path) -> None:
    folder, picture = tmp_path / "attachments", tmp_path / "difference.svg"
    today = PROCEDURES["hot_work_permit"]
    named = {name: getattr(today, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    fewer = Procedure(today.key, **{**named, "version": today.version + 1, "transitions": [*today.transitions[:-1]]})
    open_office(story_file, SECRET, folder, NOW, [fewer]).engine.dispose()
    versions = (str(today.version), str(today.version + 1))
    words = ("--lang", "en", "diff", today.key, "--from", versions[0], "--to", versions[1])
    told = run(story_file, folder, *words, "--svg", str(picture))
    assert (told.exit_code, "Transition removed" in told.output) == (0, True), told.output
    assert "－" in picture.read_text("utf-8")
    assert "version" in json.loads(run(story_file, folder, *words, "--json").output)["changes"][0]["en"]
    same = run(story_file, folder, "diff", today.key, "--from", versions[0], "--to", versions[0])
    assert "没有不同" in same.output
    none = run(story_file, folder, "diff", "nonsense")
    assert (none.exit_code, "没有 nonsense 第 1 版" in none.output) == (1, True)
