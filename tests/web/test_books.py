"""The pages of registers: filters, files, and a masked value shown once for a reason."""

import csv
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from flows.definition import Column, Register
from flows.service.books import listing
from flows.storage import tables as t
from tests.stories.forms import passes_in
from tests.stories.office import StoryCase, StoryOffice
from tests.web.conftest import Browser, hidden
from tests.web.storied import office_with_passwords, pages_of, signed_in

APPLICATIONS = Register(
    "applications",
    "worker_pass",
    "办证登记",
    "Applications",
    (Column("number"), Column("unit"), Column("state"), Column("field:workers"), Column("paid:pass_deposit")),
)
CARDS = Register("cards", "worker_pass", "出入证登记", "Cards", (Column("line"), Column("fact:name")), "worker_pass")
PAGE = "/registers/worker_pass"


@pytest.fixture
def office(story_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StoryOffice]:
    monkeypatch.setattr(listing, "REGISTERS", {each.code: each for each in (APPLICATIONS, CARDS)})
    with office_with_passwords(story_file, tmp_path) as made:
        yield made


@pytest.fixture
def app(office: StoryOffice) -> Flask:
    return pages_of(office)


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, "front_desk")


@pytest.fixture
def passes(office: StoryOffice) -> StoryCase:
    return passes_in(office, "in_use")


def test_every_procedure_leads_to_its_registers(desk: Browser, passes: StoryCase) -> None:
    page = desk.get("/registers").get_data(as_text=True)
    ways = re.findall(r'href="(/registers/[^"]+)"', page)
    assert f"{PAGE}?register=cards" in map(unescape, ways)
    for way in ways:
        assert desk.get(unescape(way)).status_code == 200, way


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_register_shows_its_lines_and_leads_to_their_cases(desk: Browser, passes: StoryCase, lang: str) -> None:
    page = desk.get(f"{PAGE}?lang={lang}").get_data(as_text=True)
    assert f'href="/cases/{passes.number}?site=north"' in page
    assert "200.00" in page
    assert all(row["id_number"] not in page for row in passes.data["workers"])
    assert {"zh": "登记日期自", "en": "Registered from"}[lang] in page


def test_filters_narrow_and_an_empty_page_says_so(desk: Browser, passes: StoryCase) -> None:
    for asked in ("state=draft", "unit=nowhere", "since=2030-01-01", "until=2020-01-01"):
        assert "没有符合条件的登记" in desk.get(f"{PAGE}?{asked}").get_data(as_text=True), asked
    assert passes.number in desk.get(f"{PAGE}?state=in_use&all=1").get_data(as_text=True)
    assert desk.get(f"{PAGE}?since=yesterday").status_code == 422
    assert desk.get(f"{PAGE}?cursor=x").status_code == 422
    for way in ("/registers/nothing", f"{PAGE}?register=nothing", f"{PAGE}?site=south", f"{PAGE}/applications.pdf"):
        assert desk.get(way).status_code == 404, way


def test_the_same_lines_come_as_files(desk: Browser, passes: StoryCase) -> None:
    other = f"{PAGE}/applications.csv?state=draft"
    assert len(list(csv.reader(StringIO(desk.get(other).data.decode("utf-8-sig"))))) == 1
    answer = desk.get(f"{PAGE}/applications.csv?state=in_use")
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert (rows[0][0], rows[1][0], rows[1][4]) == ("单号", passes.number, "200.00")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = desk.get(f"{PAGE}/applications.xlsx?lang=en")
    with zipfile.ZipFile(BytesIO(book.data)) as parts:
        words = parts.read("xl/sharedStrings.xml").decode()
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert passes.number in words
    assert "Applications" in words
    assert re.search(r"<v>200(\.00)?</v>", sheet)
    assert "<f>" not in sheet


def test_a_masked_value_is_shown_once_for_a_reason(desk: Browser, office: StoryOffice, passes: StoryCase) -> None:
    number = passes.data["workers"][0]["id_number"]
    page = desk.get(PAGE).get_data(as_text=True)
    way = unescape(next(way for way in re.findall(r'class="masked"[^>]*href="([^"]+)"', page)))
    asking = desk.get(way).get_data(as_text=True)
    assert number not in asking
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asking))
    to = way.partition("?")[0]
    assert desk.post(to, {**form, "reason": "看"}).status_code == 422
    assert number not in desk.last
    answer = desk.post(to, {**form, "reason": "电话核对"})
    assert number in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    again = desk.client.post(to, data={**form, "reason": "电话核对"})
    assert (again.status_code, number in again.get_data(as_text=True)) == (303, False)
    with office.office.read() as connection:
        assert connection.execute(select(func.count()).select_from(t.reveals)).scalar_one() == 1


def test_the_administrator_sees_who_was_shown_what(app: Flask, desk: Browser, passes: StoryCase) -> None:
    to = f"/cases/{passes.number}/reveal"
    page = desk.get(f"{to}?place=field:workers.1.phone").get_data(as_text=True)
    phone = passes.data["workers"][0].get("phone")
    place = "field:workers.1.id_number"
    page = desk.get(f"{to}?place={place}").get_data(as_text=True)
    desk.post(to, {"key": hidden(page, "key"), "place": place, "site": "north", "reason": "派出所来人核对"})
    seen = signed_in(app, "administrator").get("/admin/reveals").get_data(as_text=True)
    assert all(words in seen for words in ("派出所来人核对", "示例front_desk", passes.number, "第 1 行"))
    assert passes.data["workers"][0]["id_number"] not in seen
    assert phone is None or phone not in seen
    assert desk.get("/admin/reveals").status_code == 403


def test_who_has_nothing_to_do_with_it_sees_no_way_to_it(app: Flask, passes: StoryCase) -> None:
    trainer = signed_in(app, "trainer")
    assert "masked" not in trainer.get(PAGE).get_data(as_text=True).replace("books.css", "")
    assert trainer.get(f"/cases/{passes.number}/reveal?place=field:workers.1.id_number").status_code == 403


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_nobody_is_led_away_from_our_pages(desk: Browser, passes: StoryCase, back: str) -> None:
    place = "field:workers.1.id_number"
    page = desk.client.get(f"/cases/{passes.number}/reveal", query_string={"place": place, "back": back}).text
    ways = re.findall(r'(?:href|name="back" value)="([^"]*)"', page)
    assert [way for way in map(unescape, ways) if way.startswith(("http", "//", "/\\"))] == []
    assert any(way.startswith(f"/cases/{passes.number}") for way in ways)
