"""The checkpoints held against their seals, their roots, and who was shown what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Text
from flows.service import sealing
from flows.service.audit_columns import broken_columns
from flows.service.office import Office
from flows.service.sealing import Head, Sealed, Shown, heads_of
from flows.storage import tables as t


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the history or a row is not as it was written. `seq` is the first entry concerned; 0: the case as such."""

    case: str
    seq: int
    message: Text


def checkpoints_held(office: Office, connection: Connection) -> Iterator[tuple[list[Head], list[Fault]]]:
    """Of each checkpoint the heads that it seals, and what of its seal and root doesn't hold."""
    chain = _Checkpoints(office, connection)
    for number in connection.execute(select(t.checkpoints.c.id).order_by(t.checkpoints.c.id)).scalars().all():
        yield _held(connection, chain, number)


def _held(connection: Connection, chain: _Checkpoints, number: int) -> tuple[list[Head], list[Fault]]:
    one = t.checkpoints.c.id == number
    try:
        heads = list(heads_of(connection, number))
        row = connection.execute(select(t.checkpoints).where(one)).one()
        faults = list(chain.faults(row, heads))
    except Exception as error:  # noqa: BLE001 - whatever was written over by force: what it breaks only its writer knows
        connection.execute(select(1))  # where the database is away, nothing is said of what it holds
        return [], [_unreadable(connection, number, error)]
    return [head for head in heads if _has_a_place(head.case, head.seq)], faults


def _has_a_place(*numbers: Any) -> bool:
    """Of one that was written over by force the seal tells."""
    return all(isinstance(number, int) for number in numbers)


def _unreadable(connection: Connection, number: int, error: Exception) -> Fault:
    places = ((t.checkpoints, t.checkpoints.c.id == number), (t.heads, t.heads.c.checkpoint_id == number))
    broken = [f"{table.name}.{c.name}" for table, rows in places for c in broken_columns(connection, table, rows)]
    zh, en = f"检查点 {number} 无法核查", f"checkpoint {number} can't be examined"
    if not broken:
        return Fault("", number or 0, Text(f"{zh}（{type(error).__name__}）", f"{en} ({type(error).__name__})"))
    named = ", ".join(broken)
    return Fault("", number or 0, Text(f"{zh}：{named} 的值读不懂", f"{en}: {named} holds what can't be read"))


@dataclass(slots=True)
class _Checkpoints:
    """What the one before has left. `whole`: one of those before was sealed with its root, and all are from then on."""

    office: Office
    connection: Connection
    previous: str = ""
    root: str = ""
    shown: Shown = field(default_factory=Shown)
    whole: bool = False

    def faults(self, row: Any, heads: list[Head]) -> Iterator[Fault]:
        seal = sealing.sealed_with(self.office.keys, row._mapping, heads)
        if seal is None or row.previous != self.previous or row.heads != len(heads):
            yield _fault(row, f"检查点 {row.id} 的封印不符", f"the seal of checkpoint {row.id} does not hold")
        elif self.whole and not seal.whole:
            en = f"checkpoint {row.id} is made as an older one, whose seal leaves out its root"
            yield _fault(row, f"检查点 {row.id} 仿成旧式，封印不含根", en)
        self.whole = self.whole or (seal is not None and seal.whole)
        self.previous = row.seal
        if row.root is not None or self.root:
            yield from self._of_root(row, heads, seal)

    def _of_root(self, row: Any, heads: list[Head], seal: Sealed | None) -> Iterator[Fault]:
        looks = sealing.looks(self.connection, self.shown.until, row.readings or 0)
        further = self.shown.after(seal.secret if seal else self.office.secret, looks)
        self.shown = Shown(row.readings or 0, row.reading_link or "")
        if further != self.shown:
            en = f"who was shown what differs from checkpoint {row.id}"
            yield _fault(row, f"检查点 {row.id} 的个人信息查看记录不符", en)
        if row.root != sealing.root_over(self.root, row.at, self.shown, heads):
            yield _fault(row, f"检查点 {row.id} 的根不符", f"the root of checkpoint {row.id} does not hold")
        self.root = row.root or self.root


def _fault(row: Any, zh: str, en: str) -> Fault:
    return Fault("", row.id or 0, Text(zh, en))
