"""Running a command as a shell would: in a folder of its own, with an environment of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from command.main import main

Run = Callable[..., Result]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    """`run("db", "check", FLOWS_DATABASE_URL=...)`; a defect of the command comes through as itself."""

    def run(*arguments: str, stdin: str = "", **environment: str) -> Result:
        runner = CliRunner(env=dict(environment))
        return runner.invoke(main, list(arguments), input=stdin, catch_exceptions=False)

    return run


@pytest.fixture
def on(run: Run, database_url: str) -> Run:
    """`run` on a fresh database of either kind."""

    def on(*arguments: str, stdin: str = "") -> Result:
        return run(*arguments, stdin=stdin, FLOWS_DATABASE_URL=database_url)

    return on
