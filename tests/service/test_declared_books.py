"""Every register that is declared, over an office in which something of each procedure has happened."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.definition import Text
from flows.procedures import PROCEDURES, REGISTERS
from flows.service.books import Asked, grid_of, whole_book
from flows.service.grid import cell_words
from flows.service.spreadsheet import csv_of, xlsx_of
from flows.storage.tables import cases
from tests.furnished import Files
from tests.service.kept_office import story, story_office
from tests.stories import forms, forms_conduct, forms_office, forms_services
from tests.stories.office import SITE, StoryOffice

NORTH = Text("北苑", "North Court")


def handed_over(office: StoryOffice) -> Any:
    office.later(hours=6)
    return forms_office.handover_in(office, "reviewed")


# One case of each, as far along its way as tells the most.
TOLD: dict[str, Callable[[StoryOffice], Any]] = {
    "hot_work_permit": lambda o: forms.permit_in(o, "closed"),
    "renovation": lambda o: forms.renovation_in(o, "deposit_held"),
    "renovation_extension": lambda o: forms.extension_in(o, "approved"),
    "worker_pass": lambda o: forms.passes_in(o, "in_use"),
    "additional_works": lambda o: forms.works_in(o, "approved"),
    "item_release": lambda o: forms.slip_in(o, "valid"),
    "special_service": lambda o: forms.service_in(o, "follow_up"),
    "home_cleaning": lambda o: forms_services.cleaning_in(o, "done"),
    "home_repair": lambda o: forms_services.repair_in(o, "done"),
    "network_activation": lambda o: forms_services.network_in(o, "registered"),
    "utility_account": lambda o: forms_services.account_in(o, "opened"),
    "move_in": lambda o: forms_services.move_in_to(o, "moved_in"),
    "move_out": lambda o: forms_services.move_out_to(o, "cleared"),
    "public_area_maintenance": lambda o: forms_services.maintenance_in(o, "closed"),
    "complaint": lambda o: forms.complaint_in(o, "archived"),
    "shift_handover": handed_over,
    "duty_roster": lambda o: forms_office.roster_in(
        o, "draft", o.day(), forms_office.duty("front_desk", "early", o.day(1), o.day(3))
    ),
    "training_plan": lambda o: forms_office.plan_in(o, "running", o.day()),
    "onboarding": lambda o: forms_office.onboarding_in(o, "exam"),
    "training_assessment": lambda o: forms_office.fails(forms_office.assessment_of(o, "front_desk", o.day(-30))),
    "fault_notice": lambda o: forms_office.summed_up(forms_office.charged(o, "front_desk", o.day(-20)), "front_desk"),
    "performance_review": lambda o: forms_office.review_in(o, "collecting", "front_desk", o.day(-20)),
    "conduct_record": lambda o: forms_conduct.summed_up(forms_conduct.noted(o, "front_desk", o.day(-20)), "front_desk"),
}


@pytest.fixture(scope="module")
def office(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoryOffice]:
    folder: Path = tmp_path_factory.mktemp("declared")
    with story_office(files.copy(story, folder), folder) as made:
        for tells in TOLD.values():
            tells(made)
        yield made


def test_something_of_every_procedure_has_happened() -> None:
    assert set(TOLD) == set(PROCEDURES)


@pytest.mark.parametrize("code", REGISTERS)
def test_a_declared_register_has_lines_and_can_be_taken_away(office: StoryOffice, code: str) -> None:
    register = REGISTERS[code]
    asked = Asked(register.procedure, SITE, code)
    found = whole_book(office.office, "director", asked, office.now)
    shown = [[cell_words(cell, "zh", found.zone) for cell in line.cells] for line in found.lines]
    if register.entry is None:
        assert shown
        assert all(any(line) for line in shown)
    for lang in ("zh", "en"):
        grid = grid_of(found, asked, NORTH)
        assert csv_of(grid, lang, found.zone)
        assert xlsx_of([grid], lang, found.zone)


@pytest.mark.parametrize("code", REGISTERS)
def test_no_declared_register_shows_a_number_in_full(office: StoryOffice, code: str) -> None:
    """The ID numbers and telephones that stand in the cases of the register."""
    register = REGISTERS[code]
    found = whole_book(office.office, "director", Asked(register.procedure, SITE, code), office.now)
    written = csv_of(grid_of(found, Asked(register.procedure, SITE), NORTH), "zh", found.zone).decode()
    hidden = personal(office)
    assert hidden
    assert [value for value in hidden if value in written] == []


def personal(office: StoryOffice) -> set[str]:
    """Every personal value of every case of the office that is longer than its mask."""
    values: set[str] = set()
    with office.office.read() as connection:
        for row in connection.execute(select(cases.c.procedure, cases.c.data)):
            for name, field in PROCEDURES[row.procedure].fields().items():
                value = row.data.get(name)
                if field.personal and value:
                    values.add(str(value))
                for line in value if field.kind == "rows" and isinstance(value, list) else ():
                    values.update(str(line[c.name]) for c in field.columns if c.personal and line.get(c.name))
    return {value for value in values if len(value) > 7}
