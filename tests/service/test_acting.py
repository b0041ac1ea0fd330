"""Taking events through the service, on both databases."""

import json
from typing import Any

import pytest
from sqlalchemy import Table, select

from flows.service.audit import replay_all
from flows.service.case_view import case_view
from flows.service.claiming import assign, claim, release
from flows.service.errors import Conflict, Forbidden, Invalid, KeyReused, NotFound, Refused
from flows.service.papers import attach
from flows.service.worklist import Wanted, worklist
from flows.storage import tables as t
from tests.service.errand import World

PDF = b"%PDF-1.4 a paper"


def submitted(north: World, **data: object) -> str:
    number = north.start()
    attach(north.office, "desk", number, "paper", "申请书.pdf", PDF, north.now)
    north.act("desk", number, "submit", **({"price": "0"} | data))
    return number


def opened(north: World, price: str = "0") -> str:
    number = submitted(north, price=price)
    north.act("eng", number, "endorse", opinion="同意")
    north.act("eng", number, "sign")
    north.act("safe", number, "sign")
    north.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "门"}, {"name": "窗"}])
    return number


def rows(north: World, table: Table, **where: object) -> list[dict[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    with north.office.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def test_a_case_gets_the_next_number_of_its_site_procedure_and_year(north: World) -> None:
    assert [north.start(), north.start()] == ["ER-2026-0001", "ER-2026-0002"]


def test_a_refused_start_uses_no_number(north: World) -> None:
    with pytest.raises(Forbidden):
        north.start("eng")
    with pytest.raises(Invalid):
        north.start(price="much")
    assert north.start() == "ER-2026-0001"


def test_all_reasons_come_at_once(north: World) -> None:
    number = north.start()
    with pytest.raises(Refused) as refused:
        north.act("desk", number, "submit", price="400")
    assert [u.guard for u in refused.value.unmet] == ["document:paper", "small"]


def test_faulty_input_is_told_field_by_field_with_what_else_is_missing(north: World) -> None:
    number = north.start()
    with pytest.raises(Invalid) as invalid:
        north.act("desk", number, "submit", price="a lot", colour="red")
    assert [e.path for e in invalid.value.errors] == ["colour", "price"]
    assert [u.guard for u in invalid.value.unmet] == ["document:paper"]


def test_one_event_writes_state_history_task_deadline_and_message_together(north: World) -> None:
    number = submitted(north)
    view = case_view(north.office, "eng", number, north.now)
    assert (view.state.code, view.revision) == ("review", 3)
    assert [h.event for h in view.history] == ["start", "attach_paper", "submit"]
    assert [(row["status"], row["audience"]) for row in rows(north, t.tasks)] == [
        ("done", "front_desk"),
        ("open", "engineering_supervisor"),
    ]
    assert [d.code for d in view.deadlines] == ["look"]
    assert [row["kind"] for row in rows(north, t.outbox)] == ["start", "attach_paper", "submit"]


def test_a_wrong_post_is_told_whose_it_is_and_who_can(north: World) -> None:
    number = submitted(north)
    with pytest.raises(Forbidden) as forbidden:
        north.act("desk", number, "endorse", opinion="好")
    assert {p.login for p in forbidden.value.unmet[0].who_can} == {"eng", "both"}


def test_a_round_after_a_return_has_its_own_four_eyes(north: World) -> None:
    number = submitted(north)
    north.act("both", number, "endorse", opinion="同意")
    north.act("both", number, "return", reason="补充价格")
    north.act("desk", number, "submit")
    north.act("both", number, "endorse", opinion="同意")


def test_a_return_needs_a_reason_and_the_application_need_not_be_filled_in_again(north: World) -> None:
    number = submitted(north, price="7")
    with pytest.raises(Invalid) as invalid:
        north.act("eng", number, "return", reason="  ")
    assert [e.path for e in invalid.value.errors] == ["reason"]
    north.act("eng", number, "return", reason="价格不明")
    north.act("desk", number, "submit")
    assert rows(north, t.cases)[0]["data"] == {"price": "7.00"}


@pytest.mark.parametrize("empty", ["", "   ", None])
def test_what_was_optional_and_is_emptied_when_it_is_sent_again_is_gone(north: World, empty: str | None) -> None:
    number = submitted(north, price="12.5", phone="13800001234")
    north.act("eng", number, "return", reason="电话不对")
    north.act("desk", number, "submit")
    assert rows(north, t.cases)[0]["data"] == {"price": "12.50", "phone": "13800001234"}, "not given again: it stays"
    north.act("eng", number, "return", reason="电话还是不对")
    north.act("desk", number, "submit", phone=empty)
    assert rows(north, t.cases)[0]["data"] == {"price": "12.50", "phone": None}
    assert replay_all(north.office)[1] == ()
    north.act("eng", number, "return", reason="价格呢")
    with pytest.raises(Invalid) as refused:
        north.act("desk", number, "submit", price=empty)
    assert [error.path for error in refused.value.errors] == ["price"], "what is needed can't be emptied"


def test_all_must_sign_before_the_state_is_left_and_nobody_signs_twice(north: World) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    north.act("eng", number, "sign")
    with pytest.raises(Refused, match="signed already"):
        north.act("eng", number, "sign")
    with pytest.raises(Refused, match="Yet to sign: Safety supervisor"):
        north.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "门"}])


def test_a_number_is_drawn_with_the_event_that_gives_it(north: World) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    assert rows(north, t.cases)[0]["data"]["permit"] == "EP-2026-0001"


def test_payment_is_expected_and_recorded_as_money(north: World) -> None:
    number = opened(north, price="12.5")
    assert rows(north, t.cases)[0]["data"]["total"] == "25.00"
    north.act("desk", number, "pay", total_paid="25", receipt="R-1")
    kinds = [(p["kind"], str(p["amount"]), p["receipt"]) for p in rows(north, t.payments)]
    assert kinds == [("expected", "25.00", None), ("received", "25.00", "R-1")]


def test_rows_with_a_life_are_opened_moved_and_ended(north: World) -> None:
    number = opened(north)
    assert [(e["line"], e["state"], e["facts"]) for e in rows(north, t.entries)] == [
        (1, "in_use", {"name": "门"}),
        (2, "in_use", {"name": "窗"}),
    ]
    north.act("safe", number, "end_row", line=2, reason="丢失")
    north.act("safe", number, "close")
    assert [e["state"] for e in rows(north, t.entries)] == ["ended", "void"]
    assert rows(north, t.tasks)[-1]["status"] == "done"


def test_the_case_names_the_post_that_holds_it(north: World) -> None:
    number = opened(north)
    with pytest.raises(Refused, match="Safety supervisor"):
        north.act("eng", number, "close")
    assert [i.number for i in worklist(north.office, "safe", north.now).items] == [number]
    assert worklist(north.office, "eng", north.now).items == ()


def test_rows_given_again_are_added(north: World) -> None:
    number = opened(north)
    north.act("safe", number, "add_parts", parts=[{"name": "螺丝"}])
    north.act("safe", number, "add_parts", parts=[{"name": "铰链"}])
    assert rows(north, t.cases)[0]["data"]["parts"] == [{"name": "螺丝"}, {"name": "铰链"}]


def test_the_clock_takes_its_event_at_its_due_time_before_anybody_acts(north: World) -> None:
    number = opened(north)
    seen, due = north.revision(number), north.now
    north.later(hours=30)
    with pytest.raises(Conflict) as conflict:
        north.act("safe", number, "close", seen=seen)
    assert conflict.value.move.event == "lapse"
    view = case_view(north.office, "safe", number, north.now)
    assert view.state.code == "lapsed"
    assert (view.history[-1].at - due).total_seconds() == 24 * 3600
    assert view.history[-1].actor.login == "clock"


def test_overdue_stays_recorded_when_the_work_is_done_late(north: World) -> None:
    number = submitted(north)
    north.later(hours=5)
    assert worklist(north.office, "eng", north.now, Wanted(overdue=True)).items[0].overdue
    north.act("eng", number, "endorse", opinion="同意")
    assert case_view(north.office, "eng", number, north.now).overdue


def test_a_form_drawn_earlier_is_told_who_was_faster_and_what_the_case_is_now(north: World) -> None:
    number = submitted(north)
    seen = north.revision(number)
    north.act("eng", number, "endorse", opinion="同意")
    with pytest.raises(Conflict) as conflict:
        north.act("both", number, "endorse", seen=seen, opinion="同意")
    move = conflict.value.move
    assert (move.actor.login, move.event, move.state.zh) == ("eng", "endorse", "会签")


def test_papers_and_claims_do_not_spoil_a_form(north: World) -> None:
    number = north.start()
    seen = north.revision(number)
    attach(north.office, "desk", number, "paper", "a.pdf", PDF, north.now)
    north.act("desk", number, "submit", seen=seen, price="1")


def test_the_same_request_twice_acts_once(north: World) -> None:
    number = submitted(north)
    seen = north.revision(number)
    first = north.act("eng", number, "endorse", seen=seen, key="k1", opinion="同意")
    second = north.act("eng", number, "endorse", seen=seen, key="k1", opinion="同意")
    assert (first.again, second.again, second.seq) == (False, True, first.seq)
    with pytest.raises(KeyReused):
        north.act("eng", number, "endorse", seen=seen, key="k1", opinion="不同")
    assert north.start(key="s1") == north.start(key="s1")


def test_a_claimed_task_is_its_takers_and_can_be_given_back(north: World) -> None:
    number = submitted(north)
    claim(north.office, "eng", number, north.now)
    with pytest.raises(Refused, match="has claimed"):
        north.act("both", number, "endorse", opinion="同意")
    with pytest.raises(Conflict):
        claim(north.office, "both", number, north.now)
    release(north.office, "boss", number, north.now)
    north.act("both", number, "endorse", opinion="同意")


def test_another_sites_people_do_not_learn_that_a_case_exists(north: World) -> None:
    number = submitted(north)
    with pytest.raises(NotFound):
        case_view(north.office, "far", number, north.now)
    with pytest.raises(NotFound):
        north.act("far", number, "submit")


def test_posts_taken_away_between_reading_and_writing_stop_the_event(
    north: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.service import acting

    number, judge = submitted(north), acting.judge

    def judge_then_demote(*given: Any) -> object:
        verdict = judge(*given)
        with north.office.transaction() as connection:
            connection.execute(t.posts.delete().where(t.posts.c.user_id == 2 + 1))
            connection.execute(t.users.update().where(t.users.c.login == "eng").values(revision=2))
        return verdict

    monkeypatch.setattr(acting, "judge", judge_then_demote)
    with pytest.raises((Forbidden, NotFound, Refused)):
        north.act("eng", number, "endorse", opinion="同意")


def test_the_history_says_the_same_as_the_record_it_is_hashed_over(north: World) -> None:
    number = submitted(north)
    records = [json.loads(str(row["content"])) for row in rows(north, t.history)]
    assert [r["seq"] for r in records] == [1, 2, 3]
    assert {r["number"] for r in records} == {number}
    assert records[0]["previous"] == ""


def test_assigning_a_task_and_a_procedures_own_assign_are_two_things(north: World) -> None:
    number = submitted(north)
    assign(north.office, "boss", number, "both", north.now)
    view = case_view(north.office, "both", number, north.now)
    assert (view.history[-1].event, view.state.code) == ("assign_task", "review")
    with pytest.raises(Refused, match="has claimed"):
        north.act("eng", number, "endorse", opinion="同意")
