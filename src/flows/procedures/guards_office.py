"""Guards that several procedures inside the office share: nobody in their own matter, nothing done twice."""

from __future__ import annotations

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures.months import first_of, is_over, last_of


def _month_ends(situation: Situation) -> str | None:
    day = situation.day("month")
    return last_of(day).isoformat() if day else None


def _month(situation: Situation) -> str | None:
    day = situation.day("month")
    return first_of(day).isoformat() if day else None


not_own_matter = Guard(
    "not_own_matter",
    lambda s: s.text("employee") not in s.acting_people,
    "本人及其代理人不能办理关于自己的考核、过失或申诉；请换人办理",
    "Nobody acts in a matter about themselves, nor does who stands in for them; let somebody else act",
    identity=True,
)
not_about_oneself = Guard(
    "not_about_oneself",
    lambda s: s.text("employee") not in s.acting_people,
    "不能给自己或所代理的人开单、打分",
    "Nobody charges or scores themselves, nor whom they stand in for",
    reads=("employee",),
    identity=True,
)
nothing_of_the_kind = Guard(
    "nothing_of_the_kind",
    lambda s: not s.facts["twins"],
    "已有同一对象、同一期间的单据；请在那一张上办理，或先取消",
    "There is one for the same people and period already; work on that one, or cancel it first",
    because=lambda s: Text(
        f"已有同一对象、同一期间的单据：{'、'.join(s.facts['twins'])}；请在那一张上办理，本张取消。",
        f"There is one for the same people and period already: {', '.join(s.facts['twins'])}; work on it and cancel this one.",
    ),
    facts=("twins",),
)
month_is_over = Guard(
    "month_is_over",
    lambda s: is_over(s, s.day("month_ends")),
    "本月还没有过完；请月后再办",
    "The month is not over yet; come back when it is",
    because=lambda s: Text(
        f"本月到 {s.text('month_ends')} 才结束；请在此后办理。",
        f"The month ends on {s.text('month_ends')}; come back after it.",
    ),
)

months_end_has_come = Guard(
    "months_end_has_come",
    lambda s: (s.day("month_ends") or s.today) <= s.today,
    "还没有到月末；请月末再办",
    "The month's end has not come yet",
    because=lambda s: Text(
        f"月末是 {s.text('month_ends')}；请当天或以后办理。",
        f"The month ends on {s.text('month_ends')}; come back on that day or after.",
    ),
)

whole_month = Rule("whole_month", _month, "月份", "Month", kind="date")
month_ends = Rule("month_ends", _month_ends, "月末", "End of the month", kind="date")
