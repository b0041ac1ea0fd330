"""Guards and rules of the handover between shifts: who goes off, who comes on, what is left and what was found."""

from __future__ import annotations

from datetime import timedelta

from flows.definition import Guard, Rule, Situation, Text
from flows.procedures.months import shift_ends


def _handover_at(situation: Situation) -> str | None:
    day = situation.day("shift_date")
    return shift_ends(situation, day, situation.text("shift")).isoformat() if day else None


def _before_handover(situation: Situation, setting: str) -> str | None:
    at = situation.moment("handover_at")
    return (at - timedelta(minutes=int(situation.setting(setting)))).isoformat() if at else None


def _arrived_late(situation: Situation) -> bool:
    arrived, by = situation.moment("arrived_at"), situation.moment("arrive_by")
    return arrived is not None and by is not None and arrived > by


def _arrived_that_day(situation: Situation) -> bool:
    arrived = situation.moment("arrived_at")
    if arrived is None or arrived > situation.now:
        return False
    return arrived.astimezone(situation.zone).date() == situation.day("shift_date")


def _signs_as(situation: Situation) -> str | None:
    """The part that the actor has in this handover: their own before one that they stand in for."""
    parts = {situation.text("outgoing"): "outgoing", situation.text("incoming"): "incoming"}
    people = (situation.actor.login, *sorted(situation.acting_people))
    return next((parts[login] for login in people if login in parts), None)


def _signed(part: str, situation: Situation) -> str | None:
    """When that part signed; None again once the shift is inspected anew."""
    if situation.event != "sign_handover":
        return None
    return situation.now.isoformat() if _signs_as(situation) == part else situation.text(f"{part}_signed_at") or None


def _other_has_signed(situation: Situation) -> bool:
    other = {"outgoing": "incoming_signed_at", "incoming": "outgoing_signed_at"}.get(_signs_as(situation) or "")
    return other is not None and bool(situation.text(other))


def _important(situation: Situation) -> list[str]:
    return [str(row["matter"]) for row in situation.rows("open_work") if row.get("important")]


def _unexplained(situation: Situation) -> list[str]:
    found = [str(row["what_found"]) for row in situation.rows("found") if not row.get("explained")]
    bad = [
        str(row["item"]) for row in situation.rows("items") if row["condition"] != "good" and not row.get("reason_told")
    ]
    return [*bad, *found]


incoming_is_another = Guard(
    "incoming_is_another",
    lambda s: s.text("incoming") != s.text("outgoing"),
    "接班人不能就是交班人；请另填接班人",
    "Nobody hands over to themselves; name who comes on",
    reads=("incoming",),
    identity=True,
)
desk_is_tidy = Guard(
    "desk_is_tidy",
    lambda s: s.data.get("tidied") is True,
    "请先整理物品和台面再交班",
    "Put things and desk in order first",
    reads=("tidied",),
)
no_important_work_left = Guard(
    "no_important_work_left",
    lambda s: not _important(s),
    "重要的工作没有办完，不能交班；办完再交，或请上级特殊处理",
    "Important work is not finished: there is no handover before it is, unless a superior treats it specially",
    because=lambda s: Text(
        f"重要的工作没有办完，不能交班：{'；'.join(_important(s))}。办完再交，或请上级特殊处理。",
        f"Important work is not finished, so there is no handover: {'; '.join(_important(s))}. Finish it, or ask a superior.",
    ),
    reads=("open_work",),
)
carried_work_is_told = Guard(
    "carried_work_is_told",
    lambda s: bool(s.text("carried_told")) or not s.facts["carried_work"],
    "上一班有结转的事项；请写明办理情况",
    "The last shift carried work over; tell what became of it",
    because=lambda s: Text(
        f"上一班结转：{'；'.join(s.facts['carried_work'])}。请写明每件办得怎样。",
        f"Carried over by the last shift: {'; '.join(s.facts['carried_work'])}. Tell how each stands.",
    ),
    reads=("carried_told",),
    facts=("carried_work",),
)
shift_was_inspected = Guard(
    "shift_was_inspected",
    lambda s: all(s.data.get(name) is True for name in ("items_counted", "log_read", "area_walked")),
    "清点物品、看值班记录、查看区域，三样做完再接班",
    "Count the things, read the log and walk the area before you take the shift on",
    reads=("items_counted", "log_read", "area_walked"),
)
arrival_on_the_day = Guard(
    "arrival_on_the_day",
    _arrived_that_day,
    "到岗时间须在班次当天，且不晚于现在",
    "The arrival is on the day of the shift, and not ahead",
    because=lambda s: Text(
        f"本班是 {s.text('shift_date')} 的；到岗时间须在当天，且不晚于现在。",
        f"The shift is of {s.text('shift_date')}; who comes on arrives on that day, and not ahead.",
    ),
    reads=("arrived_at",),
)
everything_is_explained = Guard(
    "everything_is_explained",
    lambda s: not _unexplained(s),
    "有损坏、缺失或异常没有说明；请交班人说明，说不清的可拒绝接班",
    "Damage, loss or something odd is not explained; have it explained, or refuse the handover",
    because=lambda s: Text(
        f"还没有说明：{'；'.join(_unexplained(s))}。请交班人说明并记下，说不清的可拒绝接班。",
        f"Not explained yet: {'; '.join(_unexplained(s))}. Have it explained and write it down, or refuse the handover.",
    ),
    reads=("found",),
)
of_the_two_shifts = Guard(
    "of_the_two_shifts",
    lambda s: _signs_as(s) is not None,
    "只有交班人和接班人在此签名",
    "Only who goes off and who comes on sign here",
    because=lambda s: Text(
        f"在此签名的是交班人 {s.called(s.text('outgoing'))} 和接班人 {s.called(s.text('incoming'))}。",
        f"Those who sign here are {s.called(s.text('outgoing'))}, going off, and {s.called(s.text('incoming'))}, coming on.",
    ),
    identity=True,
)
not_signed_yet = Guard(
    "not_signed_yet",
    lambda s: not s.text(f"{_signs_as(s)}_signed_at"),
    "您已签名，等对方签名",
    "You have signed; the other has yet to",
    absolute=True,
)
other_shift_signed = Guard(
    "other_shift_signed",
    _other_has_signed,
    "对方已签名，您签名后交接完成",
    "The other has signed: your signature completes it",
)

outgoing = Rule("outgoing", lambda s: s.actor.login, "交班人", "Who goes off", kind="user")
handover_at = Rule("handover_at", _handover_at, "交接时间", "Handed over at", kind="moment")
tidy_by = Rule(
    "tidy_by", lambda s: _before_handover(s, "tidy_minutes"), "整理完毕时限", "To be tidied by", kind="moment"
)
arrive_by = Rule(
    "arrive_by", lambda s: _before_handover(s, "arrive_minutes"), "接班到岗时限", "Due to arrive by", kind="moment"
)
arrived_late = Rule("arrived_late", _arrived_late, "接班人迟到", "Arrived late", kind="flag")
outgoing_signed = Rule(
    "outgoing_signed", lambda s: _signed("outgoing", s), "交班人签名时间", "Signed, going off", kind="moment"
)
incoming_signed = Rule(
    "incoming_signed", lambda s: _signed("incoming", s), "接班人签名时间", "Signed, coming on", kind="moment"
)
