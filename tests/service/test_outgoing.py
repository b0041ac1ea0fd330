"""What waits in the outbox reaches whom it concerns, once, also where one entry has a defect: it keeps back no other."""

from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from flows.service import outgoing
from flows.service.noticing import tell_people
from flows.service.outgoing import send_out
from flows.service.working import Round, work
from flows.storage import tables as t
from tests.service.errand import World, errand, world
from tests.service.test_acting import submitted
from tests.service.test_working import Killed

BEYOND = RuntimeError("a defect")


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


def waiting(place: World) -> list[int]:
    with place.office.read() as connection:
        query = select(t.outbox.c.id).where(t.outbox.c.sent_at.is_(None)).order_by(t.outbox.c.id)
        return list(connection.execute(query).scalars())


def told(place: World) -> list[tuple[int, str]]:
    """Case and login of each notice."""
    with place.office.read() as connection:
        rows = connection.execute(select(t.notices.c.case_id, t.notices.c.login))
        return sorted((row.case_id, row.login) for row in rows)


def wait(place: World, many: int) -> list[int]:
    """As many cases have come to the engineers, who haven't been told; the entries by which they are to be."""
    for _ in range(many):
        submitted(place)
    with place.office.transaction() as connection:
        connection.execute(update(t.outbox).where(t.outbox.c.kind != "submit").values(sent_at=place.now))
    return waiting(place)


def everybody(*cases: int) -> list[tuple[int, str]]:
    return [(case, login) for case in cases for login in ("both", "eng")]


def spoil(patched: pytest.MonkeyPatch, *entries: int, fault: type[Exception] = RuntimeError) -> list[int]:
    """From now on nothing can be told of these. What is looked at stands in what this answers."""
    whole, seen = outgoing._news, list[int]()

    def spoiled(office: Any, connection: Any, row: Any, *rest: Any) -> Any:
        seen.append(row.outbox_id)
        for news, logins in whole(office, connection, row, *rest):
            if row.outbox_id in entries and fault is not IntegrityError:
                raise BEYOND
            # Without a site the database itself refuses it.
            yield (replace(news, site_id=0) if row.outbox_id in entries else news), logins

    patched.setattr(outgoing, "_news", spoiled)
    return seen


@pytest.mark.parametrize("fault", [RuntimeError, IntegrityError])
def test_one_entry_with_a_defect_keeps_back_no_other_and_is_told_of_once_it_is_mended(
    place: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: type[Exception]
) -> None:
    first, *_ = wait(place, 3)
    with monkeypatch.context() as patched:
        spoil(patched, first, fault=fault)
        assert work(place.office, place.now).sent == 2
        assert told(place) == everybody(2, 3)
        assert waiting(place) == [first]
        assert f"entry {first} of the outbox" in caplog.text
        assert work(place.office, place.now) == Round()
    assert work(place.office, place.now).sent == 1
    assert told(place) == everybody(1, 2, 3)
    assert work(place.office, place.now) == Round()


def test_a_batch_holds_as_many_others_however_many_have_a_defect(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = wait(place, 7)
    seen = spoil(monkeypatch, *entries[:3], entries[4])
    assert send_out(place.office, place.now, limit=2) == 2
    assert waiting(place) == [*entries[:3], entries[4], entries[6]]
    assert set(seen) == set(entries[:6])
    assert send_out(place.office, place.now, limit=2) == 1
    assert send_out(place.office, place.now, limit=2) == 0
    assert told(place) == everybody(4, 6, 7)


def test_who_dies_while_each_goes_alone_leaves_the_rest_to_the_next(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait(place, 3)
    told_of = list[int]()

    def dying(connection: Any, news: Any) -> int:
        told_of.append(len(news))
        if len(told_of) == 1:
            raise BEYOND
        done = tell_people(connection, news)
        if len(told_of) == 3:
            raise Killed
        return done

    with monkeypatch.context() as patched:
        patched.setattr(outgoing, "tell_people", dying)
        with pytest.raises(Killed):
            send_out(place.office, place.now)
    assert told_of == [3, 1, 1]
    assert told(place) == everybody(1)
    assert send_out(place.office, place.now) == 2
    assert told(place) == everybody(1, 2, 3)


def test_any_number_of_workers_tell_each_person_once_beside_a_defect(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = wait(place, 6)
    spoil(monkeypatch, entries[2])
    barrier = Barrier(4)

    def go() -> None:
        barrier.wait()
        for _ in range(3):
            send_out(place.office, place.now, limit=4)

    threads = [Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told(place) == everybody(1, 2, 4, 5, 6)
    assert waiting(place) == [entries[2]]


def test_a_database_that_is_away_is_not_asked_for_each_entry(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    wait(place, 3)
    asked = []

    def away(*_given: Any) -> None:
        asked.append(1)
        raise OperationalError("BEGIN", {}, Exception("locked"))

    monkeypatch.setattr(outgoing, "tell_people", away)
    with pytest.raises(OperationalError):
        send_out(place.office, place.now)
    assert len(asked) == 1


def test_of_one_case_the_fault_is_raised_when_its_other_entries_are_done(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The queue tries such a job again, ever more seldom."""
    first, other = wait(place, 2)
    place.act("eng", "ER-2026-0001", "return", reason="缺图")
    place.act("desk", "ER-2026-0001", "submit")
    entries = [one for one in waiting(place) if one != other]
    assert (entries[0], len(entries)) == (first, 3)
    spoil(monkeypatch, entries[1])
    with pytest.raises(RuntimeError, match="a defect"):
        send_out(place.office, place.now, case=1)
    assert waiting(place) == [other, entries[1]]
    assert told(place) == sorted(everybody(1) * 2)
