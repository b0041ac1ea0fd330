"""Registers and reports in the browser: without barriers, within a phone's width, in both languages, and on paper."""

import re

import pytest
from playwright.sync_api import expect

from flows.procedures import REGISTERS
from flows.service.reports import REPORTS
from tests.browser.conftest import Visits
from tests.browser.test_pages import ways
from tests.stories.forms import CALLED, complaint_in, passes_in, service_in
from tests.stories.office import StoryOffice


def a_month(office: StoryOffice) -> str:
    """Some of what a month holds; answers the number of a case that was followed up."""
    passes_in(office, "in_use")
    passes_in(office, "awaiting_payment")
    complaint_in(office, "archived")
    return service_in(office, "follow_up").at("front_desk").takes("record_follow_up", **CALLED).number


@ways
def test_the_registers(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    a_month(office)
    desk = visit(lang, phone=phone, dark=dark).becomes("front_desk").goes_to("/registers")
    for code in ("pass_register", *list(REGISTERS)[:4]):
        register = REGISTERS.get(code)
        if register:
            desk.goes_to(f"/registers/{register.procedure}?register={code}").is_told(desk.label(register))
    desk.goes_to("/registers/worker_pass?unit=nothing-like-it").is_told(desk.says("没有符合条件的登记", "Nothing fits"))


@ways
def test_a_masked_number_is_shown_for_a_reason(
    office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool
) -> None:
    passes = passes_in(office, "in_use")
    desk = visit(lang, phone=phone, dark=dark).becomes("front_desk")
    desk.goes_to(f"/cases/{passes.number}/reveal?place=field:workers.1.id_number&site=north")
    desk.page.get_by_label(desk.says("为什么要看", "Why you need it")).fill("派出所核对施工人员")
    desk.presses("显示", "Show it").is_told(passes.data["workers"][0]["id_number"])
    desk.page.reload()
    expect(desk.page.get_by_role("main")).not_to_contain_text(passes.data["workers"][0]["id_number"])
    visit(lang, phone=phone, dark=dark).becomes("administrator").goes_to("/admin/reveals").is_told("派出所核对施工人员")


@ways
def test_the_reports(office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool) -> None:
    number = a_month(office)
    director = visit(lang, phone=phone, dark=dark).becomes("director").goes_to("/reports")
    for name in ("complaints", "training"):  # tables of one make: the walks see every report
        director.goes_to(f"/reports/{name}").is_told(director.label(REPORTS[name].title))
    director.goes_to("/reports/money?month=2025-12").is_told(director.says("没有差异", "There is no difference"))
    director.goes_to(f"/cases/{number}/spot-check")
    director.page.get_by_label(director.says("与记录一致", "As recorded")).check()
    director.page.get_by_label(director.says("核查情况", "What you found")).fill("电话核实，客户满意")
    director.presses("登记抽查", "Record the check").is_told("电话核实，客户满意")


@ways
def test_the_dashboards_charts_are_those_of_its_tables(
    office: StoryOffice, visit: Visits, lang: str, phone: bool, dark: bool
) -> None:
    a_month(office)
    director = visit(lang, phone=phone, dark=dark).becomes("director").goes_to("/dashboard")
    charts = director.page.locator("[data-chart]")
    expect(charts.locator("canvas")).to_have_count(charts.count())
    assert charts.count() == 3
    # The longest bar of the posts: the first line of a table that begins with what is overdue, then by how many wait.
    bars = director.page.locator("[data-table=posts] .u-over")
    box = bars.bounding_box()
    lines = director.page.locator("#posts tbody tr")
    assert box
    bars.click(position={"x": 4, "y": box["height"] / lines.count() / 2})
    expect(director.page).to_have_url(re.compile(r"/dashboard/cases\?.*what=waiting"))
    director.goes_to("/dashboard").page.emulate_media(media="print")
    expect(charts.first).to_be_hidden()
    if not phone:  # which leaves the bars out on its own screen
        expect(lines.locator(".bar-cell").first).to_be_visible()


@pytest.mark.parametrize("path", ["/registers/worker_pass?all=1", "/reports/money"])
def test_what_is_printed_is_the_table_alone(office: StoryOffice, visit: Visits, path: str) -> None:
    a_month(office)
    director = visit("zh").becomes("director").goes_to(path)
    director.page.emulate_media(media="print")
    for gone in ("nav.nav", ".filters", ".month-nav", ".actions"):
        for each in director.page.locator(gone).all():
            expect(each).to_be_hidden()
    expect(director.page.locator("table").first).to_be_visible()
