"""Whatever the documents name is there: paths, commands, modules, classes, verbs, variables, addresses."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import create_engine

from command import configuration as configuring
from command import paper_settings
from command.main import main
from flows.procedures import PROCEDURES
from flows.service.catalogue import Catalogue
from flows.service.demo.staff import LOGINS
from flows.service.office import Office
from flows.service.practice import Practices
from flows.storage.papers.folder import Folder
from tests.docs.documents import DOCUMENTS, ROOT, blocks, commands, links, prose, rows, section, spans
from web.app import create_app
from web.practising.mounting import ROOT as ROOT_OF_PRACTICE

EVERY = pytest.mark.parametrize("document", sorted(DOCUMENTS))
FOLDERS = ("src/", "tests/", "docs/", "tools/", "diagrams/", ".ci/")
PATH = re.compile(r"(?:\.?[\w-]+/)+[\w.-]*|[\w-]+\.(?:md|toml|txt)|Makefile")
MODULE = re.compile(r"(?<![/\w.])(?:flows|web|command)(?:\.[A-Za-z_]\w*)+")
CLASS = re.compile(r"([A-Z][a-z]+(?:[A-Z][a-z]+)*)(?:\.([a-z_]+))?")
VARIABLE = re.compile(r"\bFLOWS_[A-Z0-9_]+\b")
OF_A_FILE = "_FILE"
KEYS_OF_A_FILE = ("_KEY_FILE", "_KEYS_FILE")  # the same variable, read from a file (`command.given_keys`)
INSTALLED = ("/opt/", "/run/", "/srv/")  # of the machine, and no pages
PAGE = re.compile(r"/(?:[a-z0-9.]+(?:/[a-z0-9.]+)*)?")
# Made by the reader's own worked example, so not here; tests/docs/test_contributing.py makes them.
EXAMPLE = "bicycle"
# Words that look like a class and are somebody else's.
OTHERS = {"Decimal", "True", "None", "Secure"}


def test_the_documents_are_those_that_we_mean() -> None:
    assert {
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/desk.md",
        "docs/desk.zh.md",
        "docs/operations.md",
    } <= set(DOCUMENTS)


def paths(document: str) -> Iterator[str]:
    for span in spans(document):
        for word in span.split():
            if PATH.fullmatch(word) and (word.startswith(FOLDERS) or "/" not in word):
                yield word


@EVERY
def test_every_path_is_there(document: str) -> None:
    assert [path for path in paths(document) if EXAMPLE not in path and not (ROOT / path).exists()] == []


@EVERY
def test_every_link_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    for link in links(document):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (folder / path).resolve()
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(path: Path) -> set[str]:
    """As the usual hosts make them of headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@EVERY
def test_every_module_and_what_is_named_in_it_is_there(document: str) -> None:
    sketches = " ".join(block.text for block in blocks(document, "text"))
    for name in MODULE.findall(" ".join([*spans(document), sketches])):
        assert found(name), f"{document} names {name}"


def found(name: str) -> bool:
    """Whether it is a module, or something in one."""
    try:
        import_module(name)
    except ModuleNotFoundError:
        module, _, thing = name.rpartition(".")
        return bool(module) and found(module) and hasattr(import_module(module), thing)
    return True


@cache
def classes() -> dict[str, set[str]]:
    """Every class of the source with the names in its body."""
    known: dict[str, set[str]] = {}
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
                known.setdefault(node.name, set()).update(names)
    return known


@EVERY
def test_every_class_is_there(document: str) -> None:
    for span in spans(document):
        named = CLASS.fullmatch(span)
        if named and named.group(1) not in OTHERS:
            name, method = named.groups()
            assert name in classes(), f"{document} names the class {name}"
            assert method is None or method in classes()[name], f"{document} names {span}"


def words_of(typed: str) -> list[str] | None:
    """What follows `flows` in a command; None for anything else."""
    words = typed.split()
    return words[1:] if words and (words[0] == "flows" or words[0].endswith("/bin/flows")) else None


def unknown(words: list[str]) -> list[str]:
    """Sub-commands and options that `--help` does not show."""
    at: click.Command = main
    path: list[str] = []
    missing = []
    for word in words:
        if word.startswith("-"):
            shown = CliRunner().invoke(main, [*path, "--help"])
            assert shown.exit_code == 0
            missing += [word] if not re.search(rf"(?<![\w-]){word}(?![\w-])", shown.output) else []
        elif isinstance(at, click.Group) and at.commands.get(word):
            at = at.commands[word]
            path.append(word)
        elif isinstance(at, click.Group) and word not in ("zh", "en"):
            missing.append(word)
    return missing


@EVERY
def test_every_command_and_option_is_in_the_help(document: str) -> None:
    typed = {command: words for command in commands(document) if (words := words_of(command)) is not None}
    assert {command: gone for command, words in typed.items() if (gone := unknown(words))} == {}


def test_a_command_that_is_gone_is_noticed() -> None:
    assert unknown(["audit", "verify", "--json"]) == []
    assert unknown(["audit", "bless"]) == ["bless"]
    assert unknown(["--lang", "en", "check", "--hard"]) == ["--hard"]


@EVERY
def test_every_verb_is_in_the_makefile(document: str) -> None:
    verbs = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {match.group(1) for command in commands(document) if (match := re.match(r"make ([a-z]+)", command))}
    assert told <= verbs
    if document == "CONTRIBUTING.md":
        assert told == verbs - {"help"}


def where_variables_are_read() -> str:
    return "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (configuring, paper_settings))


@EVERY
def test_every_variable_is_read(document: str) -> None:
    source = where_variables_are_read()
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*.py"))
    for name in VARIABLE.findall(DOCUMENTS[document]):
        known = name.removesuffix(OF_A_FILE) if name.endswith(KEYS_OF_A_FILE) else name
        assert known in (tests if name.startswith("FLOWS_TEST_") else source), f"{document} names {name}"


def test_the_readme_tells_every_variable_with_what_it_is_when_unset() -> None:
    source = where_variables_are_read()
    lines = rows(section("README.md", "## Configuration"))
    told = {name: row[1] for row in lines for name in VARIABLE.findall(row[0]) if not name.endswith(KEYS_OF_A_FILE)}
    assert set(told) == set(VARIABLE.findall(source))
    unset = configuring.configuration({})
    assert told["FLOWS_DATABASE_URL"] == f"`{unset.database_url}`"
    assert told["FLOWS_ATTACHMENTS"] == f"`{unset.attachments.as_posix()}`"
    assert told["FLOWS_TRUSTED_PROXIES"] == f"`{unset.trusted_proxies}`"
    assert (told["FLOWS_BASE_URL"], unset.base_url) == ("empty", "")
    assert f"at least {configuring.SHORTEST_SECRET} characters" in prose("README.md")


def test_the_readme_tells_every_procedure_and_nothing_else() -> None:
    told = {row[0]: (row[1], row[2]) for row in rows(section("README.md", "## What is in it")) if len(row) == 4}
    assert told == {f"`{p.key}`": (p.zh, p.en) for p in PROCEDURES.values()}
    assert "[diagrams/](diagrams/)" in DOCUMENTS["README.md"]


def test_the_readme_tells_every_user_of_the_demonstration() -> None:
    told = [row[0].strip("`") for row in rows(section("README.md", "### Demonstration users"))]
    assert sorted(told) == sorted(LOGINS)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    office = Office(
        create_engine("sqlite://"), b"a secret of the documents", Folder(tmp_path_factory.mktemp("papers")), Catalogue()
    )
    practices = Practices(tmp_path_factory.mktemp("practice"))
    return create_app(office, lambda: pytest.fail("no page is asked for"), practices=practices)


@EVERY
def test_every_page_is_there(document: str, app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    rules |= {f"{ROOT_OF_PRACTICE}{rule.rule}" for rule in app.extensions["practice"].url_map.iter_rules()}
    told = {match.group() for span in spans(document) if (match := PAGE.fullmatch(span.removeprefix("POST ")))}
    pages = {page for page in told if not page.startswith(INSTALLED)}
    assert {page for page in pages if page not in rules and not any(r.startswith(f"{page}/") for r in rules)} == set()
