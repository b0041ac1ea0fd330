"""The worked example of CONTRIBUTING.md is followed step by step in a copy of the tree, and what comes of it is run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.procedures import PROCEDURES
from tests.docs.documents import ROOT, Block, blocks, section
from tests.test_house import MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_MODULE

CONTRIBUTING = "CONTRIBUTING.md"
NEW_FILE = re.compile(r"# (\S+)\n")
ADDED = re.compile(r"# (\S+): after `(.+)`\n")
COPIED = ("src", "tests", "pyproject.toml")
FLOWS = "from command.main import main; main()"
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".hypothesis")
# The stories of all procedures told once more would take a minute; its own ones are told.
WHERE = ("tests/procedures", "tests/stories", "--deselect", "tests/stories/test_coverage.py")
ABOUT_IT = "bicycle or tags_left or version or left_out"


def follow(block: Block, tree: Path) -> str:
    """Does what the first line of the block says: a file of that name, or lines after a place in one. Gives the path."""
    added = ADDED.match(block.text)
    if added is None:
        new = NEW_FILE.match(block.text)
        assert new, f"a block does not say where it belongs:\n{block.text}"
        assert not (tree / new.group(1)).exists(), f"{new.group(1)} is there already"
        (tree / new.group(1)).write_text(block.text[new.end() :], encoding="utf-8")
        return new.group(1)
    path, place = tree / added.group(1), added.group(2)
    before, found, after = path.read_text(encoding="utf-8").partition(place)
    assert found, f"{added.group(1)} has no longer: {place}"
    path.write_text(f"{before}{found}\n{block.text[added.end() :].rstrip()}{after}", encoding="utf-8")
    return added.group(1)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has who followed every step."""
    tree = tmp_path_factory.mktemp("contributed")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=LEFT_BEHIND)
        else:
            shutil.copy(ROOT / name, tree / name)
    for block in blocks(CONTRIBUTING, "python"):
        follow(block, tree)
    return tree


def run(tree: Path, *words: str) -> str:
    """Python with the copy before the installed package; gives what it printed."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environ = {**ours, "PYTHONPATH": os.pathsep.join((str(tree / "src"), str(tree))), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, *words], cwd=tree, env=environ, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_new_procedure_is_sound_alone_and_beside_the_others(tree: Path) -> None:
    told = run(tree, "-c", FLOWS, "--lang", "en", "check")
    assert "bicycle_tag 1: sound (6 states, 6 transitions)" in told
    assert len(told.splitlines()) == len(PROCEDURES) + 1


def test_its_events_are_offered_refused_and_decided_as_its_stories_tell(tree: Path) -> None:
    run(tree, "-m", "tests.stories.published")
    told = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", ABOUT_IT, *WHERE)
    passed = re.search(r"^(\d+) passed", told, re.MULTILINE)
    assert passed, told
    assert int(passed.group(1)) > 30, told


def test_its_code_is_in_the_style_of_the_house(tree: Path) -> None:
    written = [match.group(1) for block in blocks(CONTRIBUTING, "python") if (match := NEW_FILE.match(block.text))]
    assert len(written) == 3
    run(tree, "-m", "ruff", "check", "--no-cache", *written)
    run(tree, "-m", "ruff", "format", "--no-cache", "--check", *written)


def test_a_step_that_no_longer_fits_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "there.py").write_text("ONE = 1\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="has no longer: TWO"):
        follow(Block("python", "# there.py: after `TWO`\nTHREE = 3\n"), tmp_path)
    with pytest.raises(AssertionError, match="is there already"):
        follow(Block("python", "# there.py\nTHREE = 3\n"), tmp_path)


def test_the_limits_are_those_that_the_house_counts() -> None:
    rules = section(CONTRIBUTING, "## House rules")
    assert f"at most {MOST_LINES_OF_A_FUNCTION} lines" in rules
    assert f"at most {MOST_LINES_OF_A_MODULE} lines" in rules
