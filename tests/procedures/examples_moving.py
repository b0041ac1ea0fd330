"""Moving in and out, and work in the common parts."""

from datetime import timedelta

from tests.procedures.examples import example
from tests.procedures.situations import OTHER_UNIT, TODAY, asked_by, at, situation, tie

DAY = timedelta(days=1)


def moving_in(*ties):
    return asked_by(*ties, key="move_in")


def moving_out(facts=None, **data):
    return situation("move_out", data, facts=facts or {})


def care(login="wei", **data):
    return situation("public_area_maintenance", data, login=login)


def due(case, purpose, amount):
    return {"case": case, "purpose": purpose, "amount": amount}


MOVING = [
    example(
        "belongs_to_unit",
        {
            "the owner": moving_in(tie("owner")),
            "a tenant from next week": moving_in(tie("tenant", since=TODAY + 7 * DAY)),
            "until today": moving_in(tie("occupant", until=TODAY)),
        },
        [
            ("a stranger", moving_in(), "已登记", "on the register"),
            ("of another unit", moving_in(tie("tenant", OTHER_UNIT)), "本房号", "of the unit"),
            ("who has left", moving_in(tie("tenant", until=TODAY - DAY)), "本房号", "of the unit"),
        ],
    ),
    example(
        "welcomed",
        {"welcomed": situation("move_in", {"welcomed": True})},
        [("not met", situation("move_in", {"welcomed": False}), "迎接", "welcomed")],
    ),
    example(
        "common_parts_checked",
        {"looked at": situation("move_in", {"common_parts_checked": True})},
        [("not looked at", situation("move_in", {"common_parts_checked": False}), "公共部位", "Lift, lobby")],
    ),
    example(
        "arrears_worked_out",
        {"nothing unpaid": moving_out(arrears="0.00")},
        [("not worked out", moving_out(), "核算", "works out")],
    ),
    example(
        "is_office",
        {"an office": moving_out(premises="office")},
        [("a flat", moving_out(premises="dwelling"), "写字间", "an office")],
    ),
    example(
        "no_damage",
        {"none": moving_out(damage="none")},
        [("some", moving_out(damage="damaged"), "无损坏", "no damage")],
    ),
    example(
        "compensation_accepted",
        {"agreed": moving_out(compensation="200.00", customer_agrees=True)},
        [
            ("not agreed", moving_out(compensation="200.00", customer_agrees=False), "客户同意", "agrees to"),
            ("no sum", moving_out(compensation="0.00", customer_agrees=True), "须有金额", "has a sum"),
        ],
    ),
    example(
        "not_paid_yet",
        {"not paid": moving_out()},
        [("paid", moving_out(paid_on="2026-03-02"), "费用已收", "has been paid")],
    ),
    example(
        "own_fees_paid",
        {"nothing due": moving_out(fee="0.00"), "paid": moving_out(fee="350.00", paid_on="2026-03-02")},
        [
            (
                "unpaid",
                moving_out(fee="350.00", arrears="150.00", compensation="200.00"),
                "欠费 150.00 元，赔偿 200.00 元",
                "350.00 yuan are still due",
            )
        ],
    ),
    example(
        "other_cases_settled",
        {"nothing open": moving_out({"open_dues": []})},
        [
            (
                "two open",
                moving_out(
                    {
                        "open_dues": [
                            due("HC-2026-0007", "cleaning_fee", "80.00"),
                            due("WP-2026-0003", "pass_deposit", "100.00"),
                        ]
                    }
                ),
                "HC-2026-0007 家居清洁费 80.00 元；WP-2026-0003 出入证押金 100.00 元",
                "HC-2026-0007 Cleaning fee 80.00 yuan; WP-2026-0003 Pass deposit 100.00 yuan",
            ),
            ("nobody looked", moving_out(), "应收", "owes"),
        ],
    ),
    example(
        "keys_returned",
        {"back": moving_out(keys_returned=True)},
        [("kept", moving_out(keys_returned=False), "交回", "given back")],
    ),
    example(
        "notice_in_time",
        {"a day ahead": care(starts_at=at(hours=24))},
        [("an hour ahead", care(starts_at=at(hours=1)), "24 小时", "24 hours"), ("never", care(), "张贴", "posted")],
    ),
    example(
        "signs_and_fence_up",
        {"both": care(warning_signs=True, fenced_off=True)},
        [
            ("no sign", care(warning_signs=False, fenced_off=True), "警示", "signs"),
            ("no fence", care(warning_signs=True, fenced_off=False), "隔开", "fenced"),
        ],
    ),
    example(
        "not_before_notice",
        {"the time has come": care(starts_at=at())},
        [
            ("too early", care(starts_at=at(hours=2)), "2026-03-02 12:00", "2026-03-02 12:00"),
            ("never", care(), "—", "—"),
        ],
    ),
    example(
        "place_cleared",
        {"cleared": care(place_cleared=True)},
        [("left", care(place_cleared=False), "清理", "cleared")],
    ),
    example(
        "checked_by_another",
        {"a colleague": care("wei", technician="tao")},
        [("who did it", care("tao", technician="tao"), "不能是施工的人", "can't check it")],
    ),
]
