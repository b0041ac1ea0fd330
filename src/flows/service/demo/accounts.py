"""Network and other accounts of the demonstration: one in every state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.service.demo.estate import Estate
from flows.service.demo.moments import PHONE, Calendar, days, hours, minutes
from flows.service.demo.staff import ZONE
from flows.service.demo.telling import Facts, Step, Story, until

NETWORK, UTILITY = "network_activation", "utility_account"
HOLDER = {"holder": "示例业主", "holder_id": "990000199001019990", "contact": PHONE}
SEEN = {"identity_seen": True}


def network_path() -> tuple[Step, ...]:
    """From the application to the carrier's answer, in three days."""
    sent = {"sent_to": "open@carrier.example", "sent_what": "户名、房号、电话、套餐"}
    return (
        Step("front_desk", "verify", {**HOLDER, **SEEN, "package": "500 M"}, papers=("network_application",)),
        Step("front_desk", "request_payment", after=minutes(5)),
        Step("finance", "record_payment", {"amount": "300.00", "receipt": "收-示例-网络"}, after=minutes(30)),
        Step("front_desk", "enter", {"slip_handed_over": True}, papers=("holder_id_copy",), after=minutes(15)),
        Step("front_desk", "send", sent, after=hours(22)),
        Step("front_desk", "close", {"carrier_answer": "已派人，次日开通"}, after=hours(28)),
    )


def utility_path() -> tuple[Step, ...]:
    return (
        Step("front_desk", "verify", {"utility": "gas", **SEEN}, after=minutes(6)),
        Step("front_desk", "submit", HOLDER, papers=("utility_application",), after=minutes(15)),
        Step("front_desk", "open_account", _opened, after=days(3)),
    )


def _opened(now: datetime) -> Facts:
    day = now.astimezone(ZoneInfo(ZONE)).date().isoformat()
    return {"account_number": "示例-气-0001", "opened_on": day, "signed_by": "示例业主", "register_signed": True}


def stories(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    """In the order of their states."""
    yield from _networks(calendar, estate)
    yield from _utilities(calendar, estate)


def _networks(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    def told(state: str, unit: str, begins: datetime, event: str = "", *more: Step) -> Story:
        steps = until(network_path(), event) if event else ()
        return Story(NETWORK, state, unit, estate.owners[unit], begins, (*steps, *more))

    ago, morning = calendar.ago, calendar.morning
    yield told("draft", "1-0101", ago(minutes(6)))
    yield told("verified", "1-0204", ago(hours(1)), "verify")
    yield told("awaiting_payment", "1-0403", ago(hours(3)), "request_payment")
    yield told("paid", "2-0104", ago(hours(2)), "record_payment")
    yield told("registered", "2-0404", ago(hours(20)), "enter")
    yield told("registered", "2-0204", morning(5), "enter")  # the data should have gone: overdue
    yield told("sent", "3-0103", morning(3), "send")
    yield told("closed", "3-0403", morning(9), "close")
    unknown = Step("front_desk", "reject", reason="证件与登记不符")
    yield told("rejected", "3-0404", morning(6), "", unknown)
    refunded = Step("finance", "refund_fee", {"receipt": "退-示例-网络"}, reason="客户改用手机上网")
    yield told("withdrawn", "3-0502", morning(7), "enter", refunded)


def _utilities(calendar: Calendar, estate: Estate) -> Iterator[Story]:
    def told(state: str, unit: str, begins: datetime, event: str = "", *more: Step) -> Story:
        steps = until(utility_path(), event) if event else ()
        return Story(UTILITY, state, unit, estate.owners[unit], begins, (*steps, *more))

    ago, morning = calendar.ago, calendar.morning
    yield told("draft", "1-0102", ago(minutes(5)))
    yield told("verified", "1-0303", ago(minutes(50)), "verify")
    yield told("applied", "2-0301", morning(2), "submit")
    yield told("opened", "2-0403", morning(8), "open_account")
    yield told("rejected", "3-0203", morning(5), "", Step("front_desk", "reject", reason="不是本房号住户"))
    yield told("withdrawn", "3-0504", morning(4), "verify", Step("front_desk", "withdraw", reason="客户不办了"))
