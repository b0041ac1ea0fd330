"""公共部位维修: told a day ahead, fenced off, cleared, and checked by somebody else."""

from tests.stories.forms_services import CLEARED, SECURED, maintenance_in, notice
from tests.stories.office import StoryOffice
from tests.stories.on_both import on_both


@on_both
def test_owners_are_told_a_day_ahead_with_a_notice_on_the_wall(office: StoryOffice) -> None:
    case = office.opens("public_area_maintenance", None, None, by="front_desk")
    desk = case.at("front_desk")
    desk.is_refused("notify", "document:notice_photo", says="张贴照片", **notice(office))
    desk.attaches("notice_photo").is_refused("notify", "notice_in_time", says="至少 24 小时", **notice(office, hours=3))
    backwards = notice(office, ends_at=office.at(hours=29))
    desk.is_refused("notify", "end_after_start", says="开始时间之后", **backwards)
    assert desk.takes("notify", **notice(office)).state == "notified"


def test_the_place_is_made_safe_and_the_time_of_the_notice_kept(office: StoryOffice) -> None:
    case = maintenance_in(office, "notified")
    worker = case.at("technician")
    open_place = {"warning_signs": True, "fenced_off": False}
    worker.is_refused("secure", "signs_and_fence_up", says="隔开", **open_place)
    assert case.at("second_technician").is_refused("secure", "named_person", **SECURED) == {"technician"}
    worker.takes("secure", **SECURED)
    worker.is_refused("start_work", "not_before_notice", says="通知写明 2026-03-03 16:00")
    office.later(hours=30)
    assert worker.takes("start_work").state == "working"


@on_both
def test_it_is_cleared_and_checked_by_somebody_else(office: StoryOffice) -> None:
    case = maintenance_in(office, "working")
    worker, chief = case.at("technician"), case.at("engineering_supervisor")
    worker.is_refused("clean_up", "place_cleared", says="清理现场", **{**CLEARED, "place_cleared": False})
    worker.takes("clean_up", **CLEARED)
    chief.takes("return", reason="碎屑未扫净")
    worker.takes("clean_up", **CLEARED)
    with office.away("engineering_supervisor", stand_in="technician"):
        worker.is_refused("close", "checked_by_another", says="can't check it", check_result="干净")
    assert chief.takes("close", check_result="干净").state == "closed"


def test_another_time_needs_another_notice(office: StoryOffice) -> None:
    for state in ("notified", "secured"):
        case = maintenance_in(office, state)
        why = {"reason": "配件未到"}
        case.at("second_technician").is_refused("return", "own_order", **why)
        case.at("technician").takes("return", **why)
        chief = case.at("engineering_supervisor")
        assert chief.takes("notify", **notice(office, hours=50)).state == "notified"


def test_it_can_be_called_off_before_the_work_begins(office: StoryOffice) -> None:
    for state in ("planned", "notified", "secured"):
        case = maintenance_in(office, state)
        assert case.at("front_desk").takes("cancel", reason="并入大修").state == "cancelled"
