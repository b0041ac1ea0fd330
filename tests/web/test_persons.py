"""The page on which whoever answers for a site hands over or erases what is held of one person."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, update

from flows.service import registers
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.people import set_password
from flows.service.privacy.erasing import GONE
from flows.service.privacy.wished import erase_for, export_for, held_of, plan_for
from flows.service.readings import list_reveals
from flows.service.registers import NewParty
from flows.service.rights import OPERATOR
from flows.service.signing_in import sign_in
from flows.storage import tables as t
from tests.service.a_site import A_DAY
from tests.service.kept_office import story_office
from tests.stories.forms_services import network_in
from tests.stories.office import StoryOffice
from tests.web.conftest import HASH, PASSWORD
from tests.web.storied import office_with_passwords, pages_of, signed_in
from tools.bench.counting import heard, queries

NAME, PHONE, NUMBER = "业户甲示例", "13800005678", "E00000099"


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        with found.office.transaction() as connection:
            connection.execute(update(t.users).where(t.users.c.login == "director").values(password=HASH))
        yield found


@pytest.fixture
def pages(story_file: str, tmp_path: Path) -> Iterator[tuple[Flask, StoryOffice]]:
    with office_with_passwords(story_file, tmp_path) as made:
        yield pages_of(made), made


def somebody(place: StoryOffice) -> int:
    flat = place.flat()
    registers.change_party(place.office, "front_desk", flat.owner, NewParty(NAME, PHONE, "id_card", NUMBER), place.now)
    network_in(place, "closed", flat)
    with place.office.transaction() as connection:
        mine = t.tenures.c.party_id == flat.owner
        connection.execute(update(t.tenures).where(mine).values(until=place.now.date() - A_DAY))
    return flat.owner


def name_of(place: StoryOffice, party: int) -> str:
    with place.office.read() as connection:
        return str(connection.execute(select(t.parties.c.name).where(t.parties.c.id == party)).scalar_one())


def test_a_copy_is_made_for_a_reason_and_who_took_it_stands_among_the_looks(place: StoryOffice) -> None:
    party = somebody(place)
    with export_for(place.office, "director", party, "本人携证件当面申请", place.now) as made, ZipFile(made) as archive:
        told = json.loads(archive.read("person.json"))
        assert [name for name in archive.namelist() if "holder_id_copy" in name]
    assert (told["name"], told["lacking"]) == (NAME, [])
    [look] = list_reveals(place.office, OPERATOR, "north", place.now).items
    assert (look.by.login, look.role, look.reason, look.of) == ("director", "director", "本人携证件当面申请", NAME)
    with pytest.raises(Invalid):
        export_for(place.office, "director", party, " 要 ", place.now)


def test_erasure_takes_the_password_and_a_reason_and_says_who_and_why_for_good(place: StoryOffice) -> None:
    party = somebody(place)
    later = place.now + timedelta(days=3 * 366 + 1)
    for password, reason, path in (("wrong", "本人书面要求", "password"), (PASSWORD, "要", "reason")):
        with pytest.raises(Invalid) as no:
            erase_for(place.office, "director", party, password, reason, later)
        assert no.value.errors[0].path == path
    assert name_of(place, party) == NAME
    plan = erase_for(place.office, "director", party, PASSWORD, "本人书面要求", later)
    assert (plan.stays, plan.papers, name_of(place, party)) == ((), 1, GONE)
    seen = held_of(place.office, "director", party, later)
    assert seen.gone
    [done] = seen.erased
    assert (done.at, done.reason) == (later, "本人书面要求")
    assert done.by is not None
    assert done.by.login == "director"
    assert not plan_for(place.office, "director", party, later).does_something
    erase_for(place.office, "director", party, PASSWORD, "本人书面要求", later)
    assert len(held_of(place.office, "director", party, later).erased) == 1, "nothing was left to do"


def test_a_password_that_somebody_gave_erases_nobody_and_is_not_used_up(place: StoryOffice) -> None:
    party = somebody(place)
    given_one = "Zebra-quilt-9417-lamp"
    set_password(place.office, "administrator", "director", given_one, place.now)
    kept = password_of(place, "director")
    with pytest.raises(Invalid) as no:
        erase_for(place.office, "director", party, given_one, "本人书面要求", place.now)
    assert "choose one first" in no.value.errors[0].message.en
    assert password_of(place, "director") == kept
    who = sign_in(place.office, "director", given_one, place.now)
    assert who is not None
    assert who.chooses
    with pytest.raises(Invalid):
        erase_for(place.office, "director", party, given_one, "本人书面要求", place.now)
    assert name_of(place, party) == NAME


def test_who_has_no_password_is_told_how_else(place: StoryOffice) -> None:
    party = somebody(place)
    with place.office.transaction() as connection:
        connection.execute(update(t.users).where(t.users.c.login == "director").values(password=None))
    with pytest.raises(Invalid) as no:
        erase_for(place.office, "director", party, "", "本人书面要求", place.now)
    assert "flows person erase" in no.value.errors[0].message.en


def password_of(place: StoryOffice, login: str) -> str:
    with place.office.read() as connection:
        return str(connection.execute(select(t.users.c.password).where(t.users.c.login == login)).scalar_one())


def test_nobody_else_may_and_of_another_site_there_is_nobody(place: StoryOffice) -> None:
    party = somebody(place)
    for login, no in (("front_desk", Forbidden), ("cs_supervisor", Forbidden), ("far_desk", NotFound)):
        for act in (held_of, plan_for):
            with pytest.raises(no):
                act(place.office, login, party, place.now)
        with pytest.raises(no):
            export_for(place.office, login, party, "本人当面申请", place.now)
        with pytest.raises(no):
            erase_for(place.office, login, party, PASSWORD, "本人书面要求", place.now)
    with pytest.raises(NotFound):
        held_of(place.office, "director", 999_999, place.now)


def test_what_is_held_is_counted_in_few_statements_however_many_cases_there_are(place: StoryOffice) -> None:
    party = somebody(place)

    def asked() -> int:
        with heard(place.office) as said:
            held_of(place.office, "director", party, place.now)
        return len(queries(said))

    before = asked()
    network_in(place, "draft")
    counts = {words.en: count for words, count in held_of(place.office, "director", party, place.now).counts}
    assert (counts["Cases"], counts["Ties to units"]) == (1, 1), "of them alone"
    assert asked() == before <= 5


def test_the_pages_lead_through_it(pages: tuple[Flask, StoryOffice]) -> None:
    app, office = pages
    party = somebody(office)
    director = signed_in(app, "director")
    director.get(f"/parties/{party}")
    assert f"/parties/{party}/held" in director.last
    desk = signed_in(app, "front_desk")
    desk.get(f"/parties/{party}")
    assert "/held" not in desk.last
    assert desk.get(f"/parties/{party}/held").status_code == 403
    here = f"/parties/{party}/held"
    director.get(here)
    assert director.post(f"{here}/export", {"reason": "要"}).status_code == 422
    assert "请写明原因" in director.last
    took = director.post(f"{here}/export", {"reason": "本人携证件当面申请"})
    assert (took.status_code, took.mimetype, took.headers["Cache-Control"]) == (
        200,
        "application/zip",
        "private, no-store",
    )
    with ZipFile(BytesIO(took.data)) as archive:
        assert NAME in archive.read("person.html").decode()
    director.get(f"{here}/erase")
    assert "的保留期未满" in director.last
    assert director.post(f"{here}/erase", {"reason": "本人书面要求", "password": "x"}).status_code == 422
    assert "密码不对" in director.last
    assert PASSWORD not in director.last
    assert director.post(f"{here}/erase", {"reason": "本人书面要求", "password": PASSWORD}).status_code == 303
    director.get(here)
    assert "做过的删除" in director.last
    assert "本人书面要求" in director.last
    assert name_of(office, party) == NAME, "the case must stay, and with it the row"


def test_passwords_can_not_be_tried_there_without_end(pages: tuple[Flask, StoryOffice]) -> None:
    app, office = pages
    party = somebody(office)
    director = signed_in(app, "director")
    director.get(f"/parties/{party}/held/erase")
    form = {"reason": "本人书面要求"}
    for n in range(5):
        director.post(f"/parties/{party}/held/erase", {**form, "password": f"guess {n}", "key": str(n)})
    again = director.post(f"/parties/{party}/held/erase", {**form, "password": PASSWORD, "key": "right"})
    assert again.status_code == 422
    assert "密码输错次数太多" in director.last
    office.later(minutes=6)
    sixth = director.post(f"/parties/{party}/held/erase", {**form, "password": PASSWORD, "key": "later"})
    assert sixth.status_code == 303
