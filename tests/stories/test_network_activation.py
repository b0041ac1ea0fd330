"""网络开通: the owner, or a tenant with the owner's letter; the fee is the carrier's alone."""

from datetime import timedelta
from decimal import Decimal

from flows.service import registers
from flows.service.registers import NewAuthorisation
from tests.service.a_site import NOW, TODAY
from tests.stories.forms import RECEIPT
from tests.stories.forms_services import NETWORK, SENT, network_in
from tests.stories.office import SITE, Flat, StoryOffice
from tests.stories.on_both import on_both
from tests.stories.test_home_cleaning import due, money


def letter(flat: Flat, tenant: int, days: int = 30) -> int:
    """The owner's letter of authorisation, on the register."""
    new = NewAuthorisation(flat.code, flat.owner, tenant, "network", TODAY, TODAY + timedelta(days=days))
    return registers.grant(flat.where.office, "front_desk", SITE, new, NOW).id


@on_both
def test_the_owner_is_connected_and_pays_the_carriers_fee_alone(office: StoryOffice) -> None:
    case = network_in(office, "awaiting_payment")
    dearer = {"amount": "305", **RECEIPT}
    case.at("finance").is_refused("record_payment", "amount_is_fee", says="应收 300.00 元", **dearer)
    case.at("finance").takes("record_payment", amount="300", **RECEIPT)
    desk = case.at("front_desk").attaches("holder_id_copy")
    desk.is_refused("enter", "slip_handed_over", says="粉红联", slip_handed_over=False)
    desk.takes("enter", slip_handed_over=True)
    assert due(case, "send_due") == office.at(days=2), "two days of the calendar, not of work"
    desk.takes("send", **SENT)
    desk.takes("close", carrier_answer="已开通")
    assert (case.state, money(case)) == ("closed", [("expected", Decimal(300)), ("received", Decimal(300))])


@on_both
def test_a_tenant_needs_the_owners_letter(office: StoryOffice) -> None:
    flat = office.flat()
    tenant = flat.tenant()
    case = office.opens("network_activation", flat, tenant)
    desk = case.at("front_desk").attaches("network_application")
    guard = "owner_or_agent_or_consenting_tenant"
    desk.is_refused("verify", guard, says="业主的书面同意", **NETWORK)
    letter(flat, tenant)
    desk.is_refused("verify", "identity_seen", says="身份证件", **{**NETWORK, "identity_seen": False})
    assert desk.takes("verify", **NETWORK).state == "verified"


def test_a_letter_that_is_revoked_stops_it_and_the_fee_goes_back(office: StoryOffice) -> None:
    flat = office.flat()
    tenant = flat.tenant()
    letter_id = letter(flat, tenant)
    case = network_in(office, "paid", flat, tenant)
    registers.revoke(office.office, "front_desk", letter_id, office.now)
    desk = case.at("front_desk").attaches("holder_id_copy")
    desk.is_refused("enter", "owner_or_agent_or_consenting_tenant", says="撤销", slip_handed_over=True)
    case.at("finance").takes("refund_fee", reason="业主收回委托", receipt="SJ-0002")
    assert case.state == "withdrawn"
    assert money(case)[-1] == ("refunded", Decimal(300))


def test_data_that_the_carrier_can_not_use_are_sent_again(office: StoryOffice) -> None:
    case = network_in(office, "sent")
    desk = case.at("front_desk")
    desk.takes("return", reason="网络公司说房号不清")
    assert case.state == "registered"
    assert desk.takes("send", **SENT).state == "sent"


def test_it_is_rejected_before_payment_and_withdrawn_before_the_data_are_sent(office: StoryOffice) -> None:
    for state in ("draft", "verified"):
        case = network_in(office, state)
        assert case.at("front_desk").takes("reject", reason="证件与登记不符").state == "rejected"
    for state in ("draft", "verified", "awaiting_payment"):
        case = network_in(office, state)
        assert case.at("front_desk").takes("withdraw", reason="不办了").state == "withdrawn"
    registered = network_in(office, "registered")
    registered.at("finance").takes("refund_fee", reason="不办了", receipt="SJ-0003")
    assert registered.state == "withdrawn"
