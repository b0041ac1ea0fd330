"""The people of the soak know beforehand what has to be refused."""

from pathlib import Path
from typing import Any

import pytest

from tools.soak.clocked import Clock
from tools.soak.ledger import Asked, Ledger
from tools.soak.people import Case, Desk, Person
from tools.soak.ways import PERMIT, STRANGER


class Fixed:
    """A chance that always falls the same way."""

    def __init__(self, kind: int) -> None:
        self.kind = kind

    def randrange(self, _end: int) -> int:
        return self.kind


@pytest.mark.parametrize("kind", range(4))
def test_what_is_sent_wrong_must_be_refused(kind: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clock").write_text("0")
    ledger, sent = Ledger(), list[tuple[dict[str, Any], int | None]]()
    person = Person(Desk(lambda: [1], {}, [], Clock(tmp_path / "clock"), ledger), 0, 0)
    monkeypatch.setattr(person, "chance", Fixed(kind))

    def answered(asked: Asked, _path: str, body: dict[str, Any], seen: int | None) -> tuple[int, dict[str, Any]]:
        sent.append((body, seen))
        asked.outcome = "accepted"
        return 200, {"revision": 9}

    monkeypatch.setattr(person, "_until_answered", answered)
    person._send_wrong(Case("HW-1", PERMIT, 8, done=1), PERMIT[1])
    (asked,), ((body, seen),) = ledger.asked.values(), sent
    assert asked.must == "refused"
    assert asked.event == body["event"]
    wrong = (asked.login == STRANGER, body["data"] == {}, seen == 1, body["event"] == "no_such_event")
    assert [place for place, it_is in enumerate(wrong) if it_is] == [kind]
