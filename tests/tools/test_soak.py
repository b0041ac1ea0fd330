"""The soak's proofs find what they are there to find."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Executable, insert, select, update

from command.log_lines import JsonLines
from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service.acting import Request, act
from flows.service.office import Office
from flows.service.papers import attach
from flows.service.starting import Opening, start
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import NOW, World
from tools.bench.permit import FIRST, PAPERS, PDF, STEPS, UNIT, site
from tools.soak import answers
from tools.soak.calm import SETTLING, silent_in_trouble
from tools.soak.clocked import Clock, telling
from tools.soak.ledger import Asked, Ledger, Silence, Trouble
from tools.soak.proofs import PROOFS
from tools.soak.rungs import WITHIN, rungs_once


@pytest.fixture
def soaked(database_url: str, tmp_path: Path) -> Iterator[tuple[World, Ledger]]:
    """One case, two events and a refusal, as the soak would have sent and noted them."""
    north, ledger = site(database_url, tmp_path / "attachments"), Ledger()
    opening = Opening("desk", HOT_WORK_PERMIT.key, "north", unit=UNIT, applicant=north.owner, key="k0")
    number = start(north.office, opening, north.now).number
    ledger.enter(Asked("k0", "desk", "start", number, "accepted", 201))
    for kind in PAPERS:
        attach(north.office, "desk", number, kind, "a.pdf", PDF, north.now)
        ledger.paper(number, sure=True)
    for step, (login, event, data, opinion) in enumerate(STEPS[:2]):
        request = Request(login, number, event, FIRST + step, data=data, opinion=opinion, key=f"k{step + 1}")
        act(north.office, request, north.now)
        ledger.enter(Asked(request.key or "", login, event, number, "accepted", 200))
    ledger.enter(Asked("k3", "eng", "endorse", number, "refused", 409, must="refused"))
    north.later(days=30)
    while work(north.office, north.now):
        pass
    yield north, ledger
    north.office.engine.dispose()


def found(soaked: tuple[World, Ledger]) -> set[str]:
    north, ledger = soaked
    return {what for what, proof in PROOFS if list(proof(north.office, ledger, north.now))}


def test_a_run_in_which_nothing_was_lost_proves_it(soaked: tuple[World, Ledger]) -> None:
    assert found(soaked) == set()


def test_what_was_accepted_and_is_gone_is_found_and_what_nobody_was_told_of(soaked: tuple[World, Ledger]) -> None:
    number = soaked[1].asked["k0"].number
    soaked[1].enter(Asked("lost", "desk", "issue", number, "accepted", 200))
    assert found(soaked) == {"every accepted event is in the history once, and nothing else is"}
    del soaked[1].asked["lost"], soaked[1].asked["k1"]
    assert found(soaked) == {"every accepted event is in the history once, and nothing else is"}


def test_what_stands_behind_a_refusal_is_found_though_no_request_is_kept(soaked: tuple[World, Ledger]) -> None:
    north, ledger = soaked
    north.start(procedure=HOT_WORK_PERMIT.key)
    ledger.enter(Asked("k4", "desk", "start", "", "refused", 422))
    assert found(soaked) >= {
        "every accepted event is in the history once, and nothing else is",
        "every refused one left nothing",
    }
    (fault,) = answers.refused_left_nothing(north.office, ledger, north.now)
    assert fault.startswith("k4: start was refused")


def test_what_was_there_before_and_what_an_answer_was_lost_of_is_in_order(soaked: tuple[World, Ledger]) -> None:
    north, ledger = soaked
    ledger.asked["k2"].outcome = "unclear"
    assert found(soaked) == {"every request got an answer in the end"}
    ledger.before = answers.baseline(north.office)
    del ledger.asked["k2"]
    ledger.papers.clear()
    assert found(soaked) == set()


def test_a_case_without_its_beginning_and_one_that_is_gone_are_found(soaked: tuple[World, Ledger]) -> None:
    north, ledger = soaked
    ledger.before["HW-1900-0001"] = 1
    with north.office.transaction() as connection:
        there = connection.execute(select(t.cases)).mappings().one()
        connection.execute(insert(t.cases), {**there, "id": there["id"] + 1, "number": "HW-1900-0002"})
    faults = list(answers.cases_have_begun(north.office, ledger, north.now))
    assert faults == ["HW-1900-0002 has no beginning", "HW-1900-0001 is gone"]


def test_a_paper_that_nobody_brought_is_found(soaked: tuple[World, Ledger]) -> None:
    soaked[1].papers.clear()
    assert found(soaked) == {"every paper is there once"}


def test_what_must_be_refused_and_was_accepted_is_found(soaked: tuple[World, Ledger]) -> None:
    soaked[1].asked["k2"].must = "refused"
    assert found(soaked) == {"what must be refused was refused"}


def test_a_run_in_which_nothing_wrong_was_asked_proves_nothing(soaked: tuple[World, Ledger]) -> None:
    soaked[1].asked["k3"].must = ""
    assert found(soaked) == {"there was something to prove"}


def test_a_process_that_ended_by_itself_is_found(soaked: tuple[World, Ledger]) -> None:
    soaked[1].end("web-0 ended by itself: Segmentation fault")
    assert found(soaked) == {"no process ended by itself"}


@pytest.mark.parametrize(
    ("since", "until", "broken"),
    [
        (90.0, 99.0, True),
        (90.0, 100.0, False),
        (105.0, 106.0, False),
        (110.0 + SETTLING, 120.0, False),
        (111.0 + SETTLING, 120.0, True),
    ],
)
def test_an_answer_that_was_lost_while_no_fault_was_on_is_found(since: float, until: float, *, broken: bool) -> None:
    ledger = Ledger(troubles=[Trouble("the disk is full", 100, 110)], silences=[Silence("status 500", since, until)])
    assert bool(list(silent_in_trouble(cast(Office, None), ledger, NOW))) is broken


def test_a_server_that_was_killed_excuses_no_other(soaked: tuple[World, Ledger]) -> None:
    with soaked[1].trouble("a process was killed", "8001"):
        soaked[1].nothing("status 500", whom="8001")
    assert found(soaked) == set()
    soaked[1].nothing("status 500", whom="8002")
    assert found(soaked) == {"answers were lost, or 5xx, only while a fault was on"}


def test_an_answer_of_500_fails_the_run(soaked: tuple[World, Ledger]) -> None:
    soaked[1].nothing("status 500")
    assert found(soaked) == {"answers were lost, or 5xx, only while a fault was on"}


def test_a_run_in_which_nobody_got_through_proves_nothing(soaked: tuple[World, Ledger]) -> None:
    soaked[1].asked.clear()
    assert "there was something to prove" in found(soaked)


def test_what_was_refused_and_is_kept_all_the_same_is_found(soaked: tuple[World, Ledger]) -> None:
    soaked[1].asked["k2"].outcome = "refused"
    assert "every refused one left nothing" in found(soaked)


def test_two_winners_a_silent_request_and_a_lost_paper_are_found(soaked: tuple[World, Ledger]) -> None:
    soaked[1].pair("k1", "k2")
    soaked[1].enter(Asked("k4", "desk", "issue", soaked[1].asked["k0"].number))
    soaked[1].paper(soaked[1].asked["k0"].number, sure=True)
    assert found(soaked) == {
        "of two at once one won at the most",
        "every request got an answer in the end",
        "every paper is there once",
    }


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (update(t.counters).values(last=7), "numbers have no gap and no repeat"),
        (update(t.cases).values(state="issued"), "each case is what its history adds up to"),
        (update(t.cases).values(head="0" * 64), "every chain is intact"),
        (update(t.tasks).values(status="done"), "each case waits for one task, or is closed"),
        (update(t.outbox).values(sent_at=None), "nothing is left waiting, and all is told once"),
        (t.rungs.delete(), "each rung fired once, and none early"),
        (update(t.rungs).values(fired_at=datetime(2020, 1, 1).astimezone()), "each rung fired once, and none early"),
    ],
)
def test_a_row_that_is_wrong_is_found(soaked: tuple[World, Ledger], change: Executable, broken: str) -> None:
    with soaked[0].office.transaction() as connection:
        connection.execute(change)
    assert broken in found(soaked)


BEGAN, JUMPED = 1000.0, 1010.0  # seconds of the system's clock; the program's is a month ahead of them from then on


def closed(soaked: tuple[World, Ledger], seconds: float, *, hours: float = 0) -> list[str]:
    """What is found where no rung has fired of a deadline that closed so many seconds after the clock jumped."""
    north, ledger = soaked
    then = datetime.fromtimestamp(JUMPED, NOW.tzinfo)
    ledger.clock = [(BEGAN, (NOW - then).total_seconds()), (JUMPED, (north.now - then).total_seconds() + hours * 3600)]
    ledger.over = JUMPED + 60
    with north.office.transaction() as connection:
        connection.execute(t.rungs.delete())
        last = north.now + timedelta(hours=hours, seconds=seconds)
        connection.execute(update(t.deadlines).where(t.deadlines.c.closed_at.is_(None)).values(closed_at=last))
    return list(rungs_once(north.office, ledger, north.now))


def test_a_rung_that_was_due_long_before_its_deadline_closed_is_found(soaked: tuple[World, Ledger]) -> None:
    (fault,) = closed(soaked, WITHIN + 1)
    assert "['long_overdue', 'overdue', 'soon', 'untaken'] were due long before it closed" in fault


def test_a_worker_need_not_have_come_to_what_closed_at_once(soaked: tuple[World, Ledger]) -> None:
    assert closed(soaked, WITHIN - 1) == []


def test_nobody_need_be_told_that_nobody_has_what_somebody_has(soaked: tuple[World, Ledger]) -> None:
    with soaked[0].office.transaction() as connection:
        connection.execute(update(t.tasks).values(claimed_by="safe"))
    (fault,) = closed(soaked, WITHIN + 1)
    assert "['long_overdue', 'overdue', 'soon'] were due long before it closed" in fault


def test_a_rung_waits_while_a_fault_is_on(soaked: tuple[World, Ledger]) -> None:
    soaked[1].troubles.append(Trouble("the database is away", JUMPED, JUMPED + 30))
    assert closed(soaked, WITHIN + 1) == []


def test_a_rung_waits_for_the_morning(soaked: tuple[World, Ledger]) -> None:
    assert closed(soaked, WITHIN + 1, hours=14) == []


def test_the_clock_is_as_far_ahead_as_it_was_stepped(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("0")
    clock = Clock(file)
    before = datetime.now().astimezone()
    clock.step(3600)
    clock.step(-600)
    ahead = clock.now(before.tzinfo) - before
    assert timedelta(minutes=50) <= ahead < timedelta(minutes=51)


def test_a_line_of_a_log_is_written_by_the_clock_that_is_stepped(tmp_path: Path) -> None:
    (tmp_path / "clock").write_text("3600")
    record = logging.LogRecord("flows", logging.INFO, "", 0, "told", None, None)
    with telling(Clock(tmp_path / "clock")):
        line = JsonLines(lambda: "").format(record)
    assert "told" in line
