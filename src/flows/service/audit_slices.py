"""Every case looked at, a slice at a time. What of one case can't be read is a fault of that case: it hides nothing of the
others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Text
from flows.service.audit_columns import broken_columns, first_broken
from flows.service.audit_rows import Span
from flows.service.audit_seals import Fault
from flows.storage import tables as t

SLICE = 100  # cases read at a time; a few thousand entries in memory
TABLES = (t.cases, t.history, t.heads, t.documents, t.entries, t.payments, t.tasks, t.deadlines)
C = t.cases.c


@dataclass(frozen=True, slots=True)
class Looked:
    """A case after it was looked at. `unsealed`: entries behind the newest that a checkpoint holds."""

    case_id: int
    faults: tuple[Fault, ...]
    entries: int = 0
    unsealed: int = 0


Look = Callable[[Span], list[Looked]]


def every_case(connection: Connection, look: Look, broken: Text, span: Span | None = None) -> Iterator[Looked]:
    """The lowest id first. `broken` is said of a case that `look` can't get past."""
    behind, upto = span or (0, None)
    while ids := _ids(connection, behind, upto):
        for one in _careful(connection, look, broken, behind, ids):
            yield replace(one, faults=tuple(_tellable(connection, one.case_id, fault) for fault in one.faults))
        behind = ids[-1]


def _tellable(connection: Connection, case_id: int, fault: Fault) -> Fault:
    """Where the number of the case, or of an entry, was written over, it is told by what it is known by nevertheless."""
    case: Any = fault.case
    seq: Any = fault.seq
    number = case if isinstance(case, str) and case else number_of(connection, case_id)
    return replace(fault, case=number, seq=seq if isinstance(seq, int) else 0)


def _ids(connection: Connection, behind: int, upto: int | None) -> Sequence[int]:
    last = () if upto is None else (C.id <= upto,)
    return connection.execute(select(C.id).where(C.id > behind, *last).order_by(C.id).limit(SLICE)).scalars().all()


def _careful(connection: Connection, look: Look, broken: Text, behind: int, ids: Sequence[int]) -> list[Looked]:
    try:
        return look((behind, ids[-1]))
    except Exception as error:  # noqa: BLE001 - whatever was written over by force: what it breaks only its writer knows
        connection.execute(select(1))  # where the database is away, nothing is said of what it holds
        middle = len(ids) // 2
        if middle:
            halves = ((behind, ids[:middle]), (ids[middle - 1], ids[middle:]))
            return [one for before, half in halves for one in _careful(connection, look, broken, before, half)]
        return [Looked(ids[0], tuple(_broken(connection, ids[0], broken, error)))]


def _broken(connection: Connection, case_id: int, broken: Text, error: Exception) -> Iterator[Fault]:
    """Each column that holds what it can't; if none does, that the case as such can't be got past."""
    number, found = number_of(connection, case_id), False
    for table in TABLES:
        mine = (C.id if table is t.cases else table.c.case_id) == case_id
        for column in broken_columns(connection, table, mine):
            found, name = True, f"{table.name}.{column.name}"
            seq = first_broken(connection, column, case_id) if table is t.history else 0
            zh, en = f"{broken.zh}：{name} 的值读不懂", f"{broken.en}: {name} holds what can't be read"
            yield Fault(number, seq, Text(zh, en))
    if not found:
        name = type(error).__name__  # never its words: they may be somebody's
        yield Fault(number, 0, Text(f"{broken.zh}（{name}）", f"{broken.en} ({name})"))


def number_of(connection: Connection, case_id: int) -> str:
    """What a reader knows the case by; its id where the number itself is broken."""
    if broken_columns(connection, t.cases, C.id == case_id, ("number",)):
        return f"#{case_id}"
    number: str = connection.execute(select(C.number).where(C.id == case_id)).scalar_one()
    return number or f"#{case_id}"


def site_of(connection: Connection, case_id: int) -> int | None:
    """None: it is at no site that there is."""
    here = select(t.sites.c.id).join(t.cases, C.site_id == t.sites.c.id).where(C.id == case_id)
    return connection.execute(here).scalar_one_or_none()
