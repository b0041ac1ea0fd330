"""One person's wishes: everything that is held of them handed over, and erased but for what must stay."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select, update

from flows.service import registers, starting
from flows.service.audit import replay_all, verify
from flows.service.case_list import CasesWanted, list_cases
from flows.service.commenting import comment
from flows.service.errors import Invalid, NotFound
from flows.service.letters import Letter, authorise
from flows.service.privacy.erasing import GONE, erase_person, plan_erasure
from flows.service.privacy.export import write_export
from flows.service.privacy.holdings import holdings
from flows.service.registers import NewAuthorisation, NewParty, set_setting
from flows.service.revealing import Wish, reveal
from flows.storage import tables as t
from tests.service.a_site import A_DAY, TODAY
from tests.service.kept_office import story_office
from tests.stories.forms import permit_in
from tests.stories.forms_services import network_in
from tests.stories.office import Flat, StoryCase, StoryOffice
from tests.web.stories import PDF

NAME, PHONE, NUMBER = "业户甲示例", "13800005678", "E00000099"


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def somebody(place: StoryOffice) -> tuple[Flat, int]:
    """A flat, and its owner as a person of flesh and blood would be registered."""
    flat = place.flat()
    new = NewParty(NAME, PHONE, "id_card", NUMBER)
    registers.change_party(place.office, "front_desk", flat.owner, new, place.now)
    return flat, flat.owner


def moved_out(place: StoryOffice, party: int) -> None:
    with place.office.transaction() as connection:
        mine = t.tenures.c.party_id == party
        connection.execute(update(t.tenures).where(mine).values(until=place.now.date() - A_DAY))


def row(place: StoryOffice, party: int) -> Any:
    with place.office.read() as connection:
        return connection.execute(select(t.parties).where(t.parties.c.id == party)).one()


def found_by_name(place: StoryOffice) -> list[str]:
    return [line.number for line in list_cases(place.office, "front_desk", place.now, CasesWanted(q=NAME)).items]


def connected(place: StoryOffice, flat: Flat) -> StoryCase:
    """A case with a copy of the applicant's own identity document."""
    return network_in(place, "closed", flat)


def exported(place: StoryOffice, party: int, folder: Path) -> ZipFile:
    made = folder / f"{party}.zip"
    assert write_export(place.office, holdings(place.office, party), made, place.now) == ()
    assert made.stat().st_mode & 0o077 == 0
    return ZipFile(made)


def test_they_are_given_all_that_is_held_of_them(place: StoryOffice, tmp_path: Path) -> None:
    flat, party = somebody(place)
    case = connected(place, flat)
    comment(place.office, "front_desk", case.number, "业主下午两点以后在家", place.now)
    reveal(place.office, Wish("front_desk", case.number, "field:contact"), "电话预约上门", place.now)
    with exported(place, party, tmp_path) as made:
        names, page = set(made.namelist()), made.read("person.html").decode()
        told = json.loads(made.read("person.json"))
        copies = [name for name in names if "holder_id_copy" in name]
        assert made.read(copies[0]).startswith(b"\x89PNG")
    assert {"register.csv", "cases.csv", "papers.csv", "looks.csv", "comments.csv"} < names
    for held in (NAME, PHONE, NUMBER, flat.code, case.number, "业主下午两点以后在家", "电话预约上门"):
        assert held in page
    values = {
        line[2]: line[3] for section in told["sections"] if section["code"] == "values" for line in section["rows"]
    }
    assert values["contact"] == case.data["contact"], "theirs in full"
    assert values["holder_id"] == case.data["holder_id"]


def test_they_are_not_given_what_is_held_of_others(place: StoryOffice, tmp_path: Path) -> None:
    flat, party = somebody(place)
    case = permit_in(place, "closed", flat)
    with exported(place, party, tmp_path) as made:
        whole = "".join(made.read(name).decode() for name in made.namelist() if not name.startswith("papers/"))
        assert not [name for name in made.namelist() if "welder" in name]
    assert case.data["welder_id"] not in whole
    assert case.data["fire_watcher_phone"] not in whole
    assert "焊工身份证复印件" in whole, "that there is one is told"


def test_what_spreadsheets_and_browsers_would_run_is_only_words(place: StoryOffice, tmp_path: Path) -> None:
    _, party = somebody(place)
    registers.change_party(place.office, "front_desk", party, NewParty("=cmd()<script>"), place.now)
    with exported(place, party, tmp_path) as made:
        assert "<script>" not in made.read("person.html").decode()
        assert "'=cmd()" in made.read("register.csv").decode()
    with pytest.raises(FileExistsError):
        exported(place, party, tmp_path)
    with pytest.raises(NotFound):
        holdings(place.office, 999_999)


def test_what_must_stay_is_said_with_until_when(place: StoryOffice) -> None:
    flat, party = somebody(place)
    case = connected(place, flat)
    plan = plan_erasure(place.office, party, place.now)
    assert [(one.why.en[:12], one.until) for one in plan.stays] == [
        ("tied to unit", None),
        (f"case {case.number}"[:12], (place.now + timedelta(days=3 * 366)).date()),
    ]
    assert (plan.papers, plan.row_goes) == (1, False)
    assert row(place, party).phone == PHONE, "a plan changes nothing"
    erase_person(place.office, party, place.now)
    assert (row(place, party).name, row(place, party).id_number) == (NAME, NUMBER)
    assert plan_erasure(place.office, party, place.now).papers == 0, "the copy of their document went at once"
    assert verify(place.office).faults == replay_all(place.office)[1] == ()


def test_when_nothing_holds_it_any_more_the_person_is_forgotten(place: StoryOffice, tmp_path: Path) -> None:
    flat, party = somebody(place)
    case = connected(place, flat)
    comment(place.office, "front_desk", case.number, f"{NAME}说谢谢", place.now)
    moved_out(place, party)
    assert found_by_name(place) == [case.number]
    place.later(days=3 * 366 + 1)
    assert plan_erasure(place.office, party, place.now).stays == ()
    for _ in range(2):
        erase_person(place.office, party, place.now)
    gone = row(place, party)
    assert (gone.name, gone.phone, gone.id_kind, gone.id_number) == (GONE, None, None, None)
    assert found_by_name(place) == []
    assert registers.list_parties(place.office, "front_desk", place.now, q="yhj").items == ()
    with exported(place, party, tmp_path) as made:
        whole = "".join(made.read(name).decode() for name in made.namelist() if not name.startswith("papers/"))
    assert all(word not in whole for word in (NAME, PHONE, NUMBER))
    assert verify(place.office).faults == replay_all(place.office)[1] == ()


def test_an_open_or_held_case_and_a_letter_in_force_keep_them(place: StoryOffice) -> None:
    flat, party = somebody(place)
    agent = registers.add_party(place.office, "front_desk", "north", NewParty("代理示例"), place.now).id
    new = NewAuthorisation(flat.code, party, agent, "renovation", TODAY, TODAY + A_DAY)
    made = authorise(place.office, "front_desk", "north", new, Letter("a.pdf", PDF), place.now)
    assert [one.until for one in plan_erasure(place.office, agent, place.now).stays] == [TODAY + A_DAY]
    case = permit_in(place, "draft", flat)
    moved_out(place, party)
    place.later(days=5 * 366)
    set_setting(place.office, "administrator", "north", "office", "record_years", 10, place.now)
    assert plan_erasure(place.office, party, place.now).letters == 0, "the site's own term"
    set_setting(place.office, "administrator", "north", "office", "record_years", 3, place.now)
    complaint = place.opens("complaint", flat, flat.owner)
    assert plan_erasure(place.office, party, place.now).letters == 0, "the unit is disputed"
    complaint.at("front_desk").takes("withdraw", reason="客户撤诉")
    plan = plan_erasure(place.office, party, place.now)
    assert plan.stays[0].why.en == f"case {case.number} is open"
    assert plan.letters == 1
    erase_person(place.office, party, place.now)
    with place.office.read() as connection:
        letters = t.authorisation_letters
        query = select(letters).where(letters.c.authorisation_id == made.id)
        letter = connection.execute(query).one()
    assert (letter.name, letter.removed_why, letter.erased_at) == ("letter", "wished", place.now)
    assert not place.office.attachments.has(letter.sha256)


def test_nobody_is_erased_while_a_case_of_theirs_is_being_opened(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat, party = somebody(place)
    moved_out(place, party)
    assert plan_erasure(place.office, party, place.now).row_goes
    written, go_on, remember = Event(), Event(), starting._remember

    def slowly(*what: Any) -> None:
        written.set()
        go_on.wait(20)
        remember(*what)

    monkeypatch.setattr(starting, "_remember", slowly)
    with ThreadPoolExecutor(2) as two:
        opened = two.submit(place.opens, "complaint", flat, party)
        assert written.wait(20)
        erased = two.submit(erase_person, place.office, party, place.now)
        with pytest.raises(TimeoutError):
            erased.result(0.3)
        go_on.set()
        case = opened.result()
        assert [one.why.en for one in erased.result().stays] == [f"case {case.number} is open"]
    assert row(place, party).name == NAME
    assert found_by_name(place) == [case.number]


def test_for_somebody_erased_no_case_is_opened(place: StoryOffice) -> None:
    flat, party = somebody(place)
    moved_out(place, party)
    erase_person(place.office, party, place.now)
    with pytest.raises(Invalid) as refused:
        place.opens("complaint", flat, party)
    assert "nobody of that id" in refused.value.errors[0].message.en


def test_what_is_in_use_on_a_register_keeps_its_case(place: StoryOffice) -> None:
    flat, party = somebody(place)
    case = permit_in(place, "draft", flat)
    case.at("front_desk").takes("withdraw", reason="不再施工")
    moved_out(place, party)
    place.later(days=5 * 366)
    assert plan_erasure(place.office, party, place.now).stays == ()
    entry = {"site_id": case.row.site_id, "case_id": case.row.id, "kind": "key", "line": 0, "state": "in_use"}
    when = {"valid_until": place.now + A_DAY, "opened_at": place.now, "changed_at": place.now}
    with place.office.transaction() as connection:
        connection.execute(insert(t.entries), {**entry, **when, "facts": {}})
    [stays] = plan_erasure(place.office, party, place.now).stays
    assert stays.why.en == f"what case {case.number} put on a register is in use"
