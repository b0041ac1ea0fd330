"""Starting a case in the browser: who may, what ties the applicant, what is kept when something is missing."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from flows.service import registers
from flows.storage.tables import cases
from tests.web.conftest import Browser, Pages, hidden
from tests.web.staffed import UNIT, agent, elsewhere, person, staff, tenant

HERE = f"/start/hot_work_permit?unit={UNIT}"


@pytest.fixture
def desk(pages: Pages) -> Browser:
    staff(pages)
    return pages.browser("desk")


def how_many(pages: Pages) -> int:
    with pages.world.office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(cases)).scalar_one())


def choice(page: str, party: int) -> str:
    """The label with which a person is chosen."""
    found = re.search(rf'<label class="person">\s*<input[^>]*value="{party}".*?</label>', page, re.DOTALL)
    assert found, f"person {party} can't be chosen"
    return found.group()


def test_the_desk_is_offered_every_procedure_it_may_start(desk: Browser) -> None:
    page = desk.get("/start").get_data(as_text=True)
    assert 'href="/start/hot_work_permit"' in page
    assert "电焊" in page, "the card says what it is for"


def test_others_see_who_starts_a_procedure_and_are_refused_its_form(desk: Browser, pages: Pages) -> None:
    tech = pages.browser("tech")
    page = tech.get("/start").get_data(as_text=True)
    assert 'href="/start/hot_work_permit"' not in page
    assert "由前台接待新建" in page
    answer = tech.get("/start/hot_work_permit")
    assert answer.status_code == 403
    assert "此流程由前台接待新建" in tech.last
    token = hidden(pages.browser("desk").get(HERE).get_data(as_text=True), "key")
    assert tech.post("/start/hot_work_permit", {"unit": UNIT, "applicant": "1", "key": token}).status_code == 403
    assert how_many(pages) == 0


def test_a_unit_is_found_by_its_code_and_by_its_owners_name(desk: Browser) -> None:
    for words in ("1-1", "甲示"):
        page = desk.get(f"/start/hot_work_permit?find={words}").get_data(as_text=True)
        assert f"unit={UNIT}" in page, words
    assert "没有找到" in desk.get("/start/hot_work_permit?find=zzz").get_data(as_text=True)


def test_what_ties_a_person_to_the_unit_is_seen_before_anything_is_started(desk: Browser, pages: Pages) -> None:
    live, over = agent(pages, "林有效"), agent(pages, "何过期", days=-1)
    gone, rents = agent(pages, "高撤销", revoked=True), tenant(pages, "租客")
    page = desk.get(HERE).get_data(as_text=True)
    assert "业主" in choice(page, pages.world.owner)
    assert "有效" in choice(page, live)
    assert "2026-12-20" in choice(page, live)
    assert "已于 2026-11-19 到期" in choice(page, over)
    assert "已于 2026-11-20 撤销" in choice(page, gone)
    assert "租户，至 2026-12-31" in choice(page, rents)
    english = desk.get(f"{HERE}&lang=en").get_data(as_text=True)
    assert "expired on 2026-11-19" in choice(english, over)


def test_somebody_without_a_tie_is_found_and_said_to_have_none(desk: Browser, pages: Pages) -> None:
    stranger = person(pages, "路人丁", "13800001234")
    for words in ("路人", "1234"):
        assert "无关系" in choice(desk.get(f"{HERE}&who={words}").get_data(as_text=True), stranger)


def test_a_telephone_is_never_shown_in_full(desk: Browser, pages: Pages) -> None:
    person(pages, "路人丁", "13800001234")
    assert "13800001234" not in desk.get(f"{HERE}&who=路人").get_data(as_text=True)


def test_the_case_is_started_and_its_page_opened(desk: Browser, pages: Pages) -> None:
    page = desk.get(HERE).get_data(as_text=True)
    form = {"site": "north", "unit": UNIT, "applicant": str(pages.world.owner), "key": hidden(page, "key")}
    answer = desk.post("/start/hot_work_permit", form)
    assert answer.status_code == 303
    assert answer.location == "/cases/HW-2026-0001?site=north"
    assert desk.get(answer.location).status_code == 200


def test_a_double_click_starts_one_case(desk: Browser, pages: Pages) -> None:
    page = desk.get(HERE).get_data(as_text=True)
    form = {"site": "north", "unit": UNIT, "applicant": str(pages.world.owner), "key": hidden(page, "key")}
    form["csrf_token"] = hidden(page, "csrf_token")
    places = [desk.post("/start/hot_work_permit", form).location for _ in range(2)]
    assert places[0] == places[1]
    assert how_many(pages) == 1


def test_a_used_form_filled_in_otherwise_asks_again_before_it_starts_another(desk: Browser, pages: Pages) -> None:
    other = agent(pages, "林有效")
    page = desk.get(HERE).get_data(as_text=True)
    form = {"site": "north", "unit": UNIT, "applicant": str(pages.world.owner), "key": hidden(page, "key")}
    desk.post("/start/hot_work_permit", form)
    desk.get("/start")
    answer = desk.post("/start/hot_work_permit", {**form, "applicant": str(other)})
    assert answer.status_code == 409
    assert "已经立过一张单据" in desk.last
    assert hidden(desk.last, "key") != form["key"]
    assert "checked" in choice(desk.last, other)
    assert how_many(pages) == 1


def test_without_an_applicant_the_form_comes_back_with_what_was_chosen(desk: Browser, pages: Pages) -> None:
    key = hidden(desk.get(HERE).get_data(as_text=True), "key")
    answer = desk.post("/start/hot_work_permit", {"site": "north", "unit": UNIT, "key": key})
    assert answer.status_code == 422
    assert "请选择申请人" in desk.last
    assert hidden(desk.last, "unit") == UNIT
    assert hidden(desk.last, "key") == key
    assert how_many(pages) == 0


def test_without_a_unit_where_one_is_needed_the_form_asks_for_it(desk: Browser, pages: Pages) -> None:
    desk.get("/start/hot_work_permit")
    answer = desk.post("/start/hot_work_permit", {"site": "north", "applicant": str(pages.world.owner), "key": "k"})
    assert answer.status_code == 422
    assert "请选择房号" in desk.last


def test_a_person_and_a_unit_of_another_site_are_never_shown_nor_taken(desk: Browser, pages: Pages) -> None:
    party = elsewhere(pages)
    assert "南苑某人" not in desk.get(f"{HERE}&who=南苑").get_data(as_text=True)
    assert "南苑某人" not in desk.get(f"{HERE}&applicant={party}").get_data(as_text=True)
    assert "9-909" not in desk.get("/start/hot_work_permit?find=9").get_data(as_text=True).split('id="units"')[1]
    assert desk.get("/start/hot_work_permit?unit=9-909").status_code == 404
    assert desk.get("/start/hot_work_permit?site=south").status_code == 404
    desk.get(HERE)
    answer = desk.post("/start/hot_work_permit", {"site": "north", "unit": UNIT, "applicant": str(party), "key": "k"})
    assert answer.status_code == 422
    assert how_many(pages) == 0


def test_somebody_new_is_put_on_the_register_on_the_way(desk: Browser) -> None:
    assert "/parties/new?for=hot_work_permit" in desk.get(HERE).get_data(as_text=True)
    page = desk.get(f"/parties/new?for=hot_work_permit&site=north&unit={UNIT}").get_data(as_text=True)
    form = {"name": "新来的人", "site": "north", "for": "hot_work_permit", "unit": UNIT, "key": hidden(page, "key")}
    answer = desk.post("/parties/new", form)
    assert answer.location.startswith("/start/hot_work_permit?")
    page = desk.get(answer.location).get_data(as_text=True)
    assert "新来的人" in page
    assert "checked" in page


def test_a_procedure_that_needs_neither_unit_nor_applicant_says_so(desk: Browser, pages: Pages) -> None:
    page = desk.get("/start/errand?unit=none").get_data(as_text=True)
    answer = desk.post(
        "/start/errand", {"site": "north", "unit": "", "applicant": "nobody", "key": hidden(page, "key")}
    )
    assert answer.status_code == 303
    assert how_many(pages) == 1


def test_an_unknown_procedure_is_not_found(desk: Browser) -> None:
    assert desk.get("/start/no_such_thing").status_code == 404


def test_whoever_is_found_is_shown_with_what_ties_them_to_which_unit(desk: Browser, pages: Pages) -> None:
    live, over = agent(pages, "曾有效"), agent(pages, "曾过期", days=-1)
    gone, rents, stranger = agent(pages, "曾撤销", revoked=True), tenant(pages, "曾租客"), person(pages, "曾路人")
    for typed in ("曾", "zeng", "z"):
        found = desk.get(f"/start/hot_work_permit?find={typed}").get_data(as_text=True).split('id="units"')[1]
        picks = {
            party: re.search(rf"<a [^>]*applicant={party}\".*?</a>", found, re.DOTALL)
            for party in (live, over, gone, rents)
        }
        words = {party: pick.group() for party, pick in picks.items() if pick}
        assert f"unit={UNIT}&amp;applicant={live}" in words[live], typed
        assert "代理人" in words[live]
        assert "至 2026-12-20" in words[live]
        assert "已于 2026-11-19 到期" in words[over]
        assert "已于 2026-11-20 撤销" in words[gone]
        assert "租户，至 2026-12-31" in words[rents]
        assert f"applicant={stranger}" not in found
        assert "与任何房号都没有关系" in found
        assert found.index(f"applicant={live}") < found.index(f"applicant={over}"), "what is in force comes first"
    chosen = desk.get(f"/start/hot_work_permit?unit={UNIT}&applicant={live}").get_data(as_text=True)
    assert "checked" in choice(chosen, live)


def test_a_person_is_found_by_first_letters_beside_the_unit(desk: Browser, pages: Pages) -> None:
    stranger = person(pages, "单路人", "13800001234")
    assert "无关系" in choice(desk.get(f"{HERE}&who=slr").get_data(as_text=True), stranger)
    assert "没有找到" in desk.get("/start/hot_work_permit?find=danlr").get_data(as_text=True)


LETTER = b"%PDF-1.4 the owner's letter"


def granting(pages: Pages, page: str, **more: object) -> dict[str, object]:
    asked = {"site": "north", "unit": UNIT, "key": hidden(page, "key"), "do": "authorise", "scope": "renovation"}
    return {**asked, "owner": str(pages.world.owner), "since": "2026-11-20", "until": "2026-12-31", **more}


def test_an_authorisation_is_entered_on_the_spot_with_its_letter_and_nothing_typed_is_lost(
    desk: Browser, pages: Pages
) -> None:
    stranger = person(pages, "曾受托")
    page = desk.get(f"{HERE}&applicant={stranger}").get_data(as_text=True)
    assert "无关系" in choice(page, stranger)
    form = granting(pages, page, applicant=str(stranger), who="受托", letter=(BytesIO(LETTER), "委托书.pdf"))
    assert desk.post("/start/hot_work_permit", form).status_code == 200
    assert "至 2026-12-31" in choice(desk.last, stranger)
    assert "checked" in choice(desk.last, stranger)
    assert hidden(desk.last, "key") == form["key"]
    assert 'value="受托"' in desk.last
    assert how_many(pages) == 0, "nothing is started by it"
    form["letter"] = (BytesIO(LETTER), "委托书.pdf")
    assert desk.post("/start/hot_work_permit", form).status_code == 200
    granted = registers.list_authorisations(pages.world.office, "desk", pages.world.now, party=stranger).items
    assert [(one.unit, one.letter) for one in granted] == [(UNIT, True)], "pressed twice, entered once"
    form["do"] = ""
    assert desk.post("/start/hot_work_permit", {**form, "letter": ""}).status_code == 303
    at = f"/units/{UNIT}/authorisations/{granted[0].id}/letter?site=north"
    assert f'href="{at.replace("&", "&amp;")}"' in desk.get(f"/units/{UNIT}?site=north").get_data(as_text=True)
    answer = desk.get(at)
    assert (answer.get_data(), answer.mimetype) == (LETTER, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert pages.browser("tech").get(at).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"until": ""}, "请填写日期"),
        ({"until": "2026-11-01"}, "结束早于开始"),
        ({"scope": ""}, "请选择授权事项"),
        ({"owner": ""}, "请选择授权的业主"),
        ({"applicant": ""}, "请先选择授权给谁"),
        ({"letter": (BytesIO(b"GIF89a"), "x.gif")}, "只收 PDF、JPEG、PNG 文件"),
    ],
)
def test_an_authorisation_that_is_not_right_is_told_at_its_field_and_all_stays(
    desk: Browser, pages: Pages, wrong: dict[str, object], told: str
) -> None:
    stranger = person(pages, "曾受托")
    page = desk.get(f"{HERE}&applicant={stranger}").get_data(as_text=True)
    answer = desk.post("/start/hot_work_permit", granting(pages, page, **{"applicant": str(stranger), **wrong}))
    assert answer.status_code == 422
    assert told in desk.last
    assert hidden(desk.last, "unit") == UNIT
    assert registers.list_authorisations(pages.world.office, "desk", pages.world.now, party=stranger).items == ()
