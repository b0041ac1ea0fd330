"""Guards on work in the common parts: owners told in time, the place made safe, cleared and checked."""

from __future__ import annotations

from datetime import timedelta

from flows.definition import Guard, Situation, Text
from flows.procedures.wording import on_clock


def _told_in_time(situation: Situation) -> bool:
    starts = situation.moment("starts_at")
    return starts is not None and situation.now + timedelta(hours=int(situation.setting("notice_hours"))) <= starts


notice_in_time = Guard(
    "notice_in_time",
    _told_in_time,
    "通知须提前张贴",
    "The notice is posted ahead of the work",
    because=lambda s: Text(
        f"通知须在开工前至少 {s.setting('notice_hours')} 小时张贴；抢修等确需提前的，请上级按特殊情况书面处理。",
        f"The notice is posted at least {s.setting('notice_hours')} hours before the work; for an emergency ask for special treatment in writing.",
    ),
    reads=("starts_at",),
)
signs_and_fence_up = Guard(
    "signs_and_fence_up",
    lambda s: s.data.get("warning_signs") is True and s.data.get("fenced_off") is True,
    "须放好安全警示，并用警戒带或围栏隔开作业区",
    "Warning signs are up and the work area is fenced off",
    reads=("warning_signs", "fenced_off"),
)


def _has_begun(situation: Situation) -> bool:
    starts = situation.moment("starts_at")
    return starts is not None and starts <= situation.now


not_before_notice = Guard(
    "not_before_notice",
    _has_begun,
    "不得早于通知写明的开工时间",
    "The work does not begin before the time on the notice",
    because=lambda s: Text(
        f"通知写明 {_starts(s)} 开工；请到时再开工，要提前的退回重新通知。",
        f"The notice says {_starts(s)}; begin then, or send it back for a new notice.",
    ),
)


def _starts(situation: Situation) -> str:
    starts = situation.moment("starts_at")
    return on_clock(situation, starts) if starts else "—"


place_cleared = Guard(
    "place_cleared",
    lambda s: s.data.get("place_cleared") is True,
    "完工后须清理现场，撤除围挡和警示",
    "After the work the place is cleared, and fence and signs are taken down",
    reads=("place_cleared",),
)
checked_by_another = Guard(
    "checked_by_another",
    lambda s: s.text("technician") not in s.acting_people,
    "验收人不能是施工的人；请换人检查",
    "Who did the work can't check it; let somebody else do so",
    identity=True,
)
