"""A decision on a telephone: all that it needs before its form, and its buttons again where thumbs are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.stories.forms import permit_in
from tests.stories.office import StoryCase, StoryOffice
from tests.web.storied import office_with_passwords, pages_of, signed_in


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with office_with_passwords(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
def app(office: StoryOffice) -> Flask:
    return pages_of(office)


def page_of(app: Flask, login: str, case: StoryCase) -> str:
    return signed_in(app, login).get(f"/cases/{case.number}?site=north").get_data(as_text=True)


def test_who_decides_finds_all_of_it_before_the_form(app: Flask, office: StoryOffice) -> None:
    page = page_of(app, "director", permit_in(office, "director_approval"))
    found = re.search(r'<section class="card decision".*?</section>', page, re.DOTALL)
    assert found
    assert found.start() < page.index('id="act-approve"')
    assert found.group().count("<blockquote>") == 2, "what both supervisors said"
    facts = re.search(r'aria-labelledby="facts".*?(<dl class="facts">.*?</dl>)', page, re.DOTALL)
    assert facts
    assert facts.group(1) in found.group(), "the same facts as on a desk"
    assert found.group().count("/shown?site=north") == 2, "both papers are opened from here"
    assert "审批时限" in found.group()


def test_its_buttons_send_the_form_or_lead_to_where_the_reason_is_asked(app: Flask, office: StoryOffice) -> None:
    case = permit_in(office, "director_approval")
    director = signed_in(app, "director")
    page = director.get(f"/cases/{case.number}?site=north").get_data(as_text=True)
    bar = page.split('class="decide-bar')[1].split("</div>")[0]
    sends = re.findall(r'<button [^>]*form="([^"]+)">([^<]+)</button>', bar)
    assert sends == [("act-approve", "批准")]
    assert page.count('id="act-approve"') == 1
    ways = re.findall(r'<a class="btn" href="([^"]+)">([^<]+)</a>', bar)
    assert {words for _, words in ways} == {"退回", "驳回"}
    for way, _ in ways:
        asked = director.get(way.replace("&amp;", "&")).get_data(as_text=True)
        assert 'name="reason"' in asked


def test_who_seals_has_it_at_the_edge_too(app: Flask, office: StoryOffice) -> None:
    page = page_of(app, "director", permit_in(office, "issued"))
    bar = page.split('class="decide-bar')[1].split("</div>")[0]
    assert re.findall(r'<button [^>]*form="([^"]+)">([^<]+)</button>', bar) == [("act-seal", "盖章")]
    assert page.count('id="act-seal"') == 1
    assert page.index('class="card decision"') < page.index('id="act-seal"')


@pytest.mark.parametrize(("login", "state"), [("front_desk", "director_approval"), ("front_desk", "approved")])
def test_nobody_else_has_them(app: Flask, office: StoryOffice, login: str, state: str) -> None:
    page = page_of(app, login, permit_in(office, state))
    assert "decision" not in page
    assert "decide-bar" not in page
