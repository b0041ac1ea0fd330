"""增加项目申请: what is drilled, taken down or fitted, and what is never touched."""

import pytest

from flows.service.errors import Forbidden
from flows.service.special import Exemption, treat_specially
from flows.service.verification import code_of, look_up
from tests.pressing import revision_of
from tests.stories.forms import AGREED, FOUND, extra_works, works_in
from tests.stories.office import SITE, StoryCase, StoryOffice
from tests.stories.on_both import on_both

RAIL = [{"kind": "guard_rail", "where": "南阳台"}]


def treated(works: StoryCase, login: str, event: str, guard: str) -> None:
    office = works.where
    asked = Exemption(
        login, works.number, event, guard, "业主坚持要求，愿承担责任", revision_of(office.office, works.number)
    )
    treat_specially(office.office, asked, office.now)


@on_both
def test_the_original_goes_to_the_applicant_and_is_good_until_the_works_end(office: StoryOffice) -> None:
    flat = office.flat()
    works = works_in(office, "approved", flat)
    code = code_of(office.office, SITE, works.number)
    assert look_up(office.office, code, office.now).outcome == "pending"
    works.at("front_desk").is_refused("hand_over", "document:works_copy", handed_to="业主一示例")
    works.at("front_desk").attaches("works_copy").takes("hand_over", handed_to="业主一示例")
    assert works.state == "closed"
    assert [entry.facts for entry in flat.entries("additional_works")] == [{"contractor": "施工一示例"}]
    office.later(days=2)
    assert look_up(office.office, code, office.now).outcome == "valid"
    office.later(days=6)
    assert look_up(office.office, code, office.now).outcome == "expired"


def test_a_load_bearing_wall_is_refused_at_the_desk_and_rejected_with_the_reason(office: StoryOffice) -> None:
    works = works_in(office, "draft")
    bearing = extra_works(office, wall="load_bearing")
    works.at("front_desk").is_refused("submit", "wall_not_load_bearing", says="不予批准", **bearing)
    works.at("front_desk").takes("reject", reason="要求拆除承重墙，依法不批")
    assert works.state == "rejected"


def test_a_wall_found_to_bear_load_is_never_approved_whoever_explains_it(office: StoryOffice) -> None:
    works = works_in(office, "engineering_review")
    bearing = {**FOUND, "wall_found": "load_bearing"}
    engineer = works.at("engineering_supervisor")
    engineer.is_refused("endorse", "found_not_load_bearing", says="经核实涉及承重结构", **bearing)
    assert engineer.is_shown("endorse").waivable == ()
    with pytest.raises(Forbidden, match="can't be set aside"):
        treated(works, "director", "endorse", "found_not_load_bearing")
    engineer.takes("reject", reason="图纸标明为剪力墙")
    assert works.state == "rejected"


def test_what_is_seen_from_outside_looks_like_the_others_or_is_treated_specially(office: StoryOffice) -> None:
    works = works_in(office, "draft")
    odd = extra_works(office, works=RAIL, wall="none", style_kept=False)
    works.at("front_desk").is_refused("submit", "outside_keeps_its_style", says="统一样式", **odd)
    treated(works, "cs_supervisor", "submit", "outside_keeps_its_style")
    works.at("front_desk").takes("submit", **odd)
    assert works.records[-1]["special"] == ["outside_keeps_its_style"]


def test_a_form_that_contradicts_itself_is_corrected(office: StoryOffice) -> None:
    works = works_in(office, "draft")
    desk = works.at("front_desk")
    desk.is_refused("submit", "wall_is_told", says="什么墙", **extra_works(office, wall="none"))
    desk.is_refused("submit", "works_lie_ahead", **extra_works(office, ends_on=office.day(0)))
    desk.is_told_to_correct("submit", "works", **extra_works(office, works=[]))


def test_an_approval_that_comes_too_late_sends_the_dates_back(office: StoryOffice) -> None:
    works = works_in(office, "director_approval")
    office.later(days=7)
    works.at("director").is_refused("approve", "works_lie_ahead", says="退回改期", **AGREED)
    works.at("director").takes("return", reason="请改日期")
    works.at("front_desk").takes("submit", starts_on=office.day(8), ends_on=office.day(9))


def test_only_an_owner_or_agent_applies(office: StoryOffice) -> None:
    flat = office.flat()
    works = office.opens("additional_works", flat, flat.tenant())
    works.at("front_desk").is_refused("submit", "owner_or_agent", says="租户", **extra_works(office))


def test_it_can_be_returned_rejected_and_withdrawn(office: StoryOffice) -> None:
    for state, login in (("engineering_review", "engineering_supervisor"), ("director_approval", "director")):
        works = works_in(office, state)
        works.at(login).takes("return", reason="部位未写清")
        assert works.state == "draft"
        works = works_in(office, state)
        works.at(login).takes("reject", reason="影响公共管线")
        assert works.state == "rejected"
    for state in ("draft", "engineering_review", "director_approval", "approved"):
        works = works_in(office, state)
        works.at("front_desk").takes("withdraw", reason="不做了")
        assert works.state == "withdrawn"
