"""Shifts, rosters, training, faults and appraisals."""

from tests.procedures.examples import example
from tests.procedures.situations import at, day, in_case, situation
from tests.stories.ready_office import (
    COURSES,
    DAILY,
    DUTIES,
    KNOWN,
    LESSONS,
    OTHERS,
    RADIO,
    STAFF,
    SWAP,
    WEEKLY,
    WORK,
)

ASIDE = {**STAFF, "tao": frozenset({"finance"})}
IN_MARCH = {"month": "2026-03-01", "month_ends": "2026-03-31", "team": "centre"}


def of(key, other=None, *, role="cs_supervisor", login="wei", **facts):
    """A case of `key` with these facts; `other` is what is known of other cases."""
    here = situation(key, facts, role=role, login=login, staff=ASIDE, facts={**OTHERS, **(other or {})})
    return in_case(here, data=facts)


def shift(**facts):
    return of("shift_handover", role="front_desk", outgoing="wei", incoming="tao", **facts)


def roster(*duties, swaps=(), **facts):
    return of("duty_roster", **IN_MARCH, duties=list(duties), swaps=list(swaps), **facts)


def plan(*, weak=None, courses=COURSES, **facts):
    known = {**KNOWN["training_plan"], "plan_kind": "monthly"}
    return of("training_plan", {"weak_lecturers": weak or {}}, courses=courses, **{**known, **facts})


def induction(*lessons, **facts):
    return of("onboarding", lessons=list(lessons), **facts)


def exam(earlier=(), before=(), **facts):
    scores = {"month": "2026-03-01", "written": 80, "practical": 80, **facts}
    here = of("training_assessment", {"earlier_failures": list(earlier)}, **scores)
    return in_case(here, data={**here.data, "breaches": list(before)})


def notice(other=None, *, role="office", began="fang", **facts):
    told = {"employee": "hong", "points": 2, "happened_on": day(-3), **facts}
    here = of("fault_notice", other, role=role, **told)
    return in_case(here, registered_by=began, registrars=frozenset({began}))


def penalty(fine, sanction, most="fine", role="office", **facts):
    proposed = {"fine_proposed": "10.00", "extra_proposed": "20.00", "sanction_proposed": most}
    return notice(fine_confirmed=fine, sanction_decided=sanction, role=role, **proposed, **facts)


def review(*checks, **facts):
    return of("performance_review", **{"employee": "hong", **IN_MARCH, "checks": list(checks), **facts})


def absence(breach):
    return {"held_on": day(0), "breach": breach, "evidence": "the list"}


SHIFTS = [
    example(
        "incoming_is_another",
        {"a colleague": shift()},
        [("oneself", of("shift_handover", outgoing="wei", incoming="wei"), "交班人", "to themselves")],
    ),
    example(
        "desk_is_tidy",
        {"tidied": shift(tidied=True)},
        [("not", shift(tidied=False), "整理", "in order"), ("not said", shift(), "整理", "in order")],
    ),
    example(
        "no_important_work_left",
        {"none": shift(open_work=[]), "something small": shift(open_work=[WORK])},
        [("important", shift(open_work=[WORK, {**WORK, "matter": "水管", "important": True}]), "水管", "水管")],
    ),
    example(
        "carried_work_is_told",
        {
            "nothing was carried": of("shift_handover", {"carried_work": []}),
            "told": of("shift_handover", {"carried_work": ["lift"]}, carried_told="mended"),
        },
        [("nothing said", of("shift_handover", {"carried_work": ["lift"]}), "lift", "lift")],
    ),
    example(
        "shift_was_inspected",
        {"all three": shift(items_counted=True, log_read=True, area_walked=True)},
        [("two of three", shift(items_counted=True, log_read=True), "三样", "walk the area")],
    ),
    example(
        "arrival_on_the_day",
        {
            "now": shift(shift_date=day(0), arrived_at=at()),
            "an hour ago": shift(shift_date=day(0), arrived_at=at(hours=-1)),
        },
        [
            ("ahead", shift(shift_date=day(0), arrived_at=at(minutes=1)), "不晚于现在", "not ahead"),
            ("the day before", shift(shift_date=day(0), arrived_at=at(hours=-24)), "2026-03-02", "of 2026-03-02"),
            ("never", shift(shift_date=day(0)), "当天", "on that day"),
        ],
    ),
    example(
        "everything_is_explained",
        {
            "nothing found": shift(items=[RADIO], found=[]),
            "a loss, explained": shift(items=[{**RADIO, "condition": "missing", "reason_told": "lent"}]),
            "a crack, explained": shift(items=[], found=[{"what_found": "a crack", "explained": "since Monday"}]),
        },
        [
            ("a loss", shift(items=[{**RADIO, "condition": "missing"}]), "radio", "radio"),
            ("a crack", shift(items=[], found=[{"what_found": "a crack"}]), "a crack", "a crack"),
        ],
    ),
    example(
        "of_the_two_shifts",
        {"who goes off": shift(), "who comes on": of("shift_handover", outgoing="tao", incoming="wei")},
        [("somebody else", of("shift_handover", outgoing="tao", incoming="lin"), "tao", "lin")],
    ),
    example(
        "not_signed_yet",
        {"neither": shift(), "the other": shift(incoming_signed_at=at())},
        [("oneself", shift(outgoing_signed_at=at()), "已签名", "have signed")],
    ),
    example(
        "other_shift_signed",
        {"signed": shift(incoming_signed_at=at())},
        [
            ("not yet", shift(), "对方", "The other"),
            ("only oneself", shift(outgoing_signed_at=at()), "对方", "The other"),
        ],
    ),
]

ROSTERS = [
    example(
        "duties_within_month",
        {"the whole month": roster(*DUTIES)},
        [
            ("beyond it", roster({**DUTIES[0], "day_until": "2026-04-01"}), "2026-04-01", "2026-04-01"),
            (
                "turned round",
                roster({**DUTIES[0], "day_from": "2026-03-05", "day_until": "2026-03-04"}),
                "起不晚于止",
                "first",
            ),
        ],
    ),
    example(
        "duties_of_the_team",
        {
            "of the team": roster(*DUTIES),
            "the lobby's": of("duty_roster", team="lobby", duties=[{**DUTIES[0], "person": "bing"}]),
        },
        [
            ("of finance", roster({**DUTIES[0], "person": "tao"}), "tao", "tao"),
            ("of the other team", of("duty_roster", team="lobby", duties=DUTIES[:1]), "hong", "hong"),
        ],
    ),
    example(
        "every_shift_covered",
        {"covered": roster(*DUTIES)},
        [
            (
                "no late shift on a day",
                roster(DUTIES[0], {**DUTIES[1], "day_until": "2026-03-30"}),
                "2026-03-31 晚班",
                "2026-03-31, the late shift",
            ),
            ("nobody at all", roster(), "另有 57 处", "57 more"),
        ],
    ),
    example(
        "nobody_on_two_shifts",
        {
            "nobody": roster(*DUTIES),
            "away on other days": of(
                "duty_roster",
                {"duties_elsewhere": [{"duties": [{**DUTIES[1], "person": "ming"}], "swaps": []}]},
                **IN_MARCH,
                duties=DUTIES,
            ),
        },
        [
            (
                "early and late",
                roster(*DUTIES, {**DUTIES[1], "person": "hong", "day_from": "2026-03-31"}),
                "hong 2026-03-31 早班和晚班",
                "hong on 2026-03-31, the early",
            ),
            (
                "twice on one",
                roster(*DUTIES, {**DUTIES[0], "day_from": "2026-03-31"}),
                "早班和早班",
                "the early shift and the early shift",
            ),
            (
                "on the other team's too",
                of(
                    "duty_roster",
                    {"duties_elsewhere": [{"duties": DUTIES[:1], "swaps": []}]},
                    **IN_MARCH,
                    duties=DUTIES[:1],
                ),
                "hong 2026-03-01",
                "hong on 2026-03-01",
            ),
        ],
    ),
    example(
        "swaps_within_month",
        {"in it": roster(*DUTIES, swaps=[SWAP])},
        [("after it", roster(*DUTIES, swaps=[{**SWAP, "day": "2026-04-01"}]), "2026-04-01", "2026-04-01")],
    ),
    example(
        "swaps_within_team",
        {"a colleague": roster(*DUTIES, swaps=[SWAP])},
        [("of finance", roster(*DUTIES, swaps=[{**SWAP, "stand_in": "tao"}]), "tao", "tao")],
    ),
    example(
        "was_on_duty",
        {
            "was": roster(*DUTIES, swaps=[SWAP]),
            "took it first": roster(*DUTIES, swaps=[SWAP, {**SWAP, "instead_of": "ming", "stand_in": "hong"}]),
        },
        [
            (
                "never was",
                roster(*DUTIES, swaps=[{**SWAP, "instead_of": "ming"}]),
                "ming 在 2026-03-10 早班",
                "ming is not on the early",
            ),
            ("gave it away", roster(*DUTIES, swaps=[SWAP, SWAP]), "没有排班", "is not on"),
        ],
    ),
    example(
        "swap_doubles_nobody",
        {
            "a third": roster(*DUTIES, swaps=[SWAP]),
            "both change": roster(
                *DUTIES,
                swaps=[{**SWAP, "stand_in": "lin"}, {**SWAP, "shift": "late", "instead_of": "lin", "stand_in": "hong"}],
            ),
        },
        [
            (
                "who has the late shift",
                roster(*DUTIES, swaps=[{**SWAP, "stand_in": "lin"}]),
                "lin 2026-03-10",
                "lin on 2026-03-10",
            )
        ],
    ),
]

SHARED = [
    example(
        "not_own_matter",
        {"somebody else's": review()},
        [("one's own", review(employee="wei"), "本人", "about themselves")],
    ),
    example(
        "not_about_oneself",
        {"somebody else": review()},
        [("oneself", review(employee="wei"), "自己", "themselves")],
    ),
    example(
        "nothing_of_the_kind",
        {"the first": review()},
        [("a second", of("performance_review", {"twins": ["JX-2026-0007"]}), "JX-2026-0007", "JX-2026-0007")],
    ),
    example(
        "month_is_over",
        {"over": of("duty_roster", month_ends=day(-1))},
        [("its last day", of("duty_roster", month_ends=day(0)), day(0), day(0))],
    ),
    example(
        "months_end_has_come",
        {
            "its last day": of("performance_review", month_ends=day(0)),
            "after it": of("performance_review", month_ends=day(-9)),
        },
        [("the day before", of("performance_review", month_ends=day(1)), day(1), day(1))],
    ),
]

TRAINING = [
    example(
        "courses_suffice",
        {
            "a month": plan(),
            "a year": plan(
                plan_kind="annual",
                courses=[
                    {**row, "subject": subject, "times": 160}
                    for subject in ("service", "skills", "cases", "safety", "drill", "fire")
                    for row in COURSES[:1]
                ],
            ),
        },
        [
            (
                "too few skills",
                plan(courses=[*COURSES[:1], {**COURSES[1], "times": 11}, *COURSES[2:]]),
                "11 次，应有 12 次",
                "11 times, not 12",
            ),
            (
                "a year without fire training",
                plan(plan_kind="annual", courses=[{**COURSES[0], "times": 366}]),
                "消防培训 0 次，应有 4 次",
                "Fire training 0 times, not 4",
            ),
        ],
    ),
    example(
        "lecturers_entitled",
        {"never weak": plan(), "twice weak": plan(weak={"qiang": 2}), "somebody else": plan(weak={"hong": 5})},
        [("three times weak", plan(weak={"qiang": 3}), "qiang", "qiang")],
    ),
    example(
        "plan_is_over",
        {"over": plan(plan_ends=day(-1))},
        [("its last day", plan(plan_ends=day(0)), day(0), day(0))],
    ),
    example(
        "shortfall_is_told",
        {
            "told": plan(shortfall_told="ill"),
            "nothing short": plan(courses=[], sessions_held=[{"taught_as": "supervisor", "hours": 8}]),
        },
        [
            ("too few sessions", plan(sessions_held=[]), "计划 19 次，实办 0 次", "19 sessions planned, 0 held"),
            (
                "the supervisor taught too little",
                plan(courses=[], sessions_held=[{"taught_as": "coach", "hours": 9}]),
                "应授 8 课时，实授 0",
                "0 hours of 8",
            ),
        ],
    ),
    example(
        "theory_hours_held",
        {"eight": induction(LESSONS[0])},
        [("seven", induction({**LESSONS[0], "hours": 7}), "还差 1 课时", "1 hours to come")],
    ),
    example(
        "induction_hours_held",
        {"forty": induction(*LESSONS)},
        [
            ("no lead", induction(LESSONS[0], *LESSONS[2:]), "班长还差 8 课时", "the lead: 8 hours"),
            ("thirty-nine", induction(*LESSONS[:3], {**LESSONS[3], "hours": 11}), "总课时还差 1", "in all: 1 hours"),
        ],
    ),
    example(
        "taught_in_post",
        {"in post": induction(*LESSONS), "another as coach": induction({**LESSONS[3], "lecturer": "hong"})},
        [("a coach as supervisor", induction({**LESSONS[0], "lecturer": "tao"}), "tao", "tao")],
    ),
    example(
        "lessons_not_ahead",
        {"today": induction({**LESSONS[0], "held_on": day(0)})},
        [
            (
                "tomorrow",
                induction({**LESSONS[0], "held_on": day(1)}),
                "培训日期不能晚于今天",
                "A session lies in the future",
            )
        ],
    ),
    example(
        "sessions_not_ahead",
        {"today": plan(sessions_held=[{"held_on": day(0)}])},
        [
            (
                "tomorrow",
                plan(sessions_held=[{"held_on": day(1)}]),
                "培训日期不能晚于今天",
                "A session lies in the future",
            )
        ],
    ),
    example(
        "exam_not_ahead",
        {"today": induction(examined_on=day(0))},
        [("tomorrow", induction(examined_on=day(1)), "考核日期不能晚于今天", "The exam lies in the future")],
    ),
    example(
        "coaching_not_ahead",
        {"today": exam(coached_on=day(0))},
        [("tomorrow", exam(coached_on=day(1)), "补训日期不能晚于今天", "The coaching lies in the future")],
    ),
    example(
        "lessons_after_arrival",
        {"on the day": induction(*LESSONS, arrived_on=day(0))},
        [("a day before", induction(*LESSONS, arrived_on=day(1)), "2026-03-03 到岗", "arrived on 2026-03-03")],
    ),
    example(
        "sessions_within_plan",
        {"within": plan(sessions_held=[{"held_on": "2026-03-01"}, {"held_on": "2026-03-31"}])},
        [
            ("before", plan(sessions_held=[{"held_on": "2026-02-28"}]), "2026-03-01 至 2026-03-31", "from 2026-03-01"),
            ("after", plan(sessions_held=[{"held_on": "2026-04-01"}]), "另一份计划", "plan of their period"),
        ],
    ),
    example(
        "month_was_trained",
        {"ended yesterday": exam(month_ends=day(-1))},
        [("ends today", exam(month_ends=day(0)), "2026-03-02 才结束", "ends on 2026-03-02")],
    ),
    example(
        "trained_again",
        {"once more": induction(*LESSONS, lessons_at_exam=3)},
        [("not since", induction(*LESSONS, lessons_at_exam=4), "重新培训", "more training")],
    ),
    example(
        "exam_passed",
        {"just": induction(score=60)},
        [("not quite", induction(score=59), "合格", "pass"), ("not yet", induction(), "合格", "pass")],
    ),
    example(
        "mastered_in_time",
        {
            "both": exam(written=60, practical=60, master_by=day(3)),
            "on the very day": exam(master_by=day(0)),
        },
        [
            ("in writing only", exam(practical=59, master_by=day(3)), "都合格", "Both"),
            ("in practice only", exam(written=0, master_by=day(3)), "都合格", "Both"),
            ("a day late", exam(master_by=day(-1)), "限期内", "by the day set"),
            ("without a day", exam(), "限期内", "by the day set"),
        ],
    ),
    example(
        "points_are_due",
        {"failed": exam(written=59), "passed, but absent": exam(breaches=[absence("absent")])},
        [
            ("passed", exam(), "扣分", "costs points"),
            ("an old absence", exam(before=[absence("absent")], breaches=[absence("absent")]), "扣分", "costs points"),
        ],
    ),
    example(
        "third_failure",
        {"the third": exam(failure_number=3), "the fourth": exam(failure_number=4)},
        [("the second", exam(failure_number=2), "第三次", "third time")],
    ),
    example(
        "was_failed",
        {"once": exam(failure_number=1)},
        [("passed", exam(failure_number=0), "不合格", "Failed")],
    ),
    example(
        "deadline_is_set",
        {"tomorrow": exam(master_by=day(1))},
        [("today", exam(master_by=day(0)), "今天以后", "after today"), ("none", exam(), "限期", "a day is set")],
    ),
    example(
        "recorded_by_another",
        {"another": exam(recorded_by="tao")},
        [("oneself", exam(recorded_by="tao wei"), "tao、wei 登记", "tao、wei recorded")],
    ),
]

FAULTS = [
    example(
        "not_who_began",
        {"another": notice(began="fang")},
        [("who issued it", notice(began="wei"), "wei 经办了", "wei issued")],
    ),
    example(
        "not_decided_before",
        {"nobody yet": notice(), "another": notice(decided_by="tao")},
        [("oneself", notice(decided_by="tao wei"), "处理过", "decided an appeal")],
    ),
    example(
        "not_the_superior",
        {"another": notice(superior="qiang")},
        [("oneself", notice(superior="wei"), "连带责任", "liable jointly")],
    ),
    example(
        "charged_is_of_the_staff",
        {"front desk": notice()},
        [("of finance", of("fault_notice", employee="tao"), "客服部", "customer service")],
    ),
    example(
        "superior_is_another",
        {"the supervisor": notice(superior="qiang")},
        [("oneself", notice(superior="hong"), "不能是本人", "own superior")],
    ),
    example(
        "superior_below_the_company",
        {"the supervisor": notice(superior="qiang")},
        [("at the top", notice(superior="zong"), "最后决定", "the last appeal")],
    ),
    example(
        "happened_already",
        {"today": of("fault_notice", happened_on=day(0))},
        [("tomorrow", of("fault_notice", happened_on=day(1)), "今天以后", "after today")],
    ),
    example(
        "appeal_in_time",
        {"in time": notice(), "another limit passed": notice({"overdue": ["summary_due"]})},
        [("too late", notice({"overdue": ["appeal_due"]}), "时限已过", "is over")],
    ),
    example(
        "appeal_time_is_over",
        {"over": notice({"overdue": ["appeal_due"]}), "the last level": notice(appeal_level="company")},
        [("still open", notice(appeal_level="director"), "还可以申诉", "may still appeal")],
    ),
    example(
        "appeal_left",
        {
            "from the department": notice(appeal_level="department"),
            "from the director": notice(appeal_level="director"),
        },
        [("from the company", notice(appeal_level="company"), "最后的", "the last")],
    ),
    example(
        "appeal_to_company",
        {
            "the director issued it": notice(issuer_post="director"),
            "the director upheld it": notice(appeal_level="director"),
        },
        [("the lead issued it", notice(issuer_post="lobby_lead"), "经理", "company manager")],
    ),
    example(
        "appeal_to_director",
        {
            "a head issued it": notice(issuer_post="cs_supervisor"),
            "a head upheld it": notice(appeal_level="department"),
        },
        [("the lead issued it", notice(issuer_post="lobby_lead"), "主任", "director")],
    ),
    example(
        "within_proposal",
        {
            "as proposed": penalty("30.00", "fine"),
            "less": penalty("0.00", "none"),
            "a warning": penalty("30.00", "warning", "administrative"),
        },
        [
            ("a cent more", penalty("30.01", "fine"), "30.00 元", "30.00 yuan"),
            ("graver", penalty("30.00", "demerit"), "至多“罚款”", "“Fine”"),
            (
                "dismissal for a sanction",
                penalty("1.00", "dismissal", "administrative"),
                "行政处分",
                "administrative sanction",
            ),
        ],
    ),
    example(
        "cap_is_checked",
        {"checked": notice(within_cap=True)},
        [
            ("not", notice(within_cap=False), "20%", "20 %"),
            (
                "with a minimum wage",
                situation("fault_notice", settings={"minimum_wage": "2300"}),
                "2300.00 元",
                "2300.00 yuan",
            ),
        ],
    ),
    example(
        "dismissal_by_director",
        {
            "the director's": penalty("0.00", "dismissal", "dismissal", "director"),
            "a fine of the office's": penalty("0.00", "fine"),
            "the manager's, where the director is the superior": penalty(
                "0.00", "dismissal", "dismissal", "company_manager", superior_directs=True
            ),
        },
        [
            ("the office's", penalty("0.00", "dismissal", "dismissal"), "主任", "the director"),
            ("the manager's for no reason", penalty("0.00", "fine", role="company_manager"), "管理处经理", "manager"),
        ],
    ),
    example(
        "penalty_is_confirmed",
        {"confirmed": notice(sanction_decided="none"), "revoked": notice(outcome="revoked")},
        [
            ("only proposed", notice(), "只是建议", "only proposed"),
            ("upheld", notice(outcome="upheld"), "建议", "proposed"),
            ("for the others", notice(outcome="revoked", sanction_proposed="dismissal"), "只是建议", "only proposed"),
        ],
    ),
    example(
        "posted_where_due",
        {"posted": notice(must_be_posted=True, posted_on=day(0)), "need not be": notice(must_be_posted=False)},
        [("not posted", notice(must_be_posted=True), "公布日期", "posted")],
    ),
]

REVIEWS = [
    example(
        "employee_below_supervisor",
        {"front desk": review()},
        [("the supervisor", review(employee="qiang"), "主管以下", "below the supervisor")],
    ),
    example(
        "weekly_on_mondays",
        {"Monday": review(WEEKLY), "a daily one on Sunday": review({**DAILY, "day": day(-1)})},
        [("Sunday", review({**WEEKLY, "day": day(-1)}), "2026-03-01 不是周一", "2026-03-01 is none")],
    ),
    example(
        "checks_within_month",
        {"today": review(DAILY), "the week before, on a Monday": review({**WEEKLY, "day": day(-7)})},
        [
            ("last month", review({**DAILY, "day": day(-2)}), day(-2), day(-2)),
            ("tomorrow", review({**DAILY, "day": day(1)}), day(1), day(1)),
            ("a Monday to come", review({**WEEKLY, "day": day(7)}), day(7), day(7)),
        ],
    ),
    example(
        "checks_recorded",
        {"both": review(DAILY, WEEKLY)},
        [("daily only", review(DAILY), "周检", "weekly"), ("none", review(), "日检", "daily")],
    ),
    example(
        "objections_are_over",
        {"agreed": review(agreed_on=day(0)), "in silence": of("performance_review", {"overdue": ["objection_due"]})},
        [("still open", review(), "还可以提出异议", "may still object")],
    ),
]

OFFICE = (*SHIFTS, *ROSTERS, *SHARED, *TRAINING, *FAULTS, *REVIEWS)
