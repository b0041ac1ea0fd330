"""Pressing the buttons: what is done, what is refused, and that nothing typed is lost."""

import re
from datetime import timedelta

from flows.service.case_view import CaseView, case_view
from flows.service.substitutions import Absence, substitute
from tests.web.conftest import Pages, carried
from tests.web.stories import PERMIT, in_review, joint, permit, with_paper


def seen(pages: Pages, number: str) -> CaseView:
    return case_view(pages.world.office, "desk", number, pages.world.now)


def inputs(**data: str) -> dict[str, str]:
    return {f"data.{name.replace('__', '.')}": value for name, value in data.items()}


def permit_form(**other: str) -> dict[str, str]:
    local = {"starts_at": "2026-11-20T14:00", "ends_at": "2026-11-20T18:00"}
    return inputs(**{**PERMIT, **local, **other})


def test_acting_moves_the_case_and_says_who_has_it_now(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = with_paper(pages.world)
    desk = pages.browser("desk")
    answer = desk.submit(f"/cases/{number}", "submit", **inputs(price="1,0.5", phone="１３８００００１２３４"))
    assert (answer.status_code, answer.location) == (303, f"/cases/{number}")
    assert "已办理“提交”，现处于“审核”，由工程部主管办理。" in desk.get(answer.location).text
    case = seen(pages, number)
    assert (case.state.code, case.data["price"]) == ("review", "10.50")
    assert case.history[-1].actor.login == "desk"


def test_an_approval_keeps_its_opinion(pages: Pages) -> None:
    number = in_review(pages.world)
    pages.browser("eng").submit(f"/cases/{number}", "endorse", opinion="条件具备，同意")
    assert seen(pages, number).history[-1].opinion == "条件具备，同意"


def test_an_approval_without_an_opinion_comes_back_with_the_field_marked(pages: Pages) -> None:
    number = in_review(pages.world)
    engineer = pages.browser("eng")
    answer = engineer.submit(f"/cases/{number}", "endorse", opinion="  ")
    assert answer.status_code == 422
    assert "意见：请写明意见" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert seen(pages, number).state.code == "review"


def test_a_return_needs_its_reason_and_shows_it_to_the_next(pages: Pages) -> None:
    number = in_review(pages.world)
    engineer = pages.browser("eng")
    assert engineer.submit(f"/cases/{number}", "return", reason="").status_code == 422
    assert engineer.submit(f"/cases/{number}", "return", reason="缺一张图").status_code == 303
    assert "缺一张图" in pages.browser("desk").get(f"/cases/{number}").text


def test_an_optional_input_that_is_emptied_before_sending_it_again_is_gone(pages: Pages) -> None:
    number = in_review(pages.world)
    pages.world.act("eng", number, "return", reason="电话不对")
    desk = pages.browser("desk")
    assert 'value="13800001234"' in desk.get(f"/cases/{number}").text
    desk.submit(f"/cases/{number}", "submit", **inputs(price="10.00", phone=""))
    assert seen(pages, number).data["phone"] is None
    pages.world.act("eng", number, "return", reason="再看")
    assert "13800001234" not in desk.get(f"/cases/{number}").text.split('id="papers"')[0]


def test_faults_stand_at_their_fields_and_what_was_typed_is_kept(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    desk = pages.browser("desk")
    desk.get(f"/cases/{number}/events/submit")
    form = carried(desk.last, "submit") | permit_form(welder_id="123", work="  两行\n说明  ", starts_at="soon")
    answer = desk.post(f"/cases/{number}/events/submit", form)
    assert answer.status_code == 422
    assert 'href="#data.welder_id">焊工身份证号：格式不对' in answer.text
    assert 'href="#data.starts_at">开始时间：格式不对' in answer.text
    assert 'id="data.welder_id-problem"' in answer.text
    assert 'value="123"' in answer.text
    assert "两行\n说明" in answer.text
    assert seen(pages, number).revision == 3


def test_every_condition_that_fails_is_told_at_once_and_the_form_kept(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    desk = pages.browser("desk")
    desk.get(f"/cases/{number}/events/submit")
    wrong = permit_form(certificate_until="2026-11-01", fire_watcher="焊工示例", ends_at="2026-11-20T23:00")
    answer = desk.post(f"/cases/{number}/events/submit", carried(desk.last, "submit") | wrong)
    assert answer.status_code == 409
    for words in ("焊工证有效期至 2026-11-01", "看火人不能由焊工本人兼任", "8"):
        assert words in answer.text
    assert 'value="2026-11-01"' in answer.text
    corrected = carried(desk.last, "submit") | permit_form()
    assert desk.post(f"/cases/{number}/events/submit", corrected).status_code == 303


def test_what_breaks_the_form_and_what_breaks_a_rule_are_told_together_each_at_its_field(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    desk = pages.browser("desk")
    desk.get(f"/cases/{number}/events/submit")
    wrong = permit_form(welder_id="123", fire_watcher="焊工示例", starts_at="soon")
    answer = desk.post(f"/cases/{number}/events/submit", carried(desk.last, "submit") | wrong)
    assert answer.status_code == 422
    marked = dict(re.findall(r'id="data\.(\w+)-problem"[^>]*>(.*?)</p>', answer.text, re.DOTALL))
    assert set(marked) == {"welder_id", "starts_at", "fire_watcher"}
    assert "看火人不能由焊工本人兼任" in marked["fire_watcher"]
    unmet = answer.text.split('class="unmet"')[1].split("</ul>")[0]
    assert unmet.count("<li>") == 1, "what reads a broken field waits until it is whole"
    assert seen(pages, number).revision == 3


def test_times_are_read_and_shown_by_the_clock_of_the_site(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    desk = pages.browser("desk")
    page = desk.get(f"/cases/{number}/events/submit").text
    assert 'value="2026-11-20T14:00"' in page
    desk.post(f"/cases/{number}/events/submit", carried(page, "submit") | permit_form(starts_at="2026-11-20T13:30"))
    assert seen(pages, number).data["starts_at"] == "2026-11-20T05:30:00+00:00"
    assert "2026-11-20 13:30" in desk.get(f"/cases/{number}").text


def test_rows_are_added_by_the_server_and_blank_ones_do_not_count(pages: Pages) -> None:
    number = joint(pages.world, signed=True)
    safe = pages.browser("safe")
    path = f"/cases/{number}/events/go_on"
    first = safe.get(path).text
    form = carried(first, "go_on") | inputs(things__1__name="椅子")
    more = safe.post(path, {**form, "more": "things"}).text
    assert first.count('name="data.things.') < more.count('name="data.things.') == 5
    assert 'name="data.things.0.name" type="text" value="椅子"' in more
    assert seen(pages, number).state.code == "joint"
    chosen = inputs(department="safety_supervisor", things__0__name="椅子", things__3__name="桌子")
    assert safe.post(path, carried(more, "go_on") | chosen).status_code == 303
    assert seen(pages, number).data["things"] == [{"name": "椅子"}, {"name": "桌子"}]


def test_a_fault_in_a_row_is_told_with_its_number(pages: Pages) -> None:
    number = joint(pages.world, signed=True)
    safe = pages.browser("safe")
    path = f"/cases/{number}/events/go_on"
    form = carried(safe.get(path).text, "go_on") | inputs(things__0__name="椅子", things__1__name="x" * 300)
    answer = safe.post(path, form | inputs(department="safety_supervisor"))
    assert answer.status_code == 422
    assert "名称 第 2 行：太长" in answer.text


def test_the_second_of_two_is_told_what_the_first_did_and_keeps_what_they_wrote(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = in_review(pages.world)
    engineer, both = pages.browser("eng"), pages.browser("both")
    old = both.get(f"/cases/{number}").text
    pages.world.later(minutes=42)
    engineer.submit(f"/cases/{number}", "return", reason="缺图")
    answer = both.post(f"/cases/{number}/events/endorse", carried(old, "endorse") | {"opinion": "我也看过了"})
    assert answer.status_code == 409
    assert "示例eng 已于 2026-11-20 09:42 办理“退回”，单据现处于“填写”" in answer.text
    assert "UTC" not in answer.text
    assert [entry.event for entry in seen(pages, number).history].count("endorse") == 0
    english = both.post(f"/cases/{number}/events/endorse?lang=en", carried(old, "endorse") | {"opinion": "x"})
    assert "示例eng did “Return” at 2026-11-20 09:42; the case is now in “Draft”" in english.text


def test_the_same_form_sent_twice_acts_once(pages_on_both: Pages) -> None:
    pages = pages_on_both
    number = with_paper(pages.world)
    desk = pages.browser("desk")
    form = carried(desk.get(f"/cases/{number}").text, "submit") | inputs(price="10", phone="")
    first = desk.post(f"/cases/{number}/events/submit", form)
    second = desk.post(f"/cases/{number}/events/submit", form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert "没有重复办理" in desk.get(f"/cases/{number}").text
    assert [entry.event for entry in seen(pages, number).history].count("submit") == 1


def test_a_form_changed_after_it_was_sent_is_not_taken_for_the_same(pages: Pages) -> None:
    number = with_paper(pages.world)
    desk = pages.browser("desk")
    form = carried(desk.get(f"/cases/{number}").text, "submit") | inputs(price="10")
    desk.post(f"/cases/{number}/events/submit", form)
    answer = desk.post(f"/cases/{number}/events/submit", form | inputs(price="11"))
    assert answer.status_code == 409
    assert "已经提交过" in answer.text
    assert seen(pages, number).data["price"] == "10.00"


def test_a_post_that_never_does_this_is_turned_away(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    desk.get(f"/cases/{number}")
    answer = desk.post(f"/cases/{number}/events/endorse", {"revision": "3", "opinion": "同意"})
    assert answer.status_code == 403
    assert "您的岗位不办理此操作" in answer.text
    assert "示例eng" in answer.text
    assert seen(pages, number).state.code == "review"


def test_whoever_registered_it_cannot_approve_it_even_by_hand(pages: Pages) -> None:
    """Four eyes: the page shows the closed button, and a forged form changes nothing."""
    world = pages.world
    number = in_review(world)
    world.act("both", number, "endorse", opinion="同意")
    world.act("eng", number, "return", reason="重来")
    world.act("desk", number, "submit", price="10.00")
    until = world.now + timedelta(days=1)
    substitute(world.office, "eng", Absence("eng", "desk", world.now, until, "休假"), world.now)
    desk = pages.browser("desk")
    page = desk.get(f"/cases/{number}").text
    assert "已办过本单" in page
    revision = str(world.revision(number))
    answer = desk.post(f"/cases/{number}/events/endorse", {"revision": revision, "opinion": "同意"})
    assert answer.status_code == 409
    assert "已办过本单" in answer.text


def test_what_a_substitute_does_shows_both_names(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    until = world.now + timedelta(days=1)
    substitute(world.office, "eng", Absence("eng", "boss", world.now, until, "休假"), world.now)
    boss = pages.browser("boss")
    assert "代示例eng办理" in re.sub(r"<[^>]+>", "", boss.get(f"/cases/{number}").text)
    boss.submit(f"/cases/{number}", "endorse", opinion="同意")
    entry = seen(pages, number).history[-1]
    assert entry.actor.login == "boss"
    assert entry.instead_of is not None
    assert entry.instead_of.login == "eng"
    assert "代示例eng" in boss.get(f"/cases/{number}").text


def test_whoever_sends_it_on_is_told_who_stands_in_for_the_absent(pages: Pages) -> None:
    world = pages.world
    number = with_paper(world)
    until = world.now + timedelta(days=1)
    substitute(world.office, "eng", Absence("eng", "boss", world.now, until, "休假"), world.now)
    desk = pages.browser("desk")
    desk.submit(f"/cases/{number}", "submit", **inputs(price="10.00", phone="13800001234"))
    assert "由工程部主管（示例eng不在，示例boss代）办理" in desk.get(f"/cases/{number}").text


def test_a_task_is_claimed_released_and_assigned(pages: Pages) -> None:
    number = pages.world.start()
    desk, other = pages.browser("desk"), pages.browser("desk2")
    desk.get(f"/cases/{number}")
    assert desk.post(f"/cases/{number}/claim").status_code == 303
    assert "已认领，由您办理" in desk.get(f"/cases/{number}").text
    assert "释放" not in other.get(f"/cases/{number}").text
    answer = other.post(f"/cases/{number}/claim")
    assert answer.status_code == 409
    assert "示例desk 已于 2026-11-20 09:00 办理“认领”" in answer.text
    assert other.post(f"/cases/{number}/release").status_code == 403
    desk.get(f"/cases/{number}")
    assert desk.post(f"/cases/{number}/release").status_code == 303
    assert desk.post(f"/cases/{number}/assign", {"to": "desk2"}).status_code == 303
    assert "已指派给 示例desk2" in desk.get(f"/cases/{number}").text
    wrong = other.post(f"/cases/{number}/assign", {"to": "boss"})
    assert wrong.status_code == 422
    assert "此人不在办理岗位" in wrong.text


def test_claiming_does_not_make_a_form_old(pages: Pages) -> None:
    number = with_paper(pages.world)
    desk = pages.browser("desk")
    form = carried(desk.get(f"/cases/{number}").text, "submit") | inputs(price="10")
    desk.post(f"/cases/{number}/claim")
    assert desk.post(f"/cases/{number}/events/submit", form).status_code == 303


def test_a_forged_event_or_revision_breaks_nothing(pages: Pages) -> None:
    number = with_paper(pages.world)
    desk = pages.browser("desk")
    desk.get(f"/cases/{number}")
    assert desk.post(f"/cases/{number}/events/nonsense", {"revision": "2"}).status_code == 404
    for revision in ("", "-1", "9" * 30, "x"):
        answer = desk.post(f"/cases/{number}/events/submit", {"revision": revision, **inputs(price="1")})
        assert answer.status_code == 409
    assert seen(pages, number).state.code == "draft"
