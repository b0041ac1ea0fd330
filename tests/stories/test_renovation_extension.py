"""装修延期: the fee, the passes, the old end date."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.service import registers
from flows.service.audit import replay_all, verify
from flows.service.errors import Invalid
from tests.stories.forms import AGREED, RECEIPT, SHOWN, extension_in, passes_in
from tests.stories.office import Flat, StoryCase, StoryOffice
from tests.stories.on_both import on_both

ASKED = {"why": "地砖到货晚"}


def end_of(day: str) -> datetime:
    date_ = datetime.fromisoformat(day).date()
    return datetime.combine(date_, time(23, 59, 59), ZoneInfo("Asia/Shanghai")).astimezone(UTC)


@on_both
def test_an_extension_with_a_fee_closes_when_both_passes_are_issued_anew(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = passes_in(office, "in_use", flat)
    extension = extension_in(office, "awaiting_payment", flat, fee="300")
    finance = extension.at("finance")
    finance.is_refused(
        "record_payment", "amount_is_fee", says="应收 300.00 元，填的是 200.00 元", amount="200", **RECEIPT
    )
    finance.takes("record_payment", amount="300", **RECEIPT)
    extension.at("front_desk").is_refused("withdraw", "fee_not_received", says="已收", reason="不延了")
    extension.at("front_desk").takes("register_extension")
    assert extension.state == "reissuing_passes"
    newest = flat.entries("renovation_period")[0]
    assert (extension.data["present_end"], extension.data["late"]) == (office.day(10), False)
    assert (newest.valid_from.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()) == office.day(10)
    assert newest.valid_until == end_of(office.day(40))

    desk = passes.at("front_desk")
    names = f"{passes.number}/1 工人一示例, {passes.number}/2 工人二示例"
    extension.at("front_desk").is_refused("finish_reissue", "passes_reissued", says=names)
    for line in (1, 2):
        desk.takes("void_pass", line=line, reason="延期换证")
        desk.takes("reissue_pass", line=line)
        if line == 1:
            extension.at("front_desk").is_refused("finish_reissue", "passes_reissued", says="工人二示例")
    extension.at("front_desk").takes("finish_reissue")
    assert extension.state == "closed"
    cards = [(e.line, e.state, e.facts.get("line"), e.valid_until) for e in reversed(flat.entries("worker_pass"))]
    old, new = end_of(office.day(10)), end_of(office.day(40))
    assert cards == [(1, "void", None, old), (2, "void", None, old), (3, "in_use", 1, new), (4, "in_use", 2, new)]


def test_an_extension_without_fee_and_passes_closes_when_it_is_registered(office: StoryOffice) -> None:
    extension = extension_in(office, "approved")
    extension.at("front_desk").takes("register_extension")
    assert extension.state == "closed"
    assert "awaiting_payment" not in {record["target"] for record in extension.records}


def ends(flat: Flat, line: int, state: str, reason: str = "装修已验收", by: str = "front_desk") -> Any:
    """The keeper ends an entry of the unit's renovation period, counted from the newest."""
    where, entry = flat.where, flat.entries("renovation_period")[line]
    return registers.end_permit(where.office, by, "north", flat.code, entry.id, state, reason, where.now)


def told_why(flat: Flat, line: int, state: str, reason: str = "装修已验收") -> str:
    with pytest.raises(Invalid) as refused:
        ends(flat, line, state, reason)
    return refused.value.errors[0].message.en


@on_both
def test_after_an_extension_the_keeper_ends_the_whole_period_and_enters_a_later_renovation(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    extension = extension_in(office, "approved", flat).at("front_desk").takes("register_extension")
    assert told_why(flat, 0, "ended", "  ") == "needs a reason of at most 1000 characters"
    ends(flat, 0, "ended")
    assert [entry.state for entry in flat.entries("renovation_period")] == ["ended", "ended"]
    told = extension.records[-1]
    assert (told["event"], told["reason"], told["actor"]["login"]) == ("end_entry", "装修已验收", "front_desk")
    assert extension.state == "closed"
    assert flat.entries("renovation_period")[1].facts["end_reason"] == "装修已验收"
    flat.renovated(0, 30)
    assert extension_in(office, "approved", flat).state == "approved"
    assert verify(office.office).faults == ()
    assert replay_all(office.office)[1] == ()


def test_an_extension_registered_in_error_is_voided_alone(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    extension_in(office, "approved", flat).at("front_desk").takes("register_extension")
    ends(flat, 0, "void", "登到别家的延期了")
    assert [entry.state for entry in flat.entries("renovation_period")] == ["void", "in_use"]
    assert told_why(flat, 0, "ended") == "is not one to be ended by hand"


def test_what_an_open_case_opened_moves_with_that_case_alone(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes_in(office, "in_use", flat)
    extension = extension_in(office, "approved", flat).at("front_desk").takes("register_extension")
    assert extension.state == "reissuing_passes"
    assert told_why(flat, 0, "void") == "is not one to be ended by hand"
    assert told_why(flat, 1, "ended") == f"is in the hands of {extension.number}, which is open"
    assert [entry.state for entry in flat.entries("renovation_period")] == ["in_use", "in_use"]


@on_both
def test_one_asked_for_after_the_end_is_marked_late_and_runs_from_the_old_end(office: StoryOffice) -> None:
    flat = office.flat().renovated(-100, -5)
    extension = office.opens("renovation_extension", flat, flat.owner)
    extension.at("front_desk").is_refused(
        "submit", "new_end_after_present_end", says=f"现期限至 {office.day(-5)}", new_end=office.day(-5), **ASKED
    )
    extension.at("front_desk").takes("submit", new_end=office.day(30), **ASKED)
    assert (extension.data["late"], extension.data["present_end"]) == (True, office.day(-5))


def test_one_asked_for_in_time_is_not_late_when_it_comes_back_after_the_end(office: StoryOffice) -> None:
    extension = extension_in(office, "engineering_review")
    office.later(days=15)
    extension.at("engineering_supervisor").takes("return", reason="工期写得不清")
    extension.at("front_desk").takes("submit")
    assert extension.data["late"] is False


def test_a_unit_without_renovation_permit_has_nothing_to_extend(office: StoryOffice) -> None:
    flat = office.flat()
    extension = office.opens("renovation_extension", flat, flat.owner)
    guards = ("renovation_permit_on_file", "new_end_after_present_end")
    extension.at("front_desk").is_refused("submit", *guards, says="先核对房号", new_end=office.day(30), **ASKED)


def test_a_tenant_cant_extend_the_owners_renovation(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    extension = office.opens("renovation_extension", flat, flat.tenant())
    extension.at("front_desk").is_refused("submit", "owner_or_agent", new_end=office.day(40), **ASKED)


def test_a_reviewer_returns_or_rejects_it_with_a_reason(office: StoryOffice) -> None:
    for state, login in (("engineering_review", "engineering_supervisor"), ("director_approval", "director")):
        extension = extension_in(office, state)
        extension.at(login).takes("return", reason="工期写得不清")
        extension.at("front_desk").takes("submit", work_left="厨房地砖")
        assert extension.state == "engineering_review"
        refused = extension_in(office, state)
        refused.at(login).takes("reject", reason="噪声投诉未处理")
        assert refused.state == "rejected"


def test_it_can_be_withdrawn_until_money_has_come_in(office: StoryOffice) -> None:
    for state in ("draft", "engineering_review", "director_approval", "awaiting_payment", "approved"):
        extension = extension_in(office, state, fee="50" if state == "awaiting_payment" else "0")
        extension.at("front_desk").takes("withdraw", reason="已完工")
        assert extension.state == "withdrawn"


def test_two_extensions_of_one_period_cant_both_be_approved(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    first, second = extension_in(office, "director_approval", flat), extension_in(office, "director_approval", flat)
    first.at("director").takes("approve", fee="0", **AGREED)
    first.at("front_desk").takes("register_extension")
    second.at("director").is_refused("approve", "new_end_after_present_end", fee="0", **AGREED)


def test_of_two_approved_extensions_the_one_with_the_earlier_end_is_withdrawn(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    for opens in ("closed", "reissuing_passes"):
        until = office.day(40 if opens == "closed" else 50)
        first, second = approved_until(office, flat, until), approved_until(office, flat, until)
        second.at("front_desk").takes("register_extension")
        assert second.state == opens
        says = f"现期限至 {until}，新截止日 {until} 须更晚"
        first.at("front_desk").is_refused("register_extension", "new_end_after_present_end", says=says)
        first.at("front_desk").takes("withdraw", reason="已登记另一次延期")
        if opens == "closed":
            passes_in(office, "in_use", flat)
    assert len(flat.entries("renovation_period")) == 3


def approved_until(office: StoryOffice, flat: Flat, new_end: str) -> StoryCase:
    extension = office.opens("renovation_extension", flat, flat.owner)
    extension.at("front_desk").takes("submit", new_end=new_end, **ASKED)
    extension.at("engineering_supervisor").takes("endorse", **AGREED)
    return extension.at("director").takes("approve", fee="0", **AGREED)


def test_passes_issued_anew_for_a_later_extension_do_for_the_earlier_one(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = passes_in(office, "in_use", flat)
    earlier = approved_until(office, flat, office.day(40))
    later = approved_until(office, flat, office.day(60))
    earlier.at("front_desk").takes("register_extension")
    later.at("front_desk").takes("register_extension")
    for line in (1, 2):
        passes.at("front_desk").takes("void_pass", line=line, reason="延期换证")
        passes.at("front_desk").takes("reissue_pass", line=line)
    for extension in (earlier, later):
        extension.at("front_desk").takes("finish_reissue")


def test_passes_made_void_and_never_issued_anew_keep_an_extension_open(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = passes_in(office, "in_use", flat)
    extension = extension_in(office, "approved", flat)
    extension.at("front_desk").takes("register_extension")
    assert extension.data["passes_to_reissue"] == f"{passes.number}/1 {passes.number}/2"
    for line in (1, 2):
        passes.at("front_desk").takes("void_pass", line=line, reason="延期换证")
    extension.at("front_desk").is_refused("finish_reissue", "no_pass_missing", says="还差 2 张")
    passes.at("front_desk").takes("reissue_pass", line=1)
    passes.at("front_desk").takes("reissue_pass", line=2)
    passes.at("finance").takes("return_pass", line=4, **RECEIPT)
    extension.at("front_desk").is_refused("finish_reissue", "no_pass_missing", says="还差 1 张")
    extension.at("front_desk").takes("finish_reissue", passes_returned=1)
    assert (extension.state, extension.data["passes_returned"]) == ("closed", 1)


def test_a_pass_verified_while_another_extension_runs_bears_the_new_date(office: StoryOffice) -> None:
    flat = office.flat().renovated(-80, 10)
    passes = office.opens("worker_pass", flat, flat.owner)
    extension_in(office, "approved", flat).at("front_desk").takes("register_extension")
    passes.at("front_desk").takes("verify", **SHOWN)
    assert passes.data["period_end"] == office.day(40)
