"""客户迁入: every department says that it is ready before the customer comes."""

from datetime import timedelta

from flows.service import registers
from tests.service.a_site import TODAY
from tests.stories.forms_services import DEPARTMENTS, LOOKED, READY, all_ready, move_in_to, moving_in, started
from tests.stories.office import SITE, StoryOffice
from tests.stories.on_both import on_both


@on_both
def test_the_customer_comes_when_every_department_has_signed(office: StoryOffice) -> None:
    case = move_in_to(office, "preparing")
    desk = case.at("front_desk")
    for department in DEPARTMENTS[:3]:
        case.at(department).takes("confirm_ready", **READY)
    case.at(DEPARTMENTS[0]).is_refused("confirm_ready", "signed_already", **READY)
    desk.is_refused("finish_preparations", "all_signed", says="尚未会签：大堂助理班长")
    case.at("lobby_lead").takes("confirm_ready", **READY)
    desk.takes("finish_preparations")
    assert len(case.data["prepared"]) == 4
    desk.is_refused("move_in", "welcomed", says="致意", welcomed=False)
    desk.takes("move_in", welcomed=True)
    desk.is_refused("close", "common_parts_checked", says="公共部位", common_parts_checked=False)
    assert desk.takes("close", **LOOKED).state == "closed"


def test_a_site_may_do_without_a_department(office: StoryOffice) -> None:
    registers.set_setting(office.office, "administrator", SITE, "move_in", "lobby_confirms", False, office.now)
    case = move_in_to(office, "preparing")
    registers.set_setting(office.office, "administrator", SITE, "move_in", "lobby_confirms", None, office.now)
    for department in DEPARTMENTS[:3]:
        case.at(department).takes("confirm_ready", **READY)
    assert case.at("front_desk").takes("finish_preparations").state == "ready"


def test_who_moves_in_is_on_the_register_from_the_day_of_the_move(office: StoryOffice) -> None:
    flat, other = office.flat(), office.flat()
    case = office.opens("move_in", flat, other.owner)
    desk = case.at("front_desk")
    desk.is_refused("register", "belongs_to_unit", says="已登记为本房号", **moving_in(office))
    since = TODAY + timedelta(days=3)
    registers.add_tenure(office.office, "front_desk", SITE, flat.code, other.owner, "tenant", since, office.now)
    past = moving_in(office, appointment=office.at(hours=-1))
    desk.is_refused("register", "new_time_ahead", says="已经过去", **past)
    assert desk.takes("register", **moving_in(office)).state == "preparing"


def test_who_has_left_the_register_meanwhile_does_not_move_in(office: StoryOffice) -> None:
    flat = office.flat()
    tenant = flat.tenant()
    case = move_in_to(office, "ready", flat, tenant)
    where = (office.office, "front_desk", SITE, flat.code)
    lease = next(tie for tie in registers.tenures_of(*where, office.now) if tie.kind == "tenant")
    registers.end_tenure(*where, lease.id, TODAY, office.now)
    office.later(days=1)
    case.at("front_desk").is_refused("move_in", "belongs_to_unit", welcomed=True)


def test_another_time_is_confirmed_by_every_department_again(office: StoryOffice) -> None:
    case = move_in_to(office, "preparing")
    desk = case.at("front_desk")
    new = {"appointment": office.at(days=6), "time_confirmed": True}
    past = {"appointment": office.at(days=-6), "time_confirmed": True}
    desk.is_refused("reschedule", "new_time_confirmed", **{**new, "time_confirmed": False})
    desk.is_refused("reschedule", "new_time_ahead", **past)
    desk.takes("reschedule", **new)
    all_ready(case)
    why = {"reason": "货车改期"}
    desk.is_refused("return", "new_time_confirmed", **{**new, "time_confirmed": False}, **why)
    desk.is_refused("return", "new_time_ahead", **past, **why)
    desk.takes("return", **new, **why)
    desk.is_refused("finish_preparations", "all_signed", "somebody_signed", says="Engineering supervisor")
    assert all_ready(case).state == "ready"


def test_what_else_is_wanted_becomes_a_service_of_its_own(office: StoryOffice) -> None:
    flat = office.flat()
    case = move_in_to(office, "moved_in", flat)
    case.at("front_desk").takes("order_service", content="安装窗帘")
    service = started(case, "special_service")
    assert (service.state, service.data["content"]) == ("requested", "安装窗帘")


def test_it_can_be_called_off_until_the_customer_is_there(office: StoryOffice) -> None:
    for state in ("requested", "preparing", "ready"):
        case = move_in_to(office, state)
        assert case.at("front_desk").takes("cancel", reason="客户推迟入住").state == "cancelled"
