"""Several events in one transaction: what a twin, a faster colleague or a broken statement does to the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.service import batches
from flows.service.acting import Request
from flows.service.audit import verify
from flows.service.batches import Answered, act_on_many
from flows.service.case_view import case_view
from tests.service.errand import World
from tools.bench.permit import FIRST, STEPS, begun, site


@pytest.fixture
def north(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = site(database_url, tmp_path)
    yield made
    made.office.engine.dispose()


def submitted(number: str, key: str = "") -> Request:
    login, event, data, opinion = STEPS[0]
    return Request(login, number, event, FIRST, data=data, opinion=opinion, key=key or None)


def submissions(north: World, number: str) -> int:
    view = case_view(north.office, "desk", number, north.now)
    return sum(entry.event == "submit" for entry in view.history)


def test_a_twin_written_meanwhile_undoes_the_line_and_each_goes_alone(
    north: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [begun(north) for _ in range(3)]
    wanted = [submitted(number, f"key of {number}") for number in numbers]
    real = batches.write_in_line

    def with_a_key_twice(connection, events):
        events[2].request = {**events[2].request, "key": events[0].request["key"]}
        return real(connection, events)

    monkeypatch.setattr(batches, "write_in_line", with_a_key_twice)
    answers = act_on_many(north.office, wanted, north.now)
    assert [bool(one.acted) for one in answers] == [True, True, True]
    assert [submissions(north, number) for number in numbers] == [1, 1, 1]
    assert verify(north.office).faults == ()


def test_whoever_was_faster_in_one_case_stops_no_other(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [begun(north) for _ in range(3)]
    wanted = [submitted(number) for number in numbers]
    real = batches.write_in_line

    def late(connection, events):
        assert len(events) == len(numbers)
        for each in events[1:2]:
            each.seen_revision -= 1
        return real(connection, events)

    monkeypatch.setattr(batches, "write_in_line", late)
    answers: tuple[Answered, ...] = act_on_many(north.office, wanted, north.now)
    assert all(one.acted for one in answers), "the one that was not written in line goes alone"
    assert [submissions(north, number) for number in numbers] == [1, 1, 1]
