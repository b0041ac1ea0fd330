"""Guards and rules of a release slip: whose things leave, how long the slip counts, and what the gate compares.

A slip is an entry of the register; so is each of its items, which goes out or stays.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from flows.definition import Guard, Rule, Situation
from flows.procedures.guards_party import has_tie, may_take_things_out, owner_or_agent_or_consenting_tenant

SLIP, ITEM = "release_slip", "released_item"


def _treated_specially(situation: Situation) -> bool:
    """Whether the slip was let through to its signatures, in this round, for a tenant whose owner can't be reached."""
    case, code = situation.case, owner_or_agent_or_consenting_tenant.code
    waived = any((w.guard, w.event, w.round) == (code, "submit", case.round) for w in case.waivers)
    return waived and has_tie(situation, "tenant")


consent_still_stands = Guard(
    "consent_still_stands",
    lambda s: may_take_things_out(s) or _treated_specially(s),
    "提交后申请人的资格或业主的同意已失效；请退回前台核实，或撤回放行条",
    "Since it was submitted the applicant's right or the owner's consent has lapsed; return the slip to the desk, or withdraw it",
    identity=True,
)

slip_signed = Guard(
    "slip_signed",
    lambda s: s.data.get("slip_signed") is True,
    "请办证人在放行条“办证人”栏签字后再提交",
    "The applicant signs in the applicant's field of the slip before it is submitted",
    reads=("slip_signed",),
)

attempt_not_ahead = Guard(
    "attempt_not_ahead",
    lambda s: all(datetime.fromisoformat(row["tried_at"]) <= s.now for row in s.rows("owner_attempts")),
    "联系时间不能晚于现在；打过之后再登记",
    "An attempt lies in the future; record it once it has been made",
    reads=("owner_attempts",),
    absolute=True,
)

gate_compared = Guard(
    "gate_compared",
    lambda s: s.data.get("carrier_matches") is True and s.data.get("items_match") is True,
    "运出人和物品须与放行条一致；不一致的不放行，请拦下并登记，通知管理处",
    "Carrier and items are as the slip says; where they are not, stop them, record it and call the office",
    reads=("carrier_matches", "items_match"),
    absolute=True,
)


def _until(situation: Situation) -> str:
    """The end of the day, so many days after that of the sealing."""
    day = situation.today + timedelta(days=int(situation.setting("slip_days")))
    return datetime.combine(day, time(23, 59, 59), situation.zone).astimezone(UTC).isoformat()


slip_until = Rule("slip_until", _until, "放行条有效至", "Slip valid until", kind="moment")
