"""A masked value is shown in full to a post that has to do with it, for a reason, and what is written of it stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from flows.service.audit import verify
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.papers import paper
from flows.service.readings import Asked, Reveal, list_reveals, note_export
from flows.service.registers import NewParty, change_party
from flows.service.revealing import Wish, about_to_reveal, reveal
from flows.service.rights import OPERATOR
from flows.service.sealing import seal
from flows.storage.tables import cases, documents, reveals
from tests.service.kept_office import story_office
from tests.stories.forms import passes_in
from tests.stories.forms_office import onboarding_in
from tests.stories.office import StoryCase, StoryOffice

PLACE = "field:workers.2.id_number"
REASON = "派出所核对施工人员"


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as made:
        yield made


def wish(case: StoryCase, login: str = "front_desk", place: str = PLACE) -> Wish:
    return Wish(login, case.number, place)


def kept(office: StoryOffice) -> tuple[Reveal, ...]:
    return list_reveals(office.office, "administrator", "north", office.now).items


def test_the_value_is_shown_for_a_reason_and_the_look_is_kept(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    number = passes.data["workers"][1]["id_number"]
    before = about_to_reveal(office.office, wish(passes), office.now)
    assert (before.label.zh, before.value) == ("身份证号", f"{number[:3]}••••{number[-4:]}")
    assert kept(office) == ()
    assert reveal(office.office, wish(passes), REASON, office.now).value == number
    (look,) = kept(office)
    assert (look.by.login, look.role, look.reason, look.at) == ("front_desk", "front_desk", REASON, office.now)
    assert (look.number, look.label.zh) == (passes.number, "身份证号（第 2 行）")
    assert number not in str(look)


def test_without_a_reason_nothing_is_shown(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    for reason in ("", "  \n ", "想看", "x" * 1001):
        with pytest.raises(Invalid):
            reveal(office.office, wish(passes), reason, office.now)
    assert kept(office) == ()


@pytest.mark.parametrize("login", ["administrator", "trainer", "quality_inspector"])
def test_a_post_that_has_nothing_to_do_with_such_cases_sees_nothing(office: StoryOffice, login: str) -> None:
    passes = passes_in(office, "in_use")
    for see in (about_to_reveal, lambda *given: reveal(given[0], given[1], REASON, given[2])):
        with pytest.raises(Forbidden, match="Front desk"):
            see(office.office, wish(passes, login), office.now)
    assert kept(office) == ()


def test_nobody_sees_anything_of_another_site(office: StoryOffice) -> None:
    with pytest.raises(NotFound):
        reveal(office.office, wish(passes_in(office, "in_use"), "far_desk"), REASON, office.now)


@pytest.mark.parametrize(
    "place",
    [
        "field:workers.3.id_number",
        "field:workers.0.id_number",
        "field:workers.1.name",  # not personal: nothing is behind a mask
        "field:workers.x.id_number",
        "field:workers",
        "field:nothing",
        "fact:worker_pass",
        "applicant:phone",  # not on the register
        "applicant:name",
        "settings:pass_deposit",
        "",
    ],
)
def test_what_is_not_masked_there_is_not_found(office: StoryOffice, place: str) -> None:
    with pytest.raises(NotFound):
        reveal(office.office, wish(passes_in(office, "in_use"), place=place), REASON, office.now)
    assert kept(office) == ()


def test_the_applicants_telephone_can_be_asked_for(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    change_party(office.office, "front_desk", flat.owner, NewParty(f"业主{flat.code}", "13900000009"), office.now)
    passes = passes_in(office, "draft", flat)
    assert reveal(office.office, wish(passes, place="applicant:phone"), REASON, office.now).value == "13900000009"
    assert kept(office)[0].label.zh == "申请人电话"


def test_a_substitute_is_named_with_whom_they_stand_in_for(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    with office.away("finance", stand_in="trainer"):
        reveal(office.office, wish(passes, "trainer"), REASON, office.now)
    (look,) = kept(office)
    assert (look.by.login, look.instead_of and look.instead_of.login, look.role) == ("trainer", "finance", "finance")


@pytest.mark.parametrize("change", [update(reveals).values(reason="x"), delete(reveals)])
def test_no_statement_changes_a_look(office: StoryOffice, change: Executable) -> None:
    reveal(office.office, wish(passes_in(office, "in_use")), REASON, office.now)
    with pytest.raises(DBAPIError, match="append-only"), office.office.transaction() as connection:
        connection.execute(change)
    with office.office.read() as connection:
        assert connection.execute(select(func.count()).select_from(reveals)).scalar_one() == 1


def test_the_looks_are_listed_for_administrators_page_by_page(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    for number in range(3):
        reveal(office.office, wish(passes), f"{REASON} {number}", office.now)
    page = list_reveals(office.office, "administrator", "north", office.now, limit=2)
    rest = list_reveals(office.office, "administrator", "north", office.now, page.cursor, limit=2)
    assert [look.reason[-1] for look in (*page.items, *rest.items)] == ["2", "1", "0"]
    assert rest.cursor is None
    assert len(list_reveals(office.office, "director", "north", office.now).items) == 3
    with pytest.raises(Forbidden):
        list_reveals(office.office, "front_desk", "north", office.now)


def test_it_is_answered_by_who_has_read_and_by_whose_it_is(office: StoryOffice) -> None:
    passes, other = passes_in(office, "in_use"), passes_in(office, "in_use")
    reveal(office.office, wish(passes), REASON, office.now)
    reveal(office.office, wish(passes, "finance"), REASON, office.now)
    reveal(office.office, wish(other), REASON, office.now)

    def numbers(asked: Asked) -> list[tuple[str, str]]:
        page = list_reveals(office.office, "director", "north", office.now, asked=asked)
        return [(look.by.login, look.number) for look in page.items]

    with office.office.read() as connection:
        applicant = {row.number: row.applicant_id for row in connection.execute(select(cases))}
    assert numbers(Asked("finance")) == [("finance", passes.number)]
    assert numbers(Asked(person=applicant[other.number])) == [("front_desk", other.number)]
    assert numbers(Asked("front_desk", applicant[passes.number])) == [("front_desk", passes.number)]
    assert numbers(Asked("nobody")) == numbers(Asked(person=99_999)) == []


def test_opening_a_personal_paper_is_a_look_and_once_in_an_hour(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    with office.office.read() as connection:
        procedure = office.office.catalogue.get(connection, "worker_pass", 1).procedure
        papers = connection.execute(select(documents.c.id, documents.c.kind).order_by(documents.c.id)).all()
    personal = [row.id for row in papers if procedure.documents()[row.kind].personal]
    others = [row.id for row in papers if row.id not in personal]
    for document in (*personal[:1], *personal[:1], *others):
        paper(office.office, "front_desk", passes.number, document, office.now)
    (look,) = kept(office)
    assert (look.by.login, look.number, look.role) == ("front_desk", passes.number, "front_desk")
    assert look.label.zh == procedure.documents()[next(r.kind for r in papers if r.id == personal[0])].zh
    paper(office.office, "front_desk", passes.number, personal[0], office.now + timedelta(hours=2))
    assert len(kept(office)) == 2


def test_a_copy_handed_over_is_a_look_that_belongs_to_the_person(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    with office.office.read() as connection:
        who = connection.execute(select(cases.c.applicant_id).where(cases.c.number == passes.number)).scalar_one()
    note_export(office.office, who, "应本人要求", office.now)
    (look,) = list_reveals(office.office, OPERATOR, "north", office.now, asked=Asked(person=who)).items
    assert (look.by.login, look.number, look.label.en, bool(look.of)) == (
        "",
        "",
        "All that is held of the person",
        True,
    )
    with pytest.raises(NotFound):
        note_export(office.office, 99_999, "应本人要求", office.now)


def test_looks_at_matters_of_the_staff_are_for_who_may_read_those(office: StoryOffice) -> None:
    notice = onboarding_in(office, "exam")
    with office.office.transaction() as connection:
        case = connection.execute(select(cases.c.id, cases.c.site_id).where(cases.c.number == notice.number)).one()
        row = {"site_id": case.site_id, "case_id": case.id, "user_id": 1, "role": "director", "place": "field:x"}
        connection.execute(insert(reveals), {**row, "reason": REASON, "at": office.now})
    assert [look.number for look in list_reveals(office.office, "director", "north", office.now).items] == [
        notice.number
    ]
    assert kept(office) == (), "an administrator keeps the accounts and reads no matters of the staff"


def test_the_checkpoint_holds_every_look(office: StoryOffice) -> None:
    reveal(office.office, wish(passes_in(office, "in_use")), REASON, office.now)
    seal(office.office, office.now)
    assert verify(office.office).faults == ()
    with office.office.transaction() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER reveals_no_update"))
        else:
            connection.execute(text("ALTER TABLE reveals DISABLE TRIGGER USER"))
        connection.execute(update(reveals).values(user_id=2))
    assert [fault.message.en for fault in verify(office.office).faults] == [
        "who was shown what differs from checkpoint 1"
    ]
