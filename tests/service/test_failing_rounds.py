"""A round of a worker in which something fails: it is told, and neither the rest of the round nor the next one waits for it."""

import pytest
from sqlalchemy.exc import OperationalError

from flows.service import working
from flows.service.counting import counts_of
from flows.service.working import work
from tests.service.errand import World


def defective(*_: object) -> int:
    raise RuntimeError("a defect")


def away(*_: object) -> int:
    raise OperationalError("", {}, Exception("the database is away"))


def test_a_step_that_fails_is_told_and_keeps_neither_the_others_nor_the_next_round_back(
    north: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(working, "climb", defective)
    north.start(price="10.00")
    assert work(north.office, north.now).sent == 1, "so the next round begins at once"
    assert "climbed" in caplog.text
    assert "a defect" in caplog.text
    assert not work(north.office, north.now), "and where nothing but that is left, there is a rest"
    assert counts_of(north.office).so_far()["unworked", "climbed"] == 2


def test_a_database_that_is_away_ends_the_rounds_for_a_while_where_nothing_could_be_done(
    north: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(working, "climb", away)
    north.start(price="10.00")
    assert work(north.office, north.now).sent == 1
    assert "the database is away" in caplog.text
    with pytest.raises(OperationalError):
        work(north.office, north.now)
