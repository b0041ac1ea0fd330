"""The soak's proofs find what they are there to find."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Executable, update

from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service.acting import Request, act
from flows.service.papers import attach
from flows.service.starting import Opening, start
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import World
from tools.bench.permit import FIRST, PAPERS, PDF, STEPS, UNIT, site
from tools.soak.clocked import Clock
from tools.soak.ledger import Asked, Ledger
from tools.soak.proofs import PROOFS


@pytest.fixture
def soaked(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[World, Ledger]]:
    """One case, two events and a refusal, as the soak would have sent and noted them."""
    north, ledger = site(sqlite_url, tmp_path / "attachments"), Ledger()
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
    ledger.enter(Asked("k3", "eng", "endorse", number, "refused", 409))
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
    del soaked[1].asked["lost"], soaked[1].asked["k2"]
    assert found(soaked) == {"every accepted event is in the history once, and nothing else is"}


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


def test_the_clock_is_as_far_ahead_as_it_was_stepped(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("0")
    clock = Clock(file)
    before = datetime.now().astimezone()
    clock.step(3600)
    clock.step(-600)
    ahead = clock.now(before.tzinfo) - before
    assert timedelta(minutes=50) <= ahead < timedelta(minutes=51)
