"""What the quick tests see a part of, whole."""

import pytest

from flows.procedures import PROCEDURES
from flows.service.reports import REPORTS
from tests.browser.conftest import Visits
from tests.browser.permit import goes_to_its_end
from tests.browser.test_books_and_reports import a_month
from tests.browser.test_pages import ENDED, lived_in, pages_of_administration, pages_of_registers, ways
from tests.stories.office import StoryOffice


@ways
@pytest.mark.parametrize("key", PROCEDURES)
def test_every_procedure_is_explained(visit: Visits, key: str, lang: str, phone: bool, dark: bool) -> None:
    trainer = visit(lang, phone=phone, dark=dark).becomes("trainer")
    trainer.goes_to(f"/procedures/{key}").is_told(trainer.label(PROCEDURES[key]))


@ways
def test_every_page_of_the_registers(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    flat = lived_in(office)
    desk = visit(lang, phone=phone, dark=dark).becomes("front_desk")
    for path in pages_of_registers(flat):
        desk.goes_to(path)
    for words in ENDED:
        unit = desk.goes_to(f"/units/{flat.code}").page
        desk.follows(unit.get_by_role("link", name=desk.says(*words)).first)


@ways
def test_every_page_of_administration(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    administrator = visit(lang, phone=phone, dark=dark).becomes("administrator")
    for path in pages_of_administration(office):
        administrator.goes_to(path)


@ways
def test_every_report_is_read(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    a_month(office)
    director = visit(lang, phone=phone, dark=dark).becomes("director")
    for name, report in REPORTS.items():
        director.goes_to(f"/reports/{name}").is_told(director.label(report.title))


def test_a_permit_goes_to_its_end_in_english(office: StoryOffice, visit: Visits) -> None:
    goes_to_its_end(office, visit("en", phone=True))


def test_a_permit_goes_to_its_end_without_scripts(office: StoryOffice, visit: Visits) -> None:
    goes_to_its_end(office, visit("zh", "en", scripts=False))
