"""What has happened in a month, and how things stand now: follow-ups, complaints, permits, training, points, waiting."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.procedures.special_service import SPECIAL_SERVICE
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.reports import REPORTS, Wanted, readable, report, workbook
from flows.service.reports.follow_ups import FollowUps, tell
from flows.service.reports.month import Month
from flows.service.reports.rows import CaseRow, Taken
from flows.service.special import Exemption, treat_specially
from flows.service.spot_checks import SpotCheck, spot_check
from tests.pressing import revision_of
from tests.service.a_site import NOW
from tests.service.kept_office import story_office
from tests.service.reported import reads
from tests.stories.forms import CALLED, PASS_PAPERS, RECEIPT, complaint_in, passes_in, permit_in, service_in
from tests.stories.forms_conduct import CONFIRM, noted
from tests.stories.forms_conduct import summed_up as recorded
from tests.stories.forms_office import (
    assessment_of,
    charged,
    confirmed,
    fails,
    handover_in,
    summed_up,
)
from tests.stories.forms_services import cleaning_in
from tests.stories.office import SITE, StoryOffice
from tools.bench.counting import heard, queries

MOST_QUERIES = 10
LISTED_ANYWAY = ("enough", "fire")  # lines that stand there whether or not anything happened
FOUND = "电话核实，与记录一致"
WHY = "收据已当面核对，原件次日补来"


@pytest.fixture
def office(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as made:
        yield made


def test_cash_orders_are_all_followed_up_and_most_of_the_banks(office: StoryOffice) -> None:
    cash, bank, left = (service_in(office, "charging") for _ in range(3))
    cash.at("finance").takes("charge_cash", amount="80", **RECEIPT)
    for each in (bank, left):
        each.at("finance").takes("charge_bank", amount="80")
    read = reads(office, "follow_ups")
    assert read.row("rates", "charge_cash")["结论"] == "未达标"
    for each in (cash, bank):
        each.at("front_desk").takes("record_follow_up", **CALLED)
    read = reads(office, "follow_ups")
    told = read.row("rates", "charge_cash")
    assert (told["回访率"], told["要求"], told["结论"]) == ("1 / 1 = 100.0 %", "≥ 100 %", "达标")
    told = read.row("rates", "charge_bank")
    assert (told["本月收款单数"], told["已回访"], told["要求"], told["结论"]) == ("2", "1", "≥ 80 %", "未达标")
    assert read.behind("rates", "charge_bank", "未回访") == (left.number,)


def test_the_head_and_the_manager_each_check_three(office: StoryOffice) -> None:
    done = [service_in(office, "follow_up").at("front_desk").takes("record_follow_up", **CALLED) for _ in range(3)]
    for case in done:
        spot_check(office.office, SpotCheck("cs_supervisor", case.number, True, FOUND), office.now)
    spot_check(office.office, SpotCheck("director", done[0].number, False, "客户说没有人来过电话"), office.now)
    spot_check(office.office, SpotCheck("company_manager", done[0].number, True, FOUND), office.now)
    read = reads(office, "follow_ups")
    heads, managers = read.row("enough", "heads"), read.row("enough", "managers")
    assert (heads["抽查单数"], heads["结论"], heads["与记录不符"]) == ("3", "达标", "0")
    assert (managers["抽查单数"], managers["结论"], managers["与记录不符"]) == ("1", "未达标", "1")
    assert len(read.rows("checks")) == 5
    assert [row[-1] for row in read.rows("recorded")] == ["是"] * 3


def test_work_at_home_is_followed_up_on_the_day(office: StoryOffice) -> None:
    prompt = cleaning_in(office, "done")
    prompt.at("finance").takes("charge_bank")
    prompt.at("front_desk").takes("record_follow_up", **CALLED)
    late = cleaning_in(office, "done")
    late.at("finance").takes("charge_bank")
    office.later(days=1)
    late.at("front_desk").takes("record_follow_up", **CALLED)
    told = reads(office, "follow_ups").row("same_day", "home_cleaning")
    assert (told["本月完工"], told["已回访"], told["当日回访"], told["结论"]) == ("2", "2", "1", "未达标")


def test_complaints_are_counted_by_what_they_are_about(office: StoryOffice) -> None:
    archived, waiting = complaint_in(office, "archived"), complaint_in(office, "recorded")
    reopened = complaint_in(office, "follow_up")
    reopened.at("cs_supervisor").takes(
        "reopen", reason="仍有噪声", grade="serious", category="noise", department="security", assignee="security"
    )
    office.later(days=2)
    read = reads(office, "complaints")
    told = read.row("category", "repairs")
    assert (told["类别"], told["件数"], told["已归档"], told["一次满意"]) == ("维修设施", "1", "1", "1 / 1 = 100.0 %")
    assert (told["平均办结（天）"], told["重开"]) == ("0.0", "0")
    assert read.behind("category", "repairs", "件数") == (archived.number,)
    assert read.row("department", "security")["重开"] == "1"
    assert read.row("category", "")["类别"] == "未定"
    assert read.behind("category", "total", "曾逾期") == (waiting.number,)
    assert read.row("building", "S")["件数"] == "3"


def test_permits_run_out_and_stay_in_use(office: StoryOffice) -> None:
    passes = passes_in(office, "in_use")
    permit_in(office, "in_force")
    read = reads(office, "permits")
    assert read.row("kinds", "worker_pass") == {"种类": "出入证", "有效": "2", "30 天内到期": "2", "已过期": "0"}
    assert read.behind("kinds", "worker_pass", "有效") == (passes.number,)
    office.later(days=12)
    read = reads(office, "permits")
    assert read.row("kinds", "worker_pass")["已过期"] == "2"
    assert [row[0] for row in read.rows("over")].count("出入证") == 2


def test_points_stand_by_person_and_scheme(office: StoryOffice) -> None:
    day = office.day(-20)
    first, second = charged(office, "front_desk", day, 4), charged(office, "front_desk", day, 6)
    exam = fails(assessment_of(office, "front_desk", day))
    summed_up(first, "front_desk")
    confirmed(first, "20")
    read = reads(office, "points", "2026-02")
    told = read.row("faults", "front_desk")
    assert (told["员工"], told["单据"], told["扣分"], told["确认罚款（元）"]) == ("示例front_desk", "2", "10", "20.00")
    assert read.behind("faults", "front_desk", "申诉未决、未汇总") == (second.number,)
    assert (told["确认处分"], told["须公布"]) == ("仅罚款", "否")
    assert read.row("attendance", "front_desk")["已确认扣分"] == "3"
    assert read.behind("attendance", "front_desk", "单据") == (exam.number,)
    assert read.row("attendance", "front_desk")["其中日常"] == "0"
    assert read.rows("appraisal") == []
    assert all(reads(office, "points").table(code).rows == () for code in ("faults", "attendance", "appraisal"))


def test_points_of_conduct_stand_with_those_of_training_and_with_no_others(office: StoryOffice) -> None:
    day = office.day(-20)
    fails(assessment_of(office, "front_desk", day))
    summed_up(charged(office, "front_desk", day, 4), "front_desk")
    late = recorded(noted(office, "front_desk", day, "late", minutes_off=11), "front_desk")
    late.at("office").takes("confirm_points", **{**CONFIRM, "docking_confirmed": "30"})
    waiting = noted(office, "front_desk", day, "hair", points_weighed="0_5")
    dropped = noted(office, "front_desk", day, "idle_talk")
    dropped.at("front_desk").takes("object", objection="在答复住户")
    dropped.at("office").takes("revoke", reason="属实")
    grave = recorded(noted(office, "front_desk", day, "grave_quarrel"), "front_desk")
    read = reads(office, "points", "2026-02")
    told = read.row("attendance", "front_desk")
    assert (told["单据"], told["其中培训"], told["其中日常"], told["已确认扣分"]) == ("5", "3", "10", "13")
    assert (told["待确认"], told["建议扣工资（元）"], told["确认扣工资（元）"]) == ("0.5", "40.00", "30.00")
    assert read.behind("attendance", "front_desk", "待确认") == (waiting.number,)
    assert (told["建议处分"], grave.state) == ("提请主任按自动离职处理", "leaving_review")
    assert read.row("faults", "front_desk")["扣分"] == "4"
    assert read.rows("appraisal") == []


def test_refused_handovers_are_told_with_their_reasons(office: StoryOffice) -> None:
    office.later(hours=6)
    handover_in(office, "reviewed")
    refused = handover_in(office, "inspecting", shift_date=office.day(1), carried_told="无")
    refused.at("second_desk").takes("refuse_handover", reason="对讲机去向说不清", reported_to="cs_supervisor")
    read = reads(office, "handovers")
    told = read.row("teams", "centre")
    assert (told["交接班"], told["已交接"], told["拒绝接班"]) == ("2", "1", "1")
    (row,) = read.rows("refusals")
    assert row[1:] == [
        refused.number,
        office.day(1),
        "早班 08:30–16:30",
        "示例second_desk",
        "示例cs_supervisor",
        "对讲机去向说不清",
    ]


def test_what_waits_is_told_by_post_and_how_long(office: StoryOffice) -> None:
    old = passes_in(office, "awaiting_payment")
    office.later(days=9)
    new = passes_in(office, "awaiting_payment")
    read = reads(office, "waiting")
    told = read.row("posts", "finance")
    assert (told["岗位"], told["待办"], told["平均等待（小时）"], told["最长等待（小时）"]) == (
        "财务",
        "2",
        "108.0",
        "216.0",
    )
    assert read.behind("posts", "finance", "逾期") == (old.number,)
    assert [row[0] for row in read.rows("longest")] == [old.number, new.number]
    assert read.row("steps", "worker_pass:awaiting_payment")["环节"] == "待缴费"


def test_special_treatment_is_told_with_its_use(office: StoryOffice) -> None:
    used, unused = passes_in(office, "paid"), passes_in(office, "paid")
    for case in (used, unused):
        seen = revision_of(office.office, case.number)
        asked = Exemption("cs_supervisor", case.number, "make_cards", "receipt_marked", WHY, seen)
        treat_specially(office.office, asked, office.now)
    used.at("front_desk").attaches(*PASS_PAPERS).takes("make_cards", receipt_marked=False)
    first, second = reads(office, "special").rows("treatments")
    assert first[1:3] + first[4:] == [
        used.number,
        "装修人员出入证",
        "制证",
        first[5],
        WHY,
        "示例cs_supervisor",
        "客户服务主管",
        "是",
    ]
    assert "已办" in first[5]
    assert (second[1], second[-1]) == (unused.number, "否")


def test_a_report_takes_few_queries_however_much_there_is(office: StoryOffice) -> None:
    counts: dict[str, list[int]] = {name: [] for name in REPORTS}
    reads(office, "money")  # the calendar is read once and kept
    for _ in range(2):
        passes_in(office, "in_use")
        service_in(office, "follow_up").at("front_desk").takes("record_follow_up", **CALLED)
        complaint_in(office, "archived")
        for name in REPORTS:
            with heard(office.office) as statements:
                reads(office, name)
            counts[name].append(len(queries(statements)))
    assert {name: found for name, found in counts.items() if found[0] != found[1] or found[0] > MOST_QUERIES} == {}


def test_an_empty_site_has_empty_reports_that_say_so(office: StoryOffice) -> None:
    for name in REPORTS:
        read = reads(office, name, "2025-01")
        tables = [table for table in read.answer.tables if table.code not in LISTED_ANYWAY]
        assert tables
        assert all(table.rows == () and table.empty.zh and table.empty.en for table in tables), name
        for lang in ("zh", "en"):
            assert workbook(read.answer, lang).startswith(b"PK")


def test_a_report_is_for_its_readers(office: StoryOffice) -> None:
    for login, name in (("front_desk", "points"), ("security", "money"), ("technician", "training")):
        with pytest.raises(Forbidden):
            reads(office, name, login=login)
    with pytest.raises(NotFound):
        reads(office, "complaints", login="far_desk")
    with pytest.raises(NotFound):
        reads(office, "weather")
    assert {found.name for found in readable(["director"])} == set(REPORTS)
    assert {found.name for found in readable(["security"])} < set(REPORTS)
    assert readable([]) == ()


def test_a_month_is_one_that_has_begun(office: StoryOffice) -> None:
    for month in ("2026-13", "2026", "march", "2026-04", "1999-01"):
        with pytest.raises(Invalid):
            report(office.office, "director", Wanted("money", SITE, month), office.now)
    assert reads(office, "money").answer.month.code == "2026-03"


# By themselves, without a database


def orders(count: int, followed: int) -> FollowUps:
    def taken(number: int, event: str) -> Taken:
        case = CaseRow(number, f"TS-{number}", SPECIAL_SERVICE, "follow_up", None, None, {}, NOW, None)
        return Taken(case, {"event": event, "at": NOW.isoformat(), "actor": {"login": "finance", "name": "财务"}})

    charged_ = tuple(taken(n, "charge_bank") for n in range(count))
    return FollowUps(charged_, (), tuple(taken(n, "record_follow_up") for n in range(followed)), (), (), 80, 10)


@pytest.mark.parametrize(
    ("count", "followed", "met"),
    [(5, 4, True), (5, 3, False), (10, 8, True), (10, 7, False), (1, 0, False), (1, 1, True)],
)
def test_four_of_five_of_the_banks_orders_are_enough(count: int, followed: int, met: bool) -> None:
    month = Month(date(2026, 3, 1), ZoneInfo("Asia/Shanghai"))
    (row,) = tell(orders(count, followed), month)[0].rows
    assert row.figures[-1].cell[0][0].zh == ("达标" if met else "未达标")
    assert month.end - month.begin == timedelta(days=31)
