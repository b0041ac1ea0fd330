"""The server seals by itself, goes on after a fault, and an unreachable database is said in a sentence."""

import threading
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from command.main import main
from command.sealing import keep_sealed

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def test_it_seals_at_once_and_again_even_after_the_database_was_away() -> None:
    sealed, thrice = [], threading.Event()

    def seal(now: datetime) -> int:
        sealed.append(now)
        if len(sealed) == 1:
            raise OperationalError("", {}, Exception("away"))
        if len(sealed) == 3:
            thrice.set()
        return 1

    stop = keep_sealed(seal, lambda: NOW, every=0.01)
    assert thrice.wait(10)
    stop.set()
    assert set(sealed) == {NOW}


@pytest.mark.parametrize("command", [["db", "check"], ["db", "upgrade"], ["audit", "verify"], ["serve"]])
def test_an_unreachable_database_is_said_in_a_sentence(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOWS_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/none")
    monkeypatch.setenv("FLOWS_SECRET_KEY", "a secret of the tests, long enough")
    run = CliRunner().invoke(main, command)
    assert run.exit_code == 1
    assert "打不开数据库" in run.output
    assert "hush" not in run.output
    assert "Traceback" not in run.output
