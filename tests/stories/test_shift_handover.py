"""交接班: nobody leaves before both have signed, nothing important is left to the next shift."""

from datetime import datetime, timedelta

from sqlalchemy import select

from flows.storage.tables import deadlines, entries
from tests.stories.forms_office import RADIO, WORK, handover_in, inspection, log, sign_both
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.on_both import on_both

BURST = {"matter": "五号楼水管爆裂，尚未关阀", "important": True, "next_step": "马上关阀"}


def carried(shift: StoryCase) -> list[tuple[int, str, str]]:
    query = select(entries).where(entries.c.case_id == shift.row.id).order_by(entries.c.line)
    with shift.where.office.read() as connection:
        return [(row.line, row.state, row.facts["matter"]) for row in connection.execute(query)]


def due(shift: StoryCase, code: str) -> datetime:
    query = select(deadlines.c.due_at).where(deadlines.c.case_id == shift.row.id, deadlines.c.code == code)
    with shift.where.office.read() as connection:
        found = connection.execute(query.order_by(deadlines.c.id.desc())).scalars().first()
    assert isinstance(found, datetime)
    return found


@on_both
def test_a_shift_is_prepared_inspected_signed_by_both_and_reviewed_the_same_day(office: StoryOffice) -> None:
    office.later(days=40, hours=6)
    shift = handover_in(office, "preparing", shift_date=office.day(40))
    ends = datetime.fromisoformat(shift.data["handover_at"])
    assert ends.isoformat() == f"{office.day(40)}T08:30:00+00:00"
    assert due(shift, "tidy_due") == ends - timedelta(minutes=15)
    other = {"matter": "钥匙柜登记待补", "next_step": "补登记"}
    shift.at("front_desk").takes("submit", **log(open_work=[WORK, other], carried_told="无"))
    assert due(shift, "take_on_due") == ends + timedelta(minutes=15)
    second = shift.at("second_desk")
    for wrong in (office.at(days=-1), office.at(hours=1)):
        early = inspection(office, arrived_at=wrong)
        second.is_refused("inspect", "arrival_on_the_day", says=office.day(40), **early)
    second.is_told_to_correct("inspect", "equipment_state", **inspection(office, equipment_state=""))
    second.takes("inspect", **inspection(office))
    assert (shift.data["arrived_late"], shift.state) == (False, "signing")
    shift.at("lobby_lead").is_refused("sign_handover", "of_the_two_shifts", says="front_desk")
    shift.at("second_desk").takes("sign_handover")
    assert shift.state == "signing"
    shift.at("second_desk").is_refused("sign_handover", "not_signed_yet", says="等对方签名")
    shift.at("front_desk").takes("sign_handover")
    assert carried(shift) == [(1, "in_use", WORK["matter"]), (2, "in_use", other["matter"])]
    shift.at("front_desk").is_refused("settle_work", "named_person", lines_done=[1])
    shift.at("second_desk").takes("settle_work", lines_done=[2])
    shift.at("second_desk").is_told_to_correct("settle_work", "lines_done", lines_done=[2])
    shift.at("cs_supervisor").takes("review_log", opinion="已阅")
    assert carried(shift) == [(1, "ended", WORK["matter"]), (2, "used", other["matter"])]
    assert shift.state == "reviewed"


def test_important_work_unfinished_blocks_the_handover(office: StoryOffice) -> None:
    shift = handover_in(office, "preparing", shift_date=office.day(41))
    told = log(open_work=[WORK, BURST], carried_told="无")
    shift.at("front_desk").is_refused("submit", "no_important_work_left", says="水管爆裂", **told)
    assert shift.state == "preparing"
    shift.at("front_desk").takes("submit", **log(open_work=[{**BURST, "important": False}], carried_told="无"))


def test_the_incoming_shift_refuses_and_the_supervisor_has_it_handed_over_anew(office: StoryOffice) -> None:
    shift = handover_in(office, "inspecting", carried_told="无", items=[{**RADIO, "condition": "missing"}])
    scratched = {"what_found": "前台玻璃有裂纹"}
    unclear = inspection(office, found=[scratched])
    shift.at("second_desk").is_refused("inspect", "everything_is_explained", says="对讲机；前台玻璃有裂纹", **unclear)
    shift.at("front_desk").is_refused("refuse_handover", "named_person", reason="不想交", reported_to="cs_supervisor")
    shift.at("second_desk").takes("refuse_handover", reason="对讲机去向说不清", reported_to="cs_supervisor")
    assert shift.state == "refused"
    assert shift.at("cs_supervisor").sees().history[-1].reason == "对讲机去向说不清"
    shift.at("cs_supervisor").takes("order_anew", reason="先找回对讲机，再交接")
    shift.at("front_desk").takes("submit", **log(carried_told="无", items=[RADIO]))
    shift.at("second_desk").takes("inspect", **inspection(office))
    sign_both(shift)
    assert shift.state == "handed_over"


def test_a_handover_that_goes_back_is_signed_anew_by_both(office: StoryOffice) -> None:
    shift = handover_in(office, "signing", carried_told="无")
    shift.at("front_desk").takes("sign_handover")
    shift.at("second_desk").takes("return", reason="漏记一件快递")
    shift.at("front_desk").takes("submit", shift_log="补记快递一件")
    shift.at("second_desk").takes("inspect", **inspection(office))
    shift.at("second_desk").takes("sign_handover")
    assert shift.state == "signing"
    shift.at("second_desk").takes("refuse_handover", reason="交班人已离岗", reported_to="duty_manager")
    shift.at("duty_manager").takes("cancel", reason="另立单据")
    assert shift.state == "cancelled"


def test_what_the_last_shift_carried_over_is_told_by_the_next(office: StoryOffice) -> None:
    office.later(days=50)
    handover_in(office, "handed_over", team="lobby", shift_date=office.day(50))
    late = office.opens(
        "shift_handover", by="second_desk", team="lobby", shift="late", shift_date=office.day(50), incoming="front_desk"
    )
    late.at("second_desk").is_refused("submit", "carried_work_is_told", says="电梯异响", **log(open_work=[]))
    late.at("second_desk").takes("submit", **log(open_work=[], carried_told="电梯已修好"))
    late.at("front_desk").takes("return", reason="补一份交接物品")
    assert late.state == "preparing"


def test_nobody_hands_over_to_themselves_and_the_supervisor_may_name_another(office: StoryOffice) -> None:
    office.later(days=42)
    shift = handover_in(office, "preparing", shift_date=office.day(42))
    told = log(carried_told="无", incoming="front_desk")
    shift.at("front_desk").is_refused("submit", "incoming_is_another", says="接班人", **told)
    untidy = log(carried_told="无", tidied=False)
    shift.at("front_desk").is_refused("submit", "desk_is_tidy", **untidy)
    shift.at("front_desk").takes("submit", **log(carried_told="无"))
    skipped = inspection(office, area_walked=False)
    shift.at("second_desk").is_refused("inspect", "shift_was_inspected", says="三样做完", **skipped)
    shift.at("cs_supervisor").takes("change_incoming", incoming="archivist", reason="接班人请假")
    shift.at("front_desk").takes("submit")
    shift.at("second_desk").is_refused("inspect", "named_person", **inspection(office))
    shift.at("archivist").takes("inspect", **inspection(office))
    assert shift.state == "signing"


def test_who_comes_late_is_marked_and_a_wrong_sheet_is_cancelled(office: StoryOffice) -> None:
    office.later(hours=6, minutes=26)
    shift = handover_in(office, "signing", carried_told="无")
    assert shift.data["arrived_late"] is True
    for state in ("preparing", "inspecting"):
        wrong = handover_in(office, state, carried_told="无")
        wrong.at("lobby_lead").takes("cancel", reason="日期填错")
        assert wrong.state == "cancelled"


def test_the_supervisor_who_handed_over_does_not_review_it(office: StoryOffice) -> None:
    shift = handover_in(office, "handed_over", carried_told="无")
    with office.away("cs_supervisor", "front_desk"):
        shift.at("front_desk").is_refused("review_log", "four_eyes", opinion="已阅")
