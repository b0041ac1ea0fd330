"""Practice in the browser: plainly marked, led by the real sign-in, and with no way to anything real."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.procedures import PROCEDURES
from flows.service.office import open_office
from flows.service.practice import Practices
from flows.service.tallies import Limit
from tests.service.errand import NOW, World, errand
from tests.web.conftest import SECRET, Browser, Pages, carried, pages_over
from web.app import create_app
from web.practising import room
from web.practising.inward import turned

MARK = '<span lang="zh-CN">练习</span> <span lang="en">Practice</span>'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("practice")


@pytest.fixture(scope="module")
def house(inhabited: tuple[Path, int], folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """One application for all these tests: each signs in anew, and begins a case of its own."""
    place = tmp_path_factory.mktemp("house")
    shutil.copyfile(inhabited[0], place / "flows.db")
    procedures = (errand(), *PROCEDURES.values())
    office = open_office(f"sqlite:///{place / 'flows.db'}", SECRET, place / "papers", NOW, procedures)
    yield served(World(office, NOW, inhabited[1]), folder)
    office.engine.dispose()


def served(world: World, folder: Path) -> Pages:
    app = create_app(world.office, lambda: world.now, practices=Practices(folder))
    app.testing = True
    return Pages(world, app)


@pytest.fixture
def learner(house: Pages) -> Browser:
    return house.browser("desk")


def addresses(page: str) -> set[str]:
    return set(re.findall(r'\s(?:href|action|formaction|src|hx-get|hx-post)="(/[^"#?]*)', page))


def case_of(learner: Browser, exercise: str = "permit_fire_watch") -> str:
    learner.get("/practice/room")
    answer = learner.post(f"/practice/room/exercises/{exercise}")
    assert answer.status_code == 303, learner.last
    return str(answer.location)


def test_its_requests_are_counted_by_a_name_of_their_own(learner: Browser) -> None:
    name, counted = 'flows_practice_requests_total{route="/room",method="GET",status="200"} ', list[float]()
    for _ in range(2):
        learner.get("/practice/room")
        told = learner.get("/metrics").text
        assert 'route="/practice' not in told
        counted.append(float(told.partition(name)[2].partition("\n")[0]))
    assert counted[1] == counted[0] + 1


def test_the_gallery_leads_there_and_every_page_of_it_is_marked(learner: Browser) -> None:
    assert 'href="/practice/room"' in learner.get("/procedures").text
    number = case_of(learner)
    paths = ["", "/room", "/cases", "/start", "/start/hot_work_permit", "/units", "/parties", "/registers", "/reports"]
    paths += [
        "/notices",
        "/procedures",
        "/procedures/complaint",
        "/procedures/exam",
        "/gate",
        "/nothing",
        "/room/result",
    ]
    for path in (*(f"/practice{path}" for path in paths), number, f"{number}/events/submit"):
        page = learner.get(path, follow_redirects=True).text
        assert MARK in page, path
        assert "<title>练习 Practice · " in page, path
        assert {one for one in addresses(page) if not one.startswith("/practice/")} == set(), path


def test_the_office_itself_is_not_marked(learner: Browser) -> None:
    for path in ("/", "/cases", "/procedures/complaint"):
        page = learner.get(path).text
        assert MARK not in page
        assert {one for one in addresses(page) if one.startswith("/practice")} <= {"/practice/room"}


def test_there_is_no_practice_where_none_is_kept(pages: Pages) -> None:
    browser = pages.browser("desk")
    assert "/practice" not in browser.get("/procedures").text
    assert browser.get("/practice/room").status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(house: Pages, learner: Browser) -> None:
    answer = house.anonymous().get("/practice/room")
    assert (answer.status_code, answer.location) == (303, "/login?next=%2Fpractice%2Froom")


def test_a_printed_code_is_looked_up_in_practice_alone(house: Pages, learner: Browser) -> None:
    code = re.search(r'href="(/practice/verify/LX[^"]+)"', learner.get(case_of(learner)).text)
    assert code
    assert "LXHW" in learner.get(code.group(1)).text
    assert "查无" not in learner.last
    assert "查无" in learner.get(code.group(1).removeprefix("/practice")).text
    assert house.anonymous().get(code.group(1)).status_code == 303


def test_the_ways_out(learner: Browser) -> None:
    assert learner.get("/practice/room/leave").location == "/"
    learner.get("/practice/room")
    answer = learner.post("/practice/logout")
    assert (answer.status_code, answer.location) == (307, "/logout")


def test_what_is_not_practised_is_not_there(learner: Browser) -> None:
    for path in ("/admin", "/account", "/api/v1/procedures", "/healthz", "/login"):
        assert learner.get(f"/practice{path}").status_code == 404, path


def test_a_real_case_is_not_to_be_found_and_its_form_leads_nowhere(house: Pages, learner: Browser) -> None:
    number = house.world.start(procedure="hot_work_permit")
    assert learner.get(f"/cases/{number}").status_code == 200
    assert learner.get(f"/practice/cases/{number}").status_code == 404
    assert (
        learner.post(f"/practice/cases/{number}/events/withdraw", {"revision": "1", "reason": "x"}).status_code == 404
    )


def test_one_sits_elsewhere_and_colleagues_act(learner: Browser) -> None:
    number = case_of(learner)
    page = learner.get(number).text
    assert "让同事办这一步" in page
    answer = learner.post("/practice/room/colleague", {"number": number.rpartition("/")[2], "back": "/cases"})
    assert answer.location == "/practice/cases"
    page = learner.get(number).text
    assert "工程主管审核" in page
    assert "坐到：工程部主管" in page
    learner.post("/practice/room/seat", {"seat": "engineering_supervisor", "back": number.removeprefix("/practice")})
    page = learner.get(number).text
    assert "练习·工程部主管" in page
    assert 'events/endorse"' in page


def test_the_clock_is_moved_by_a_button(learner: Browser) -> None:
    learner.get("/practice/room")
    learner.post("/practice/room/anew")
    assert "2026-11-20 09:00" in learner.get("/practice/room").text
    learner.post("/practice/room/clock", {"by": "working_day"})
    assert "2026-11-23 09:00" in learner.get("/practice/room").text
    learner.post("/practice/room/clock", {"by": "deadline"})
    assert "现在没有在走的时限" in learner.last


def test_only_so_often_does_one_begin_anew(house: Pages, learner: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "ANEW", Limit("few", 2, timedelta(minutes=10)))
    learner.get("/practice/room")
    for _ in range(2):
        learner.post("/practice/room/anew")
        assert "练习已重新开始" in learner.get("/practice/room").text
    number = case_of(learner)
    learner.post("/practice/room/anew")
    assert "重新开始太频繁" in learner.get("/practice/room").text
    assert learner.get(number).status_code == 200, "what was practised stays"
    other = house.browser("boss")
    other.get("/practice/room")
    other.post("/practice/room/anew")
    assert "练习已重新开始" in other.get("/practice/room").text


def test_a_refusal_stands_in_the_result(learner: Browser) -> None:
    number = case_of(learner)
    form = carried(learner.get(f"{number}/events/submit").text, "submit")
    assert learner.post(f"{number}/events/submit", {**form, "data.place": "厨房"}).status_code == 422
    learner.get(number)
    learner.post("/practice/room/colleague", {"number": number.rpartition("/")[2]})
    page = learner.get("/practice/room/result?lang=en").text
    assert "Not solved yet" in page
    assert "Steps: 1; refusals: 1;" in page
    assert "CSH 5.5.1" in page


def test_a_closed_button_that_was_seen_stands_in_the_result_once(learner: Browser) -> None:
    number = case_of(learner)
    for step in range(8):
        if step == 7:  # the work may begin in an hour, and end no sooner
            learner.post("/practice/room/clock", {"by": "hour"})
        learner.get(number)
        learner.post("/practice/room/colleague", {"number": number.rpartition("/")[2]})
    learner.get(number)
    learner.post("/practice/room/seat", {"seat": "safety_supervisor", "back": number.removeprefix("/practice")})
    for _ in range(2):
        assert "收工后须看火" in learner.get(number).text
    page = learner.get("/practice/room/result").text
    assert "被拒绝 1 次" in page
    assert '试过并看到：收工后的看火时间须满 <span class="soft">做到了' in page


def test_what_is_printed_says_that_it_is_not_valid(learner: Browser) -> None:
    number = case_of(learner)
    for _ in range(4):
        learner.get(number)
        learner.post("/practice/room/colleague", {"number": number.rpartition("/")[2]})
    sheets = re.findall(rf'href="({number}/print/[^"?]+)', learner.get(number).text)
    assert sheets
    page = learner.get(sheets[0]).text
    assert MARK in page
    assert "练习项目（不作凭证）" in page


def test_the_other_language_is_chosen_without_leaving(learner: Browser) -> None:
    learner.get("/practice/room")
    answer = learner.post("/practice/language", {"lang": "en", "next": "/room"})
    assert answer.location == "/practice/room"
    assert "Tasks to solve" in learner.get("/practice/room").text


def test_addresses_are_turned_inward_and_what_people_wrote_is_not() -> None:
    page = '<a href="/cases/1">&quot; href=&quot;/x</a> <img src="/practice/static/a"><p>="/no"</p><a href="//far">'
    assert turned(page, "/practice") == (
        '<a href="/practice/cases/1">&quot; href=&quot;/x</a> <img src="/practice/static/a"><p>="/no"</p><a href="//far">'
    )


def test_it_is_the_same_beside_postgresql(postgres_url: str, folder: Path, tmp_path: Path) -> None:
    """Of the office's database it reads who is signed in and what is declared; its own is a file here, too."""
    world = pages_over(postgres_url, tmp_path / "papers").world
    house = served(world, folder)
    learner = house.browser("desk")
    number = case_of(learner)
    assert "动火许可证" in learner.get(number).text
    assert house.browser("eng").get(number).status_code == 404
    world.office.engine.dispose()
