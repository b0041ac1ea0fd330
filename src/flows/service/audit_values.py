"""Personal values that lie beside the history, held against the commitments in it: what is there is what was written, and what
is gone was removed by an entry that says so."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Text
from flows.service.office import Office
from flows.storage.committed import COMMITTED, commitment, is_pair
from flows.storage.tables import history
from flows.storage.values import parsed

REMOVAL = "remove_values"
EMPTIED = "emptied"  # in such an entry: by the number of another, where its values stood


def amiss(rows: Sequence[Any]) -> tuple[int, Text] | None:
    """The first entry of a chain, whose hashes hold, with a value that isn't as its commitment says, and what is wrong."""
    covered: dict[int, Mapping[str, str]] = {}
    emptied: dict[int, dict[str, int]] = {}  # by number and place: the last entry that says so
    for row in rows:
        if f'"{COMMITTED}":' in row.content:
            covered[row.seq] = json.loads(row.content).get(COMMITTED, {})
        if row.event == REMOVAL:
            for seq, place in _places(json.loads(row.content)):
                emptied.setdefault(seq, {})[place] = row.seq
                if seq >= row.seq or place not in covered.get(seq, {}):
                    zh, en = (
                        f"说删除了第 {seq} 条的 {place}，但那里没有",
                        f"says it removed {place} of {seq}: there was none",
                    )
                    return row.seq, Text(zh, en)
    for row in rows:
        message = next(_wrong(covered.get(row.seq, {}), row.personal, emptied.get(row.seq, {})), None)
        if message:
            return row.seq, message
    return None


def _places(record: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for seq, places in record.get(EMPTIED, {}).items():
        yield from ((int(seq), place) for place in places)


def _wrong(covered: Mapping[str, str], personal: Any, said: Mapping[str, int]) -> Iterator[Text]:
    try:
        kept = parsed(personal) if personal is not None else {}
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        yield Text("旁存的个人信息无法读取", "the personal values beside it can't be read")
        return
    for place in sorted(kept.keys() - covered.keys()):
        yield Text(f"旁存的个人信息 {place} 没有承诺", f"a personal value beside it is none of its own: {place}")
    for place, digest in sorted(covered.items()):
        if place not in kept:
            if place not in said:
                yield Text(
                    f"个人信息 {place} 不见了，没有删除记录", f"a personal value is gone and no entry says so: {place}"
                )
        elif place in said:
            yield Text(f"个人信息 {place} 已记为删除，却还在", f"a personal value is there that was removed: {place}")
        elif not _fits(kept[place], digest):
            yield Text(f"个人信息 {place} 或其盐被改动", f"a personal value or its salt was changed: {place}")


def _fits(pair: Any, digest: str) -> bool:
    try:
        return is_pair(pair) and hmac.compare_digest(commitment(*pair), digest)
    except ValueError:  # a salt that isn't hex, a value that no text can be
        return False


def removed_values(connection: Connection) -> tuple[int, int]:
    """How many values, of how many cases, are gone: what a replay takes as recorded."""
    h = history.c
    query = select(h.case_id, h.content).where(h.event == REMOVAL)
    cases, values = set[int](), 0
    for row in connection.execute(query).all():
        try:
            values += sum(1 for _ in _places(json.loads(row.content)))
        except (TypeError, ValueError, AttributeError):
            continue  # written over by force: what verifies the chain says so
        cases.add(row.case_id)
    return values, len(cases)


def removed_from(office: Office) -> tuple[int, int]:
    """The same, of the whole office."""
    with office.read() as connection:
        return removed_values(connection)
