"""The page of the gate: found by number or code, compared, let out once; everything else is refused in plain words."""

import pytest
from sqlalchemy import update

from flows.service import people
from flows.service.people import PostHeld
from flows.service.registers import list_authorisations, revoke
from flows.service.rights import OPERATOR
from flows.service.verification import code_of
from flows.storage.tables import users
from tests.stories.forms import SLIP
from tests.web.conftest import HASH, Browser, Pages, hidden
from tests.web.staffed import agent

KEY = "item_release"
LET_OUT = {"data.items_out": ["1", "2"], "data.carrier_matches": "yes", "data.items_match": "yes"}


@pytest.fixture
def gate(pages: Pages) -> Pages:
    """With a duty manager, a guard, a lobby assistant, and one who guards both sites."""
    held = {
        "duty": [PostHeld("duty_manager", "north")],
        "guard": [PostHeld("security", "north")],
        "lobby": [PostHeld("lobby_assistant", "north")],
        "rover": [PostHeld("security", "north"), PostHeld("security", "south")],
        "far_guard": [PostHeld("security", "south")],
    }
    for login, posts in held.items():
        people.add_user(pages.world.office, OPERATOR, login, f"示例{login}", None, pages.world.now, held=posts)
    with pages.world.office.transaction() as connection:
        connection.execute(update(users).where(users.c.login.in_(held)).values(password=HASH))
    return pages


def slip(pages: Pages, state: str = "valid", applicant: int | None = None) -> str:
    world = pages.world
    owner, world.owner = world.owner, applicant or world.owner
    number = world.start(procedure=KEY)
    world.owner = owner
    steps = {
        "duty_review": lambda: world.act("desk", number, "submit", **SLIP),
        "director_seal": lambda: world.act("duty", number, "sign", opinion="同意"),
        "valid": lambda: world.act("boss", number, "seal"),
    }
    for name, step in steps.items():
        if state == "draft":
            break
        step()
        if name == state:
            break
    return number


def seen(browser: Browser, typed: str) -> str:
    answer = browser.get("/gate", query_string={"code": typed})
    assert answer.status_code == 200
    return browser.last


def carried(page: str) -> dict[str, str]:
    return {name: hidden(page, name) for name in ("revision", "key", "site")}


def test_items_are_let_out_once(gate: Pages) -> None:
    number = slip(gate)
    guard = gate.browser("guard")
    page = seen(guard, number.lower())
    assert '<h2 id="verdict">可以放行</h2>' in page
    assert "三人沙发 × 1" in page
    assert "搬运一示例" in page
    assert "E00••••0021" in page
    assert "E00000021" not in page
    sent = {**carried(page), **LET_OUT}
    assert guard.post(f"/gate/{number}/release", sent).status_code == 303
    assert "已放行" in guard.get("/gate").get_data(as_text=True)
    again = gate.browser("lobby")
    page = seen(again, number)
    assert "已用过" in page
    assert "示例guard" in page
    assert "核对放行</button>" not in page
    assert again.post(f"/gate/{number}/release", sent).status_code == 409
    assert "已用过" in again.last


def test_a_code_on_paper_leads_a_guard_to_the_gate(gate: Pages) -> None:
    number = slip(gate)
    code = code_of(gate.world.office, "north", number)
    assert "核对物品并放行" not in gate.anonymous().get(f"/verify/{code}").get_data(as_text=True)
    assert "核对物品并放行" not in gate.browser("desk").get(f"/verify/{code}").get_data(as_text=True)
    guard = gate.browser("guard")
    assert f'href="/gate?code={code}"' in guard.get(f"/verify/{code}").get_data(as_text=True)
    assert "可以放行" in seen(guard, code)
    assert "可以放行" in seen(guard, f"https://flows.example/verify/{code}")


@pytest.mark.parametrize("typed", ["IR-2026-9999", "nonsense", "HW-2026-0001", "%", "IR-2026-0001-AAAAAAAAAAAAAAAA"])
def test_what_is_no_slip_is_unknown(gate: Pages, typed: str) -> None:
    slip(gate)
    gate.world.start(procedure="hot_work_permit")
    assert "查无此条" in seen(gate.browser("guard"), typed)
    assert gate.browser("guard").get("/gate").status_code == 200


def test_a_slip_of_another_site_is_unknown(gate: Pages) -> None:
    number = slip(gate)
    far = gate.browser("far_guard")
    assert "查无此条" in seen(far, number)
    assert "查无此条" in seen(far, code_of(gate.world.office, "north", number))
    assert "可以放行" in seen(gate.browser("rover"), code_of(gate.world.office, "north", number))
    assert "可以放行" in seen(gate.browser("rover"), number)


def test_what_is_not_sealed_expired_or_withdrawn_stays_in(gate: Pages) -> None:
    guard = gate.browser("guard")
    assert "还没有盖章" in seen(guard, slip(gate, "director_seal"))
    gone = slip(gate)
    gate.world.act("desk", gone, "withdraw", reason="改日")
    assert "已作废" in seen(guard, gone)
    late = slip(gate)
    gate.world.later(hours=60)
    guard = gate.browser("guard")
    page = seen(guard, late)
    assert "已过期" in page
    assert "三人沙发" in page


def test_a_slip_whose_ground_is_gone_is_held_and_says_why(gate: Pages) -> None:
    party = agent(gate, "代理示例")
    number = slip(gate, applicant=party)
    world = gate.world
    (granted,) = list_authorisations(world.office, "desk", world.now).items
    revoke(world.office, "desk", granted.id, world.now)
    page = seen(gate.browser("guard"), number)
    assert "暂不能放行" in page
    assert "业主的同意已失效" in page


def test_what_does_not_agree_is_refused_with_what_was_ticked_and_can_be_stopped(gate: Pages) -> None:
    number = slip(gate)
    guard = gate.browser("guard")
    sent = {**carried(seen(guard, number)), **LET_OUT, "data.items_match": "no"}
    assert guard.post(f"/gate/{number}/release", sent).status_code == 409
    assert "请拦下并登记" in guard.last
    assert guard.last.count(" checked") >= 2
    assert guard.post(f"/gate/{number}/release", carried(guard.last)).status_code == 422
    assert "放行的物品：请填写" in guard.last
    stop = {**carried(guard.last), "data.stopped_because": "多出一台电视"}
    assert guard.post(f"/gate/{number}/stop", stop).status_code == 303
    assert "可以放行" in seen(guard, number)
    assert guard.post(f"/gate/{number}/steal", stop).status_code == 404


def test_only_the_gate_has_the_page(gate: Pages) -> None:
    number = slip(gate)
    desk = gate.browser("desk")
    answer = desk.get(f"/gate?code={number}")
    assert answer.status_code == 403
    assert "大堂助理、保安部" in answer.get_data(as_text=True)
    assert 'href="/gate"' not in desk.get("/").get_data(as_text=True)
    assert 'href="/gate"' in gate.browser("guard").get("/").get_data(as_text=True)
    assert gate.anonymous().get("/gate").status_code == 303


def test_the_page_speaks_english(gate: Pages) -> None:
    number = slip(gate)
    page = gate.browser("guard").get(f"/gate?code={number}&lang=en").get_data(as_text=True)
    assert "May leave" in page
