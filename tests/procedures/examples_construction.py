"""A renovation, from the start of construction to the refund."""

from flows.definition import Approval, Entry
from tests.procedures.examples import example
from tests.procedures.situations import at, day, in_case, period, situation

KEY = "renovation"
SIGNED = Approval(9, "sign_acceptance", "acceptance_requested", "safety_supervisor", "wei", None, 1, signs=True)
HELD = {"reinspected_on": day(-90), "refund_from": day(0)}


def works(*entries, settings=None, **data):
    return situation(KEY, data, settings=settings, entries=entries)


def problem(line, department="engineering_supervisor", state="in_use"):
    return Entry("patrol_problem", "RN-2026-0001", line, state, facts={"department": department})


def settling(*entries, role="engineering_supervisor", lines=(1,)):
    return situation(KEY, {"problems_settled": list(lines)}, entries=entries, role=role, state="problem_open")


def accepting(*approvals, login="wei", round=1, state="acceptance_requested", **more):
    here = situation(KEY, role="engineering_supervisor", login=login, state=state, **more)
    return in_case(here, approvals=approvals, round=round)


def damaged(damage, deduction, deposit="2000.00"):
    return works(damage=damage, deduction=deduction, deposit_due=deposit)


CONSTRUCTION = [
    example(
        "within_renovation_months",
        {
            "three months to the day": works(starts_on="2026-03-31", ends_on="2026-06-30"),
            "six where the site says so": works(
                starts_on="2026-03-02", ends_on="2026-09-02", settings={"renovation_months": 6}
            ),
        },
        [
            ("a day more", works(starts_on="2026-03-02", ends_on="2026-06-03"), "一般为 3 个月", "lasts 3 months"),
            ("no dates", works(), "3 个月", "3 months"),
        ],
    ),
    example(
        "no_other_renovation_runs",
        {
            "none": works(),
            "one that is over": works(period(-1)),
            "one that was accepted": works(period(5, state="ended")),
        },
        [("one to the end of today", works(period(0)), "另有装修期限", "runs still")],
    ),
    example(
        "rules_explained",
        {"explained": works(rules_explained=True)},
        [("not explained", works(rules_explained=False), "讲明规定", "rules are explained")],
    ),
    example(
        "patrol_not_ahead",
        {"now": works(patrols=[{"patrolled_at": at()}])},
        [("in a minute", works(patrols=[{"patrolled_at": at(minutes=1)}]), "不能晚于现在", "in the future")],
    ),
    example(
        "own_departments_problem",
        {
            "their own": settling(problem(1), problem(2, "safety_supervisor")),
            "of two, both theirs": settling(problem(1), problem(2), lines=(1, 2)),
        },
        [
            ("another's", settling(problem(1, "safety_supervisor")), "转给本岗位", "passed to your post"),
            ("one of two", settling(problem(1), problem(2, "cs_supervisor"), lines=(1, 2)), "本岗位", "your post"),
        ],
    ),
    example(
        "problems_remain",
        {"one of two": settling(problem(1), problem(2))},
        [
            ("both", settling(problem(1), problem(2), lines=(1, 2)), "未处理", "not settled"),
            ("the last", settling(problem(1), problem(2, state="ended")), "未处理", "not settled"),
        ],
    ),
    example(
        "signs_for_one_department",
        {
            "nobody yet": accepting(),
            "a colleague did": accepting(SIGNED, login="tao"),
            "in a new round": accepting(SIGNED, round=2),
        },
        [
            ("they signed for another", accepting(SIGNED), "一个部门", "one department"),
            ("their substitute signed", accepting(SIGNED, login="lin", instead_of="wei"), "换人签字", "somebody else"),
            ("who registered", accepting(login="fang"), "登记人", "who registered"),
        ],
    ),
    example(
        "inspection_ahead",
        {"now": works(inspection_at=at()), "tomorrow": works(inspection_at=at(days=1))},
        [
            ("a minute ago", works(inspection_at=at(minutes=-1)), "在现在之后", "lies ahead"),
            ("none", works(), "验收", "lies"),
        ],
    ),
    example(
        "somebody_signed",
        {"one department": accepting(SIGNED)},
        [
            ("nobody", accepting(), "至少须有一个部门", "At least one department"),
            ("in the round before", accepting(SIGNED, round=2), "至少须有一个部门", "At least one department"),
        ],
    ),
    example(
        "rectify_by_ahead",
        {"today": works(rectify_by=day(0))},
        [("yesterday", works(rectify_by=day(-1)), "早于今天", "today or later"), ("none", works(), "今天", "today")],
    ),
    example(
        "deduction_fits",
        {
            "none": damaged("none", "0"),
            "repaired": damaged("repaired", "0.00"),
            "all of it": damaged("deducted", "2000"),
            "a cent": damaged("deducted", "0.01"),
        },
        [
            ("a cent too much", damaged("deducted", "2000.01"), "押金 2000.00 元", "deposit is 2000.00"),
            ("nothing deducted", damaged("deducted", "0"), "须大于 0", "above nought"),
            ("deducted for nothing", damaged("none", "1"), "不扣时填 0", "else 0"),
            ("repaired and deducted", damaged("repaired", "1"), "不扣时填 0", "else 0"),
        ],
    ),
    example(
        "hold_is_over",
        {"today": works(**HELD), "since yesterday": works(**{**HELD, "refund_from": day(-1)})},
        [
            ("tomorrow", works(**{**HELD, "refund_from": day(1)}), "须到 2026-03-03 才能退", "before 2026-03-03"),
            ("never inspected", works(), "复检", "re-inspection"),
        ],
    ),
    example(
        "refund_is_due",
        {"less the deduction": works(refund="1800", refund_due="1800.00")},
        [("all of it", works(refund="2000", refund_due="1800.00"), "应退 1800.00 元，填的是 2000.00", "1800.00 yuan")],
    ),
    example(
        "refund_is_whole",
        {"deposit and rubbish fee": works(refund="2300", fee="2300.00")},
        [("the deposit alone", works(refund="2000", fee="2300.00"), "应退 2300.00 元", "2300.00 yuan")],
    ),
]
