"""Units and parties: who may change what, how authorisations stand, and that no other site is seen."""

from datetime import date, timedelta

import pytest

from flows.service import registers
from flows.service.registers import NewParty
from flows.service.rights import OPERATOR
from tests.web.conftest import Browser, Pages, hidden
from tests.web.staffed import UNIT, agent, elsewhere, person, staff, tenant
from web.app import create_app

HERE = f"/units/{UNIT}"
AT = f"{HERE}?site=north"
FORMS = ("tenure", "authorise", "permit")


@pytest.fixture
def desk(pages: Pages) -> Browser:
    staff(pages)
    return pages.browser("desk")


def send(browser: Browser, path: str, **form: str) -> int:
    """Draws the form at `path` and sends it with `form`."""
    page = browser.get(path).get_data(as_text=True)
    return browser.post(path, {"key": hidden(page, "key"), "site": "north", **form}).status_code


def test_units_are_found_and_paged_by_key(desk: Browser, pages: Pages) -> None:
    for number in range(60):
        registers.add_unit(pages.world.office, OPERATOR, "north", f"2-{number:03}", "2", pages.world.now)
    page = desk.get("/units").get_data(as_text=True)
    assert UNIT in page
    assert "下一页" in page
    assert "2-059" not in page
    link = page.split('rel="next" href="')[1].split('"')[0]
    assert "2-059" in desk.get(link.replace("&amp;", "&")).get_data(as_text=True)
    found = desk.get("/units?q=甲示").get_data(as_text=True)
    assert UNIT in found
    assert "2-001" not in found


def test_the_unit_shows_how_each_authorisation_stands(desk: Browser, pages: Pages) -> None:
    agent(pages, "林有效")
    agent(pages, "何过期", days=-1)
    agent(pages, "高撤销", revoked=True)
    tenant(pages, "租客")
    page = desk.get(AT).get_data(as_text=True)
    for name, standing in (("林有效", "有效"), ("何过期", "已到期"), ("高撤销", "已撤销")):
        line = page.split(f">{name}</a>")[1].split("</li>")[0]
        assert standing in line, name
    assert "租客" in page


def test_the_unit_lists_its_cases(desk: Browser, pages: Pages) -> None:
    number = pages.world.start()
    assert f"/cases/{number}?site=north" in desk.get(AT).get_data(as_text=True)


@pytest.mark.parametrize(
    ("login", "status"), [("desk", 200), ("lead", 200), ("boss", 200), ("admin", 200), ("tech", 403), ("far", 404)]
)
def test_only_keepers_of_the_register_get_its_forms(desk: Browser, pages: Pages, login: str, status: int) -> None:
    browser = pages.browser(login)
    for form in FORMS:
        assert browser.get(f"{HERE}/{form}?site=north").status_code == status, form


def test_whoever_may_not_change_the_register_is_told_who_does_and_sees_no_button(desk: Browser, pages: Pages) -> None:
    page = pages.browser("tech").get(AT).get_data(as_text=True)
    assert "登记与更改由前台接待、客户服务主管、管理处主任、系统管理员办理" in page
    assert "/authorise" not in page
    assert "登记与更改由" not in desk.get(AT).get_data(as_text=True)


def test_a_refused_post_changes_nothing(desk: Browser, pages: Pages) -> None:
    party = person(pages, "某人")
    tech = pages.browser("tech")
    tech.get("/units")
    form = {"site": "north", "party": str(party), "kind": "tenant", "since": "2026-11-01", "key": "k"}
    assert tech.post(f"{HERE}/tenure", form).status_code == 403
    assert "某人" not in desk.get(AT).get_data(as_text=True)


def test_a_tenant_is_entered_and_ended(desk: Browser, pages: Pages) -> None:
    party = person(pages, "新租客")
    assert send(desk, f"{HERE}/tenure?who=新租", party=str(party), kind="tenant", since="2026-11-01") == 303
    tie = registers.unit(pages.world.office, "desk", "north", UNIT, pages.world.now).of_kind("tenant")
    assert [one.name for one in tie] == ["新租客"]
    ties = registers.tenures_of(pages.world.office, "desk", "north", UNIT, pages.world.now)
    ends = next(one.id for one in ties if one.kind == "tenant")
    assert send(desk, f"{HERE}/tenure/{ends}/end", until="2026-11-19") == 303
    unit = registers.unit(pages.world.office, "desk", "north", UNIT, pages.world.now)
    assert unit.of_kind("tenant") == ()


def test_faults_stand_at_their_fields_and_what_was_typed_is_kept(desk: Browser, pages: Pages) -> None:
    party = person(pages, "新租客")
    status = send(desk, f"{HERE}/tenure", party=str(party), kind="tenant", since="2026-11-10", until="2026-11-01")
    assert status == 422
    assert "结束早于开始" in desk.last.split('id="until"')[1]
    assert 'value="2026-11-10"' in desk.last
    assert 'value="2026-11-01"' in desk.last
    assert send(desk, f"{HERE}/tenure", kind="tenant", since="yesterday") == 422
    assert "请选择一个人" in desk.last


def test_faults_are_said_in_english_too(desk: Browser) -> None:
    desk.get("/units?lang=en")
    assert send(desk, f"{HERE}/permit", paper="P-1", since="2026-11-10", until="") == 422
    assert "This needs a date" in desk.last


def test_an_authorisation_is_granted_and_revoked_after_being_asked(desk: Browser, pages: Pages) -> None:
    world, party = pages.world, person(pages, "代办人")
    dates = {"since": "2026-11-20", "until": "2026-12-20"}
    form = {"owner": str(world.owner), "party": str(party), "scope": "renovation", **dates}
    assert send(desk, f"{HERE}/authorise?who=代办", **form) == 303
    granted = registers.list_authorisations(world.office, "desk", world.now, unit=UNIT).items[0]
    assert granted.in_force(world.now.date())
    asked = desk.get(f"{HERE}/authorisations/{granted.id}/revoke").get_data(as_text=True)
    assert "代办人" in asked
    assert "不能恢复" in asked
    assert send(desk, f"{HERE}/authorisations/{granted.id}/revoke") == 303
    assert registers.authorisation(world.office, "desk", granted.id, world.now).revoked_at == world.now


def test_the_same_form_sent_twice_grants_once(desk: Browser, pages: Pages) -> None:
    world, party = pages.world, person(pages, "代办人")
    page = desk.get(f"{HERE}/authorise").get_data(as_text=True)
    form = {name: hidden(page, name) for name in ("key", "csrf_token", "site")}
    form |= {"owner": str(world.owner), "party": str(party), "scope": "renovation"}
    dates = {"since": "2026-11-20", "until": "2026-12-20"}
    for _ in range(2):
        assert desk.post(f"{HERE}/authorise", {**form, **dates}).status_code == 303
    assert len(registers.list_authorisations(world.office, "desk", world.now, unit=UNIT).items) == 1
    assert desk.post(f"{HERE}/authorise", {**form, **dates, "until": "2026-12-24"}).status_code == 303
    granted = registers.list_authorisations(world.office, "desk", world.now, unit=UNIT).items
    assert len(granted) == 2, "gone back to and filled in otherwise, it is another form"


def test_the_same_form_sent_to_two_processes_grants_once(pages_on_both: Pages) -> None:
    world, party = pages_on_both.world, person(pages_on_both, "代办人")
    first = pages_on_both.browser("desk")
    second = Pages(world, create_app(world.office, lambda: world.now)).browser("desk")
    page = first.get(f"{HERE}/authorise").get_data(as_text=True)
    form = {"key": hidden(page, "key"), "site": "north", "owner": str(world.owner), "party": str(party)}
    form |= {"scope": "renovation", "since": "2026-11-20", "until": "2026-12-20", "csrf_token": "the same"}
    for browser in (first, second):
        browser.client.application.config["WTF_CSRF_ENABLED"] = False
        assert browser.post(f"{HERE}/authorise", form).status_code == 303
    assert len(registers.list_authorisations(world.office, "desk", world.now, unit=UNIT).items) == 1


def test_an_authorisation_of_another_unit_is_not_revoked_through_this_one(desk: Browser, pages: Pages) -> None:
    registers.add_unit(pages.world.office, OPERATOR, "north", "1-102", "1", pages.world.now)
    agent(pages, "林有效")
    granted = registers.list_authorisations(pages.world.office, "desk", pages.world.now, unit=UNIT).items[0]
    assert desk.get(f"/units/1-102/authorisations/{granted.id}/revoke").status_code == 404


def test_a_permit_from_before_is_entered_once_and_ended_by_hand(desk: Browser, pages: Pages) -> None:
    form = {"kind": "renovation_period", "paper": "装许 18", "since": "2026-10-01", "until": "2026-12-31"}
    assert send(desk, f"{HERE}/permit", **form) == 303
    assert "装许 18" in desk.get(AT).get_data(as_text=True)
    assert send(desk, f"{HERE}/permit", **form) == 422
    assert "已有在用的登记" in desk.last
    entry = registers.permits_of(pages.world.office, "desk", "north", UNIT, pages.world.now)[0]
    assert send(desk, f"{HERE}/permits/{entry.id}/end", state="void", reason=" ") == 422
    assert "请写明理由" in desk.last
    assert "装许 18" in desk.last, "which entry it is"
    assert desk.get(f"/units/{UNIT}/permits/9999/end?site=north").status_code == 404
    assert send(desk, f"{HERE}/permits/{entry.id}/end", state="void", reason="录到别家的了") == 303
    page = desk.get(AT).get_data(as_text=True)
    assert "已作废" in page
    assert "录到别家的了" in page


def test_nothing_of_another_site_is_shown(desk: Browser, pages: Pages) -> None:
    party = elsewhere(pages)
    assert "9-909" not in desk.get("/units").get_data(as_text=True)
    assert "南苑某人" not in desk.get("/parties?q=南苑").get_data(as_text=True).split('id="found"')[1]
    for path in ("/units/9-909", "/units/9-909?site=south", f"/parties/{party}", f"/parties/{party}/edit"):
        assert desk.get(path).status_code == 404, path
    for path in ("/units?site=south", "/parties?site=south"):
        assert desk.get(path).status_code == 404, path


def test_a_party_is_added_with_number_and_telephone_masked_from_then_on(desk: Browser, pages: Pages) -> None:
    form = {"name": "周示例", "phone": "13812345678", "id_kind": "id_card", "id_number": "110101199001011234"}
    assert send(desk, "/parties/new?site=north", **form) == 303
    found = registers.list_parties(pages.world.office, "desk", pages.world.now, q="周示例").items[0]
    page = desk.get(f"/parties/{found.id}").get_data(as_text=True)
    assert "13812345678" not in page
    assert "110101199001011234" not in page
    assert "138••••5678" in page
    assert "110••••1234" in page


def test_a_fault_of_a_new_party_keeps_what_was_typed(desk: Browser) -> None:
    assert send(desk, "/parties/new?site=north", name="周示例", phone="abc") == 422
    assert "电话号码格式不对" in desk.last
    assert 'value="周示例"' in desk.last
    assert 'value="abc"' in desk.last


def test_the_desk_records_that_it_has_seen_the_document(desk: Browser, pages: Pages) -> None:
    world = pages.world
    new = NewParty("周示例", "", "passport", "E12345678")
    party = registers.add_party(world.office, "desk", "north", new, world.now).id
    page = desk.get(f"/parties/{party}").get_data(as_text=True)
    assert "证件未核" in page
    assert desk.post(f"/parties/{party}/verify", {"key": hidden(page, "key")}).status_code == 303
    assert "证件已核" in desk.get(f"/parties/{party}").get_data(as_text=True)
    assert registers.party(world.office, "desk", party, world.now).verified_at == world.now


def test_a_party_is_put_right(desk: Browser, pages: Pages) -> None:
    party = person(pages, "周示列", "13812345678")
    assert send(desk, f"/parties/{party}/edit", name="周示例") == 303
    found = registers.party(pages.world.office, "desk", party, pages.world.now)
    assert (found.name, found.phone) == ("周示例", "138••••5678")


def test_others_may_read_but_not_change_a_party(desk: Browser, pages: Pages) -> None:
    party = person(pages, "周示例")
    tech = pages.browser("tech")
    page = tech.get(f"/parties/{party}").get_data(as_text=True)
    assert "登记与更改由" in page
    assert tech.get(f"/parties/{party}/edit").status_code == 403
    assert tech.get("/parties/new").status_code == 403
    assert tech.post(f"/parties/{party}/verify", {"key": "k"}).status_code == 403


def test_an_owner_who_sold_no_longer_stands_behind_an_authorisation(desk: Browser, pages: Pages) -> None:
    world = pages.world
    agent(pages, "林有效")
    ties = registers.tenures_of(world.office, "desk", "north", UNIT, world.now)
    yesterday = world.now.date() - timedelta(days=1)
    assert yesterday > date(2020, 1, 1)
    registers.end_tenure(world.office, "desk", "north", UNIT, ties[0].id, yesterday, world.now)
    line = desk.get(AT).get_data(as_text=True).split(">林有效</a>")[1].split("</li>")[0]
    assert "已失效" in line
