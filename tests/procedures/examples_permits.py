"""Hot work, extensions, passes, money."""

from tests.procedures.examples import example
from tests.procedures.situations import at, day, gate_pass, period, situation

WORK = {"starts_at": at(hours=1), "ends_at": at(hours=9)}


def work(**data):
    return situation("hot_work_permit", {**WORK, **data})


def watched(settings=None, **data):
    return situation("hot_work_permit", data, state="fire_watch", settings=settings)


def extended(*entries, **data):
    return situation("renovation_extension", data, entries=entries)


def registered_with_two(*entries, **data):
    """Passes 1 and 2 were in use when the extension was registered, and no longer are."""
    return extended(*entries, new_end=day(30), passes_to_reissue="WP-2026-0001/1 WP-2026-0001/2", **data)


def passes(*entries, **data):
    return situation("worker_pass", data, entries=entries)


PERMITS = [
    example(
        "welder_certified",
        {
            "ends on the last day of the work": work(certificate_until=day(0)),
            "at night: the day at the site counts": work(ends_at=at(hours=14, minutes=30), certificate_until=day(1)),
        },
        [
            ("ends the day before", work(certificate_until=day(-1)), "2026-03-01", "2026-03-02"),
            (
                "the work runs past midnight",
                work(ends_at=at(hours=14), certificate_until=day(0)),
                "2026-03-03",
                "2026-03-03",
            ),
            ("no date", work(), "焊工证", "certificate"),
        ],
    ),
    example(
        "fire_watcher_is_not_welder",
        {
            "two people": work(welder="测试焊工", fire_watcher="测试看火人"),
            "two accents": work(welder="René Test", fire_watcher="Rene Test"),
        },
        [
            ("one person, spaced", work(welder="Wang Ce Shi", fire_watcher="wang ceshi"), "看火人", "fire watcher"),
            (
                "with what is not seen",
                work(welder="王测", fire_watcher="王\u200b测\ufe0f\u202e"),
                "看火人",
                "fire watcher",
            ),
            ("in wide letters", work(welder="Wang", fire_watcher="Ｗａｎｇ"), "看火人", "fire watcher"),
        ],
    ),
    example(
        "place_allows_hot_work",
        {"indoors": work(surroundings="indoors"), "an outer wall that can't burn": work(surroundings="outer_wall")},
        [
            ("an insulated wall", work(surroundings="insulated_wall"), "第十九条", "article 19"),
            ("a shop that is open", work(surroundings="shop_open"), "第十五条", "article 15"),
        ],
    ),
    example(
        "end_after_start",
        {"an hour": work(ends_at=at(hours=2))},
        [
            ("the same moment", work(ends_at=at(hours=1)), "之后", "after"),
            ("before", work(ends_at=at(hours=0)), "之后", "after"),
            ("no end", situation(data={"starts_at": at(hours=1)}), "之后", "after"),
        ],
    ),
    example(
        "within_permit_hours",
        {
            "just 8 hours": work(),
            "12 where the site allows it": situation(
                data={**WORK, "ends_at": at(hours=13)}, settings={"permit_hours": 12}
            ),
        },
        [
            (
                "9 hours",
                work(ends_at=at(hours=10)),
                "申请 9 小时，每张许可证最长 8 小时",
                "9 hours asked for; a permit lasts 8",
            ),
            (
                "above 24, whatever the site says",
                situation(data={**WORK, "ends_at": at(hours=26)}, settings={"permit_hours": 72}),
                "最长 24",
                "lasts 24",
            ),
        ],
    ),
    example(
        "work_not_in_past",
        {"from now": work(starts_at=at()), "later": work()},
        [("a second ago", work(starts_at=at(seconds=-1)), "不能补办", "never given afterwards")],
    ),
    example(
        "period_not_over",
        {"under way": work(starts_at=at(hours=-1))},
        [("over this minute", work(ends_at=at()), "退回改期", "return the application")],
    ),
    example(
        "site_looked_at",
        {
            "now": work(looked_at=at()),
            "earlier on the day of the application": work(looked_at=at(hours=-2)),
        },
        [
            ("the day before", work(looked_at=at(hours=-11)), "现场查看", "Look at the place"),
            ("in the future", work(looked_at=at(minutes=1)), "现场查看", "Look at the place"),
            ("not at all", work(), "现场查看", "Look at the place"),
        ],
    ),
    example(
        "notice_posted",
        {"posted": work(notice_posted=True)},
        [
            ("not posted", work(notice_posted=False), "告示", "notice"),
            ("not said", work(), "告示", "notice"),
        ],
    ),
    example(
        "work_has_ended",
        {"now": watched(work_ended_at=at()), "at the handing over": watched(work_ended_at=at(minutes=-30))},
        [
            ("in the future", watched(work_ended_at=at(minutes=1)), "收工时间", "end of the work"),
            (
                "before the permit was handed over",
                watched(work_ended_at=at(minutes=-31)),
                "收工时间",
                "end of the work",
            ),
            (
                "before its period began",
                watched(starts_at=at(minutes=-10), ends_at=at(hours=1), work_ended_at=at(minutes=-11)),
                "2026-03-02 09:50（此时起方可动火）",
                "between 2026-03-02 09:50",
            ),
        ],
    ),
    example(
        "watch_has_lasted",
        {
            "60 minutes": watched(work_ended_at=at(minutes=-60)),
            "30 where the site says so": watched({"watch_minutes": 30}, work_ended_at=at(minutes=-30)),
        },
        [
            ("59 minutes", watched(work_ended_at=at(minutes=-59)), "至 2026-03-02 10:01", "until 2026-03-02 10:01"),
            ("no end of work", watched(), "看火", "fire watch"),
        ],
    ),
    example(
        "no_hazard_left",
        {"none": watched(no_hazard_left=True)},
        [("some", watched(no_hazard_left=False), "火种", "hazard")],
    ),
    example(
        "renovation_permit_on_file",
        {"a period": extended(period(5)), "one that is over": extended(period(-5))},
        [
            ("none", extended(), "装修许可", "renovation permit"),
            ("one that has ended in the register", extended(period(5, state="ended")), "装修许可", "renovation permit"),
        ],
    ),
    example(
        "renovation_period_runs",
        {"the last day": extended(period(0)), "extended": extended(period(-5), period(20))},
        [
            ("over since yesterday", extended(period(-1)), "2026-03-01 届满", "ran out on 2026-03-01"),
            ("none", extended(), "没有本房号", "no renovation permit"),
        ],
    ),
    example(
        "new_end_after_present_end",
        {
            "a day later": extended(period(5), new_end=day(6)),
            "late, from the old end": extended(period(-5), new_end=day(-4)),
        },
        [
            ("the same day", extended(period(5), new_end=day(5)), "现期限至 2026-03-07", "ends on 2026-03-07"),
            ("before an extension's end", extended(period(5), period(9), new_end=day(8)), "2026-03-11", "2026-03-11"),
            ("no period", extended(new_end=day(8)), "未登记", "none registered"),
        ],
    ),
    example(
        "fee_is_set",
        {"a fee": extended(fee="0.01")},
        [("nought", extended(fee="0.00"), "缴费", "fee"), ("none yet", extended(), "缴费", "fee")],
    ),
    example(
        "fee_not_received",
        {"not paid": extended()},
        [("paid", extended(receipt="S-1"), "已收", "has been received")],
    ),
    example(
        "amount_is_fee",
        {"as much": extended(fee="200.00", amount="200")},
        [
            (
                "too little",
                extended(fee="200.00", amount="199.99"),
                "应收 200.00 元，填的是 199.99",
                "200.00 yuan are due, 199.99",
            ),
            ("too much", extended(fee="200.00", amount="200.01"), "200.01", "200.01"),
        ],
    ),
    example(
        "extension_stands",
        {"a later end": extended(period(5), period(9), period_end=day(5))},
        [
            ("the same end", extended(period(5), period_end=day(5)), "登记的装修期限", "another end"),
            ("no period any more", extended(period_end=day(5)), "登记的装修期限", "another end"),
        ],
    ),
    example(
        "no_pass_in_use",
        {"none": extended(), "one that is void": extended(gate_pass(1, 5, "void"))},
        [("one", extended(gate_pass(1, 5)), "出入证", "no pass in use")],
    ),
    example(
        "passes_reissued",
        {
            "the new date": extended(gate_pass(1, 5, "void"), gate_pass(2, 30), new_end=day(30)),
            "none in use": extended(gate_pass(1, 5, "returned"), new_end=day(30)),
            "a later date": extended(gate_pass(1, 31), new_end=day(30), passes_to_reissue="WP-2026-0001/1"),
        },
        [
            (
                "one with the old date",
                extended(gate_pass(1, 5, name="测试工人"), gate_pass(2, 30), new_end=day(30)),
                "WP-2026-0001/1 测试工人；请",
                "WP-2026-0001/1 测试工人; void",
            ),
        ],
    ),
    example(
        "no_pass_missing",
        {
            "none then": extended(new_end=day(30)),
            "a later date": extended(gate_pass(1, 31), new_end=day(30), passes_to_reissue="WP-2026-0001/1"),
            "in use still: their date is another matter": registered_with_two(gate_pass(1, 5), gate_pass(2, 5)),
            "both anew": registered_with_two(gate_pass(3, 30, line=1), gate_pass(4, 30, line=2)),
            "one anew, one returned": registered_with_two(gate_pass(3, 30, line=1), passes_returned=1),
            "both returned": registered_with_two(passes_returned=2),
        },
        [
            ("both void", registered_with_two(), "还差 2 张", "2 missing"),
            ("one void", registered_with_two(gate_pass(3, 30, line=1)), "WP-2026-0001/2", "1 missing"),
            (
                "a new worker's",
                registered_with_two(gate_pass(3, 30, line=1), gate_pass(1, 30, case="WP-2026-0009")),
                "还差 1 张",
                "state how many were returned",
            ),
            (
                "a new worker's, lost and issued anew",
                registered_with_two(gate_pass(3, 30, line=1), gate_pass(2, 30, case="WP-2026-0009", line=1)),
                "还差 1 张",
                "special treatment",
            ),
        ],
    ),
    example(
        "approved_papers_shown",
        {"both": passes(application_shown=True, permit_shown=True)},
        [
            ("the application only", passes(application_shown=True, permit_shown=False), "缺一不办", "must be shown"),
            ("the permit only", passes(application_shown=False, permit_shown=True), "缺一不办", "must be shown"),
        ],
    ),
    example(
        "receipt_marked",
        {"marked": passes(receipt_marked=True)},
        [("not marked", passes(receipt_marked=False), "已办", "Mark")],
    ),
    example(
        "pass_in_use",
        {"in use": passes(gate_pass(1, 5), line=1)},
        [
            ("void", passes(gate_pass(1, 5, "void"), line=1), "须在用", "is in use"),
            ("of another case", passes(gate_pass(1, 5, case="WP-2026-0009"), line=1), "须在用", "is in use"),
            ("no such line", passes(gate_pass(1, 5), line=2), "须在用", "is in use"),
        ],
    ),
    example(
        "pass_is_void",
        {"void": passes(gate_pass(1, 5, "void"), line=1)},
        [
            ("in use", passes(gate_pass(1, 5), line=1), "先作废", "void the old one"),
            (
                "replaced already",
                passes(gate_pass(1, 5, "void"), gate_pass(2, 5, line=1), line=1),
                "尚未重办",
                "not yet replaced",
            ),
        ],
    ),
    example(
        "all_passes_back",
        {
            "returned and void": passes(gate_pass(1, 5, "void"), gate_pass(2, 5, "returned")),
            "another case's is in use": passes(gate_pass(1, 5, case="WP-2026-0009")),
        },
        [("one in use", passes(gate_pass(1, 5, "void"), gate_pass(2, 5)), "退证", "still in use")],
    ),
]
