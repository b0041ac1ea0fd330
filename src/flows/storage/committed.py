"""Personal values of a history entry: its chained content holds a salted commitment to each, value and salt lie beside it.

A commitment is HMAC-SHA256 of the value's canonical JSON under a salt of its own. The content, which is what the chain
covers, names it under `committed` by where the value belongs, as in `data/workers/0/phone`; the column `personal` has salt
and value under the same name. When both are gone the commitment tells nothing, and the chain is what it was.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.definition import Field, OpenEntry, Procedure
from flows.storage.values import canonical, parsed

REMOVED = "（已删除 removed）"
"""Stands where a value is gone: a text, as all of these values are, so that whatever reads a case reads on."""
COMMITTED = "committed"
SALT = 16  # bytes: nobody tries them all
NONE: frozenset[str] = frozenset()

Record = dict[str, Any]
Kept = dict[str, list[str]]  # where a value belongs to its salt, in hex, and the value


@dataclass(frozen=True, slots=True)
class Names:
    """Which values of an entry are personal: fields, columns of fields with rows, facts by the kind of register entry."""

    fields: frozenset[str]
    columns: Mapping[str, frozenset[str]]
    facts: Mapping[str, frozenset[str]]


def names_of(procedures: Iterable[Procedure], also: Iterable[str]) -> Names:
    """What the declarations mark, and what `also` names besides as `field` or `field.column`."""
    every = tuple(procedures)
    found = {*also, *(name for one in every for field in one.fields().values() for name in _marked(field))}
    parts = [name.partition(".") for name in found]
    return Names(
        frozenset(name for name, dot, _ in parts if not dot),
        _gathered((name, column) for name, dot, column in parts if dot),
        _gathered(fact for one in every for fact in _copied_facts(one, found)),
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, inside in pairs:
        found.setdefault(name, set()).add(inside)
    return {name: frozenset(inside) for name, inside in found.items()}


def _marked(field: Field) -> Iterator[str]:
    if field.personal:
        yield field.name
    yield from (f"{field.name}.{column.name}" for column in field.columns if column.personal)


def _copied_facts(procedure: Procedure, personal: set[str]) -> Iterator[tuple[str, str]]:
    """Kind of entry and name of each fact that is a copy of a personal value, of the case's own or of a row's."""
    for transition in procedure.transitions:
        for effect in transition.effects:
            if isinstance(effect, OpenEntry):
                yield from ((effect.kind, n) for n in effect.copies if {n, f"{effect.per}.{n}"} & personal)


def withheld(record: Record, names: Names) -> tuple[Record, Kept | None]:
    """The record with commitments in the place of personal values, and what is kept beside it; None: it has none."""
    places = list(places_of(record, names))
    if not places:
        return record, None
    record = {**record, **{part: _copied(record[part]) for part in ("data", "entries") if part in record}}
    salts = os.urandom(SALT * len(places))
    kept: Kept = {}
    for number, place in enumerate(places):
        holder, name = _holder(record, place)
        salt = salts[SALT * number : SALT * (number + 1)]
        kept[place] = [salt.hex(), holder.pop(name)]
    record[COMMITTED] = {place: commitment(*pair) for place, pair in kept.items()}
    return record, kept


def commitment(salt: str, value: str) -> str:
    return hmac.digest(bytes.fromhex(salt), canonical(value).encode(), hashlib.sha256).hex()


def told(content: str, personal: Any) -> Record:
    """The entry as it was written, values in their places; one that is gone reads `REMOVED`."""
    record: Record = json.loads(content)
    commitments = record.pop(COMMITTED, None)
    if commitments:
        kept = kept_of(personal)
        for place in commitments:
            holder, name = _holder(record, place)
            holder[name] = kept[place][1] if place in kept else REMOVED
            _sorted(holder)
    return record


def kept_of(personal: Any) -> Kept:
    """What a row keeps, without whatever somebody put there by force that is no salt with a value."""
    found = parsed(personal)
    if not isinstance(found, dict):
        return {}
    return {place: pair for place, pair in found.items() if is_pair(pair)}


def is_pair(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)


def places_of(record: Mapping[str, Any], names: Names) -> Iterator[str]:
    """Where personal values stand in it."""
    data: Mapping[str, Any] = record.get("data") or {}
    for name in names.fields.intersection(data):
        if _is_value(data[name]):
            yield f"data/{name}"
    for name in names.columns.keys() & data.keys():
        for line, row in enumerate(data[name] if isinstance(data[name], list) else ()):
            for column in names.columns[name].intersection(row):
                if _is_value(row[column]):
                    yield f"data/{name}/{line}/{column}"
    for number, change in enumerate(record.get("entries", ())):
        facts = change.get("facts", {})
        for name in names.facts.get(change["kind"], NONE).intersection(facts):
            if _is_value(facts[name]):
                yield f"entries/{number}/facts/{name}"


def _is_value(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _holder(record: Record, place: str) -> tuple[Record, str]:
    """The object that the value belongs into, and its name there."""
    *way, name = place.split("/")
    holder: Any = record
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    return holder, name


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _sorted(holder: Record) -> None:
    """As canonical JSON has it, so that an entry reads the same whether or not its values lay beside it."""
    items = sorted(holder.items())
    holder.clear()
    holder.update(items)
