"""Guards and rules of the duty roster: every shift covered, nobody on two, whoever swaps was on duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures.months import SHIFT_NAMES, days, first_of, last_of, month_before
from flows.procedures.roles import ARCHIVIST, CS_SUPERVISOR, DUTY_MANAGER, FRONT_DESK, LOBBY_ASSISTANT, LOBBY_LEAD

TEAMS = {
    "centre": frozenset({FRONT_DESK.code, ARCHIVIST.code, CS_SUPERVISOR.code, DUTY_MANAGER.code}),
    "lobby": frozenset({LOBBY_ASSISTANT.code, LOBBY_LEAD.code}),
}
MAKERS = {"centre": CS_SUPERVISOR.code, "lobby": LOBBY_LEAD.code}
MOST_TOLD = 5  # faults named in one sentence
Row = Mapping[str, Any]
Duty = tuple[date, str, str]  # day, shift, person


def _day(row: Row, name: str) -> date:
    return date.fromisoformat(row[name])


def planned(rows: Iterable[Row]) -> Counter[Duty]:
    """Who is on duty when, day by day."""
    return Counter(
        (day, str(row["shift"]), str(row["person"]))
        for row in rows
        for day in days(_day(row, "day_from"), _day(row, "day_until"))
    )


def swapped(on: Counter[Duty], swaps: Iterable[Row]) -> tuple[Counter[Duty], Duty | None]:
    """The roster after these swaps, in their order, and the first that changes somebody who was not on duty."""
    now = Counter(on)
    for row in swaps:
        day, shift = _day(row, "day"), str(row["shift"])
        before = (day, shift, str(row["instead_of"]))
        if not now[before]:
            return now, before
        now[before] -= 1
        now[day, shift, str(row["stand_in"])] += 1
    return +now, None


def _left(situation: Situation) -> list[Row]:
    """The lines of the roster without those that are dropped now: its rows are the entries in use, in their order."""
    lines = sorted(entry.line for entry in situation.own_entries("duty") if entry.state == "in_use")
    dropped = situation.data["lines_dropped"]
    return [row for line, row in zip(lines, situation.rows("duties"), strict=True) if line not in dropped]


def _on_duty(situation: Situation) -> Counter[Duty]:
    return swapped(planned(situation.rows("duties")), situation.rows("swaps"))[0]


def _elsewhere(situation: Situation) -> Counter[Duty]:
    """On the other team's roster of the month."""
    found: Counter[Duty] = Counter()
    for roster in situation.facts["duties_elsewhere"]:
        found += swapped(planned(roster["duties"]), roster["swaps"])[0]
    return found


def _month(situation: Situation) -> Iterator[date]:
    begin = situation.day("month")
    return days(first_of(begin), last_of(begin)) if begin else iter(())


def _bare(situation: Situation) -> list[tuple[date, str]]:
    """The shifts of the month with too few on duty."""
    least, on = int(situation.setting("people_on_shift")), _on_duty(situation)
    there: Counter[tuple[date, str]] = Counter()
    for (day, shift, _), times in on.items():
        there[day, shift] += times
    return [(day, shift) for day in _month(situation) for shift in SHIFT_NAMES if there[day, shift] < least]


def _doubled(situation: Situation) -> list[tuple[date, str, str, str]]:
    """(day, person, one shift, another shift): a person who is on duty twice on a day, here or on another roster."""
    here, away = _on_duty(situation), _elsewhere(situation)
    by_day: dict[tuple[date, str], list[str]] = {}
    for (day, shift, person), times in sorted((here + away).items()):
        by_day.setdefault((day, person), []).extend([shift] * times)
    mine = {(day, person) for day, _, person in here}
    # mypy doesn't see that two shifts remain.
    return [(*place, *shifts[:2]) for place, shifts in sorted(by_day.items()) if len(shifts) > 1 and place in mine]  # type: ignore[misc]


def _told(faults: Iterable[Text]) -> Text:
    """The first few, and that there are more."""
    every = list(faults)
    zh, en = "；".join(f.zh for f in every[:MOST_TOLD]), "; ".join(f.en for f in every[:MOST_TOLD])
    more = len(every) - MOST_TOLD
    return Text(f"{zh}；另有 {more} 处" if more > 0 else zh, f"{en}; and {more} more" if more > 0 else en)


def _say_bare(situation: Situation) -> Text:
    told = _told(
        Text(f"{day} {SHIFT_NAMES[shift][0]}", f"{day}, {SHIFT_NAMES[shift][1]}") for day, shift in _bare(situation)
    )
    return Text(
        f"以下班次无人值班或人数不足：{told.zh}。请补排。",
        f"Shifts with nobody or too few on duty: {told.en}. Add somebody.",
    )


def _say_doubled(situation: Situation) -> Text:
    told = _told(
        Text(
            f"{situation.called(person)} {day} {SHIFT_NAMES[one][0]}和{SHIFT_NAMES[other][0]}",
            f"{situation.called(person)} on {day}, {SHIFT_NAMES[one][1]} and {SHIFT_NAMES[other][1]}",
        )
        for day, person, one, other in _doubled(situation)
    )
    return Text(
        f"同一人同一天排了两个班：{told.zh}。请改排。",
        f"One person on two shifts of a day: {told.en}. Change one of them.",
    )


def _stray(situation: Situation, runs: Iterable[tuple[str, str]]) -> list[str]:
    """Runs of days, first and last, that lie outside the roster's month or stand the wrong way round."""
    month = set(_month(situation))
    return [
        f"{first}–{last}" if first != last else first
        for first, last in runs
        if first > last or not {date.fromisoformat(first), date.fromisoformat(last)} <= month
    ]


def _stray_duties(situation: Situation) -> list[str]:
    return _stray(situation, ((row["day_from"], row["day_until"]) for row in situation.rows("duties")))


def _stray_swaps(situation: Situation) -> list[str]:
    return _stray(situation, ((row["day"], row["day"]) for row in situation.rows("swaps")))


def _strangers(situation: Situation, rows: Iterable[Row], column: str) -> list[str]:
    """Of those whom the event names; who was on the roster before has been looked at then."""
    team = TEAMS.get(situation.text("team"), frozenset())
    named = dict.fromkeys(str(row[column]) for row in rows)
    return [login for login in named if login in situation.staff and not situation.staff[login] & team]


def _say_strangers(situation: Situation, strangers: list[str]) -> Text:
    logins = list(map(situation.called, strangers))
    return Text(
        f"不属于本岗位：{'、'.join(logins)}；请另排。", f"Not of this team: {', '.join(logins)}; name somebody else."
    )


def _say_stray(runs: list[str]) -> Text:
    return Text(
        f"日期须在本表的月份之内，起不晚于止：{'、'.join(runs)}。",
        f"Days lie within the roster's month, the first not after the last: {', '.join(runs)}.",
    )


def _not_on_duty(situation: Situation) -> Duty | None:
    return swapped(planned(situation.rows("duties")), situation.rows("swaps"))[1]


def _say_not_on_duty(situation: Situation) -> Text:
    day, shift, person = _not_on_duty(situation) or (None, "early", "")
    zh, en = SHIFT_NAMES[shift]
    return Text(
        f"{situation.called(person)} 在 {day} {zh}没有排班；请核对日期、班次和原值班人。",
        f"{situation.called(person)} is not on {en} of {day}; check day, shift and person.",
    )


duties_within_month = Guard(
    "duties_within_month",
    lambda s: not _stray_duties(s),
    "日期须在本表的月份之内，起不晚于止",
    "Days lie within the roster's month, the first not after the last",
    because=lambda s: _say_stray(_stray_duties(s)),
    reads=("duties",),
    absolute=True,
)
swaps_within_month = Guard(
    "swaps_within_month",
    lambda s: not _stray_swaps(s),
    "换班日期须在本表的月份之内",
    "A swap lies within the roster's month",
    because=lambda s: _say_stray(_stray_swaps(s)),
    reads=("swaps",),
    absolute=True,
)
duties_of_the_team = Guard(
    "duties_of_the_team",
    lambda s: not _strangers(s, s.rows("duties"), "person"),
    "值班人须是本岗位的同事",
    "Who is on duty belongs to the team",
    because=lambda s: _say_strangers(s, _strangers(s, s.rows("duties"), "person")),
    reads=("duties",),
)
swaps_within_team = Guard(
    "swaps_within_team",
    lambda s: not _strangers(s, s.rows("swaps"), "stand_in"),
    "替班人须是本岗位的同事",
    "Who takes a duty belongs to the team",
    because=lambda s: _say_strangers(s, _strangers(s, s.rows("swaps"), "stand_in")),
    reads=("swaps",),
)
every_shift_covered = Guard(
    "every_shift_covered",
    lambda s: not _bare(s),
    "每天每班都要有人值班",
    "Somebody is on duty on every shift of every day",
    because=_say_bare,
)
nobody_on_two_shifts = Guard(
    "nobody_on_two_shifts",
    lambda s: not _doubled(s),
    "同一人同一天不能排两个班",
    "Nobody is on two shifts of a day",
    because=_say_doubled,
    facts=("duties_elsewhere",),
)
swap_doubles_nobody = Guard(
    "swap_doubles_nobody",
    lambda s: not _doubled(s),
    "换班后同一人同一天不能值两个班",
    "After a swap nobody is on two shifts of a day",
    because=_say_doubled,
    reads=("swaps",),
    facts=("duties_elsewhere",),
)
was_on_duty = Guard(
    "was_on_duty",
    lambda s: _not_on_duty(s) is None,
    "换班须从表上当班的人换起",
    "A swap begins with who is on duty",
    because=_say_not_on_duty,
    reads=("swaps",),
    absolute=True,
)


def _publish_by(situation: Situation) -> str | None:
    day = situation.day("month")
    return month_before(day).isoformat() if day else None


roster_maker = Rule("roster_maker", lambda s: MAKERS[s.text("team")], "编制岗位", "Drawn up by")
publish_by = Rule("publish_by", _publish_by, "公布时限", "To be published by", kind="date")
duties_left = Rule("duties_left", _left, "值班安排", "Duties")
