"""Personal values of cases whose term is over leave the history and whatever was made of them; the chain stays what it was."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, null, select, text, update
from sqlalchemy.exc import DBAPIError

from flows.definition import Person, Text
from flows.service.audit import replay_all, verify
from flows.service.audit_values import removed_values
from flows.service.case_list import CasesWanted, list_cases
from flows.service.case_view import case_view
from flows.service.errors import Conflict, Move, NotFound
from flows.service.privacy import emptying
from flows.service.privacy.emptying import Differs, due_cases, empty, empty_due
from flows.service.privacy.erasing import erase_person, plan_erasure
from flows.service.privacy.export import write_export
from flows.service.privacy.holding import hold_papers
from flows.service.privacy.holdings import holdings
from flows.service.privacy.removing import remove_due, what_is_due
from flows.service.proof.exporting import export_history
from flows.service.proof.verify_history import read
from flows.service.retold import kept_story
from flows.service.revealing import Wish, reveal
from flows.service.sealing import seal
from flows.storage import tables as t
from flows.storage.case_texts import TEXTS
from flows.storage.committed import REMOVED, Names
from tests.service.a_site import TODAY
from tests.service.kept_office import story_office
from tests.service.test_audit import _without_triggers
from tests.stories.forms import passes_in, permit_in
from tests.stories.forms_services import network_in
from tests.stories.office import StoryCase, StoryOffice

YEARS = 3 * 366 + 1
NOTHING = Names(frozenset(), {}, {})


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def entries(case: StoryCase) -> list[Any]:
    h = t.history.c
    with case.where.office.read() as connection:
        return list(connection.execute(select(t.history).where(h.case_id == case.row.id).order_by(h.seq)))


def typed(case: StoryCase) -> set[str]:
    """All personal values of the case, as they lie beside its history."""
    return {value for row in entries(case) for _, value in (row.personal or {}).values()}


def due(place: StoryOffice) -> list[str]:
    with place.office.read() as connection:
        return [row.number for row in due_cases(connection, place.now, 100)]


def emptied(place: StoryOffice, case: StoryCase) -> int:
    with place.office.transaction() as connection:
        return empty(place.office, connection, case.row.id, "wished", place.now)


def faults(place: StoryOffice) -> list[str]:
    return [fault.message.en for fault in verify(place.office).faults]


def whole(place: StoryOffice) -> None:
    assert (faults(place), replay_all(place.office)[1]) == ([], ())


def everywhere(place: StoryOffice) -> str:
    """All that any table holds, but for people and units."""
    apart = {"parties", "party_sounds", "users", "definitions", "units"}
    with place.office.read() as connection:
        rows = [
            str(tuple(row))
            for table in t.metadata.sorted_tables
            if table.name not in apart
            for row in connection.execute(select(table))
        ]
        return "\n".join([*rows, *connection.execute(select(TEXTS.c.plain)).scalars()])


def test_what_is_typed_lies_beside_the_chain_and_reads_as_before(place: StoryOffice) -> None:
    case = permit_in(place, "closed")
    chained = "".join(row.content for row in entries(case))
    assert {case.data["welder_id"], case.data["fire_watcher_phone"], case.data["handed_to"]} <= typed(case)
    assert not [value for value in typed(case) if value in chained]
    assert case.data["place"] in chained, "what is nobody's stays in the chain"
    told = {name: value for record in case.records for name, value in record.get("data", {}).items()}
    assert told == dict(case.data)
    whole(place)


def test_a_row_of_workers_keeps_each_value_by_itself(place: StoryOffice) -> None:
    case = passes_in(place, "in_use")
    places = {where for row in entries(case) for where in row.personal or {}}
    assert {"data/workers/0/name", "data/workers/0/id_number", "entries/0/facts/id_number"} <= places
    assert len({salt for row in entries(case) for salt, _ in (row.personal or {}).values()}) == len(places)
    whole(place)


def test_when_the_term_is_over_the_values_are_nowhere_any_more(place: StoryOffice, tmp_path: Path) -> None:
    case = permit_in(place, "closed")
    values = typed(case)
    assert all(value in everywhere(place) for value in values)
    with place.office.transaction() as connection:
        draft = {"login": "front_desk", "case_id": case.row.id, "event": "submit", "site_id": case.row.site_id}
        draft |= {"state": "draft", "typed": {"welder": case.data["welder"]}, "at": place.now}
        connection.execute(insert(t.drafts), draft)
    seal(place.office, place.now)
    export_history(place.office, tmp_path / "before.jsonl", place.now)
    place.later(days=3 * 366 - 1)
    assert due(place) == []
    place.later(days=2)
    assert due(place) == [case.number]
    assert empty_due(place.office, [case.row.id], "served", place.now)[0] == len(values) + 2, (
        "two stand on a register, too"
    )
    assert [value for value in values if value in everywhere(place)] == []
    assert (case.data["welder_id"], case.data["place"] != REMOVED) == (REMOVED, True)
    assert due(place) == []
    assert empty_due(place.office, [case.row.id], "served", place.now) == (0, [])
    with place.office.read() as connection:
        assert removed_values(connection) == (len(values) + 2, 1)
    whole(place)
    export_history(place.office, tmp_path / "after.jsonl", place.now)
    before, after = (told(tmp_path / f"{name}.jsonl") for name in ("before", "after"))
    assert after[: len(before)] == before, "an auditor's export is what it was"


def told(file: Path) -> list[Any]:
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert read(iter(file.read_text().splitlines())).faults == []
    return [line for line in lines if line.get("kind") == "entry"]


def test_pages_say_that_a_value_was_removed(place: StoryOffice) -> None:
    case = permit_in(place, "closed")
    name = case.data["welder"]
    assert [line.number for line in list_cases(place.office, "front_desk", place.now, CasesWanted(q=name)).items]
    emptied(place, case)
    view = case_view(place.office, "front_desk", case.number, place.now)
    assert view.data["welder_id"] == REMOVED
    assert REMOVED in {value for entry in view.history for value in entry.data.values()}
    assert view.history[-1].label.en == "Removed personal values whose time was over"
    with pytest.raises(NotFound, match="was removed"):
        reveal(place.office, Wish("front_desk", case.number, "field:welder_id"), "核对焊工证件", place.now)
    assert list_cases(place.office, "front_desk", place.now, CasesWanted(q=name)).items == ()
    assert list_cases(place.office, "front_desk", place.now, CasesWanted(q="removed")).items == ()
    story = kept_story(place.office, case.number)
    assert REMOVED not in json.dumps(story, ensure_ascii=False)


def test_a_case_that_is_held_or_open_keeps_its_values(place: StoryOffice) -> None:
    case, young = permit_in(place, "closed"), permit_in(place, "draft")
    hold_papers(place.office, "director", case.number, "客户要起诉", place.now)
    place.later(days=YEARS)
    assert due(place) == []
    done, wrong = empty_due(place.office, [case.row.id, young.row.id], "served", place.now)
    assert (done, wrong, typed(case) != set()) == (0, [], True)


def test_killed_half_way_nothing_is_done(place: StoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    case = permit_in(place, "closed")
    before = [tuple(row) for row in entries(case)], dict(case.data)
    for name in ("note", "_empty_registers", "_empty_beside"):
        with monkeypatch.context() as broken:
            broken.setattr(emptying, name, lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                emptied(place, case)
        assert ([tuple(row) for row in entries(case)], dict(case.data)) == before
    whole(place)
    emptied(place, case)
    assert typed(case) == set()
    whole(place)


def test_somebody_at_the_case_is_not_in_the_way_and_a_defect_keeps_nobody_elses(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (permit_in(place, "closed") for _ in range(3))
    place.later(days=YEARS)
    empties = emptying.empty

    def sometimes(office: Any, connection: Any, case_id: int, *more: Any) -> int:
        if case_id == first.row.id:
            somebody = Person("front_desk", "前台")
            move = Move(1, place.now, somebody, "start", Text("新建", "Started"), Text("草稿", "Draft"))
            raise Conflict(first.number, move)
        if case_id == second.row.id:
            raise ValueError("a defect")
        return empties(office, connection, case_id, *more)

    monkeypatch.setattr(emptying, "empty", sometimes)
    done, [fault] = empty_due(place.office, [one.row.id for one in (first, second, third)], "served", place.now)
    assert (str(fault), done > 0) == ("a defect", True)
    assert [bool(typed(one)) for one in (first, second, third)] == [True, True, False]


def test_of_two_rounds_at_once_one_removes_and_no_other_fails(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = permit_in(place, "closed")
    place.later(days=YEARS)
    both, noted, done = Barrier(2), emptying.note, list[tuple[int, list[Exception]]]()

    def together(*what: Any) -> Any:
        with suppress(BrokenBarrierError):  # SQLite lets one in at a time
            both.wait(0.2)
        return noted(*what)

    monkeypatch.setattr(emptying, "note", together)
    rounds = [
        Thread(target=lambda: done.append(empty_due(place.office, [case.row.id], "served", place.now))) for _ in "ab"
    ]
    for one in rounds:
        one.start()
    for one in rounds:
        one.join()
    assert sorted(count > 0 for count, _ in done) == [False, True]
    assert [wrong for _, wrong in done] == [[], []]
    assert [row.event for row in entries(case)].count("remove_values") == 1
    whole(place)


def test_entries_from_before_stand_in_one_chain_with_new_ones(place: StoryOffice) -> None:
    """As in an office that was upgraded while the permit was on its way."""
    catalogue = place.office.catalogue
    catalogue.personal, todays = NOTHING, catalogue.personal
    case = permit_in(place, "sealed")
    catalogue.personal = todays
    whole(place)
    case.at("front_desk").attaches("signed_permit_copy").takes("hand_over", notice_posted=True, handed_to="业主一示例")
    place.later(hours=3)
    case.at("front_desk").takes("finish_work", work_ended_at=place.at())
    place.later(hours=1)
    case.at("safety_supervisor").takes("close", no_hazard_left=True)
    assert typed(case) == {"业主一示例", case.data["welder"], case.data["fire_watcher"]}, "two as facts of the register"
    moved_out(place, case)
    place.later(days=YEARS)
    plan = plan_erasure(place.office, case.row.applicant_id, place.now)
    assert (plan.stays, plan.values, plan.before) == ((), 3, 1)
    erase_person(place.office, case.row.applicant_id, place.now)
    assert (case.data["handed_to"], typed(case)) == (REMOVED, set())
    assert case.data["welder_id"] in entries(case)[3].content, "what the chain holds can't go"
    plan = plan_erasure(place.office, case.row.applicant_id, place.now)
    assert (plan.values, plan.before) == (0, 1)
    whole(place)


def moved_out(place: StoryOffice, case: StoryCase) -> None:
    with place.office.transaction() as connection:
        connection.execute(update(t.tenures).where(t.tenures.c.party_id == case.row.applicant_id).values(until=TODAY))


def test_what_a_person_is_given_after_that_says_what_is_gone(place: StoryOffice, tmp_path: Path) -> None:
    case = network_in(place, "closed")
    values = typed(case)
    assert case.data["holder_id"] in values
    moved_out(place, case)
    place.later(days=YEARS)
    assert plan_erasure(place.office, case.row.applicant_id, place.now).values == len(values)
    for _ in range(2):
        erase_person(place.office, case.row.applicant_id, place.now)
    assert (
        write_export(place.office, holdings(place.office, case.row.applicant_id), tmp_path / "a.zip", place.now) == ()
    )
    with ZipFile(tmp_path / "a.zip") as made:
        whole_export = "".join(made.read(name).decode() for name in made.namelist() if not name.startswith("papers/"))
    assert REMOVED in whole_export
    assert not [value for value in values if value in whole_export + everywhere(place)]
    assert case.records[-1]["why"] == "wished"
    whole(place)


def test_a_clock_that_jumps_empties_nothing_until_somebody_says_it_is_right(
    place: StoryOffice, caplog: pytest.LogCaptureFixture
) -> None:
    case = permit_in(place, "closed")
    place.later(days=YEARS)
    remove_due(place.office, place.now)
    assert typed(case) != set()
    assert "nothing is removed until then" in caplog.text
    assert [one.kinds for one in what_is_due(place.office, place.now)][-1] == ("values",)
    while remove_due(place.office, place.now, sure=True):
        pass
    assert (typed(case), what_is_due(place.office, place.now)) == (set(), ())
    whole(place)


FIRST = "case_id = 1 AND seq = (SELECT min(seq) FROM history WHERE personal IS NOT NULL)"
ALLOWED = (
    f"UPDATE history SET personal = NULL WHERE {FIRST}",
    f"UPDATE history SET personal = '{{}}' WHERE {FIRST}",
)
REFUSED = (
    "UPDATE history SET personal = NULL",
    f"UPDATE history SET personal = NULL, content = 'x' WHERE {FIRST}",
    f"UPDATE history SET personal = NULL, hash = 'x' WHERE {FIRST}",
    f"UPDATE history SET personal = NULL, actor = 'x' WHERE {FIRST}",
    f"UPDATE history SET personal = personal WHERE {FIRST}",
    f"UPDATE history SET personal = '[]' WHERE {FIRST}",
    f"""UPDATE history SET personal = '{{"data/welder": ["00", "x"]}}' WHERE {FIRST}""",
    f"""UPDATE history SET personal = '{{"data/place": ["00", "x"]}}' WHERE {FIRST}""",
    f"DELETE FROM history WHERE {FIRST}",
)


def test_the_database_lets_values_go_and_nothing_else_change(place: StoryOffice) -> None:
    case = permit_in(place, "closed")
    for statement in REFUSED:
        with pytest.raises(DBAPIError, match="append-only"), place.office.transaction() as connection:
            connection.execute(text(statement.replace("case_id = 1", f"case_id = {case.row.id}")))
    with place.office.at_one_moment() as connection:  # which keeps nothing
        for statement in ALLOWED:
            done = connection.execute(text(statement.replace("case_id = 1", f"case_id = {case.row.id}")))
            assert done.rowcount == 1
            connection.rollback()
    assert len(typed(case)) == 6
    whole(place)


def test_what_was_changed_by_force_is_told_before_anything_goes_and_keeps_no_other_case(place: StoryOffice) -> None:
    """The forgery would go with the value, and nobody could find it any more."""
    beside, row, sound = (permit_in(place, "closed") for _ in range(3))
    forged = next(entry for entry in entries(beside) if entry.personal)
    by_force(place, forged, {**forged.personal, "data/welder": [forged.personal["data/welder"][0], "别人"]})
    with place.office.transaction() as connection:
        other = dict(row.row.data) | {"welder_id": "another"}
        connection.execute(update(t.cases).where(t.cases.c.id == row.row.id).values(data=other))
    before = [typed(case) for case in (beside, row)]
    place.later(days=YEARS)
    every = [case.row.id for case in (beside, row, sound)]
    done, lacking = empty_due(place.office, every, "served", place.now)
    assert ([type(fault) for fault in lacking], done > 0) == ([Differs, Differs], True)
    assert ["salt was changed" in str(lacking[0]), "add" in str(lacking[1])] == [True, True]
    assert [typed(case) for case in (beside, row, sound)] == [*before, set()]
    assert {fault.case for fault in verify(place.office).faults} == {beside.number}
    assert row.number in {fault.case for fault in replay_all(place.office)[1]}


FORGED: tuple[tuple[Any, str], ...] = (
    (lambda kept: None, "is gone and no entry says so: data/certificate_number"),
    (lambda kept: {**kept, "data/welder": [kept["data/welder"][0], "别人"]}, "salt was changed: data/welder"),
    (lambda kept: {**kept, "data/welder": ["00" * 16, kept["data/welder"][1]]}, "salt was changed: data/welder"),
    (lambda kept: {**kept, "data/welder": ["zz", 7]}, "salt was changed: data/welder"),
    (lambda kept: {**kept, "data/more": ["00", "x"]}, "is none of its own: data/more"),
    (lambda kept: [], "can't be read"),
)


def test_whoever_owns_the_database_and_touches_a_value_is_found(place: StoryOffice) -> None:
    case = permit_in(place, "engineering_review")
    row = next(row for row in entries(case) if row.personal)
    for change, said in FORGED:
        forged = change(row.personal)
        by_force(place, row, null() if forged is None else forged)
        [fault] = verify(place.office).faults
        assert (fault.case, fault.seq, said in fault.message.en) == (case.number, row.seq, True), fault
        assert case_view(place.office, "front_desk", case.number, place.now).number == case.number, "pages go on"
    by_force(place, row, row.personal)
    whole(place)
    emptied(place, case)
    by_force(place, row, row.personal)
    assert "a personal value is there that was removed" in faults(place)[0]


def by_force(place: StoryOffice, row: Any, personal: Any) -> None:
    with place.office.transaction() as connection:
        _without_triggers(connection)
        mine = (t.history.c.case_id == row.case_id) & (t.history.c.seq == row.seq)
        connection.execute(update(t.history).where(mine).values(personal=personal))


def left_in_files(story_file: str, values: set[str]) -> set[str]:
    """SQLite's, its log of writes too. As somebody would look who carries the disk away while the program serves."""
    file = Path(story_file.removeprefix("sqlite:///"))
    held = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    return {value for value in values if value.encode() in held}


@pytest.mark.parametrize("wished", [False, True])
def test_nothing_of_a_value_is_left_in_the_files(tmp_path: Path, story_file: str, wished: bool) -> None:
    with story_office(story_file, tmp_path) as place:
        case = permit_in(place, "closed")
        values = typed(case)
        assert left_in_files(story_file, values) == values
        moved_out(place, case)
        place.later(days=YEARS)
        if wished:
            erase_person(place.office, case.row.applicant_id, place.now)
        else:
            remove_due(place.office, place.now, sure=True)
        assert left_in_files(story_file, values) == set()


def test_who_reads_holds_the_log_and_nobody_up(
    tmp_path: Path, story_file: str, caplog: pytest.LogCaptureFixture
) -> None:
    with story_office(story_file, tmp_path) as place:
        case = permit_in(place, "closed")
        values = typed(case)
        place.later(days=YEARS)
        with place.office.read() as reader:
            assert reader.execute(select(t.cases.c.id)).all()
            remove_due(place.office, place.now, sure=True)
        assert "until the next round" in caplog.text
        assert (typed(case), left_in_files(story_file, values)) == (set(), values)
        remove_due(place.office, place.now, sure=True)
        assert left_in_files(story_file, values) == set()
