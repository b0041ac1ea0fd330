"""What a printed code leads to, for anybody: each answer, nothing personal, and no way to guess a code."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from flows.service.case_view import case_view
from flows.service.errors import NotFound
from flows.service.noting import note
from flows.service.papers import attach
from flows.service.seeing import load
from flows.service.verification import code_of, look_up, printed
from flows.storage.tables import cases, entries
from tests.web.conftest import Pages
from tests.web.staffed import staff
from web.app import create_app
from web.limits import Limits

KIND = "hot_work_permit"
PDF = b"%PDF-1.4 plainly a test"
WORDS = {
    "valid": "有效",
    "pending": "尚未生效",
    "used": "已使用",
    "expired": "已过期",
    "void": "已作废",
    "unknown": "查无此件",
}


def permit(pages: Pages, state: str, start: int = -1, end: int = 1, changed: int = 0) -> str:
    """The code of a permit on paper; the hours are from now."""
    world = pages.world
    number = world.start(procedure=KIND)
    with world.office.transaction() as connection:
        case = connection.execute(select(cases).where(cases.c.number == number)).one()
        row: dict[str, Any] = {"site_id": case.site_id, "unit_id": case.unit_id, "case_id": case.id, "kind": KIND}
        row |= {"line": 1, "state": state, "facts": {"welder": "焊工某"}}
        row |= {"valid_from": _at(pages, start), "valid_until": _at(pages, end)}
        connection.execute(insert(entries), {**row, "opened_at": world.now, "changed_at": _at(pages, changed)})
    return code_of(world.office, "north", number, KIND, 1)


def _at(pages: Pages, hours: int) -> datetime:
    return pages.world.now + timedelta(hours=hours)


def answer(pages: Pages, code: str, lang: str = "zh") -> str:
    found = pages.anonymous().get(f"/verify/{code}?lang={lang}")
    assert found.status_code == 200
    assert found.headers["Cache-Control"] == "no-store"
    return found.get_data(as_text=True)


@pytest.mark.parametrize(
    ("state", "start", "end", "changed", "outcome"),
    [
        ("in_use", -1, 1, 0, "valid"),
        ("in_use", 1, 2, 0, "pending"),
        ("in_use", -2, -1, 0, "expired"),
        ("used", -1, 1, 0, "used"),
        ("ended", -1, 1, 0, "used"),
        ("ended", -2, -1, 0, "expired"),
        ("void", -1, 1, 0, "void"),
        ("returned", -1, 1, 0, "void"),
    ],
)
def test_a_paper_says_how_it_stands(pages: Pages, state: str, start: int, end: int, changed: int, outcome: str) -> None:
    page = answer(pages, permit(pages, state, start, end, changed))
    assert f"<h1>{WORDS[outcome]}</h1>" in page
    assert "HW-2026-0001" in page


def test_it_speaks_english(pages: Pages) -> None:
    page = answer(pages, permit(pages, "in_use"), "en")
    assert "<h1>Valid</h1>" in page
    assert "Hot-work permit" in page


def test_nothing_about_a_person_or_a_home_is_told(pages: Pages) -> None:
    page = answer(pages, permit(pages, "in_use"))
    for secret in ("甲示例", "焊工某", "1-101", "示例desk"):
        assert secret not in page


def test_the_code_of_the_form_stands_for_the_one_permit_of_its_case(pages: Pages) -> None:
    permit(pages, "in_use")
    code = code_of(pages.world.office, "north", "HW-2026-0001")
    assert "<h1>有效</h1>" in answer(pages, code)


def test_a_form_that_was_only_filled_in_is_never_valid(pages: Pages) -> None:
    number = pages.world.start(procedure=KIND)
    code = code_of(pages.world.office, "north", number)
    assert "<h1>尚未生效</h1>" in answer(pages, code)
    pages.world.act("desk", number, "withdraw", reason="不做了")
    assert "<h1>已作废</h1>" in answer(pages, code)
    with pages.world.office.transaction() as connection:
        seen = load(connection, number, "desk", pages.world.now)
        note(pages.world.office, connection, seen, "end_entry", {"reason": "补记"}, pages.world.now)
    assert "<h1>已作废</h1>" in answer(pages, code), "what is noted beside it changes nothing"


def test_a_case_that_ran_to_its_end_is_used_and_one_that_ran_out_expired(pages: Pages) -> None:
    world = pages.world
    numbers = []
    for _ in range(2):
        number = world.start(price="0")
        attach(world.office, "desk", number, "paper", "a.pdf", PDF, world.now)
        for login, event, words in (
            ("desk", "submit", {}),
            ("eng", "endorse", {"opinion": "同意"}),
            ("eng", "sign", {}),
            ("safe", "sign", {}),
            ("eng", "go_on", {"department": "safety_supervisor", "things": [{"name": "梯子"}]}),
        ):
            world.act(login, number, event, **words)
        numbers.append(number)
    world.act("safe", numbers[0], "close")
    assert "<h1>已使用</h1>" in answer(pages, code_of(world.office, "north", numbers[0]))
    world.later(hours=30)
    case_view(world.office, "safe", numbers[1], world.now)  # the clock catches up
    assert "<h1>已过期</h1>" in answer(pages, code_of(world.office, "north", numbers[1]))
    assert look_up(world.office, code_of(world.office, "north", numbers[0], "thing", 1), world.now).outcome == "used"


def test_another_line_kind_site_or_number_has_another_code(pages: Pages) -> None:
    office, number = pages.world.office, "HW-2026-0001"
    codes = {
        code_of(office, "north", number),
        code_of(office, "north", number, KIND, 1),
        code_of(office, "north", number, KIND, 2),
        code_of(office, "north", number, "worker_pass", 1),
        code_of(office, "south", number, KIND, 1),
    }
    assert len(codes) == 5


@pytest.mark.parametrize(
    "wrong", ["HW-2026-0001", "HW-2026-0001-AAAAAAAAAAAAAAAA", "nonsense", "HW-2026-0001-", "X" * 500, "%00", "中文"]
)
def test_a_code_that_was_never_given_is_unknown(pages: Pages, wrong: str) -> None:
    permit(pages, "in_use")
    page = answer(pages, wrong)
    assert "<h1>查无此件</h1>" in page
    assert "动火许可证" not in page


def test_the_number_of_another_paper_with_this_ones_mark_is_unknown(pages: Pages) -> None:
    code = permit(pages, "in_use")
    permit(pages, "in_use")
    assert "<h1>查无此件</h1>" in answer(pages, code.replace("0001", "0002"))


def test_who_guesses_codes_is_heard_no_more_for_a_minute(pages: Pages) -> None:
    world, right = pages.world, permit(pages, "in_use")
    browser = Pages(world, create_app(world.office, lambda: world.now, limits=Limits(codes=3))).anonymous()
    for number in range(3):
        assert browser.get(f"/verify/HW-2026-000{number}-AAAAAAAAAAAAAAAA").status_code == 200
    answer = browser.get(f"/verify/{right}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "查询太频繁" in answer.text
    world.later(minutes=1)
    assert WORDS["valid"] in browser.get(f"/verify/{right}").text


def test_a_code_typed_by_hand_is_read_in_small_letters_and_with_blanks(pages: Pages) -> None:
    code = permit(pages, "in_use")
    found = pages.anonymous().get("/verify", query_string={"code": f" {code.lower()[:20]} {code.lower()[20:]} "})
    assert found.status_code == 303
    assert "<h1>有效</h1>" in pages.anonymous().get(found.location).get_data(as_text=True)
    assert pages.anonymous().get("/verify").status_code == 200


def test_the_codes_of_a_case_are_for_whoever_works_at_its_site(pages: Pages) -> None:
    staff(pages)
    code, world = permit(pages, "in_use"), pages.world
    found = printed(world.office, "desk", "north", "HW-2026-0001", world.now)
    assert [(paper.kind, paper.line) for paper in found] == [("", 0), (KIND, 1)]
    assert found[1].code == code
    with pytest.raises(NotFound):
        printed(world.office, "far", "north", "HW-2026-0001", world.now)
