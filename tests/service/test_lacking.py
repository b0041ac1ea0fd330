"""Code that a stored version names and that isn't here any more: nothing starts while a case runs under it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from command.main import main
from flows.procedures import GUARDS, RULES
from flows.service.audit import replay_all
from flows.service.case_view import case_view
from flows.service.lacking import LacksCode
from flows.service.office import open_office
from tests.service.errand import DOUBLE, FOUR_EYES, FREE, NOW, SMALL, World, errand, world
from tests.service.test_acting import submitted

SECRET = b"a secret for tests"


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing what is published takes longer than all the rest."""
    monkeypatch.setattr("flows.service.catalogue.svg", lambda *_: "")


def reopened(north: World, folder: Path, **versions: int) -> World:
    """By a program whose own declarations are `versions` by key, and that has no code of the errand's first."""
    url = north.office.engine.url.render_as_string(hide_password=False)
    declared = [errand(key, version) for key, version in versions.items()]
    return World(open_office(url, SECRET, folder, NOW, declared), north.now)


def test_a_program_without_a_guard_of_a_version_in_use_does_not_start_and_names_it(
    north: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(north)
    with pytest.raises(LacksCode) as refused:
        reopened(north, tmp_path, errand=2)
    said = refused.value.message
    assert "errand 第 1 版（未办结 1 件）" in said.zh
    assert "前置条件 free、前置条件 small、计算规则 double" in said.zh
    assert "errand version 1 (1 open cases) needs guard free, guard small, rule double" in said.en
    code = {guard.code: guard for guard in (SMALL, FREE, FOUR_EYES)}
    monkeypatch.setattr("flows.service.catalogue.GUARDS", {**GUARDS, **code})
    monkeypatch.setattr("flows.service.catalogue.RULES", {**RULES, "double": DOUBLE})
    reopened(north, tmp_path, errand=2).office.engine.dispose()


def test_ended_cases_of_such_a_version_are_read_and_replayed_all_the_same(north: World, tmp_path: Path) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    north.later(minutes=1)
    for login in ("eng", "safe"):
        north.act(login, number, "sign")
    north.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "门"}])
    north.act("safe", number, "close")
    other = reopened(north, tmp_path, errand=2)
    assert case_view(other.office, "desk", number, other.now).state.code == "done"
    assert replay_all(other.office) == (1, ())
    other.office.engine.dispose()


def test_the_command_line_says_so_and_ends(sqlite_url: str, tmp_path: Path) -> None:
    north = world(sqlite_url, tmp_path / "attachments", errand())
    north.start()
    north.office.engine.dispose()
    environment = {"FLOWS_DATABASE_URL": sqlite_url, "FLOWS_ATTACHMENTS": str(tmp_path), "FLOWS_SECRET_KEY": "x" * 16}
    told = CliRunner().invoke(main, ["--lang", "en", "worker", "--once"], env=environment)
    assert told.exit_code == 1
    assert "errand version 1 (1 open cases) needs guard free" in told.output
    assert "Traceback" not in told.output
