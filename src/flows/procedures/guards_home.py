"""Guards and rules of cleaning and repairs in a customer's home: the time agreed, the call back, the parts."""

from __future__ import annotations

from datetime import timedelta

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures.wording import on_clock

AT_ONCE = "at_once"


def _is_ahead(situation: Situation) -> bool:
    named = situation.moment("lead_time")
    return named is not None and situation.now.replace(second=0, microsecond=0) <= named


lead_time_ahead = Guard(
    "lead_time_ahead",
    _is_ahead,
    "须由保洁班长定出以后的上门时间",
    "The cleaning lead names a time, one that is still to come",
    reads=("lead_time",),
    absolute=True,
)


def _named_by_lead(situation: Situation) -> Text:
    named = situation.moment("lead_time")
    if named is None:
        return Text(
            "保洁班长还没有定上门时间；请先请其定出。", "The cleaning lead has named no time yet; ask for one first."
        )
    at = on_clock(situation, named)
    if not _is_ahead(situation):
        return Text(
            f"班长定的 {at} 已经过去；请班长另定。", f"{at}, which the lead named, is past; ask for another time."
        )
    return Text(
        f"保洁班长定的时间是 {at}；客户要改的，请班长另定后再回电。",
        f"The cleaning lead named {at}; if the customer wants another time, let the lead name it first.",
    )


time_of_lead = Guard(
    "time_of_lead",
    lambda s: _is_ahead(s) and s.moment("appointment") == s.moment("lead_time"),
    "告知客户的须是保洁班长定的、以后的时间",
    "What the customer is told is the time that the cleaning lead named, one to come",
    because=_named_by_lead,
    reads=("appointment",),
)
customer_called_back = Guard(
    "customer_called_back",
    lambda s: s.data.get("time_told") is True,
    "须回电把上门时间告知客户并确认",
    "Call the customer back with the time and have it confirmed",
    reads=("time_told",),
)


def _is_finished(situation: Situation) -> bool:
    """A form gives whole minutes, and the work begins before it ends: the order was written before either."""
    ended = situation.moment("finished_at")
    return ended is not None and situation.case.entered_at.replace(second=0, microsecond=0) <= ended <= situation.now


finished_by_now = Guard(
    "finished_by_now",
    _is_finished,
    "完工时间须在开单之后、此刻之前，请按服务单更正",
    "The work ended after the order was written and not later than now; correct it by the order",
    reads=("finished_at",),
    absolute=True,
)


def _is_made(situation: Situation) -> bool:
    wanted = situation.moment("appointment")
    ahead = wanted is not None and situation.now.replace(second=0, microsecond=0) <= wanted
    return situation.text("urgency") == AT_ONCE or ahead


appointment_made = Guard(
    "appointment_made",
    _is_made,
    "预约维修须填写以后的上门时间；客户要求即修的选“马上”",
    "A repair by appointment needs a time to come; one that is wanted at once says so",
    reads=("urgency", "appointment"),
    absolute=True,
)
findings_recorded = Guard(
    "findings_recorded",
    lambda s: bool(s.text("charged")),
    "请先登记检查结果和是否收费，再报告完成",
    "Record what was found, and whether it is charged, before the work is reported done",
)
parts_day_ahead = Guard(
    "parts_day_ahead",
    lambda s: s.text("parts_expected") >= s.today.isoformat(),
    "配件预计到货日不能早于今天",
    "The parts can't be expected on a day that is over",
    reads=("parts_expected",),
    absolute=True,
)


def _be_there_by(situation: Situation) -> str:
    """Wanted at once: so many minutes from the customer's call, which is when the case was opened; a new time, or one by
    appointment, as agreed."""
    if situation.text("urgency") == AT_ONCE and situation.event != "reschedule":
        minutes = int(situation.setting("at_once_minutes"))
        return (situation.case.opened_at + timedelta(minutes=minutes)).isoformat()
    return situation.text("appointment")


be_there_by = Rule("be_there_by", _be_there_by, "须到场时间", "To be there by", kind="moment")
