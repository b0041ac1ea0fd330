"""Behind each reason of a closed button, the link to what would open it."""

import re

from flows.service import registers
from flows.service.claiming import claim
from flows.service.pausing import pause
from flows.service.rights import OPERATOR
from tests.web.conftest import Browser, Pages, carried
from tests.web.stories import in_review, joint, permit
from tests.web.test_case_acts import permit_form


def links(page: str, card: str) -> dict[str, str]:
    """Words to address, of one card."""
    found = re.search(rf'aria-labelledby="{card}".*?</section>', page, re.DOTALL)
    assert found, f"no card {card}"
    return {words: way for way, words in re.findall(r'class="opens" href="([^"]*)">([^<]*)<', found.group())}


def leads_somewhere(browser: Browser, way: str) -> str:
    """The page behind the link, which has what the fragment names."""
    path, _, fragment = way.replace("&amp;", "&").partition("#")
    answer = browser.get(path)
    assert answer.status_code == 200, way
    assert not fragment or f'id="{fragment}"' in answer.text, way
    return answer.text


def test_a_missing_paper_leads_to_where_it_is_brought_and_what_is_there_is_ticked(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate")
    desk = pages.browser("desk")
    page = desk.get(f"/cases/{number}").text
    found = links(page, "nearly")
    assert list(found) == ["上传焊工身份证复印件"]
    leads_somewhere(desk, found["上传焊工身份证复印件"])
    assert "✓</span> 焊工证复印件" in page.split('id="nearly"')[1].split("</section>")[0]


def test_what_the_registers_say_of_the_applicant_leads_to_unit_and_person(pages: Pages) -> None:
    world = pages.world
    registers.add_unit(world.office, OPERATOR, "north", "1-102", "1", world.now)
    number = world.start(procedure="hot_work_permit", unit="1-102")
    desk = pages.browser("desk")
    found = links(desk.get(f"/cases/{number}").text, "nearly")
    assert found["看房号的业主、授权和装修期"].startswith("/units/1-102?")
    assert "1-102" in leads_somewhere(desk, found["看房号的业主、授权和装修期"])
    assert "甲示例" in leads_somewhere(desk, found["看甲示例的登记"])


def test_what_is_a_colleague_s_leads_to_a_comment_that_tells_them(pages: Pages) -> None:
    number = in_review(pages.world)
    desk = pages.browser("desk")
    found = links(desk.get(f"/cases/{number}").text, "others")
    assert list(found) == ["留言提醒示例eng"]
    page = leads_somewhere(desk, found["留言提醒示例eng"])
    assert '<option value="eng" selected>' in page


def test_a_claimed_task_leads_to_who_has_it_and_a_stopped_clock_to_its_button(pages: Pages) -> None:
    world = pages.world
    number = in_review(world)
    claim(world.office, "both", number, world.now)
    assert "留言提醒示例both" in links(pages.browser("eng").get(f"/cases/{number}").text, "nearly")
    other = in_review(world)
    pause(world.office, "eng", other, "customer", "客户出差", world.now)
    engineer = pages.browser("eng")
    way = links(engineer.get(f"/cases/{other}").text, "nearly")["去恢复计时"]
    assert f'action="/cases/{other}/resume"' in leads_somewhere(engineer, way)


def test_signatures_that_are_missing_lead_to_one_s_own_or_to_who_else_is_to_sign(pages: Pages) -> None:
    number = joint(pages.world)
    engineer = pages.browser("eng")
    found = links(engineer.get(f"/cases/{number}").text, "nearly")
    leads_somewhere(engineer, found["先办理“会签”"])
    pages.world.act("eng", number, "sign")
    assert "留言提醒示例safe" in links(engineer.get(f"/cases/{number}").text, "nearly")


def test_on_the_page_of_the_form_the_links_leave_nothing_that_was_typed(pages: Pages) -> None:
    number = permit(pages.world, "welder_certificate", "welder_id_copy")
    desk, way = pages.browser("desk"), f"/cases/{number}/events/submit"
    form = carried(desk.get(way).text, "submit") | permit_form(fire_watcher="焊工示例")
    answer = desk.post(way, form)
    assert answer.status_code == 409
    told = dict(re.findall(r'class="opens" href="([^"]*)">([^<]*)<', answer.text))
    assert told == {"#data.welder": "填写焊工姓名", "#data.fire_watcher": "填写看火人"}
    assert [fragment for fragment in told if f'id="{fragment[1:]}"' not in answer.text] == []
