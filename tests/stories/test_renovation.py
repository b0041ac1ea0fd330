"""二次装修及验收: agreement, construction with patrols, joint acceptance, and the deposit that is held for three months."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from flows.definition import Text
from flows.service.errors import Forbidden
from flows.service.special import Exemption, treat_specially
from flows.storage import tables as t
from tests.pressing import revision_of
from tests.stories.forms import (
    AGREED,
    AGREEMENT_PAPERS,
    INSPECTED,
    NO_DAMAGE,
    RECEIPT,
    SCOPE,
    SHOWN,
    SIGNERS,
    accept_work,
    construction,
    extension_in,
    renovation_in,
)
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

ENGINEERING = "engineering_supervisor"


def money(work: StoryCase) -> list[tuple[str, str, Decimal]]:
    query = select(t.payments).where(t.payments.c.case_id == work.row.id).order_by(t.payments.c.id)
    with work.where.office.read() as connection:
        return [(row.purpose, row.kind, row.amount) for row in connection.execute(query)]


def passes_of(work: StoryCase) -> list[StoryCase]:
    """The cases of passes that were started for the unit."""
    query = select(t.cases.c.number).where(t.cases.c.procedure == "worker_pass", t.cases.c.unit_id == work.row.unit_id)
    with work.where.office.read() as connection:
        return [StoryCase(work.where, number) for number in connection.execute(query.order_by(t.cases.c.id)).scalars()]


def found(department: str, problem: str = "走廊堆放水泥") -> dict[str, object]:
    return {"problems": [{"problem": problem, "department": department, "explained": True}]}


def problems(work: StoryCase) -> dict[int, str]:
    entries = work.at("front_desk").sees().entries
    return {entry.line: entry.state for entry in entries if entry.kind == "patrol_problem"}


def settled(*lines: int) -> dict[str, object]:
    return {"problems_settled": list(lines), "how_settled": "已清走，客户认可"}


@on_both
def test_a_damage_is_paid_out_of_the_deposit_which_comes_back_after_three_months(office: StoryOffice) -> None:
    work = renovation_in(office, "accepted")
    engineer = work.at(ENGINEERING)
    engineer.is_refused("reinspect", "deduction_fits", says="押金 2000.00 元", damage="deducted", deduction="2000.01")
    engineer.takes("reinspect", damage="deducted", deduction="350.50", damage_found="电梯轿厢划痕，按市价")
    assert (work.data["refund_from"], work.data["refund_due"]) == ("2026-06-02", "1649.50")
    office.later(days=91)  # 1 June
    says = "须到 2026-06-02 才能退"
    work.at("finance").is_refused("refund_deposit", "hold_is_over", says=says, refund="1649.50", **RECEIPT)
    office.later(days=1)
    work.at("finance").is_refused("refund_deposit", "refund_is_due", says="应退 1649.50 元", refund="2000", **RECEIPT)
    work.at("finance").takes("refund_deposit", refund="1649.50", **RECEIPT)
    assert work.state == "closed"
    assert money(work) == [
        ("renovation_deposit", "expected", 2000),
        ("rubbish_fee", "expected", 300),
        ("renovation_deposit", "received", 2000),
        ("rubbish_fee", "received", 300),
        ("renovation_deposit", "refunded", Decimal("1649.50")),
        ("renovation_deposit", "kept", Decimal("350.50")),
    ]


def test_a_deposit_comes_back_early_by_special_treatment_of_the_director_alone(office: StoryOffice) -> None:
    work = renovation_in(office, "deposit_held")
    refund = {"refund": "2000", **RECEIPT}
    work.at("finance").is_refused("refund_deposit", "hold_is_over", **refund)
    seen = revision_of(office.office, work.number)
    asked = (work.number, "refund_deposit", "hold_is_over", "业主出国，已书面承诺维修", seen)
    with pytest.raises(Forbidden, match="one level above: Director"):
        treat_specially(office.office, Exemption("cs_supervisor", *asked), office.now)
    treat_specially(office.office, Exemption("director", *asked), office.now)
    work.at("finance").takes("refund_deposit", **refund)
    assert work.records[-1]["special"] == ["hold_is_over"]


def test_the_acceptance_waits_for_every_signature(office: StoryOffice) -> None:
    work = renovation_in(office, "acceptance_requested")
    work.at("front_desk").is_refused(
        "accept", "all_signed", "somebody_signed", says="工程部主管、安全主管、客户服务主管"
    )
    for login in SIGNERS[:2]:
        work.at(login).takes("sign_acceptance", **INSPECTED)
    work.at("safety_supervisor").is_refused(
        "sign_acceptance", "signed_already", "signs_for_one_department", **INSPECTED
    )
    work.at("front_desk").is_refused("accept", "all_signed", says="尚未会签：客户服务主管")
    work.at("cs_supervisor").takes("sign_acceptance", **INSPECTED)
    work.at("cs_supervisor").takes("accept")
    assert work.state == "accepted"


def test_one_department_asks_for_rectification_and_all_sign_anew(office: StoryOffice) -> None:
    work = renovation_in(office, "acceptance_requested")
    work.at(ENGINEERING).takes("sign_acceptance", **INSPECTED)
    safety = work.at("safety_supervisor")
    safety.is_refused("request_rectification", "rectify_by_ahead", rectify_by=office.day(-1), reason="喷淋头被遮挡")
    safety.takes("request_rectification", rectify_by=office.day(3), reason="喷淋头被遮挡")
    assert work.state == "rectification"
    again = {"rectified": "已移开吊顶", "inspection_at": office.at(hours=30)}
    work.at("front_desk").is_refused(
        "request_acceptance", "inspection_ahead", **{**again, "inspection_at": office.at(hours=-1)}
    )
    work.at("front_desk").takes("request_acceptance", **again)
    assert work.at("front_desk").sees().signed == ()
    accept_work(work)
    assert work.state == "accepted"


def test_nobody_signs_for_two_departments(office: StoryOffice) -> None:
    work = renovation_in(office, "acceptance_requested")
    work.at("both_posts").takes("sign_acceptance", **INSPECTED)
    work.at("both_posts").is_refused("sign_acceptance", "signs_for_one_department", says="一个部门", **INSPECTED)


def test_a_load_bearing_wall_is_never_taken_down(office: StoryOffice) -> None:
    work = renovation_in(office, "draft")
    desk = work.at("front_desk").attaches(*AGREEMENT_PAPERS)
    desk.is_refused("sign_agreement", "wall_not_load_bearing", says="不予批准", **{**SCOPE, "wall": "load_bearing"})
    work = renovation_in(office, "engineering_review")
    engineer, bearing = work.at(ENGINEERING), {"wall_found": "load_bearing", "findings": "剪力墙", **AGREED}
    engineer.is_refused("approve", "found_not_load_bearing", says="不得批准", **bearing)
    assert engineer.is_shown("approve").waivable == ()
    engineer.takes("return", reason="图中拆除的是剪力墙，请改方案")
    assert work.state == "deposit_paid"


def test_drawings_that_were_not_approved_are_brought_anew(office: StoryOffice) -> None:
    work = renovation_in(office, "engineering_review")
    office.later(minutes=5)
    work.at(ENGINEERING).takes("return", reason="卫生间防水做法未注明")
    work.at("front_desk").is_refused("submit_drawings", "document:renovation_drawings")
    work.at("front_desk").attaches("renovation_drawings").takes("submit_drawings").at("front_desk").takes("submit")
    work.at(ENGINEERING).takes("approve", wall_found="none", findings="已注明", **AGREED)


def test_construction_opens_the_units_period_and_starts_a_case_of_passes(office: StoryOffice) -> None:
    flat = office.flat()
    work = renovation_in(office, "approved", flat)
    desk = work.at("front_desk").attaches("renovation_schedule")
    desk.is_refused("start_construction", "rules_explained", **construction(office, rules_explained=False))
    desk.is_refused("start_construction", "within_renovation_months", **construction(office, ends_on=office.day(120)))
    backwards = construction(office, starts_on=office.day(2), ends_on=office.day(1))
    desk.is_refused("start_construction", "works_lie_ahead", **backwards)
    desk.takes("start_construction", **construction(office))
    (period,) = flat.entries("renovation_period")
    assert (period.case, period.facts) == (work.number, {"permit_number": work.data["permit_number"]})
    (passes,) = passes_of(work)
    assert [worker["name"] for worker in passes.data["workers"]] == ["工人一示例", "工人二示例"]
    passes.at("front_desk").takes("verify", application_shown=True, permit_shown=True)
    assert passes.data["period_end"] == office.day(60)
    new = [{"name": "工人三示例", "id_number": "E00000013", "trade": "木工"}]
    work.at("front_desk").takes("request_passes", workers=new)
    assert [case.data["workers"] for case in passes_of(work)] == [passes.data["workers"], new]


def test_no_second_period_runs_beside_the_first(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    work = renovation_in(office, "approved", flat)
    desk = work.at("front_desk").attaches("renovation_schedule")
    desk.is_refused("start_construction", "no_other_renovation_runs", says="尚未届满", **construction(office))


def test_no_pass_is_given_for_a_renovation_that_has_ended(office: StoryOffice) -> None:
    flat = office.flat()
    work = renovation_in(office, "under_construction", flat)
    office.later(days=61)
    passes = office.opens("worker_pass", flat, flat.owner)
    says = f"已于 {office.day(60)} 届满"
    passes.at("front_desk").is_refused("verify", "renovation_period_runs", says=says, **SHOWN)
    work.at("front_desk").is_refused("request_passes", "renovation_period_runs", says=says, workers=SHOWN["workers"])


def test_no_pass_is_given_once_the_work_is_accepted_even_where_it_had_been_extended(office: StoryOffice) -> None:
    flat = office.flat()
    work = renovation_in(office, "under_construction", flat)
    extension = office.opens("renovation_extension", flat, flat.owner)
    extension.at("front_desk").takes("submit", new_end=office.day(90), why="木门到货晚")
    extension.at(ENGINEERING).takes("endorse", **AGREED)
    extension.at("director").takes("approve", fee="0", **AGREED)
    extension.at("front_desk").takes("register_extension")
    work.at("security").takes("log_patrol", patrols=[{"patrolled_at": office.at(), "seen": "安装木门"}])
    assert work.data["period_end"] == office.day(90)
    work.at("front_desk").takes("request_acceptance", inspection_at=office.at(hours=1))
    accept_work(work)
    passes = office.opens("worker_pass", flat, flat.owner)
    passes.at("front_desk").is_refused("verify", "renovation_period_runs", says="没有本房号的装修许可期限", **SHOWN)


@on_both
def test_what_a_patrol_finds_goes_to_the_supervisor_concerned(office: StoryOffice) -> None:
    work = renovation_in(office, "under_construction")
    patrol = {"patrols": [{"patrolled_at": office.at(hours=-1), "seen": "厨房贴砖，走廊有堆放"}]}
    ahead = {"patrols": [{"patrolled_at": office.at(hours=1), "seen": "厨房"}]}
    work.at("security").is_refused("log_patrol", "patrol_not_ahead", says="巡查之后再登记", **ahead)
    work.at("security").takes("log_patrol", **patrol).at("lobby_assistant").takes("pass_problem", **found(ENGINEERING))
    assert work.state == "problem_open"
    work.at("front_desk").takes("pass_problem", **found("safety_supervisor", "无灭火器"))
    work.at("front_desk").takes("log_patrol", **patrol).at("front_desk").takes(
        "request_passes", workers=SHOWN["workers"]
    )
    safety = work.at("safety_supervisor")
    safety.is_refused("settle_problem", "own_departments_problem", says="转给本岗位", **settled(1))
    safety.is_refused("settle_problem", "own_departments_problem", **settled(1, 2))
    safety.is_told_to_correct("settle_problem", "problems_settled", **settled(3))
    safety.takes("settle_problem", **settled(2))
    assert (work.state, problems(work)) == ("problem_open", {1: "in_use", 2: "ended"})
    work.at("front_desk").is_refused("request_acceptance", "state", inspection_at=office.at(hours=1))
    work.at(ENGINEERING).takes("settle_problem", **settled(1))
    assert (work.state, problems(work)) == ("under_construction", {1: "ended", 2: "ended"})
    assert len(work.data["patrols"]) == 2


def test_a_renovation_that_nobody_patrols_becomes_overdue(office: StoryOffice) -> None:
    work = renovation_in(office, "under_construction")
    due = {
        deadline.code: deadline.due_at for deadline in work.at("front_desk").sees().deadlines if not deadline.closed_at
    }
    assert set(due) == {"period_over", "patrol_due"}
    office.later(days=6)
    work.at("security").takes("log_patrol", patrols=[{"patrolled_at": office.at(), "seen": "无异常"}])
    office.later(days=6)
    assert not work.at("front_desk").sees().overdue
    office.later(days=2)
    assert work.at("front_desk").sees().overdue


@on_both
def test_an_extension_moves_the_end_of_the_work_that_is_going_on(office: StoryOffice) -> None:
    flat, other = office.flat(), office.flat()
    work, beside = (renovation_in(office, "under_construction", unit) for unit in (flat, other))
    extension = extension_in(office, "approved", flat, days=90)
    extension.at("front_desk").takes("register_extension")
    assert (work.data["period_end"], beside.data["period_end"]) == (office.day(90), office.day(60))
    told = work.at("front_desk").sees()
    assert (told.history[-1].event, told.history[-1].actor.login) == ("adopt_extension", "clock")
    over = {d.code: d.due_at for d in told.deadlines if not d.closed_at}["period_over"]
    last = (over - timedelta(seconds=1)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert last.date().isoformat() == office.day(90)
    work.at("front_desk").is_refused("adopt_extension", "post", "extension_stands")


def test_the_new_end_is_taken_over_until_the_work_is_accepted(office: StoryOffice) -> None:
    ways = {
        "problem_open": ("lobby_assistant", "pass_problem", found(ENGINEERING)),
        "acceptance_requested": ("front_desk", "request_acceptance", {"inspection_at": office.at(hours=3)}),
        "rectification": (ENGINEERING, "request_rectification", {"reason": "补缝", "rectify_by": office.day(20)}),
    }
    for state, (login, event, given) in ways.items():
        flat = office.flat()
        work = renovation_in(office, "acceptance_requested" if state == "rectification" else "under_construction", flat)
        work.at(login).takes(event, **given)
        extension_in(office, "approved", flat, days=90).at("front_desk").takes("register_extension")
        assert (work.state, work.data["period_end"]) == (state, office.day(90))


def test_an_extension_is_registered_where_no_work_is_going_on(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    work = renovation_in(office, "agreement_signed", flat)
    extension_in(office, "approved", flat).at("front_desk").takes("register_extension")
    assert "adopt_extension" not in {entry.event for entry in work.at("front_desk").sees().history}


def test_damage_found_while_the_deposit_is_held_starts_the_months_anew(office: StoryOffice) -> None:
    work = renovation_in(office, "deposit_held")
    office.later(days=60)
    work.at("cs_supervisor").takes("find_damage", reason="楼下反映卫生间渗漏")
    assert work.state == "accepted"
    work.at(ENGINEERING).takes("reinspect", damage="repaired", deduction="0", damage_found="客户已重做防水")
    assert work.data["refund_from"] == "2026-08-01"


def test_an_agreement_is_signed_by_who_may_with_both_papers(office: StoryOffice) -> None:
    flat = office.flat()
    work = office.opens("renovation", flat, flat.tenant())
    desk = work.at("front_desk").attaches(AGREEMENT_PAPERS[0])
    desk.is_refused("sign_agreement", "owner_or_agent", "document:renovation_rules", **SCOPE)
    paid = renovation_in(office, "agreement_signed")
    paid.at("finance").is_refused("record_payment", "amount_is_fee", says="2300.00", amount="2000", **RECEIPT)


def test_a_renovation_withdrawn_before_construction_gets_its_money_back(office: StoryOffice) -> None:
    for state in ("draft", "agreement_signed"):
        work = renovation_in(office, state)
        work.at("front_desk").takes("withdraw", reason="不装了")
        assert work.state == "withdrawn"
    for state in ("deposit_paid", "drawings_submitted", "engineering_review", "approved"):
        work = renovation_in(office, state)
        finance = work.at("finance")
        finance.is_refused(
            "withdraw_and_refund", "refund_is_whole", says="应退 2300.00 元", refund="2000", reason="不装了", **RECEIPT
        )
        finance.takes("withdraw_and_refund", refund="2300", reason="不装了", **RECEIPT)
        assert work.state == "withdrawn"
        assert money(work)[-2:] == [("renovation_deposit", "refunded", 2000), ("rubbish_fee", "refunded", 300)]


def test_a_whole_renovation_comes_to_its_end(office: StoryOffice) -> None:
    work = renovation_in(office, "closed")
    assert work.events[-1] == "refund_deposit"
    assert NO_DAMAGE["damage"] == work.data["damage"]
    entry = next(e for e in work.at("finance").sees().entries if e.kind == "renovation_period")
    assert (entry.state, entry.label) == ("ended", Text("装修期", "Renovation period"))
