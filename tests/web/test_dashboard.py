"""The dashboard's pages: figures with bars beside them, each leading to its cases; the heat on a diagram."""

import gzip
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from tests.stories.forms import passes_in
from tests.stories.forms_conduct import drafted
from tests.stories.office import StoryOffice
from tests.web.conftest import Browser
from tests.web.storied import office_with_passwords, pages_of, signed_in

LARGEST = 100_000  # bytes, compressed


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


def ways(page: str) -> list[str]:
    return sorted({unescape(way) for way in re.findall(r'href="(/dashboard/[^"]+)"', page)})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_leads_to_as_many_cases(director: Browser, office: StoryOffice, lang: str) -> None:
    number = passes_in(office, "in_use").number
    complaint = office.opens("complaint", office.flat(), None).number
    page = director.get(f"/dashboard?lang={lang}").get_data(as_text=True)
    figures = re.findall(r'<a href="(/dashboard/cases[^"]+)">(?:<span[^>]*>)?(\d+)', page)
    assert len(figures) > 8
    for way, many in figures:
        behind = director.get(unescape(way)).get_data(as_text=True)
        assert behind.count("<tr>") - 1 == int(many), way
    seen = director.get("/dashboard/cases?what=waiting").get_data(as_text=True)
    assert f">{number}</a>" in seen
    assert f">{complaint}</a>" in seen
    assert ("今天有效的证件" if lang == "zh" else "Permits in force today") in page
    assert ("投诉：按月和类别" if lang == "zh" else "Complaints by month and category") in page
    assert len(gzip.compress(page.encode())) < LARGEST


def test_a_procedures_page_has_its_picture_with_figures_and_the_same_in_a_table(
    director: Browser, office: StoryOffice
) -> None:
    passes_in(office, "in_use")
    answer = director.get("/dashboard/worker_pass")
    page = answer.get_data(as_text=True)
    assert 'class="heat-badge' in page
    assert re.search(r'heat-0" data-state="in_use"', page)
    assert re.search(r'<th scope="row"[^>]*>使用中</th><td class="figure"[^>]*><a href="[^"]+">1</a>', page)
    assert "style=" not in page
    assert page.count("<script") == page.count("<script src=")
    assert len(gzip.compress(page.encode())) < LARGEST
    assert director.get("/dashboard/dream").status_code == 404


def test_only_who_answers_for_a_site_sees_the_link_and_the_page(app: Flask, director: Browser) -> None:
    assert 'href="/dashboard"' in director.get("/").get_data(as_text=True)
    desk = signed_in(app, "front_desk")
    assert 'href="/dashboard"' not in desk.get("/").get_data(as_text=True)
    for path in ("/dashboard", "/dashboard/complaint", "/dashboard/cases?what=waiting"):
        assert desk.get(path).status_code == 403
        assert director.get(f"{path}{'&' if '?' in path else '?'}site=south").status_code == 404


def test_matters_of_the_staff_are_counted_for_their_readers_alone(app: Flask, office: StoryOffice) -> None:
    number = drafted(office, "technician", "2026-03-02", "late").number
    assert number in signed_in(app, "director").get("/dashboard/cases?what=waiting").get_data(as_text=True)
    assert "/dashboard/conduct_record" in " ".join(
        ways(signed_in(app, "director").get("/dashboard").get_data(as_text=True))
    )
    engineer = signed_in(app, "engineering_supervisor")
    assert "conduct_record" not in engineer.get("/dashboard").get_data(as_text=True)
    assert number not in engineer.get("/dashboard/cases?what=waiting").get_data(as_text=True)
    assert engineer.get("/dashboard/conduct_record").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_of_the_overview_leads_to_as_many_cases(app: Flask, office: StoryOffice, lang: str) -> None:
    complaint = office.opens("complaint", office.flat(), None).number
    passes_in(office, "draft")
    office.later(days=40)
    director = signed_in(app, "director")
    page = director.get(f"/dashboard/overview?lang={lang}").get_data(as_text=True)
    figures = re.findall(r'href="(/dashboard/cases[^"]+)">\D*?(\d+)', page)
    assert len(figures) >= 6
    for way, many in figures:
        behind = director.get(unescape(way)).get_data(as_text=True)
        assert behind.count("<tr>") - 1 == int(many), way
    assert f'href="/cases/{complaint}?site=north"' in page, "what has been overdue longest"
    assert 'href="/dashboard/overview"' in page
    assert signed_in(app, "front_desk").get("/dashboard/overview").status_code == 403
    assert 'aria-current="page">' + ("总览" if lang == "zh" else "Overview") in page
