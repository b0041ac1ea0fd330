"""Rules of the house that hold for the whole tree, so that no review has to remember them."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 40


def tree() -> list[str]:
    """Every file that is tracked or about to be; ignored ones are nobody's business."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted({path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()})


RECORDS = "src/flows/storage/migrations/versions/"  # what was once done to a database, never edited again


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    for path in tree():
        if path.endswith(".py") and path.startswith(folders) and not path.startswith(RECORDS):
            yield path, (ROOT / path).read_text(encoding="utf-8")


def none_of(offences: Iterable[str]) -> None:
    found = list(offences)
    assert not found, "\n" + "\n".join(found)


def test_no_module_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {path: len(text.splitlines()) for path, text in sources("src/")}
    none_of(f"{path}: {lines} lines" for path, lines in lengths.items() if lines > MOST_LINES_OF_A_MODULE)


def test_no_function_is_longer_than_a_screen() -> None:
    none_of(
        f"{path}:{node.lineno} {node.name}: {lines} lines"
        for path, text in sources("src/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    )


def imported(text: str) -> Iterator[str]:
    """The top-level names of the packages that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_a_definition_needs_nothing_but_the_standard_library() -> None:
    """import-linter forbids the packages we know of; this holds for those that somebody adds tomorrow."""
    none_of(
        f"{path} imports {name}"
        for path, text in sources("src/flows/definition/")
        for name in imported(text)
        if name != "flows" and name not in sys.stdlib_module_names
    )


def test_no_test_is_skipped_or_expected_to_fail() -> None:
    pattern = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)|unittest\.skip")
    none_of(path for path, text in sources("tests/") if pattern.search(text))


def folders_of_the_tree() -> set[str]:
    parents = (parent for path in tree() for parent in PurePosixPath(path).parents)
    return {f"{parent}/" for parent in parents if str(parent) != "."}


def folders_of_the_map() -> list[str]:
    lines = (ROOT / "docs/map.md").read_text(encoding="utf-8").splitlines()
    return [entry.group(1) for line in lines if (entry := re.match(r"\| `([^`]+/)` \|", line))]


def test_the_map_has_one_line_for_every_folder() -> None:
    drawn, there = folders_of_the_map(), folders_of_the_tree()
    none_of(f"docs/map.md has {folder} twice" for folder in set(drawn) if drawn.count(folder) > 1)
    none_of(f"docs/map.md lacks {folder}" for folder in sorted(there - set(drawn)))
    none_of(f"docs/map.md has {folder}, which is no folder" for folder in sorted(set(drawn) - there))


# Put together from parts, or this file would name what it forbids.
INDEX_HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]

FORBIDDEN_TEXT = {
    "the address of a package index": re.compile("|".join(re.escape(host) for host in INDEX_HOSTS)),
    "a path of one person's machine": re.compile(r"(?<![\w.$}])/(?:root|home|Users|work)/\w"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    "an access token": re.compile(r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|xox[abp]-\w{10,})"),
}


@pytest.mark.parametrize("what", FORBIDDEN_TEXT)
def test_no_file_holds(what: str) -> None:
    pattern = FORBIDDEN_TEXT[what]
    for path in tree():
        text = (ROOT / path).read_bytes().decode("utf-8", errors="ignore")
        match = pattern.search(text)
        assert match is None, f"{path} holds {what}: {match.group()}"


def test_the_locked_dependencies_name_versions_and_no_places() -> None:
    """An index is chosen by whoever installs; lock files that name one are not committed at all."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    none_of(line for line in lines if "://" in line or line.startswith("-") or "==" not in line)
    none_of(
        path for path in tree() if re.search(r"(?:^|/)(?:(?:uv|poetry)\.lock|pylock\.toml|package-lock\.json)$", path)
    )


def test_every_dependency_is_locked() -> None:
    locked = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    declared = re.findall(r'^ +"([\w-]+)(?:\[[\w-]+\])?>=', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert len(declared) > 20, "the pattern no longer finds the dependencies"
    none_of(f"{name} is not in constraints.txt: make lock" for name in declared if name.lower() not in locked)
