"""Guards and rules of what is opened for a resident with a carrier: network, cable television, telephone, gas."""

from __future__ import annotations

from decimal import Decimal

from flows.definition import Guard, Rule, Situation

identity_seen = Guard(
    "identity_seen",
    lambda s: s.data.get("identity_seen") is True,
    "须先看过身份证件，确认是业户本人",
    "See an identity document first and make sure of the resident",
    reads=("identity_seen",),
)
slip_handed_over = Guard(
    "slip_handed_over",
    lambda s: s.data.get("slip_handed_over") is True,
    "申请表的粉红联须交给业户",
    "The pink slip of the application goes to the resident",
    reads=("slip_handed_over",),
)
register_signed = Guard(
    "register_signed",
    lambda s: s.data.get("register_signed") is True,
    "开通后须由业户在登记本签字",
    "Once it is open the resident signs the register",
    reads=("register_signed",),
)
opened_by_today = Guard(
    "opened_by_today",
    lambda s: "" < s.text("opened_on") <= s.today.isoformat(),
    "开通日期不能晚于今天",
    "What is opened was opened today or before",
    reads=("opened_on",),
    absolute=True,
)


def _network_fee(situation: Situation) -> str:
    """The carrier's fee and nothing on top of it: who collects for a carrier may ask no handling fee."""
    return f"{Decimal(str(situation.setting('network_fee'))):.2f}"


network_fee = Rule(
    "network_fee", _network_fee, "网络初装费（代收）", "Network's initial fee, collected on behalf", kind="money"
)
