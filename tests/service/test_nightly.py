"""The nightly audit: once a night over any number of workers, in slices, taken up again after a kill, an alarm if need be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from flows.service import nightly, sealing
from flows.service.nightly import LEASE, LOOK, Nightly, faults_of, last_night
from flows.service.noticing import notices_of
from flows.storage import tables as t
from tests.service.errand import World
from tests.service.test_acting import opened, rows, submitted
from tests.service.test_audit import by_force

NIGHT = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)  # half past three in the morning of the 21st at the site
AHEAD = timedelta(days=30)  # of a clock that is set back later


@pytest.fixture
def worker(north: World, monkeypatch: pytest.MonkeyPatch) -> Nightly:
    monkeypatch.setattr(nightly, "SLICE", 1)
    return Nightly(north.office)


def forged(north: World) -> None:
    by_force(north, "UPDATE cases SET state = 'done' WHERE id = 2")


def test_every_case_is_looked_at_once_a_night_whoever_does_it(north: World, worker: Nightly) -> None:
    submitted(north)
    opened(north, price="3")
    sealing.seal(north.office, north.now)
    other = Nightly(north.office)
    steps = [who.step(NIGHT) for who in (worker, other, worker, other, worker)]
    assert steps == [True, True, True, False, False]
    (run,) = rows(north, t.audit_runs)
    assert (run["night"], run["cases"], run["faults"], run["ended_at"]) == (date(2026, 11, 21), 2, 0, NIGHT)
    assert Nightly(north.office).all_due(NIGHT + timedelta(hours=1)) == 0
    assert rows(north, t.notices) == []
    assert Nightly(north.office).all_due(NIGHT + timedelta(days=1)) == 3
    found = last_night(north.office)
    assert found is not None
    assert (found.night, found.cases, found.faults) == (date(2026, 11, 22), 2, 0)


@pytest.mark.parametrize("sooner", [timedelta(hours=1), timedelta(days=-1, hours=-7)])
def test_by_day_none_begins(north: World, worker: Nightly, sooner: timedelta) -> None:
    submitted(north)
    assert not worker.step(NIGHT - sooner)
    assert rows(north, t.audit_runs) == []


def test_it_can_be_turned_off_and_an_office_without_a_site_has_none(north: World) -> None:
    submitted(north)
    assert not Nightly(north.office, None).step(NIGHT)
    assert Nightly(north.office, 19).step(NIGHT) is False
    assert rows(north, t.audit_runs) == []


def test_a_difference_is_an_alarm_for_administrators_and_the_director_once(north: World, worker: Nightly) -> None:
    submitted(north)
    opened(north)
    with north.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 90, "site_id": 2, "role": "administrator"})
    forged(north)
    assert worker.all_due(NIGHT) == 3
    assert worker.all_due(NIGHT + timedelta(minutes=5)) == 0
    told = {row["login"] for row in rows(north, t.notices)}
    assert told == {"boss"}
    (notice,) = notices_of(north.office, "boss")
    assert notice.urgent
    assert "夜间核查" in notice.words.zh
    found = last_night(north.office)
    assert found is not None
    assert found.faults == len(rows(north, t.audit_faults)) > 0
    assert faults_of(north.office, "far", found.night, NIGHT) == ()
    with north.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 6, "site_id": 1, "role": "administrator"})
    (fault, *_) = faults_of(north.office, "boss", found.night, NIGHT)
    assert (fault.number, "state" in fault.message.en) == ("ER-2026-0002", True)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE history SET content = 'x' WHERE case_id = 1 AND seq = 2", "内容与指纹不符"),
        ("UPDATE checkpoints SET seal = 'x'", "检查点 1 的封印不符"),
        ("UPDATE deadlines SET due_at = opened_at", "deadlines（look）"),
    ],
)
def test_broken_chains_seals_and_rows_are_found(north: World, worker: Nightly, statement: str, words: str) -> None:
    submitted(north)
    sealing.seal(north.office, north.now)
    by_force(north, statement)
    worker.all_due(NIGHT)
    assert any(words in str(row["zh"]) for row in rows(north, t.audit_faults))
    assert {row["login"] for row in rows(north, t.notices)} == {"boss"}


@pytest.mark.parametrize("content", ['{"data": null}', "[]", "null", '{"event": "claim_task"}'])
@pytest.mark.parametrize("seq", [1, 2])
def test_a_history_written_over_by_anything_stops_no_night(north: World, seq: int, content: str) -> None:
    submitted(north)
    opened(north)
    words = content.replace(":", r"\:")
    by_force(north, f"UPDATE history SET content = '{words}' WHERE case_id = 1 AND seq = {seq}")
    Nightly(north.office).all_due(NIGHT)
    (run,) = rows(north, t.audit_runs)
    assert (run["cases"], run["ended_at"]) == (2, NIGHT)
    assert {row["number"] for row in rows(north, t.audit_faults)} == {"ER-2026-0001"}
    assert {row["login"] for row in rows(north, t.notices)} == {"boss"}


def test_a_case_that_can_not_be_examined_is_a_fault_and_the_others_are_examined(north: World) -> None:
    submitted(north)
    opened(north)
    opened(north)
    never = "'soon'" if north.office.engine.dialect.name == "sqlite" else "'infinity'"
    by_force(north, f"UPDATE history SET at = {never} WHERE case_id = 2 AND seq = 1")
    by_force(north, "UPDATE cases SET state = 'done' WHERE id = 3")
    Nightly(north.office).all_due(NIGHT)
    (run,) = rows(north, t.audit_runs)
    assert (run["cases"], run["ended_at"]) == (3, NIGHT)
    told = {(row["number"], row["seq"], str(row["en"])) for row in rows(north, t.audit_faults)}
    assert ("ER-2026-0002", 1, "the history can't be examined: history.at holds what can't be read") in told
    assert {number for number, _, _ in told} == {"ER-2026-0002", "ER-2026-0003"}


def test_after_a_kill_another_goes_on_where_it_was(north: World, worker: Nightly) -> None:
    for _ in range(3):
        submitted(north)
    assert worker.step(NIGHT)
    with north.office.transaction() as connection:  # somebody has taken the second slice, and is no more
        connection.execute(update(t.audit_runs).values(held_until=NIGHT + LEASE))
    other = Nightly(north.office)
    assert not other.step(NIGHT + LEASE / 2)
    assert not other.step(NIGHT + LEASE / 2 + LOOK / 2)
    late = NIGHT + timedelta(hours=9)  # by day: what was begun is brought to its end
    assert other.all_due(late) == 3
    (run,) = rows(north, t.audit_runs)
    assert (run["cases"], run["ended_at"]) == (3, late)


def test_who_is_slow_beyond_the_lease_counts_nothing_twice(
    north: World, worker: Nightly, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(north)
    look, faster = nightly.examine, Nightly(north.office)

    def slow(*given: Any) -> object:
        monkeypatch.setattr(nightly, "examine", look)
        assert faster.step(NIGHT + LEASE)
        return look(*given)

    monkeypatch.setattr(nightly, "examine", slow)
    worker.step(NIGHT)
    (run,) = rows(north, t.audit_runs)
    assert (run["cases"], run["reached"]) == (1, 1)
    assert faster.all_due(NIGHT + LEASE) == 1


def test_a_worker_whose_clock_stood_ahead_looks_again_once_it_is_set_back(north: World, worker: Nightly) -> None:
    submitted(north)
    assert not worker.step(NIGHT + timedelta(days=400, hours=12))
    assert worker.all_due(NIGHT) == 2
    (run,) = rows(north, t.audit_runs)
    assert (run["night"], run["cases"], run["ended_at"]) == (date(2026, 11, 21), 1, NIGHT)


def test_a_night_that_was_recorded_ahead_is_not_the_last_one_and_is_audited_when_it_comes(
    north: World, worker: Nightly
) -> None:
    submitted(north)
    assert worker.all_due(NIGHT + AHEAD) == 2
    opened(north)
    assert worker.all_due(NIGHT) == 3
    found = last_night(north.office)
    assert found is not None
    assert (found.night, found.cases) == (date(2026, 11, 21), 2)
    assert worker.all_due(NIGHT + timedelta(days=1)) == 3
    forged(north)
    come = NIGHT + AHEAD - timedelta(minutes=10)
    assert Nightly(north.office).all_due(come) == 3
    found = last_night(north.office)
    assert found is not None
    assert (found.night, found.begun_at, found.ended_at, found.cases) == (date(2026, 12, 21), come, come, 2)
    assert found.faults == len(rows(north, t.audit_faults)) > 0
    assert {row["login"] for row in rows(north, t.notices)} == {"boss"}
    assert Nightly(north.office).all_due(come + timedelta(hours=1)) == 0


def test_what_was_found_by_a_clock_that_stood_ahead_is_found_and_told_anew(north: World, worker: Nightly) -> None:
    submitted(north)
    opened(north)
    forged(north)
    assert worker.all_due(NIGHT + AHEAD) == 3
    faults = len(rows(north, t.audit_faults))
    assert worker.all_due(NIGHT) == 3
    assert worker.all_due(NIGHT + AHEAD + timedelta(hours=2)) == 3
    assert [row["faults"] for row in rows(north, t.audit_runs)] == [faults, faults]
    assert len(rows(north, t.audit_faults)) == 2 * faults
    assert len([row for row in rows(north, t.notices) if row["login"] == "boss"]) == 3


def test_a_slice_taken_by_a_clock_that_stood_ahead_is_held_no_longer_than_any(north: World, worker: Nightly) -> None:
    submitted(north)
    opened(north)
    assert worker.step(NIGHT)
    with north.office.transaction() as connection:  # by a clock that is set back before the slice is done
        connection.execute(update(t.audit_runs).values(held_until=NIGHT + AHEAD))
    assert Nightly(north.office).all_due(NIGHT + timedelta(minutes=1)) == 2
    (run,) = rows(north, t.audit_runs)
    assert (run["begun_at"], run["cases"]) == (NIGHT, 2)


def test_a_case_that_is_gone_is_an_alarm_at_every_site_with_cases(north: World, worker: Nightly) -> None:
    submitted(north)
    north.start()
    sealing.seal(north.office, north.now)
    with north.office.transaction() as connection:
        foreign = "PRAGMA defer_foreign_keys = 1" if connection.dialect.name == "sqlite" else "SELECT 1"
        connection.execute(text(foreign))
    by_force(
        north,
        *(f"DELETE FROM {table} WHERE case_id = 2" for table in ("history", "tasks", "outbox", "deadlines")),
        "DELETE FROM case_texts WHERE rowid = 2"
        if north.office.engine.dialect.name == "sqlite"
        else "DELETE FROM case_texts WHERE case_id = 2",
        "DELETE FROM cases WHERE id = 2",
    )
    worker.all_due(NIGHT)
    assert [row["number"] for row in rows(north, t.audit_faults)] == ["#2"]
    assert [row["login"] for row in rows(north, t.notices)] == ["boss"]
