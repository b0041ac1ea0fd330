"""有线电视、电话、液化石油气开户: for whoever lives there, signed for when it is open."""

from tests.stories.forms_services import HOLDER, UTILITY, account_in, opened
from tests.stories.office import StoryOffice
from tests.stories.on_both import on_both


@on_both
def test_gas_is_opened_for_a_tenant_who_signs_the_register(office: StoryOffice) -> None:
    flat = office.flat()
    case = account_in(office, "applied", flat, flat.tenant())
    desk = case.at("front_desk")
    desk.is_refused("open_account", "register_signed", says="登记本签字", **opened(office, register_signed=False))
    desk.is_refused("open_account", "opened_by_today", says="不能晚于今天", **opened(office, opened_on=office.day(1)))
    desk.takes("open_account", **opened(office))
    assert (case.state, case.data["account_number"]) == ("opened", "G-0001")


def test_a_stranger_opens_nothing(office: StoryOffice) -> None:
    flat, other = office.flat(), office.flat()
    case = office.opens("utility_account", flat, other.owner)
    case.at("front_desk").is_refused("verify", "resident", says="没有任何关系", **UTILITY)
    case = office.opens("utility_account", flat, flat.owner)
    unseen = {**UTILITY, "identity_seen": False}
    case.at("front_desk").is_refused("verify", "identity_seen", says="identity document", **unseen)


def test_an_application_is_complete_before_it_goes_to_the_supplier(office: StoryOffice) -> None:
    case = account_in(office, "verified")
    desk = case.at("front_desk")
    desk.is_refused("submit", "document:utility_application", says="开户申请", **HOLDER)
    desk.is_told_to_correct("submit", "holder_id", **{**HOLDER, "holder_id": "12"})


def test_what_the_supplier_sends_back_is_applied_for_again(office: StoryOffice) -> None:
    case = account_in(office, "applied")
    case.at("front_desk").takes("return", reason="户名与证件不符")
    case.at("front_desk").takes("submit", **{**HOLDER, "holder": "业主二示例"})
    assert (case.state, case.data["holder"]) == ("applied", "业主二示例")


def test_it_can_be_rejected_or_withdrawn(office: StoryOffice) -> None:
    for state in ("draft", "verified"):
        case = account_in(office, state)
        assert case.at("front_desk").takes("reject", reason="不是业户").state == "rejected"
    for state in ("draft", "verified", "applied"):
        case = account_in(office, state)
        assert case.at("front_desk").takes("withdraw", reason="客户不办了").state == "withdrawn"
