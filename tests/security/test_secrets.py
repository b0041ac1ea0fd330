"""Secrets come from the environment alone and are told to nobody; what must not be guessed is drawn so."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from command.main import main
from command.serving import too_easily_guessed
from tests.web.conftest import PASSWORD

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
SECRETS = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30}|\bxox[abp]-[0-9]|\bflows_[A-Za-z0-9_-]{40}|\bsk_live_"
)
# Shorter than 128 bits, and nothing that opens anything.
SHORT = {
    "web/marking.py": "the mark of a request",
    "web/case.py": "by which a form sent twice is known",
    "flows/service/webhooks.py": "the name of a key",
    "flows/service/practice/stores.py": "the name of a file",
}
# Chance that no secret hangs on.
BY_CHANCE = {
    "flows/service/working.py",
    "flows/storage/turns.py",
    "flows/service/delivering.py",
    "flows/service/posting.py",
}


def called(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_nothing_makes_code_of_words() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        names = {name_of(call) for call in called(tree)}
        assert not names & {"eval", "exec", "compile", "pickle.loads", "marshal.loads", "yaml.load", "os.system"}, path
        assert not any("render_template_string" in name or "from_string" in name for name in names), path
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not imported & {"pickle", "marshal", "shelve", "dill"}, path


def test_what_must_not_be_guessed_is_drawn_for_that() -> None:
    drawn = 0
    for path in SOURCES:
        where, text = path.relative_to(ROOT / "src").as_posix(), path.read_text("utf-8")
        numbers = dict(re.findall(r"^([A-Z]+) = (\d+)\b", text, re.MULTILINE))
        for name, given in re.findall(r"secrets\.(token_\w+)\(([^)]*)\)", text):
            drawn += 1
            size = numbers.get(given, given) or "32"
            assert where in SHORT or int(size) >= 16, (where, name, given)
        if re.search(r"^(?:import random|from random)", text, re.MULTILINE):
            assert where in BY_CHANCE or "/demo/" in where or "/practice/" in where, (
                f"{where}: by chance, or for a secret?"
            )
    assert drawn > 8


def test_no_secret_stands_in_the_tree() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True).stdout.decode().split("\0")
    paths = [ROOT / name for name in listed if name] or [p for p in ROOT.rglob("*") if ".venv" not in p.parts]
    found = [
        path
        for path in paths
        if path.is_file() and path.stat().st_size < 2_000_000 and SECRETS.search(path.read_bytes())
    ]
    assert found == []
    assert len(paths) > 500


@pytest.mark.parametrize("asked", [["--help"], ["serve", "--help"], ["db", "check"], ["worker", "--status"]])
def test_no_command_tells_a_secret(asked: list[str], tmp_path: Path) -> None:
    secret = "plainly-a-secret-of-this-test"
    given = {
        "FLOWS_SECRET_KEY": secret,
        "FLOWS_DATABASE_URL": f"postgresql://someone:{secret}@127.0.0.1:1/nothing",
        "FLOWS_MAIL": f"smtp://someone:{secret}@127.0.0.1:1?from=a@example.com",
        "FLOWS_ATTACHMENTS": str(tmp_path),
    }
    for lang in ("zh", "en"):
        told = CliRunner().invoke(main, ["--lang", lang, *asked], env=given)
        assert secret not in told.output
        assert secret not in str(told.exception or "").replace(f"someone:{secret}", "") or told.exit_code != 0


def test_a_key_that_anybody_guesses_serves_this_machine_only() -> None:
    assert all(
        too_easily_guessed(key) for key in (b"changemechangeme", b"0123456701234567", b"secretsecretsecret", b"a" * 40)
    )
    assert not too_easily_guessed(b"a secret of the tests")
    assert not too_easily_guessed(b"k3p7vXwq9ZtBn2LsRf8yHdUeMjCa5GTo")


def test_no_debugger_can_be_turned_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flask reads the variable by itself."""
    from flask import Flask

    from web.security import protect

    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = Flask("x")
    assert app.debug, "else this proves nothing"
    app.secret_key = PASSWORD
    from datetime import timedelta

    protect(app, "", 0, timedelta(hours=1))
    assert not app.debug
    assert not [
        path for path in SOURCES if re.search(r"\.run\(debug|run_simple|DebuggedApplication", path.read_text("utf-8"))
    ]


def test_trace_is_answered_by_nobody() -> None:
    for path in SOURCES:
        assert '"TRACE"' not in path.read_text("utf-8"), path


def test_scripts_store_nothing_in_browsers() -> None:
    """Nor do they make pages or code of words."""
    scripts = list((ROOT / "src/web/static").glob("*.js"))
    assert scripts
    for path in scripts:
        text = path.read_text("utf-8")
        assert not re.search(
            r"localStorage|sessionStorage|indexedDB|document\.cookie\s*=|innerHTML|outerHTML|\beval\(|new Function|__proto__",
            text,
        ), path
