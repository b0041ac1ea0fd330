"""Practice: the real rules over a store of one's own, colleagues that play their parts, and a clock that is moved."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from flows.procedures import PROCEDURES
from flows.service import practice as rehearsal
from flows.service.case_view import case_view
from flows.service.errors import Forbidden, Invalid, NotFound, NotYet, Refused
from flows.service.office import Office, open_office
from flows.service.practice import EXERCISES, Practice, Practices, Stores
from flows.service.practice.furnishing import DESK, KEY, furnish_people
from flows.service.practice.room import entered
from flows.service.registers import list_parties
from flows.service.starting import Opening, start
from tests.service.errand import NOW, errand
from tests.web.conftest import SECRET, inhabited

__all__ = ["inhabited"]

ME = "desk"
MAIN = ("special_service", "renovation_extension", "hot_work_permit", "complaint")


@pytest.fixture(scope="module")
def real(inhabited: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One for all these tests: that none of them changes anything in it is one of them."""
    place = tmp_path_factory.mktemp("real")
    shutil.copyfile(inhabited[0], place / "flows.db")
    procedures = (errand(), *PROCEDURES.values())
    office = open_office(f"sqlite:///{place / 'flows.db'}", SECRET, place / "papers", NOW, procedures)
    yield office
    office.engine.dispose()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One template for all these tests."""
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def stores(real: Office, folder: Path) -> Stores:
    return Stores(real, Practices(folder))


@pytest.fixture
def mine(stores: Stores) -> Practice:
    return stores.begin(ME, NOW)


def told(mine: Practice) -> Practice:
    """As the next page finds it."""
    return entered(mine.office)


def of(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def opened(mine: Practice, procedure: str, unit: str = "L-101", name: str = "练习业主甲") -> str:
    now = told(mine).now(NOW)
    party = list_parties(mine.office, DESK, now, site=KEY, q=name).items[0]
    return start(mine.office, Opening(DESK, procedure, KEY, unit=unit, applicant=party.id), now).number


def play_on(mine: Practice, number: str, *, steps: int) -> str:
    """Colleagues alone, the clock moved whenever they have to wait; answers the state it ends in."""
    for _ in range(steps):
        now = told(mine).now(NOW)
        view = case_view(mine.office, DESK, number, now)
        if view.task is None:
            return view.state.code
        try:
            rehearsal.let_act(mine.office, DESK, number, now)
        except (Refused, Invalid, Forbidden, NotYet):
            rehearsal.move_clock(told(mine), "hour", NOW)
    return view.state.code


@pytest.mark.parametrize(
    ("procedure", "end"),
    [
        ("special_service", "archived"),
        ("renovation_extension", "closed"),
        ("hot_work_permit", "closed"),
        ("complaint", "archived"),
    ],
)
def test_colleagues_bring_a_case_to_its_good_end(stores: Stores, procedure: str, end: str) -> None:
    mine = stores.of("whole.way", NOW)
    assert play_on(mine, opened(mine, procedure), steps=40) == end


def test_nothing_of_the_real_office_changes(real: Office, stores: Stores) -> None:
    file = Path(real.engine.url.database or "")
    before = of(file)
    mine = stores.begin("nobody.else", NOW)
    number = opened(mine, "hot_work_permit")
    play_on(mine, number, steps=4)
    assert of(file) == before
    assert number.startswith("LX"), "no number of practice looks like a real one"


def test_no_picture_is_drawn_for_practice(real: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def drawn(*_: object) -> str:
        raise AssertionError("Graphviz was asked")

    monkeypatch.setattr("flows.service.catalogue.svg", drawn)
    mine = Stores(real, Practices(tmp_path / "another")).begin(ME, NOW)
    with mine.office.read() as connection:
        assert "<svg" in mine.office.catalogue.picture(connection, "complaint", PROCEDURES["complaint"].version, "zh")


def test_it_begins_at_nine_on_a_day_of_work_and_runs_on(mine: Practice) -> None:
    assert mine.now(NOW) == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert mine.now(NOW + timedelta(minutes=7)) == datetime(2026, 11, 20, 1, 7, tzinfo=UTC)


def test_the_clock_moves_by_an_hour_a_day_of_work_and_to_a_deadline(mine: Practice) -> None:
    assert rehearsal.move_clock(mine, "hour", NOW) == NOW + timedelta(hours=1)
    assert rehearsal.move_clock(told(mine), "working_day", NOW) == NOW + timedelta(days=3, hours=1), "over the weekend"
    with pytest.raises(NotYet):
        rehearsal.move_clock(told(mine), "deadline", NOW)
    number = opened(mine, "complaint")
    due = case_view(mine.office, DESK, number, told(mine).now(NOW)).deadlines[0].due_at
    assert rehearsal.move_clock(told(mine), "deadline", NOW) == due + timedelta(seconds=1)
    assert case_view(mine.office, DESK, number, told(mine).now(NOW)).overdue
    with pytest.raises(NotFound):
        rehearsal.move_clock(told(mine), "backwards", NOW)


def test_what_the_clock_brings_about_has_happened_when_it_was_moved(mine: Practice) -> None:
    number = opened(mine, "hot_work_permit")
    play_on(mine, number, steps=4)
    rehearsal.move_clock(told(mine), "working_day", NOW)
    assert case_view(mine.office, DESK, number, told(mine).now(NOW)).state.code == "expired"


def test_two_processes_of_a_machine_practise_in_one_store(real: Office, stores: Stores, folder: Path) -> None:
    mine = stores.begin(ME, NOW)
    number = opened(mine, "complaint")
    rehearsal.sit_down(mine, "director", NOW)
    rehearsal.move_clock(told(mine), "hour", NOW)
    other = Stores(real, Practices(folder)).of(ME, NOW)
    assert (other.seat, other.now(NOW)) == ("director", NOW + timedelta(hours=1))
    assert case_view(other.office, "director", number, other.now(NOW)).number == number


def test_everybody_practises_alone_and_begins_anew_when_they_like(stores: Stores) -> None:
    mine, yours = stores.begin(ME, NOW), stores.begin("supervisor", NOW)
    number = opened(mine, "complaint")
    with pytest.raises(NotFound):
        case_view(yours.office, DESK, number, NOW)
    with pytest.raises(NotFound):
        case_view(stores.begin(ME, NOW).office, DESK, number, NOW)


def test_what_nobody_uses_is_removed_after_some_days(real: Office, folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "practice"
    for template in folder.glob("*/template.db"):  # one that is there need not be made
        (place / template.parent.name).mkdir(parents=True)
        shutil.copyfile(template, place / template.parent.name / template.name)
    stores = Stores(real, Practices(place, days=3))

    def homes() -> int:
        return len([path for version in place.iterdir() for path in version.iterdir() if path.is_dir()])

    stores.begin(ME, NOW)
    stores.of("another", NOW + timedelta(days=2))
    assert homes() == 2
    stores.of("third", NOW + timedelta(days=4))
    assert homes() == 2, "the first was not used for four days"
    stores.of("another", NOW + timedelta(days=4))
    stores.begin("fourth", NOW + timedelta(days=6))
    assert homes() == 3, "the second has gone on being used"


def test_what_lies_there_and_is_not_of_practice_stays(real: Office, folder: Path, tmp_path: Path) -> None:
    """Whoever set the folder to one that holds other things loses nothing, and can practise."""
    theirs = (
        "notes.txt",
        "attachments/ab/paper.pdf",
        f"{'a' * 16}/notes.txt",
        f"{'a' * 16}/{'b' * 32}/000001/flows.db",
        f"{'c' * 16}/template.db",
        f"{'c' * 16}/papers/plan.pdf",
    )
    place = tmp_path / "var"
    for name in theirs:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("theirs")
    for path in [*place.rglob("*")]:
        os.utime(path, (0, 0))
    for template in folder.glob("*/template.db"):
        (place / template.parent.name).mkdir()
        shutil.copyfile(template, place / template.parent.name / template.name)
    Stores(real, Practices(place)).begin(ME, NOW)
    assert [name for name in theirs if not (place / name).is_file()] == []


def test_a_process_does_not_go_on_with_a_store_that_another_has_removed(
    real: Office, stores: Stores, folder: Path
) -> None:
    mine, other, late = stores.of("away", NOW), Stores(real, Practices(folder)), NOW + timedelta(days=20)
    number = opened(mine, "complaint")
    other.begin("somebody", late)
    begun = opened(other.of("away", late), "hot_work_permit")
    again = stores.of("away", late)
    assert case_view(again.office, DESK, begun, again.now(late)).number == begun
    with pytest.raises(NotFound):
        case_view(again.office, DESK, number, again.now(late))


def test_nobody_waits_while_somebody_else_begins(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.begin(ME, NOW)
    held = list[bool]()

    def slow(office: Office, start: datetime) -> None:
        if not held:
            held.append(True)
            other = Thread(target=stores.of, args=(ME, NOW), daemon=True)
            other.start()
            other.join(10)
            assert not other.is_alive()
        furnish_people(office, start)

    monkeypatch.setattr("flows.service.practice.stores.furnish_people", slow)
    stores.of("newcomer", NOW)
    assert held


def test_only_a_post_can_be_sat_in(mine: Practice) -> None:
    with pytest.raises(Invalid):
        rehearsal.sit_down(mine, "nobody", NOW)
    assert told(mine).seat == DESK


def test_an_exercise_names_what_its_procedure_has() -> None:
    for exercise in EXERCISES:
        procedure = PROCEDURES[exercise.procedure]
        events = {transition.event.code for transition in procedure.transitions}
        guards = {guard.code for transition in procedure.transitions for guard in transition.when}
        assert exercise.state in {state.code for state in procedure.states}, exercise.key
        assert events.issuperset((*exercise.events, *exercise.never)), exercise.key
        assert guards.issuperset(exercise.refused), exercise.key


def test_each_main_procedure_has_exercises() -> None:
    found = [exercise.procedure for exercise in EXERCISES]
    assert [name for name in MAIN if found.count(name) < 2] == []


def test_an_exercise_begins_with_its_case_and_asks_for_all_it_declares(mine: Practice) -> None:
    for exercise in EXERCISES:
        number = rehearsal.take_up(mine, exercise.key, mine.now(NOW))
        task = told(mine).task
        assert task is not None
        result = rehearsal.result_of(mine, task, mine.now(NOW))
        assert (result.number, result.solved, result.steps) == (number, False, ())
        assert len(result.points) == 1 + len(exercise.events) + len(exercise.never) + len(exercise.refused)


def test_the_result_tells_steps_refusals_and_time(mine: Practice) -> None:
    number = rehearsal.take_up(mine, "permit_fire_watch", mine.now(NOW))
    play_on(mine, number, steps=7)
    rehearsal.move_clock(told(mine), "hour", NOW)
    rehearsal.let_act(mine.office, DESK, number, told(mine).now(NOW))
    with pytest.raises(Refused) as refused:
        rehearsal.let_act(mine.office, DESK, number, told(mine).now(NOW))
    no = refused.value.unmet
    said = [one.message for one in no]
    rehearsal.told_no(told(mine), number, "close", said, told(mine).now(NOW), *(one.guard for one in no))
    rehearsal.move_clock(told(mine), "hour", NOW)
    assert play_on(mine, number, steps=3) == "closed"
    task = told(mine).task
    assert task is not None
    result = rehearsal.result_of(mine, task, told(mine).now(NOW))
    assert result.solved
    assert [step.event for step in result.steps][-2:] == ["finish_work", "close"]
    assert [(each.event.en, bool(each.said)) for each in result.refusals] == [("Close", True)]
    assert result.took >= timedelta(hours=1)


def test_two_processes_that_begin_at_once_come_to_one_store(
    real: Office, stores: Stores, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second finds the place taken, and practises in what the first has begun."""
    other, numbers = Stores(real, Practices(folder)), []
    rename = Path.rename

    def late(draft: Path, place: Path) -> Path:
        monkeypatch.setattr(Path, "rename", rename)
        numbers.append(opened(other.begin("twins", NOW), "complaint"))
        return rename(draft, place)

    monkeypatch.setattr(Path, "rename", late)
    mine = stores.begin("twins", NOW)
    assert case_view(mine.office, DESK, numbers[0], mine.now(NOW)).number == numbers[0]
