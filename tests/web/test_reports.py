"""The pages of reports: every one, its workbook, the cases behind a figure; and spot-checking a follow-up."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from flows.service.reports import REPORTS
from tests.stories.forms import CALLED, passes_in, service_in
from tests.stories.office import StoryCase, StoryOffice
from tests.web.conftest import Browser, hidden
from tests.web.storied import office_with_passwords, pages_of, signed_in

FOUND = "电话核实，与记录一致"


@pytest.fixture
def office(story_file: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with office_with_passwords(story_file, tmp_path) as made:
        yield made


@pytest.fixture
def app(office: StoryOffice) -> Flask:
    return pages_of(office)


@pytest.fixture
def director(app: Flask) -> Browser:
    return signed_in(app, "director")


@pytest.fixture
def followed_up(office: StoryOffice) -> StoryCase:
    return service_in(office, "follow_up").at("front_desk").takes("record_follow_up", **CALLED)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_report_is_a_page_and_a_workbook(director: Browser, office: StoryOffice, lang: str) -> None:
    passes_in(office, "in_use")
    index = director.get(f"/reports?lang={lang}").get_data(as_text=True)
    for name, declared in REPORTS.items():
        assert f'href="/reports/{name}?site=north"' in index
        page = unescape(director.get(f"/reports/{name}").get_data(as_text=True))
        assert declared.title.in_(lang) in page
        book = director.get(f"/reports/{name}/report.xlsx")
        with zipfile.ZipFile(BytesIO(book.data)) as parts:
            assert declared.title.in_(lang) in parts.read("xl/sharedStrings.xml").decode()


def test_a_figure_leads_to_its_cases(director: Browser, office: StoryOffice) -> None:
    numbers = [passes_in(office, state).number for state in ("in_use", "awaiting_payment")]
    page = director.get("/reports/money").get_data(as_text=True)
    ways = [unescape(way) for way in re.findall(r'href="(/reports/money/cases[^"]+)"', page)]
    assert ways
    for way in ways:
        behind = director.get(way).get_data(as_text=True)
        assert all(f'href="/cases/{number}?site=north"' in behind for number in numbers), way
    assert f'href="/cases/{numbers[1]}?site=north"' in page  # a figure of one case leads straight to it
    for gone in ("row=nothing", "row=total&column=99", "row=total&column=x", ""):
        assert director.get(f"/reports/money/cases?table=purposes&{gone}").status_code == 404


def test_a_month_that_is_empty_says_so_and_one_to_come_is_refused(director: Browser) -> None:
    page = director.get("/reports/complaints?month=2025-12").get_data(as_text=True)
    assert "本月没有收到投诉" in page
    assert "2026 年 1 月" in page
    assert "2026 年 4 月" not in director.get("/reports/complaints").get_data(as_text=True)
    for month in ("2026-04", "2026-13", "now"):
        assert director.get(f"/reports/complaints?month={month}").status_code == 422
    assert director.get("/reports/weather").status_code == 404


def test_a_report_is_shown_to_its_readers(app: Flask) -> None:
    technician = signed_in(app, "technician")
    page = technician.get("/reports").get_data(as_text=True)
    assert "/reports/waiting" in page
    assert "/reports/points" not in page
    assert technician.get("/reports/points").status_code == 403
    assert technician.get("/reports/points/report.xlsx").status_code == 403
    assert technician.get("/reports/points/cases").status_code == 403


def test_a_follow_up_is_spot_checked_from_its_case(director: Browser, followed_up: StoryCase) -> None:
    way = f"/cases/{followed_up.number}/spot-check"
    assert f'href="{way}' in director.get(f"/cases/{followed_up.number}").get_data(as_text=True)
    page = director.get(way).get_data(as_text=True)
    assert CALLED["customer_said"] in page
    form = {"key": hidden(page, "key"), "agrees": "no", "found": FOUND}
    assert director.post(way, {**form, "agrees": ""}).status_code == 422
    assert FOUND in director.last
    assert director.post(way, {**form, "found": "短"}).status_code == 422
    assert director.post(way, form).status_code == 303
    assert director.post(way, form).status_code == 303  # the same form again acts once
    history = director.get(f"/cases/{followed_up.number}").get_data(as_text=True)
    assert history.count("抽查回访") >= 1
    assert FOUND in history
    assert [r["event"] for r in followed_up.records].count("spot_check") == 1
    assert "与记录不符" in director.get("/reports/follow_ups").get_data(as_text=True)


def test_who_may_not_check_sees_no_way_to_it(app: Flask, followed_up: StoryCase, office: StoryOffice) -> None:
    desk = signed_in(app, "front_desk")
    way = f"/cases/{followed_up.number}/spot-check"
    assert "spot-check" not in desk.get(f"/cases/{followed_up.number}").get_data(as_text=True)
    assert desk.get(way).status_code == 403
    waiting = service_in(office, "follow_up")
    answer = signed_in(app, "director").get(f"/cases/{waiting.number}/spot-check")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, f"/cases/{waiting.number}")
