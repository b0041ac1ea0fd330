"""Guards and rules of the record of conduct: what an offence costs, which time it is, what a person may confirm of it."""

from __future__ import annotations

from decimal import Decimal

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures import points_conduct as conduct
from flows.procedures.conduct_forms import MEASURES
from flows.procedures.points_conduct import Range, plain
from flows.procedures.wording import yuan

FACTS = ("month_conduct",)
BEFORE_IT_WAS_SET = 40  # yuan, CSH 4.2.2.2.3-4: cases of the declaration's first version keep no figure of their own


def _minutes(situation: Situation) -> int:
    return int(situation.data.get("minutes_off") or 0)


def _figure(situation: Situation, name: str) -> Decimal | None:
    """What a person chose, whose code is 0_5 for a half."""
    chosen = situation.text(name)
    return Decimal(chosen.replace("_", ".")) if chosen else None


def _is_measured(situation: Situation) -> bool:
    return situation.text("offence") not in conduct.TIMED or _minutes(situation) > 0


def _bounds(situation: Situation) -> Range:
    """Nothing to weigh while the minutes are missing: another guard says so."""
    measured = situation.text("offence") and _is_measured(situation)
    return conduct.cost(situation.text("offence"), _minutes(situation)) if measured else conduct.NOTHING


def _times(situation: Situation) -> int:
    days = situation.facts["month_conduct"]["same"]
    return conduct.times(situation.text("offence"), situation.text("happened_on"), days)


def _more(situation: Situation) -> Range:
    return conduct.more(situation.text("offence"), _times(situation))


def _measure(situation: Situation) -> str:
    return conduct.measure(situation.text("offence"), _times(situation))


def _noted(situation: Situation) -> str:
    return plain(conduct.weighed(_figure(situation, "points_weighed"), _bounds(situation)))


def _reckoned(situation: Situation) -> str:
    more = conduct.weighed(_figure(situation, "points_more"), _more(situation))
    return plain(conduct.month_sum([situation.text("points_noted"), more]).count)


def _month(situation: Situation) -> str:
    other = situation.facts["month_conduct"]["points"]
    return plain(conduct.month_sum([_reckoned(situation), *other]).count)


def _range_in_words(bounds: Range) -> Text:
    low, high = map(plain, bounds)
    if bounds == conduct.NOTHING:
        return Text("规程没有扣分，请留空", "the rules have none here: leave it empty")
    if low == high:
        return Text(f"规程定为 {low} 分", f"the rules fix {low}")
    return Text(f"规程为 {low} 至 {high} 分", f"the rules have {low} to {high}")


def _say(bounds: Range, zh: str, en: str) -> Text:
    words = _range_in_words(bounds)
    return Text(f"{zh}：{words.zh}。", f"{en}: {words.en}.")


offence_is_measured = Guard(
    "offence_is_measured",
    _is_measured,
    "迟到、顶岗须填写分钟数",
    "Lateness and a stand-in are told in minutes",
    reads=("offence", "minutes_off"),
    absolute=True,
)
points_within_range = Guard(
    "points_within_range",
    lambda s: conduct.within(_figure(s, "points_weighed"), _bounds(s)),
    "酌定扣分须在规程的上下限之内",
    "The points weighed lie within what the rules have",
    because=lambda s: _say(_bounds(s), "酌定扣分不合规程", "The points weighed don't fit"),
    reads=("offence", "minutes_off", "points_weighed"),
    absolute=True,
)
more_within_range = Guard(
    "more_within_range",
    lambda s: conduct.within(_figure(s, "points_more"), _more(s)),
    "屡犯另扣须在规程的上下限之内",
    "What is added for repeating it lies within what the rules have",
    because=lambda s: _say(
        _more(s),
        f"本月第 {_times(s)} 次，屡犯另扣不合规程",
        f"Time {_times(s)} this month, and what is added doesn't fit",
    ),
    reads=("points_more",),
    facts=FACTS,
    absolute=True,
)
counts_as_left = Guard(
    "counts_as_left",
    lambda s: _measure(s) == "left",
    "规程视为自动离职的，提请主任决定",
    "What the rules count as having left goes to the director",
    facts=FACTS,
)


def _gravity(situation: Situation, name: str) -> int:
    return conduct.GRAVITY[situation.text(name) or "none"]


def _within_proposal(situation: Situation) -> bool:
    lighter = _gravity(situation, "measure_decided") <= _gravity(situation, "measure_proposed")
    return lighter and situation.money("docking_confirmed") <= situation.money("docking_proposed")


def _say_beyond(situation: Situation) -> Text:
    most = next(choice for choice in MEASURES if choice.code == (situation.text("measure_proposed") or "none"))
    docking = yuan(situation.money("docking_proposed"))
    return Text(
        f"确认的不能重于建议：处分至多“{most.zh}”，扣工资至多 {docking} 元。",
        f"No more is confirmed than was proposed: at most “{most.en}”, and {docking} yuan.",
    )


within_conduct_proposal = Guard(
    "within_conduct_proposal",
    _within_proposal,
    "确认的处分和扣款不能重于建议",
    "No more is confirmed than was proposed",
    because=_say_beyond,
    reads=("measure_decided", "docking_confirmed"),
    absolute=True,
)


def _docked(situation: Situation) -> Decimal:
    once = Decimal(str(situation.case.settings.get("docking", BEFORE_IT_WAS_SET)))
    return once if conduct.is_docked(situation.text("offence"), _minutes(situation)) else Decimal(0)


points_noted = Rule("points_noted", _noted, "本次扣分", "Points this time", kind="text")
conduct_times = Rule("conduct_times", _times, "当月第几次", "Which time in the month", kind="integer", facts=FACTS)
points_reckoned = Rule(
    "points_reckoned", _reckoned, "建议扣考勤分", "Attendance points proposed", kind="text", facts=FACTS
)
conduct_month = Rule(
    "conduct_month", _month, "当月考勤扣分累计", "Attendance points in the month", kind="text", facts=FACTS
)
conduct_open = Rule(
    "conduct_open",
    lambda s: "、".join(s.facts["month_conduct"]["open"]),
    "当月未结的其他考核登记",
    "Others of the month still open",
    kind="text",
    facts=FACTS,
)
measure_proposed = Rule(
    "measure_proposed", _measure, "建议处分", "Sanction proposed", kind="choice", facts=FACTS, choices=MEASURES
)
docking_proposed = Rule(
    "docking_proposed",
    lambda s: yuan(_docked(s)),
    "建议扣工资",
    "Docking proposed",
    kind="money",
)
