"""Roots are brought outside; a means that fails holds nobody up, shows, and gets all that it lacks later."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from flows.service.proof import anchoring
from flows.service.proof.anchoring import Anchors, anchor, anchors_of, held_against, standing
from flows.service.proof.verify_history import anchors_in
from flows.service.sealing import seal
from tests.service.channels import postbox
from tests.service.errand import World


@pytest.fixture
def grown(north: World) -> World:
    north.start()
    seal(north.office, north.now)
    return north


def test_each_means_gets_every_root_once_in_order(grown: World, tmp_path: Path) -> None:
    file = tmp_path / "anchors.txt"
    anchors = Anchors(file, command=f"tee -a {tmp_path / 'by-command.txt'}")
    assert anchor(grown.office, anchors, grown.now) == 2
    assert anchor(grown.office, anchors, grown.now) == 0
    grown.start()
    seal(grown.office, grown.now)
    assert anchor(grown.office, anchors, grown.now) == 2
    assert file.read_text() == (tmp_path / "by-command.txt").read_text() == anchors_of(grown.office)
    assert held_against(grown.office, file.read_text()) == ()
    assert [(one.means, one.waiting, one.fault) for one in standing(grown.office)] == [
        ("command", 0, None),
        ("file", 0, None),
    ]


@pytest.mark.parametrize(
    ("command", "says"),
    [("false", "ended with 1"), ("/nowhere/to/be/found", "can't be run"), ("sleep 5", "took more than")],
)
def test_a_command_that_fails_is_told_waits_longer_and_gets_all_later(
    grown: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, says: str
) -> None:
    monkeypatch.setattr("flows.service.proof.anchoring.PATIENCE", 0.1)
    broken, file = Anchors(command=command), tmp_path / "anchors.txt"
    assert anchor(grown.office, broken, grown.now) == 0
    [told] = standing(grown.office)
    assert told.fault
    assert says in told.fault.en
    assert (told.waiting, told.next_at) == (1, grown.now + timedelta(minutes=1))
    assert anchor(grown.office, Anchors(command=f"tee {file}"), grown.now) == 0, "not due yet"
    assert anchor(grown.office, broken, grown.now, at_once=True) == 0
    assert standing(grown.office)[0].next_at == grown.now + timedelta(minutes=2)
    grown.start()
    seal(grown.office, grown.now)
    assert anchor(grown.office, Anchors(command=f"tee {file}"), grown.now + timedelta(minutes=2)) == 2
    assert file.read_text() == anchors_of(grown.office)


def test_a_file_that_can_not_be_written_fails_and_a_half_line_is_ended(grown: World, tmp_path: Path) -> None:
    assert anchor(grown.office, Anchors(tmp_path / "no such" / "anchors.txt"), grown.now) == 0
    [told] = standing(grown.office)
    assert told.fault
    file = tmp_path / "anchors.txt"
    file.write_text("flows-anchor-1 1 2026-")
    assert anchor(grown.office, Anchors(file), grown.now, at_once=True) == 1
    assert file.read_text() == f"flows-anchor-1 1 2026-\n{anchors_of(grown.office)}"
    assert held_against(grown.office, file.read_text()) == ()


def test_of_two_that_begin_at_once_one_brings_it(grown: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other began between this one's looking and its saying so."""
    file, other = Anchors(tmp_path / "one.txt"), Anchors(tmp_path / "other.txt")
    really = anchoring._lacking

    def meanwhile(connection: Connection, behind: int) -> list[Any]:
        monkeypatch.setattr(anchoring, "_lacking", really)
        assert anchor(grown.office, other, grown.now) == 1
        return really(connection, behind)

    monkeypatch.setattr(anchoring, "_lacking", meanwhile)
    assert anchor(grown.office, file, grown.now) == 0
    assert [(one.means, one.waiting) for one in standing(grown.office)] == [("file", 0)]


def test_a_text_without_an_anchor_proves_nothing(grown: World) -> None:
    [fault] = held_against(grown.office, "Dear auditor,\n")
    assert "no anchor" in fault.message.en


def test_a_mail_brings_the_roots_so_that_they_can_be_read_in_a_saved_one(grown: World) -> None:
    with postbox() as box:
        assert anchor(grown.office, Anchors(mail="audit@example.com", server=box.server), grown.now) == 1
    [letter] = box.letters
    assert held_against(grown.office, letter) == ()
    assert anchors_in(letter) == anchors_in(anchors_of(grown.office))


def test_a_mail_server_that_is_away_holds_up_nobody(grown: World) -> None:
    assert (
        anchor(
            grown.office, Anchors(mail="audit@example.com", server="smtp://127.0.0.1:1?from=a@example.com"), grown.now
        )
        == 0
    )
    [told] = standing(grown.office)
    assert (told.means, told.waiting, bool(told.fault)) == ("mail", 1, True)


def test_of_two_processes_one_brings_it(grown: World, tmp_path: Path) -> None:
    """The second comes while the first is at it."""
    file = tmp_path / "anchors.txt"
    anchor(grown.office, Anchors(file), grown.now)
    grown.start()
    seal(grown.office, grown.now)
    second: list[int] = []

    class First(Anchors):
        def _add(self, lines: str, now: datetime) -> None:
            second.append(anchor(grown.office, Anchors(file), grown.now))
            super()._add(lines, now)

    assert anchor(grown.office, First(file), grown.now) == 1
    assert second == [0]
    assert file.read_text() == anchors_of(grown.office)
