"""Papers that have served their purpose are removed on time, once, and nothing else is; the history stays whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from flows.definition import Person, Text
from flows.procedures import PROCEDURES
from flows.procedures.retention import DOCUMENTS, wanting
from flows.service.audit import replay_all, verify
from flows.service.case_view import case_view
from flows.service.demo.papers import png
from flows.service.errors import Conflict, Forbidden, Invalid, Move, NotFound
from flows.service.noting import note
from flows.service.papers import attach, paper
from flows.service.papers_at_rest import at_rest, seal_all
from flows.service.privacy import removing
from flows.service.privacy.holding import hold_papers, let_papers_go
from flows.service.privacy.removing import AWAKE, WITHIN, erase_files, remove_due, what_is_due
from flows.service.registers import set_setting
from flows.service.seeing import THE_CLOCK
from flows.storage.papers.sealed import Sealed
from flows.storage.papers.store import NotReached, Store
from flows.storage.snapshot import by_id
from flows.storage.tables import documents
from tests.service.kept_office import story_office
from tests.stories.forms import permit_in
from tests.stories.office import Flat, StoryCase, StoryOffice

COPIES = {"welder_certificate", "welder_id_copy"}


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def beneath_the_seal(place: StoryOffice) -> Store:
    store = place.office.attachments
    assert isinstance(store, Sealed)
    return store.beneath


def rows(case: StoryCase) -> list[Any]:
    query = select(documents).where(documents.c.case_id == case.row.id).order_by(documents.c.id)
    with case.where.office.read() as connection:
        return list(connection.execute(query))


def removed(case: StoryCase) -> set[str]:
    return {row.kind for row in rows(case) if row.removed_at}


def picture(mark: str) -> bytes:
    """One for each word."""
    return png(sum(mark.encode()) % 256)


def permit(place: StoryOffice, mark: str, state: str = "closed", flat: Flat | None = None) -> StoryCase:
    """With an ID copy that no other case has."""
    made = permit_in(place, "draft", flat)
    attach(place.office, "front_desk", made.number, "welder_id_copy", f"{mark}.png", picture(mark), place.now)
    if state == "closed":
        made.at("front_desk").takes("withdraw", reason="不再施工")
    return made


def whole(place: StoryOffice) -> None:
    assert verify(place.office).faults == ()
    assert replay_all(place.office)[1] == ()


def test_every_personal_field_and_every_kind_of_paper_has_a_purpose_and_a_term() -> None:
    assert {key: wanting(procedure) for key, procedure in PROCEDURES.items() if wanting(procedure)} == {}
    known = {code for procedure in PROCEDURES.values() for code in procedure.documents()}
    assert set(DOCUMENTS) == known, "nothing is told of what nobody asks for"


def test_copies_go_thirty_days_after_the_case_and_other_papers_stay(place: StoryOffice) -> None:
    case = permit_in(place, "closed")
    copy = next(row for row in rows(case) if row.kind == "welder_id_copy")
    assert paper(place.office, "front_desk", case.number, copy.id, place.now).content.startswith(b"\x89PNG")
    place.later(days=29)
    assert remove_due(place.office, place.now, sure=True) == 0
    place.later(days=1, minutes=1)
    assert {(due.number, due.kinds) for due in what_is_due(place.office, place.now)} == {
        (case.number, tuple(sorted(COPIES)))
    }
    assert remove_due(place.office, place.now, sure=True) > 0
    assert removed(case) == COPIES
    assert remove_due(place.office, place.now, sure=True) == 0, "a second time there is nothing left to do"
    with pytest.raises(NotFound, match="served its purpose"):
        paper(place.office, "front_desk", case.number, copy.id, place.now)
    shown = {one.kind: one for one in case_view(place.office, "front_desk", case.number, place.now).papers}
    assert shown["welder_id_copy"].removed_at == place.now
    assert shown["welder_id_copy"].name == "w••••"
    assert not shown["welder_id_copy"].opens
    assert shown["signed_permit_copy"].opens
    told = case.records[-1]
    assert (told["event"], told["why"], {one["kind"] for one in told["removed"]}) == ("remove_papers", "served", COPIES)
    assert rows(case)[0].sha256 in {one["sha256"] for one in told["removed"]}
    whole(place)


def test_the_file_goes_only_with_the_last_paper_that_is_it(place: StoryOffice) -> None:
    first, second = permit(place, "same"), permit(place, "same", "draft")
    digest = rows(first)[0].sha256
    place.later(days=31)
    remove_due(place.office, place.now, sure=True)
    assert removed(first) == {"welder_id_copy"}
    assert place.office.attachments.has(digest), "another case still has the same paper"
    second.at("front_desk").takes("withdraw", reason="不再施工")
    place.later(days=31)
    remove_due(place.office, place.now, sure=True)
    assert not place.office.attachments.has(digest)
    assert at_rest(place.office).missing == ()
    whole(place)


def test_killed_before_the_file_goes_the_next_round_lets_it_go(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = permit(place, "killed")
    digest = rows(case)[0].sha256
    place.later(days=31)
    with monkeypatch.context() as dying:
        dying.setattr(removing, "erase_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            remove_due(place.office, place.now, sure=True)
    assert (removed(case), place.office.attachments.has(digest)) == ({"welder_id_copy"}, True)
    whole(place)
    assert erase_files(place.office, place.now) == 1
    assert not place.office.attachments.has(digest)
    assert rows(case)[0].erased_at == place.now
    assert erase_files(place.office, place.now) == 0


def test_a_store_that_is_away_is_asked_again(place: StoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    case = permit(place, "away")
    beneath = beneath_the_seal(place)
    place.later(days=31)

    def away(*_: object) -> None:
        raise NotReached("no answer")

    with monkeypatch.context() as gone:
        gone.setattr(type(beneath), "remove", away)
        remove_due(place.office, place.now, sure=True)
    assert (removed(case), rows(case)[0].erased_at) == ({"welder_id_copy"}, None)
    remove_due(place.office, place.now, sure=True)
    assert rows(case)[0].erased_at == place.now


def test_a_paper_brought_while_the_same_is_let_go_is_there_after_all(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, other = permit(place, "raced"), permit_in(place, "draft")
    digest = rows(case)[0].sha256
    beneath = type(beneath_the_seal(place))
    place.later(days=31)
    really = beneath.remove

    def slowly(store: Any, given: str) -> None:
        attach(place.office, "front_desk", other.number, "welder_id_copy", "r.png", picture("raced"), place.now)
        really(store, given)

    monkeypatch.setattr(beneath, "remove", slowly)
    remove_due(place.office, place.now, sure=True)
    assert place.office.attachments.has(digest)
    assert paper(place.office, "front_desk", other.number, rows(other)[-1].id, place.now).content == picture("raced")


def test_a_paper_let_go_while_it_is_being_sealed_does_not_come_back(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = permit(place, "sealing")
    digest = rows(case)[0].sha256
    beneath = beneath_the_seal(place)
    beneath.replace(digest, picture("sealing"))
    place.later(days=31)
    really = type(beneath).replace

    def slowly(store: Any, given: str, content: bytes) -> None:
        monkeypatch.setattr(type(beneath), "replace", really)
        remove_due(place.office, place.now, sure=True)
        really(store, given, content)

    monkeypatch.setattr(type(beneath), "replace", slowly)
    seal_all(place.office)
    assert removed(case) == {"welder_id_copy"}
    assert not place.office.attachments.has(digest)


def test_what_is_open_or_disputed_or_held_keeps_its_papers(place: StoryOffice) -> None:
    flat = place.flat()
    disputed, held, runs = permit(place, "disputed", flat=flat), permit(place, "held"), permit(place, "runs", "draft")
    complaint = place.opens("complaint", flat, flat.owner)
    hold_papers(place.office, "director", held.number, "诉讼未结，须留存证据", place.now)
    whole(place)
    place.later(days=31)
    remove_due(place.office, place.now, sure=True)
    assert removed(disputed) == removed(held) == removed(runs) == set()
    complaint.at("front_desk").takes("withdraw", reason="客户撤诉")
    let_papers_go(place.office, "director", held.number, "诉讼已结", place.now)
    remove_due(place.office, place.now, sure=True)
    assert removed(disputed) == removed(held) == {"welder_id_copy"}
    assert removed(runs) == set()
    whole(place)


def test_only_who_answers_for_the_site_holds_and_says_why(place: StoryOffice) -> None:
    case = permit(place, "who")
    with pytest.raises(Forbidden):
        hold_papers(place.office, "front_desk", case.number, "我想留着", place.now)
    with pytest.raises(NotFound):
        hold_papers(place.office, "far_desk", case.number, "别处的人", place.now)
    for act, reason in ((hold_papers, " 为 "), (let_papers_go, "没有保留过")):
        with pytest.raises(Invalid):
            act(place.office, "director", case.number, reason, place.now)
    hold_papers(place.office, "director", case.number, "申诉在办", place.now)
    with pytest.raises(Invalid) as twice:
        hold_papers(place.office, "director", case.number, "再保留一次", place.now)
    assert "held already" in twice.value.errors[0].message.en


def test_each_site_sets_its_own_term(place: StoryOffice) -> None:
    case = permit(place, "term")
    set_setting(place.office, "administrator", "north", "office", "id_copy_days", 60, place.now)
    place.later(days=59)
    assert what_is_due(place.office, place.now) == ()
    place.later(days=2)
    assert [due.number for due in what_is_due(place.office, place.now)] == [case.number]


def test_a_clock_that_jumps_removes_nothing(place: StoryOffice, caplog: pytest.LogCaptureFixture) -> None:
    case = permit(place, "jump")
    place.later(days=3000)
    assert remove_due(place.office, place.now) == 0
    assert removed(case) == set()
    assert f"fewer than {AWAKE} of {WITHIN} days" in caplog.text
    for day in range(1, AWAKE + 1):
        assert remove_due(place.office, place.now) == 0, "one entry at a wrong clock shows nothing"
        permit(place, f"day {day}", "draft")
        place.later(days=int(day < AWAKE))
    assert remove_due(place.office, place.now) > 0


def test_what_the_clock_does_by_itself_shows_nothing_either(place: StoryOffice) -> None:
    case, other = permit(place, "jump"), permit(place, "other")
    place.later(days=3000)
    for _ in range(AWAKE):
        with place.office.transaction() as connection:
            seen = replace(by_id(connection, other.row.id, None, place.now), actor=THE_CLOCK)
            note(place.office, connection, seen, "attach_paper", {"documents": []}, place.now, THE_CLOCK.posts[0])
        place.later(days=1)
    assert remove_due(place.office, place.now) == 0
    assert removed(case) == set()


def test_one_who_acts_meanwhile_is_not_overtaken(place: StoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    case = permit(place, "busy")
    place.later(days=31)

    def busy(*_: object, **__: object) -> None:
        somebody = Person("front_desk", "示例")
        raise Conflict(
            case.number, Move(1, place.now, somebody, "start", Text("新建", "Started"), Text("草稿", "Draft"))
        )

    with monkeypatch.context() as others:
        others.setattr(removing, "note", busy)
        assert remove_due(place.office, place.now, sure=True) == 0
    assert removed(case) == set()
    assert remove_due(place.office, place.now, sure=True) > 0


def test_a_row_that_only_says_it_was_removed_is_found(place: StoryOffice) -> None:
    case = permit(place, "forged")
    with place.office.transaction() as connection:
        mine = documents.c.case_id == case.row.id
        connection.execute(update(documents).where(mine).values(removed_at=place.now, removed_why="served"))
    assert [fault.case for fault in replay_all(place.office)[1]] == [case.number]
