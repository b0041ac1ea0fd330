"""What a worker does: everybody is told once, whoever works, however late, and also when one dies in the middle."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import select

from flows.service import climbing, outgoing
from flows.service.audit import verify
from flows.service.claiming import claim
from flows.service.halting import halting
from flows.service.noticing import mark_read, notices_of, tell_people, unread
from flows.service.papers import attach
from flows.service.pausing import pause
from flows.service.working import Round, backlog, work
from flows.storage import tables as t
from tests.service.errand import World, errand, world

PDF = b"%PDF-1.4 a paper for tests"


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


def reviewed(place: World) -> str:
    """An errand that waits for the engineers' review, four hours long, and everybody told of it."""
    number = place.start(price="10.00")
    attach(place.office, "desk", number, "paper", "申请.pdf", PDF, place.now)
    place.act("desk", number, "submit", price="10.00")
    work(place.office, place.now)
    return number


def told(place: World, kind: str = "deadline") -> list[tuple[str, str]]:
    query = select(t.notices).where(t.notices.c.kind == kind).order_by(t.notices.c.id)
    with place.office.read() as connection:
        return [(row.login, row.zh.split("，")[-1]) for row in connection.execute(query)]


def rungs(place: World) -> list[tuple[str, bool, bool]]:
    query = select(t.rungs).order_by(t.rungs.c.due_at, t.rungs.c.code)
    with place.office.read() as connection:
        return [(row.code, row.late, row.told) for row in connection.execute(query)]


def test_a_round_that_is_told_to_end_begins_no_further_step_and_leaves_the_rest_to_the_next(place: World) -> None:
    reviewed(place)
    place.later(hours=2)
    asked: list[bool] = []

    def after_three() -> bool:
        asked.append(True)
        return len(asked) > 3

    with halting(after_three):
        assert work(place.office, place.now) == Round()
    assert told(place) == []
    assert work(place.office, place.now).climbed == 1
    assert told(place) == [("boss", "尚无人认领")]


def test_a_deadline_climbs_its_ladder_and_each_rung_tells_whom_it_means(place: World) -> None:
    number = reviewed(place)
    assert (told(place), rungs(place)) == ([], [])
    place.later(hours=2)
    work(place.office, place.now)
    assert told(place) == [("boss", "尚无人认领")]  # the engineers' superior: nobody has taken it
    claim(place.office, "eng", number, place.now)
    place.later(hours=1, minutes=12)
    work(place.office, place.now)
    assert told(place)[1:] == [("eng", "即将到期")]
    place.later(minutes=48)
    work(place.office, place.now)
    assert told(place)[2:] == [("boss", "已逾期"), ("eng", "已逾期")]
    place.later(hours=2)
    work(place.office, place.now)
    assert told(place)[4:] == [("boss", "逾期已久")]
    assert rungs(place) == [(code, False, True) for code in ("untaken", "soon", "overdue", "long_overdue")]
    place.later(days=3)
    assert not work(place.office, place.now)


def test_what_somebody_has_taken_is_not_reported_as_taken_by_nobody(place: World) -> None:
    claim(place.office, "eng", reviewed(place), place.now)
    place.later(hours=2)
    work(place.office, place.now)
    assert (told(place), rungs(place)) == ([], []), "it may be given back yet"
    place.later(days=1)
    work(place.office, place.now)
    assert "untaken" not in {code for code, *_ in rungs(place)}


def test_after_a_night_without_a_worker_the_last_rung_speaks_alone_and_is_marked_late(place: World) -> None:
    reviewed(place)
    place.later(days=1)
    work(place.office, place.now)
    assert told(place) == [("boss", "逾期已久")]
    assert rungs(place) == [
        ("untaken", True, False),
        ("soon", True, False),
        ("overdue", True, False),
        ("long_overdue", True, True),
    ]


def test_nobody_is_disturbed_by_night(place: World) -> None:
    place.later(hours=11)  # eight in the evening
    reviewed(place)
    place.later(hours=3, minutes=30)
    work(place.office, place.now)
    assert told(place) == []
    place.later(hours=8, minutes=25)  # five to eight
    work(place.office, place.now)
    assert told(place) == []
    place.later(minutes=6)
    work(place.office, place.now)
    assert [words for _, words in told(place)] == ["逾期已久"]
    assert all(not late for _, late, _ in rungs(place))


def test_a_clock_that_stands_still_climbs_nothing(place: World) -> None:
    number = reviewed(place)
    pause(place.office, "eng", number, "customer", "出差", place.now)
    for _ in range(24):  # for as long as the customer may be waited for
        place.later(hours=3)
        work(place.office, place.now)
        assert rungs(place) == []


def test_events_tell_those_whose_turn_it_is_and_nobody_of_their_own_doing(place: World) -> None:
    number = reviewed(place)
    assert [login for login, _ in told(place, "task")] == ["both", "eng"]
    place.act("eng", number, "return", reason="缺图")
    place.act("desk", number, "submit")
    work(place.office, place.now)
    after = told(place, "task")[2:]
    assert [login for login, _ in after] == ["both", "eng"], "of the draft, gone already, nobody need hear"
    assert [login for login, _ in told(place, "outcome")] == ["desk"]
    assert "理由：缺图" in notices_of(place.office, "desk")[0].words.zh


def test_a_notice_is_read_by_whom_it_was_for(place: World) -> None:
    reviewed(place)
    assert unread(place.office, "eng") == 1
    (notice,) = notices_of(place.office, "eng")
    assert notice.words.en.startswith("To do: Errand ER-2026-0001, Review")
    mark_read(place.office, "eng", place.now, notice.id)
    assert (unread(place.office, "eng"), unread(place.office, "both")) == (0, 1)


def test_the_clock_takes_its_events_without_anybody_looking(place: World) -> None:
    number = reviewed(place)
    place.act("eng", number, "endorse", opinion="可")
    for login in ("eng", "safe"):
        place.act(login, number, "sign")
    place.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "灯"}])
    place.act("desk", number, "pay", total_paid="20.00", receipt="R")
    place.later(days=2)
    assert backlog(place.office, place.now).clock == 1
    work(place.office, place.now)
    with place.office.read() as connection:
        assert connection.execute(select(t.cases.c.state)).scalar_one() == "lapsed"
    assert backlog(place.office, place.now).clock == 0
    assert verify(place.office).faults == ()


class Killed(BaseException):
    """What ends a process ends this transaction too."""


@pytest.mark.parametrize(("module", "act"), [(climbing, "climb"), (outgoing, "send_out")])
def test_who_dies_between_the_effect_and_the_commit_has_told_nobody(
    place: World, monkeypatch: pytest.MonkeyPatch, module: ModuleType, act: str
) -> None:
    number = reviewed(place)
    place.act("eng", number, "return", reason="缺图")
    place.act("desk", number, "submit")
    climbing.arm(place.office)
    place.later(hours=5)
    before = written(place)

    def dying(*args: Any) -> int:
        tell_people(*args)
        raise Killed

    monkeypatch.setattr(module, "tell_people", dying)
    with pytest.raises(Killed):
        getattr(module, act)(place.office, place.now)
    assert written(place) == before
    monkeypatch.undo()
    for _ in range(2):
        work(place.office, place.now)
    assert sorted(told(place)) == [("boss", "已逾期"), ("both", "已逾期"), ("eng", "已逾期")]
    assert backlog(place.office, place.now).outbox == 0


def written(place: World) -> list[int]:
    with place.office.read() as connection:
        waiting = select(t.outbox.c.id).where(t.outbox.c.sent_at.is_(None))
        return [len(connection.execute(query).all()) for query in (select(t.notices), select(t.rungs), waiting)]


def test_any_number_of_workers_tell_each_person_once(place: World) -> None:
    numbers = [reviewed(place) for _ in range(4)]
    place.later(hours=4)
    barrier = Barrier(4)

    def go() -> None:
        barrier.wait()
        for _ in range(3):
            work(place.office, place.now)

    threads = [Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told(place)) == sorted([(login, "已逾期") for _ in numbers for login in ("boss", "both", "eng")])
    assert len(rungs(place)) == 3 * len(numbers)


def test_what_is_due_by_the_thousand_is_done_in_rounds(place: World) -> None:
    numbers = [reviewed(place) for _ in range(3)]
    place.later(hours=4)
    assert climbing.climb(place.office, place.now, limit=2) == 2
    assert climbing.climb(place.office, place.now, limit=2) == len(numbers) - 2
    assert climbing.climb(place.office, place.now + timedelta(seconds=1), limit=2) == 0
