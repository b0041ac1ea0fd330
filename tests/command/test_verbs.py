"""Verbs are imported when they are asked for: one that can't be is a fault to be seen, not a verb that there isn't."""

from typing import Any

import pytest

from command import main


def test_a_fault_of_the_import_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        raise KeyError("a table without its entry")

    monkeypatch.setattr(main, "import_module", broken)
    with pytest.raises(KeyError, match="a table without its entry"):
        main.Commands(main.VERBS).get("serve")
    with pytest.raises(KeyError, match="a table without its entry"):
        main.main(["serve"], standalone_mode=False)


def test_only_an_unknown_verb_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    commands = main.Commands(main.VERBS)
    assert commands.get("brew") is None
    assert commands.get("brew", "tea") == "tea"
    assert commands.get("check").name == "check"
    with pytest.raises(SystemExit) as ended:
        main.main(["brew"])
    assert ended.value.code == 2
    assert "brew" in capsys.readouterr().err
