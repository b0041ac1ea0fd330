"""Every page says what it is for: a heading, and beside it a sentence; what refuses also says what to do.

All addresses that answer with a page are walked through: a new one is added below, or named among those that are no page.
"""

import gzip
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

import web
from flows.service.verification import code_of
from tests.service.test_second_factor import shown
from tests.stories.forms import CALLED, passes_in, permit_in, service_in
from tests.stories.office import StoryOffice
from tests.web.conftest import PASSWORD, Browser
from tests.web.storied import office_with_passwords, pages_of, signed_in

NO_PAGE = {
    "static": "files",
    "notices.count": "a piece of a page",
    "phrases.show": "a piece of a page",
    "worklist.count": "a piece of a page",
    "case_papers.read": "a paper",
    "registers.unit_entries.read_letter": "a paper",
    "printing.load": "a file",
    "books.take": "a file",
    "reports.take": "a file",
    "procedures.diagram": "a picture",
    "admin.importing.take": "a file",
    "sign_on.leave": "leads to the provider",
    "sign_on.come_back": "leads on from the provider",
    "first_passwords.ask": "on the way in: test_first_passwords",
    "second_factor.ask": "on the way in: below",
    "second_factor.must_set_up": "on the way in: below",
    "second_factor.proposed": "below",
}
DESK, REVIEW, BOSS, ADMIN = "front_desk", "safety_supervisor", "director", "administrator"
# Who opens what lies beneath; the desk opens the rest.
WHOSE = {"/admin": ADMIN, "/reports": BOSS, "/dashboard": BOSS, "/gate": "security"}
PURPOSE = re.compile(r'<p class="(?:soft )?(?:purpose|ask)">(.*?)</p>', re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
STATIC = Path(web.__file__).parent / "static"
MOST_BYTES = 100_000
LEAST = {"zh": 8, "en": 20}  # letters: anything shorter is a label


@dataclass
class House:
    app: Flask
    office: StoryOffice
    ways: dict[str, tuple[str, str]]  # endpoint to who opens it, and where, for addresses with something in them
    browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, login: str) -> Browser:
        if login not in self.browsers:
            self.browsers[login] = signed_in(self.app, login)
        return self.browsers[login]

    def link(self, login: str, path: str, like: str) -> tuple[str, str]:
        """Who finds a link like that on the page at `path`, and where it leads."""
        self.browser(login).get(path)
        found = re.search(rf'href="([^"]*{like}[^"]*)"', self.browser(login).last)
        assert found, f"{path} has no link like {like}"
        return login, html.unescape(found.group(1))


def words(found: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", found)).strip()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("purpose")
    with office_with_passwords(f"sqlite:///{folder / 'flows.db'}", folder) as office:
        flat = office.flat().renovated(-80, 10)
        flat.tenant()
        permit = permit_in(office, "in_force", flat, flat.agent().party)
        waits = permit_in(office, "safety_review", flat, flat.agent().party)
        begun = passes_in(office, "draft", flat)
        passes = passes_in(office, "in_use", flat)
        followed = service_in(office, "follow_up").at(DESK).takes("record_follow_up", **CALLED)
        made = House(pages_of(office), office, {})
        unit, case = f"/units/{flat.code}", f"/cases/{waits.number}"
        made.ways |= {
            "case.show": (REVIEW, case),
            "case.ask": (REVIEW, f"{case}/events/endorse"),
            "case_comments.show": (REVIEW, f"{case}/comments"),
            "case_notices.show": (REVIEW, f"{case}/told"),
            "worklist_acts.ask_whom": (REVIEW, f"/worklist/assign?case={waits.number}@north"),
            "worklist_acts.star_of": (REVIEW, f"/worklist/star?case={waits.number}@north"),
            "several.ask": (REVIEW, f"/worklist/several?case={waits.number}@north"),
            "special.ask": made.link("cs_supervisor", f"/cases/{begun.number}", "/special/"),
            "printing.show": (DESK, f"/cases/{permit.number}/print/hot_work_permit"),
            "books.show": (DESK, "/registers/worker_pass"),
            "reveals.ask": (DESK, f"/cases/{passes.number}/reveal?place=field:workers.1.id_number&site=north"),
            "reports.show": (BOSS, "/reports/money"),
            "reports.cases": made.link(BOSS, "/reports/money", "/reports/money/cases"),
            "spot_checks.ask": (BOSS, f"/cases/{followed.number}/spot-check"),
            "dashboard.one": (BOSS, "/dashboard/hot_work_permit"),
            "dashboard.cases": made.link(BOSS, "/dashboard", "/dashboard/cases"),
            "procedures.one": (DESK, "/procedures/hot_work_permit"),
            "starting.prepare": (DESK, "/start/hot_work_permit"),
            "registers.units.one": (DESK, unit),
            "registers.unit_entries.ask_end": made.link(DESK, unit, "/tenure/[0-9]+/end"),
            "registers.unit_entries.ask_revoke": made.link(DESK, unit, "/revoke"),
            "registers.unit_entries.ask_end_permit": made.link(DESK, unit, "/permits/[0-9]+/end"),
            "registers.unit_entries.ask_tenure": (DESK, f"{unit}/tenure"),
            "registers.unit_entries.ask_grant": (DESK, f"{unit}/authorise"),
            "registers.unit_entries.ask_permit": (DESK, f"{unit}/permit"),
            "registers.parties.one": (DESK, f"/parties/{flat.owner}"),
            "registers.parties.ask_edit": (DESK, f"/parties/{flat.owner}/edit"),
            "persons.show": (BOSS, f"/parties/{flat.owner}/held"),
            "persons.ask": (BOSS, f"/parties/{flat.owner}/held/erase"),
            "admin.staff.one": (ADMIN, "/admin/users/front_desk"),
            "verify.answer": (DESK, f"/verify/{code_of(office.office, 'north', permit.number)}"),
        }
        yield made


def says_what_it_is_for(page: str, where: str) -> None:
    lang = "en" if '<html lang="en">' in page else "zh"
    headings, purposes = HEADING.findall(page), PURPOSE.findall(page)
    assert len(headings) == 1, f"{where} has {len(headings)} headings"
    assert words(headings[0]), where
    assert purposes, f"{where} does not say what it is for"
    assert len(words(purposes[0])) >= LEAST[lang], f"{where} says {words(purposes[0])!r}"


@pytest.fixture(scope="module")
def walked(house: House) -> dict[str, str]:
    """Every page there is, in both languages, by its address."""
    seen = {}
    for rule in house.app.url_map.iter_rules():
        family = rule.endpoint.split(".")[0]
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGE or family in ("api", "health", "signing_in"):
            continue
        usual = next((who for path, who in WHOSE.items() if rule.rule.startswith(path)), DESK)
        assert rule.endpoint in house.ways or not rule.arguments, f"{rule.rule} is a new page: name it here"
        login, path = house.ways.get(rule.endpoint, (usual, rule.rule))
        for lang in ("en", "zh"):
            address = f"{path}{'&' if '?' in path else '?'}lang={lang}"
            answer = house.browser(login).get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            seen[address] = house.browser(login).last
    return seen


def test_every_page_says_what_it_is_for_in_both_languages(walked: dict[str, str]) -> None:
    for address, page in walked.items():
        says_what_it_is_for(page, address)
    assert len(walked) > 100


def test_every_page_comes_quickly_over_a_slow_network(walked: dict[str, str]) -> None:
    """With all that it needs beside pictures, compressed as a proxy does it."""
    files = {path: len(gzip.compress((STATIC / path).read_bytes(), 6)) for path in needed(walked.values())}
    heavy = {}
    for address, page in walked.items():
        weight = len(gzip.compress(page.encode(), 6)) + sum(files[path] for path in needed([page]))
        if weight > MOST_BYTES:
            heavy[address] = weight
    assert heavy == {}
    assert len(files) > 8


def needed(pages: Iterable[str]) -> set[str]:
    """The scripts and style sheets that pages ask for."""
    return {path for page in pages for path in re.findall(r'(?:href|src)="/static/([^"?]+\.(?:css|js))\?', page)}


def test_the_pages_on_the_way_in_do_so_too(house: House) -> None:
    browser = Browser(house.app.test_client())
    browser.get("/login")
    says_what_it_is_for(browser.last, "/login")
    inside = signed_in(house.app, "trainer")
    inside.get("/account/second-factor")
    inside.post("/account/second-factor/propose")
    inside.get("/account/second-factor/set-up")
    says_what_it_is_for(inside.last, "setting a second factor up")
    key = re.search(r"<code>([A-Z2-7]{32})</code>", inside.last)
    assert key
    inside.post("/account/second-factor/set-up", {"code": shown(key.group(1), house.office.now)})
    says_what_it_is_for(inside.last, "recovery codes")
    browser.post("/login", {"login": "trainer", "password": PASSWORD})
    browser.get("/login/code")
    says_what_it_is_for(browser.last, "/login/code")


def test_a_no_says_what_happened_that_nothing_was_lost_and_what_to_do(house: House) -> None:
    desk = house.browser(DESK)
    for path, status, advice in (
        ("/cases/HW-2026-9999", 404, "请核对单号"),
        ("/nowhere", 404, "请核对单号"),
        ("/admin/users", 403, "请管理员给您岗位"),
        ("/logout", 405, "请从页面上的按钮进入"),
    ):
        assert desk.get(f"{path}?lang=zh").status_code == status
        says_what_it_is_for(desk.last, path)
        assert advice in desk.last
        assert 'href="/"' in desk.last
    desk.get("/units")
    assert desk.post("/cases/HW-2026-9999/claim").status_code == 404
    assert "没有办理任何操作，已有的内容都在" in desk.last
