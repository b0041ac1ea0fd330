"""Cleaning and repairs at home, accounts with a carrier."""

from dataclasses import replace
from datetime import timedelta

from tests.procedures.examples import example
from tests.procedures.situations import NOW, at, day, in_case, situation

TAP, LAMP = "更换龙头 / Tap changed", "更换灯具 / Lamp changed"

TWO_TAPS = [{"item": TAP, "quantity": 2}]


def cleaning(**data):
    return situation("home_cleaning", data)


def repair(**data):
    return situation("home_repair", data)


def budget(charged="paid", agrees=True, parts="12.50", rows=((TAP, 2),)):
    """Two taps by the list of 30 yuan each, and parts."""
    lines = [{"item": item, "quantity": quantity} for item, quantity in rows]
    return repair(charged=charged, customer_agrees=agrees, parts_cost=parts, budget=lines)


def ordered(finished):
    """An order written an hour ago."""
    here = in_case(cleaning(finished_at=finished), entered_at=NOW - timedelta(hours=1))
    return replace(here, now=NOW)


def network(**data):
    return situation("network_activation", data)


HOME = [
    example(
        "price_told_first",
        {"told": cleaning(price_told=True)},
        [("not told", cleaning(price_told=False), "告知价格", "Tell the price")],
    ),
    example(
        "lead_time_ahead",
        {"tomorrow": cleaning(lead_time=at(days=1)), "this very minute": cleaning(lead_time=at())},
        [
            ("past", cleaning(lead_time=at(minutes=-1)), "保洁班长", "cleaning lead"),
            ("none", cleaning(), "以后的", "still to come"),
        ],
    ),
    example(
        "time_of_lead",
        {"the same": cleaning(lead_time=at(hours=3), appointment=at(hours=3))},
        [
            ("another", cleaning(lead_time=at(hours=3), appointment=at(hours=4)), "13:00", "13:00"),
            ("none named", cleaning(appointment=at(hours=4)), "还没有定", "has named no time"),
            ("past", cleaning(lead_time=at(hours=-1), appointment=at(hours=-1)), "请班长另定", "is past"),
        ],
    ),
    example(
        "customer_called_back",
        {"called": cleaning(time_told=True)},
        [("not called", cleaning(time_told=False), "回电", "Call the customer")],
    ),
    example(
        "finished_by_now",
        {"half an hour ago": ordered(at(minutes=-30)), "when the order was written": ordered(at(hours=-1))},
        [
            ("to come", ordered(at(minutes=1)), "此刻之前", "not later than now"),
            ("before the order", ordered(at(hours=-2)), "开单之后", "after the order"),
            ("never", ordered(""), "更正", "correct"),
        ],
    ),
    example(
        "amount_explained",
        {
            "as due": cleaning(fee="80.00", amount="80"),
            "less, explained": cleaning(fee="80.00", amount="60", difference="返工减收二十元"),
        },
        [("less", cleaning(fee="80.00", amount="60", difference=" "), "80.00 元，填的是 60.00", "80.00 yuan are due")],
    ),
    example(
        "not_charged_yet",
        {"not charged": cleaning()},
        [("charged", cleaning(paid_by="cash"), "不能再收", "charged twice")],
    ),
    example(
        "charge_recorded",
        {"nothing due": repair(fee="0.00"), "by the bank": repair(fee="80.00", paid_by="bank")},
        [("open", repair(fee="80.00"), "80.00 元", "80.00 yuan")],
    ),
    example(
        "something_to_charge",
        {"a fee": repair(fee="0.01")},
        [("none", repair(fee="0.00"), "没有应收", "nothing to charge")],
    ),
    example(
        "appointment_made",
        {"at once": repair(urgency="at_once"), "tomorrow": repair(urgency="appointment", appointment=at(days=1))},
        [
            ("no time", repair(urgency="appointment"), "以后的上门时间", "a time to come"),
            ("past", repair(urgency="appointment", appointment=at(hours=-1)), "以后", "to come"),
        ],
    ),
    example(
        "findings_recorded",
        {"within the warranty": repair(charged="free")},
        [("nothing recorded", repair(), "检查结果", "what was found")],
    ),
    example(
        "budget_agreed",
        {
            "agreed": budget(),
            "parts alone": budget(rows=()),
            "within the warranty": budget("free", agrees=False, parts="0", rows=()),
        },
        [
            ("not agreed", budget(agrees=False), "72.50", "72.50"),
            ("no sum", budget(parts="0", rows=()), "0.00", "0.00"),
        ],
    ),
    example(
        "fee_by_list",
        {
            "nothing from the list": situation("special_service", {"fee": "80.00"}),
            "by the list": situation("special_service", {"fee": "60.00", "list_items": TWO_TAPS}),
            "with materials": situation(
                "special_service", {"fee": "75.00", "list_items": TWO_TAPS, "fee_basis": "材料"}
            ),
        },
        [
            (
                "dearer, without a word",
                situation("special_service", {"fee": "75.00", "list_items": TWO_TAPS}),
                "合计 60.00 元，填的是 75.00",
                "comes to 60.00 yuan",
            )
        ],
    ),
    example(
        "parts_day_ahead",
        {"today": repair(parts_expected=day(0)), "next week": repair(parts_expected=day(7))},
        [("yesterday", repair(parts_expected=day(-1)), "不能早于今天", "a day that is over")],
    ),
    example(
        "identity_seen",
        {"seen": network(identity_seen=True)},
        [("not seen", network(identity_seen=False), "身份证件", "identity document")],
    ),
    example(
        "slip_handed_over",
        {"handed over": network(slip_handed_over=True)},
        [("kept", network(slip_handed_over=False), "粉红联", "pink slip")],
    ),
    example(
        "register_signed",
        {"signed": situation("utility_account", {"register_signed": True})},
        [("not signed", situation("utility_account", {"register_signed": False}), "签字", "signs the register")],
    ),
    example(
        "opened_by_today",
        {"today": situation("utility_account", {"opened_on": day(0)})},
        [
            ("tomorrow", situation("utility_account", {"opened_on": day(1)}), "不能晚于今天", "today or before"),
            ("never", situation("utility_account"), "开通日期", "opened today"),
        ],
    ),
]
