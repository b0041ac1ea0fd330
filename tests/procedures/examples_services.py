"""Special services and complaints."""

from tests.procedures.examples import example
from tests.procedures.situations import approved, asked_by, at, in_case, situation


def bank_orders(orders, without):
    """An order collected by the bank in a month with so many, of which so many went without a follow-up."""
    facts = {"bank_follow_ups": {"orders": orders, "without": without}}
    return situation("special_service", {"paid_by": "bank"}, facts=facts)


def service(**data):
    return situation("special_service", data)


def reworking(count):
    return situation("special_service", {"escalation_cause": "not_content", "rework_count": count}, state="rework")


def complaint(**data):
    return situation("complaint", data)


def drawn(item, quantity, kind="material"):
    return {"item": item, "quantity": quantity, "kind": kind}


def back(item, returned, used=0):
    return {"item": item, "returned": returned, "used": used}


def store(drawn_rows, back_rows):
    return service(materials_drawn=drawn_rows, materials_returned=back_rows)


def lost(role, why):
    row = {**back("扳手", 0), "lost": 1, "lost_why": why}
    return situation("special_service", {"materials_returned": [row]}, role=role)


def held(level, post, *approvals, **data):
    """A complaint that has come to `level` and is escalated by `post`."""
    here = situation("complaint", {"level": level, **data}, role=post)
    return in_case(here, approvals=tuple(approved("x", "resolution_proposed", role) for role in approvals))


SERVICES = [
    example(
        "new_time_confirmed",
        {"confirmed": service(time_confirmed=True)},
        [("not confirmed", service(time_confirmed=False), "再次确认", "Confirm")],
    ),
    example(
        "new_time_ahead",
        {"later": service(appointment=at(hours=1)), "this very minute": service(appointment=at())},
        [("past", service(appointment=at(minutes=-1)), "已经过去", "is past"), ("none", service(), "过去", "past")],
    ),
    example(
        "is_charged", {"paid": service(charged="paid")}, [("free", service(charged="free"), "无偿", "free service")]
    ),
    example("is_free", {"free": service(charged="free")}, [("paid", service(charged="paid"), "有偿", "paid service")]),
    example(
        "fee_agreed_by_both",
        {"agreed": service(customer_agrees=True, fee="80.00")},
        [
            ("not agreed", service(customer_agrees=False, fee="80.00"), "客户同意", "agree"),
            ("no fee", service(customer_agrees=True, fee="0.00"), "填写费用", "Enter the fee"),
        ],
    ),
    example(
        "order_handed_back",
        {"handed back": service(order_handed_back=True)},
        [("kept", service(order_handed_back=False), "核销", "written off")],
    ),
    example(
        "materials_balance",
        {
            "nothing drawn": service(),
            "used and returned": store([drawn("水管", 2), drawn("水管", 3)], [back("水管", 1, 4)]),
            "a tool back": store([drawn("电钻", 1, "tool")], [back("电钻", 1)]),
        },
        [
            ("one is out", store([drawn("水管", 2)], [back("水管", 0, 1)]), "水管 +1", "水管 +1"),
            ("one too many", store([drawn("水管", 2)], [back("水管", 0, 3)]), "水管 -1", "水管 -1"),
            ("never drawn", store([], [back("胶带", 1)]), "胶带 -1", "胶带 -1"),
            ("a tool used up", store([drawn("电钻", 1, "tool")], [back("电钻", 0, 1)]), "电钻 +1", "电钻 +1"),
        ],
    ),
    example(
        "returns_were_drawn",
        {"part of it": store([drawn("水管", 2)], [back("水管", 1, 0)])},
        [
            ("more than was drawn", store([drawn("水管", 2)], [back("水管", 2, 1)]), "水管", "水管"),
            ("another item", store([drawn("水管", 2)], [back("胶带", 1)]), "胶带", "胶带"),
        ],
    ),
    example(
        "losses_accounted_for",
        {
            "nothing lost": store([drawn("水管", 2)], [back("水管", 2, 0)]),
            "told by the warehouse": lost("warehouse", "维修时落入竖井"),
            "told before": in_case(lost("technician", "落入竖井"), data=lost("warehouse", "落入竖井").data),
        },
        [
            ("by the technician", lost("technician", "落入竖井"), "由仓库核对", "by the warehouse"),
            ("without a reason", lost("warehouse", " "), "写明原因", "with the reason"),
        ],
    ),
    example(
        "customer_content",
        {"tried": service(customer_tried=True)},
        [("not tried", service(customer_tried=False), "试用", "try the work")],
    ),
    example(
        "rework_failed_or_damage",
        {
            "after rework": service(escalation_cause="not_content", rework_count=1),
            "while it is done again": reworking(2),
            "damage at once": service(escalation_cause="damage"),
        },
        [
            ("before any rework", service(escalation_cause="not_content"), "先返工", "Rework comes first"),
            ("during the first", reworking(1), "返工完成后", "when it is done"),
        ],
    ),
    example(
        "compensation_agreed",
        {
            "no damage": service(escalation_cause="not_content"),
            "a sum": service(escalation_cause="damage", compensation="300.00"),
            "nought, said": service(escalation_cause="damage", compensation="0.00"),
        },
        [("damage, no sum", service(escalation_cause="damage"), "赔偿金额", "compensation")],
    ),
    example(
        "settled_as_accepted",
        {"accepted": service(outcome="accepted")},
        [("cancelled", service(outcome="cancelled"), "验收", "acceptance")],
    ),
    example(
        "nothing_to_charge",
        {"nought": service(fee="0.00")},
        [("a fee", service(fee="80.00"), "应收", "nothing to charge")],
    ),
    example(
        "bank_follow_ups_suffice",
        {
            "the fifth of five": bank_orders(5, 0),
            "the second of ten": bank_orders(10, 1),
        },
        [
            ("one too many", bank_orders(10, 2), "10 单", "10 bank-collected orders"),
            ("the only one", bank_orders(1, 0), "1 单", "1 bank-collected order"),
            ("a cash order", situation("special_service", {"paid_by": "cash"}), "现金", "in cash"),
            ("nobody counted", situation("special_service", {"paid_by": "bank"}), "银行托收", "bank-collected"),
        ],
    ),
    example(
        "visit_is_signed",
        {
            "a call": service(follow_up_by="phone"),
            "a signed visit": situation("special_service", {"follow_up_by": "visit"}, fresh={"follow_up_signature": 1}),
        },
        [("a visit without", service(follow_up_by="visit"), "签名", "signed")],
    ),
    example(
        "complainant_known",
        {
            "in the register": asked_by(key="complaint"),
            "by name": complaint(complainant="测试来客"),
            "anonymous": complaint(anonymous=True),
        },
        [("nobody", complaint(anonymous=False), "匿名", "anonymous")],
    ),
    example(
        "repeated_and_confirmed",
        {"read back": complaint(read_back=True), "anonymous": complaint(anonymous=True)},
        [("not read back", complaint(read_back=False), "复述", "Repeat")],
    ),
    example(
        "higher_level_exists",
        {
            "a department": held(None, "engineering_supervisor"),
            "the director": held("director", "director"),
            "the director is complained of": held("cs_supervisor", "cs_supervisor", accused_posts="director"),
        },
        [
            ("the top", held("company_manager", "company_manager"), "最高一级", "no higher level"),
            ("the top has approved what failed", held(None, "cleaning_lead", "company_manager"), "最高", "no higher"),
            ("the top is complained of", held(None, "director", accused_posts="company_manager"), "最高", "no higher"),
        ],
    ),
    example(
        "is_major", {"major": complaint(grade="major")}, [("serious", complaint(grade="serious"), "重大", "major")]
    ),
    example(
        "director_must_approve",
        {
            "major": complaint(reviewer="cs_supervisor", grade="major"),
            "with compensation": complaint(reviewer="cs_supervisor", grade="general", compensation="1.00"),
        },
        [
            ("neither", complaint(reviewer="cs_supervisor", grade="serious", compensation="0.00"), "主任", "director"),
            (
                "the director proposed it",
                complaint(reviewer="cs_supervisor", handler="director", grade="major", compensation="1.00"),
                "主任",
                "director",
            ),
            ("the director reviewed it", complaint(reviewer="director", grade="major"), "主任", "director"),
        ],
    ),
    example(
        "company_was_told",
        {
            "not major": complaint(grade="serious"),
            "settled at the desk, never graded": complaint(),
            "told": complaint(grade="major", company_told_on="2026-03-02"),
        },
        [("not told", complaint(grade="major"), "上报公司", "reported it to the company")],
    ),
]
