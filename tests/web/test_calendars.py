"""The calendar's page: a year at a glance, what an administrator changes, and how a case tells of it."""

import re

import pytest

from flows.service import calendars
from flows.service.rights import OPERATOR
from tests.web.conftest import Browser, Pages, hidden
from tests.web.staffed import staff
from tests.web.test_pausing import limits

PAGE = "/admin/calendar"


@pytest.fixture
def admin(pages: Pages) -> Browser:
    staff(pages)
    calendars.seed_calendar(pages.world.office, OPERATOR, [2026, 2027], pages.world.now)
    return pages.browser("admin")


def send(browser: Browser, to: str, **form: str) -> int:
    """Draws the page and sends a form of it."""
    page = browser.get(PAGE).get_data(as_text=True)
    sent = {"key": hidden(page, "key"), "site": "north", "year": "2026", **form}
    return browser.post(f"{PAGE}/{to}", sent).status_code


def shown(browser: Browser, lang: str = "zh", year: int = 2026) -> str:
    return " ".join(browser.get(f"{PAGE}?lang={lang}&year={year}").get_data(as_text=True).split())


def test_a_year_at_a_glance_marks_holidays_and_make_up_days_in_both_languages(admin: Browser) -> None:
    zh, en = shown(admin), shown(admin, "en")
    assert zh.count('<table class="month">') == 12
    assert "2026 年的放假和调休已读入" in zh
    assert 'title="国务院办公厅放假通知">1<span' in zh
    assert 'title="State Council&#39;s holiday notice">1<span' in en
    assert zh.count('class="day made_up"') == 6 + 1  # and the legend's
    assert "10月" in zh
    assert re.search(r"<caption>October <span[^>]*>18 working days", en)
    assert "make-up working day" in en


def test_a_year_that_is_not_published_says_so(admin: Browser) -> None:
    assert "国家安排尚未公布：2027 年暂按周末和法定节日推算" in shown(admin, year=2027)
    assert "2027 is not published yet" in shown(admin, "en", 2027)
    assert "还没有读入 2031 年的安排" in shown(admin, year=2031)
    assert send(admin, "year", year="2027", known="yes", year_note=" ") == 422
    assert '<a href="#year_note">请写明依据</a>' in admin.last
    assert 'id="note-problem"' not in admin.last
    assert send(admin, "year", year="2027", known="yes", year_note="通知第 8 号") == 303
    assert "2027 年的安排由本项目按通知录入" in shown(admin, year=2027)
    assert send(admin, "year", year="2027") == 303
    assert "尚未公布" in shown(admin, year=2027)


def test_days_of_the_sites_own_are_added_and_removed_and_the_change_stays_told(admin: Browser) -> None:
    days = {"first": "2026-11-23", "last": "2026-11-24", "kind": "free", "note": "停电检修"}
    assert send(admin, "days", **days) == 303
    page = shown(admin)
    assert "2026-11-23 – 2026-11-24" in page
    assert "2026-11-23 至 2026-11-24 休息" in page
    assert "示例admin <span" in page
    assert send(admin, "days", first="2026-11-23", last="2026-11-24", kind="usual") == 303
    page = shown(admin)
    assert "2026-11-23 – 2026-11-24" not in page
    assert "2026-11-23 至 2026-11-24 恢复国家安排" in page
    assert "2026-11-23 至 2026-11-24 休息" in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"first": "", "kind": "free", "note": "x"}, "请填写日期"),
        ({"first": "2026-11-23", "kind": "free", "note": ""}, "请写明依据"),
        ({"first": "2026-11-23", "last": "2026-11-22", "kind": "free", "note": "保留"}, "结束日期不能早于开始日期"),
        ({"first": "2026-11-23", "kind": "half", "note": "保留"}, "请选择上班或休息"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_kept(admin: Browser, form: dict[str, str], said: str) -> None:
    assert send(admin, "days", **form) == 422
    assert said in admin.last
    assert f'value="{form["note"]}"' in admin.last


def test_shifts_are_set_and_set_back(admin: Browser) -> None:
    assert "手册班次" in shown(admin)
    overlapping = {"begin0": "08:00", "end0": "12:00", "begin1": "11:00", "end1": "18:00", "shifts_note": "夏令"}
    assert send(admin, "shifts", **overlapping) == 422
    assert "互不重叠" in admin.last
    assert 'value="11:00"' in admin.last
    assert send(admin, "shifts", **{**overlapping, "begin1": "13:00", "shifts_note": ""}) == 422
    assert 'id="shifts_note-problem"' in admin.last
    assert send(admin, "shifts", **{**overlapping, "begin1": "13:00"}) == 303
    page = shown(admin)
    assert "08:00–12:00" in page
    assert "本项目设定：" in page
    assert "班次 手册班次 → 08:00–12:00、13:00–18:00" in page
    assert send(admin, "shifts", back="yes", **overlapping) == 303
    assert "08:30–16:30" in shown(admin)


def test_only_who_administers_all_sites_reads_the_national_calendar_in(admin: Browser, pages: Pages) -> None:
    assert send(admin, "seed", year="2027") == 403
    assert "读入国家安排" not in shown(admin, year=2027)
    root = pages.browser("root.one")
    assert "读入国家安排" in shown(root, year=2028)
    assert send(root, "seed", year="2028") == 303
    assert "2028 年国家安排尚未公布，暂按周末和法定节日推算。" in shown(root, year=2028)
    assert "国家安排尚未公布：2028 年" in shown(root, year=2028)
    assert "读入 2028 年国家安排" in shown(admin)


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (2026, "The national calendar of 2026 is read in."),
        (2027, "2027 is not published yet; it is reckoned by weekends and statutory days."),
        (2150, "Nothing is known of 2150; it is reckoned by weekends."),
    ],
)
def test_what_was_read_in_is_said_as_it_was_found(admin: Browser, pages: Pages, year: int, said: str) -> None:
    root = pages.browser("root.one")
    assert send(root, "seed", year=str(year)) == 303
    assert said in shown(root, "en", year)


@pytest.mark.parametrize("year", ["0000", "1899", "2200", "9999"])
def test_a_year_that_nobody_can_reckon_with_is_not_read_in(admin: Browser, pages: Pages, year: str) -> None:
    root = pages.browser("root.one")
    assert send(root, "seed", year=year) == 422
    assert "年份不对" in root.last


def test_whoever_administers_nothing_is_told_who_does(admin: Browser, pages: Pages) -> None:
    desk = pages.browser("desk")
    assert desk.get(PAGE).status_code == 403
    assert "此事由系统管理员办理" in desk.last
    desk.get("/units")
    for act in ("days", "shifts", "year", "seed"):
        assert desk.post(f"{PAGE}/{act}", {"key": "k"}).status_code == 403
    assert admin.get(f"{PAGE}?site=south").status_code == 404


def test_a_case_tells_why_its_deadline_moved_and_that_a_year_is_not_published(admin: Browser, pages: Pages) -> None:
    hired = {"newcomer": "新人", "hired_as": "front_desk", "arrived_on": "2026-11-20"}
    number = pages.world.start("chief", "onboarding", **hired)
    assert send(admin, "days", first="2026-11-23", kind="free", note="停电检修") == 303
    assert "进行中的时限已按新日历推算" in shown(admin)
    chief = pages.browser("chief")
    page = chief.get(f"/cases/{number}").text
    assert "2026-11-25 23:30" in limits(page)
    assert "原为 2026-11-24 23:30，因 示例admin 于 2026-11-20 09:00 更改日历而变动" in limits(page)
    assert "理论培训时限：2026-11-24 23:30 → 2026-11-25 23:30" in page
    page = chief.get(f"/cases/{number}?lang=en").text
    told = "moved from 2026-11-24 23:30, because the calendar was changed on 2026-11-20 09:00 by 示例admin"
    assert told in limits(page)
    assert "Deadlines moved with the calendar" in page
    assert "not published" not in limits(page)
    assert send(admin, "days", first="2026-11-24", last="2026-12-31", kind="free", note="停业") == 303
    assert "the national calendar of 2027 is not published yet" in limits(chief.get(f"/cases/{number}").text)
    assert "暂按周末推算，2027 年国家安排尚未公布" in limits(chief.get(f"/cases/{number}?lang=zh").text)
