"""From what was read of a line to what its columns show, personal values masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flows.definition import Field, Procedure, Register, Text
from flows.procedures.entry_kinds import state_of
from flows.service.books.columns import Heading, fact_fields
from flows.service.books.reading import Beside
from flows.service.grid import Cell, Hidden, Line, Value, one
from flows.service.masking import GONE, is_gone, masked
from flows.service.vocabulary import worked_out

LAST_SECOND = time(23, 59, 59)  # as the engine writes the end of a date


def cells_of(register: Register, headings: Sequence[Heading], row: Any, near: Beside) -> tuple[Cell, ...]:
    return tuple(_cell(register, heading, row, near) for heading in headings)


def _cell(register: Register, heading: Heading, row: Any, near: Beside) -> Cell:
    match heading.kind:
        case "state":
            procedure = near.procedures.get(row.case_id)
            return one(_state(procedure, row.state) if procedure else None)
        case "entry_state":
            own = dict(register.states).get(row.entry_state)
            return one(own or state_of(row.kind, row.entry_state))
        case "field":
            return tuple(_field(heading, row, near))
        case "fact":
            return one(_fact(heading, row, near))
        case "at" | "by" | "said":
            return one(_of_event(heading, register, row, near))
        case "paid" | "receipt":
            return _of_money(heading, near.paid.get(row.case_id, ()))
    value = getattr(row, heading.kind)
    return one(_edge(value, near.zone) if heading.kind in ("valid_from", "valid_until") else value)


def _edge(moment: datetime | None, zone: ZoneInfo) -> Value | None:
    """An end of a period: a day where it is the first or the last second of one."""
    if moment is None:
        return None
    there = moment.astimezone(zone)
    return there.date() if there.time().replace(microsecond=0) in (time.min, LAST_SECOND) else moment


def _state(procedure: Procedure, code: str) -> Text:
    state = procedure.state(code)
    return Text(state.zh, state.en)


def _field(heading: Heading, row: Any, near: Beside) -> Iterator[Line]:
    procedure = near.procedures.get(row.case_id)
    value = (row.data or {}).get(heading.name) if procedure else None
    if procedure is None or value is None or value == "":
        return
    known = procedure.fields().get(heading.name) or worked_out(procedure).get(heading.name)
    place = f"field:{heading.name}"
    if known is not None and known.kind == "rows":
        columns = [c for c in known.columns if heading.row in ("", c.name)]
        for number, line in enumerate(value, 1):
            found = (shown(line.get(c.name), c, f"{place}.{number}.{c.name}", near.names) for c in columns)
            yield tuple(each for each in found if each is not None)
    else:
        found_one = shown(value, known, place, near.names)
        if found_one is not None:
            yield (found_one,)


def _fact(heading: Heading, row: Any, near: Beside) -> Value | None:
    known = fact_fields(row.kind).get(heading.name)
    return shown(row.facts.get(heading.name), known, f"fact:{row.kind}.{row.line}.{heading.name}", near.names)


def shown(value: Any, field: Field | None, place: str, names: Mapping[str, str]) -> Value | None:
    """A value of a case as its field means it."""
    if value is None or value == "":
        return None
    if is_gone(value):
        return GONE
    kind = field.kind if field else "text"
    if field and field.personal:
        return Hidden(masked(str(value), kind), place)
    match kind:
        case "money":
            return Decimal(value)
        case "date":
            return date.fromisoformat(value)
        case "moment":
            return datetime.fromisoformat(value)
        case "user":
            return names.get(str(value), str(value))
        case "choice" if field:
            return next((Text(c.zh, c.en) for c in field.choices if c.code == value), str(value))
        case "lines":
            return "、".join(str(line) for line in value)
    return value if isinstance(value, bool | int) else str(value)


def _of_event(heading: Heading, register: Register, row: Any, near: Beside) -> Value | None:
    """Of the last time that the event was taken; of an entry, the last time that it had to do with this one."""
    taken = [record for record in near.taken.get(row.case_id, ()) if record["event"] == heading.name]
    if register.entry:
        taken = [record for record in taken if _touches(record, row.kind, row.line)]
    if not taken:
        return None
    last = taken[-1]
    if heading.kind == "at":
        return datetime.fromisoformat(last["at"])
    if heading.kind == "said":
        return "；".join(filter(None, (last.get("opinion"), last.get("reason")))) or None
    absent, actor = last.get("for"), last["actor"]["name"]
    return Text(f"{actor}（代{absent['name']}）", f"{actor} (for {absent['name']})") if absent else str(actor)


def _touches(record: Mapping[str, Any], kind: str, line: int) -> bool:
    """An event that opens or moves entries of the kind concerns those alone; any other the whole case."""
    lines = [entry["line"] for entry in record.get("entries", ()) if entry["kind"] == kind]
    return not lines or line in lines


def _of_money(heading: Heading, paid: Sequence[Any]) -> Cell:
    came_in = [payment for payment in paid if payment.purpose == heading.name and payment.kind == "received"]
    if not came_in:
        return ()
    if heading.kind == "paid":
        return one(sum((payment.amount for payment in came_in), Decimal(0)))
    return one("、".join(dict.fromkeys(payment.receipt for payment in came_in if payment.receipt)) or None)
