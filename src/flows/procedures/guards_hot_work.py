"""Guards of the hot-work permit: the welder's certificate, the period, the place, the fire watch."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta

from flows.definition import Guard, Situation, Text
from flows.procedures.wording import on_clock, on_day

# Unicode's controls, formats and blanks, and what it draws as nothing though it calls it a letter or a mark.
UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
FILLERS = "\u034f\u115f\u1160\u2800"
# No site setting goes above this: longer work is a new permit (beyond the handbook).
CEILING_HOURS = 24
# 高层民用建筑消防安全管理规定 (Order 5 of the Ministry of Emergency Management, 2021), articles 15 and 19.
BANNED_PLACES = {
    "shop_open": Text(
        "营业时间内的商铺禁止动火（《高层民用建筑消防安全管理规定》第十五条）；请改在停业时间。",
        "No hot work in a shop during opening hours (Order 5 on high-rise fire safety, article 15); choose closing time.",
    ),
    "insulated_wall": Text(
        "外墙采用难燃或有空腔的保温系统，禁止动火（《高层民用建筑消防安全管理规定》第十九条）；请改用不动火的工艺。",
        "No hot work on outer walls with combustible or cavity insulation (Order 5 on high-rise fire safety, article 19); use a cold method.",
    ),
}


def _period(situation: Situation) -> tuple[datetime, datetime] | None:
    start, end = situation.moment("starts_at"), situation.moment("ends_at")
    return (start, end) if start and end else None


def _last_day(situation: Situation) -> date | None:
    end = situation.moment("ends_at")
    return end.astimezone(situation.zone).date() if end else None


def _is_certified(situation: Situation) -> bool:
    until, last = situation.day("certificate_until"), _last_day(situation)
    return until is not None and last is not None and last <= until


welder_certified = Guard(
    "welder_certified",
    _is_certified,
    "焊工证须在整个动火期间有效",
    "The welder's certificate is valid to the end of the work",
    because=lambda s: Text(
        f"焊工证有效期至 {s.day('certificate_until')}，早于动火结束日 {_last_day(s)}；请换持证有效的焊工或提前完工。",
        f"The welder's certificate ends on {s.day('certificate_until')}, before the work does on {_last_day(s)}; name another welder or end earlier.",
    ),
    reads=("certificate_until", "ends_at"),
    absolute=True,
)


def _plain_name(name: str) -> str:
    """Without what can't be seen: blanks, control and zero-width characters, by which one name could pass for two."""
    shape = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in shape if not _is_unseen(sign)).casefold()


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in UNSEEN or sign in FILLERS or "VARIATION SELECTOR" in unicodedata.name(sign, "")


fire_watcher_is_not_welder = Guard(
    "fire_watcher_is_not_welder",
    lambda s: _plain_name(s.text("fire_watcher")) != _plain_name(s.text("welder")),
    "看火人不能由焊工本人兼任；请另指定一人",
    "The welder can't be the fire watcher as well; name somebody else",
    reads=("fire_watcher", "welder"),
    absolute=True,
)


def _ends_after_start(situation: Situation) -> bool:
    period = _period(situation)
    return period is not None and period[0] < period[1]


end_after_start = Guard(
    "end_after_start",
    _ends_after_start,
    "结束时间须在开始时间之后；请更正",
    "The work ends after it starts; correct the times",
    reads=("starts_at", "ends_at"),
    absolute=True,
)


def _longest(situation: Situation) -> timedelta:
    return timedelta(hours=min(int(situation.setting("permit_hours")), CEILING_HOURS))


def _is_within_hours(situation: Situation) -> bool:
    period = _period(situation)
    return period is not None and period[1] - period[0] <= _longest(situation)


def _too_long(situation: Situation) -> Text:
    period = _period(situation)
    asked = (period[1] - period[0]) / timedelta(hours=1) if period else 0
    most = _longest(situation) / timedelta(hours=1)
    return Text(
        f"申请 {asked:g} 小时，每张许可证最长 {most:g} 小时；更长的作业请分次另行申请。",
        f"{asked:g} hours asked for; a permit lasts {most:g} at the most. Apply for another permit for the rest.",
    )


within_permit_hours = Guard(
    "within_permit_hours",
    _is_within_hours,
    "动火时间不超过每张许可证的最长时限",
    "The period is no longer than one permit may last",
    because=_too_long,
    reads=("starts_at", "ends_at"),
    absolute=True,
)


def _starts_later(situation: Situation) -> bool:
    period = _period(situation)
    return period is not None and situation.now <= period[0]


work_not_in_past = Guard(
    "work_not_in_past",
    _starts_later,
    "动火开始时间不能早于现在；不能补办，请改时间",
    "The work can't start before now: a permit is never given afterwards; change the time",
    reads=("starts_at", "ends_at"),
    absolute=True,
)


def _is_not_over(situation: Situation) -> bool:
    period = _period(situation)
    return period is not None and situation.now < period[1]


period_not_over = Guard(
    "period_not_over",
    _is_not_over,
    "申请的动火时段已过；请退回改期",
    "The period asked for is over; return the application for a new one",
    reads=("ends_at",),
    absolute=True,
)

place_allows_hot_work = Guard(
    "place_allows_hot_work",
    lambda s: s.text("surroundings") not in BANNED_PLACES,
    "法规禁止动火的部位不予受理",
    "Places where the law bans hot work are refused",
    because=lambda s: BANNED_PLACES[s.text("surroundings")],
    reads=("surroundings",),
    absolute=True,
)


def _looked_at_place(situation: Situation) -> bool:
    """Days are compared at the early end: forms give whole minutes, and the place may be seen before the desk is done."""
    looked, zone = situation.moment("looked_at"), situation.zone
    if looked is None or looked > situation.now:
        return False
    return situation.case.opened_at.astimezone(zone).date() <= looked.astimezone(zone).date()


def _when_to_look(situation: Situation) -> Text:
    day, now = on_day(situation, situation.case.opened_at), on_clock(situation, situation.now)
    return Text(
        f"审核前须到现场查看；查看时间不早于申请登记当日（{day}），不晚于现在（{now}）",
        f"Look at the place before endorsing: not before the day of the application ({day}), nor after now ({now})",
    )


site_looked_at = Guard(
    "site_looked_at",
    _looked_at_place,
    "审核前须到现场查看；查看时间应在申请登记当日之后、此刻之前",
    "Look at the place before endorsing: on the day of the application or later, and not later than now",
    because=_when_to_look,
    reads=("looked_at",),
)

notice_posted = Guard(
    "notice_posted",
    lambda s: s.data.get("notice_posted") is True,
    "请先在出入口和作业点张贴动火告示，再交付许可证",
    "Post the notice at the entrance and at the place of work before handing the permit over",
    reads=("notice_posted",),
    absolute=True,
)


def _may_have_begun(situation: Situation) -> datetime:
    """A form gives whole minutes: work may begin in the very minute of the handing over."""
    handed, period = situation.case.entered_at.replace(second=0, microsecond=0), _period(situation)
    return max(handed, period[0]) if period else handed


def _has_ended(situation: Situation) -> bool:
    ended = situation.moment("work_ended_at")
    return ended is not None and _may_have_begun(situation) <= ended <= situation.now


def _when_to_end(situation: Situation) -> Text:
    begun, now = on_clock(situation, _may_have_begun(situation)), on_clock(situation, situation.now)
    return Text(
        f"收工时间应在 {begun}（此时起方可动火）与现在（{now}）之间；没有动火的，请由安全主管或主任撤销许可证",
        f"The end of the work must lie between {begun}, when it might begin, and now ({now}); if nothing was done, have it revoked",
    )


work_has_ended = Guard(
    "work_has_ended",
    _has_ended,
    "收工时间应在交付许可证之后、此刻之前",
    "The work ended after the permit was handed over and not later than now",
    because=_when_to_end,
    reads=("work_ended_at",),
    absolute=True,
)


def _watch_ends(situation: Situation) -> datetime | None:
    ended = situation.moment("work_ended_at")
    return ended + timedelta(minutes=int(situation.setting("watch_minutes"))) if ended else None


def _watch_is_over(situation: Situation) -> bool:
    ends = _watch_ends(situation)
    return ends is not None and ends <= situation.now


def _watch_goes_on(situation: Situation) -> Text:
    ends = _watch_ends(situation)
    minutes = situation.setting("watch_minutes")
    until = on_clock(situation, ends) if ends else "?"
    return Text(
        f"收工后须看火 {minutes} 分钟，至 {until}；请届时复查后再关闭。",
        f"The fire watch lasts {minutes} minutes after the work, until {until}; look again then and close.",
    )


watch_has_lasted = Guard(
    "watch_has_lasted",
    _watch_is_over,
    "收工后的看火时间须满",
    "The fire watch has lasted its minutes",
    because=_watch_goes_on,
    absolute=True,
)

no_hazard_left = Guard(
    "no_hazard_left",
    lambda s: s.data.get("no_hazard_left") is True,
    "现场确认无遗留火种后方可关闭",
    "Close only when no ember or other fire hazard is left",
    reads=("no_hazard_left",),
    absolute=True,
)
