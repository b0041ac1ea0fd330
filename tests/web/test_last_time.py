"""What was asked last time is not asked again: filled in, marked, masked; and what changes each time never is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from flows.procedures import PROCEDURES
from flows.service.last_time import SAME
from tests.stories.forms_services import PHONE, repair_in
from tests.stories.office import StoryOffice
from tests.web.conftest import Browser, carried
from tests.web.storied import office_with_passwords, pages_of, signed_in

SHOWN = f"{PHONE[:3]}••••{PHONE[-4:]}"
MARK = "上次填的"
KEPT = {"text", "phone"}


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with office_with_passwords(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def app(office: StoryOffice) -> Flask:
    return pages_of(office)


@pytest.fixture
def desk(app: Flask) -> Browser:
    return signed_in(app, "front_desk")


def field(page: str, name: str) -> str:
    found = re.search(rf'<div class="field[^"]*">\s*<label for="data.{name}">.*?</div>', page, re.DOTALL)
    assert found, name
    return found.group()


def form_of(desk: Browser, number: str) -> str:
    return desk.get(f"/cases/{number}/events/dispatch?site=north&lang=zh").get_data(as_text=True)


def order(page: str, **more: str) -> dict[str, str]:
    given = {"item": "水管漏水", "urgency": "at_once", "technician": "technician", "contact": SHOWN, **more}
    return {**carried(page, "dispatch"), **{f"data.{name}": value for name, value in given.items()}}


def test_how_somebody_is_reached_stands_filled_in_masked_and_marked_and_is_taken_as_it_is(
    office: StoryOffice, desk: Browser
) -> None:
    flat = office.flat()
    repair_in(office, "dispatched", flat)
    office.opens("home_repair", flat, flat.owner)  # withdrawn before anything was filled in
    case = office.opens("home_repair", flat, flat.owner)
    page = form_of(desk, case.number)
    assert f'value="{SHOWN}"' in field(page, "contact")
    assert MARK in field(page, "contact")
    assert PHONE not in page, "masked as everywhere"
    assert page.count(MARK) == 1, "what is to be done is asked anew"
    for _ in range(2):
        assert desk.post(f"/cases/{case.number}/events/dispatch", order(page)).status_code == 303, (
            "sent twice, taken once"
        )
    assert (case.state, case.data["contact"], case.events) == ("dispatched", PHONE, ["dispatch"])


def test_it_is_changed_or_cleared_at_will_and_a_form_that_comes_back_keeps_that(
    office: StoryOffice, desk: Browser
) -> None:
    flat = office.flat()
    repair_in(office, "dispatched", flat)
    case = office.opens("home_repair", flat, flat.owner)
    page = form_of(desk, case.number)
    assert desk.post(f"/cases/{case.number}/events/dispatch", order(page, contact="")).status_code == 422
    assert 'value=""' in field(desk.last, "contact")
    assert MARK not in desk.last
    assert desk.post(f"/cases/{case.number}/events/dispatch", order(page, item="")).status_code == 422
    assert f'value="{SHOWN}"' in field(desk.last, "contact")
    page = form_of(desk, case.number)
    assert desk.post(f"/cases/{case.number}/events/dispatch", order(page, contact="13900000077")).status_code == 303
    assert case.data["contact"] == "13900000077"


def test_nothing_is_taken_from_others(office: StoryOffice, desk: Browser) -> None:
    flat = office.flat()
    repair_in(office, "dispatched", flat)
    for unit, person, procedure in (
        (office.flat(), flat.owner, "home_repair"),
        (flat, flat.tenant(), "home_repair"),
        (flat, flat.owner, "special_service"),
    ):
        case = office.opens(procedure, unit, person)
        assert case.at("front_desk").sees().remembered == {}


def test_only_what_stays_the_same_is_kept_from_one_time_to_the_next() -> None:
    for key, names in SAME.items():
        fields = PROCEDURES[key].fields()
        assert {fields[name].kind for name in names} <= KEPT, key
