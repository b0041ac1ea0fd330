"""What of a case is searched: its number, its unit, its applicant's name, and the texts that it holds.

Never what is declared personal, nor telephones and ID numbers whatever is said of them: what is masked on every page
would else be found out letter by letter. Nor the mark of what was removed: nobody looks for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Field
from flows.engine.compiled import Compiled
from flows.service.catalogue import Catalogue
from flows.service.masking import NOTHING
from flows.storage.bigrams import folded
from flows.storage.case_texts import change
from flows.storage.committed import NONE, REMOVED, Names
from flows.storage.tables import cases, units
from flows.storage.values import parsed

Data = Mapping[str, Any]
Columns = Mapping[str, tuple[str, ...]]
KINDS = frozenset({"text", "note"})


def searched(
    compiled: Compiled, number: str, unit: str | None, applicant: str | None, data: Data, stored: Names = NOTHING
) -> str:
    """Folded. `stored`: what is left out besides, of a case that is only stored any more."""
    return folded(number, unit or "", applicant or "", *_texts(compiled, data, stored))


def text_changes(compiled: Compiled, before: Data, after: Data) -> bool:
    """Whether the case is found by other words from now on. Looks at nothing but what may hold words."""
    return before is not after and any(before.get(name) != after.get(name) for name in _columns(compiled))


def _texts(compiled: Compiled, data: Data, stored: Names) -> Iterator[str]:
    for name, inside in _columns(compiled).items():
        value, left_out = data.get(name), stored.columns.get(name, NONE)
        if isinstance(value, list):
            found = [row.get(column) for row in value for column in inside if column not in left_out]
        else:
            found = [] if name in stored.fields else [value]
        yield from (one for one in found if isinstance(one, str) and one != REMOVED)


_known: dict[str, Columns] = {}  # by fingerprint: to hash a declaration takes longer than an event's own rules


def _columns(compiled: Compiled) -> Columns:
    """The fields that are searched, in the order declared; of rows, which columns."""
    found = _known.get(compiled.fingerprint)
    if found is None:
        found = _known[compiled.fingerprint] = {
            name: tuple(column.name for column in field.columns if _is_text(column))
            for name, field in compiled.procedure.fields().items()
            if _is_text(field) or (field.kind == "rows" and any(map(_is_text, field.columns)))
        }
    return found


def _is_text(field: Field) -> bool:
    return field.kind in KINDS and not field.personal


def rename_applicant(
    connection: Connection, catalogue: Catalogue, party_id: int, name: str, *, forgotten: bool = False
) -> None:
    """Their cases are found by their new name; of somebody `forgotten`, by nothing that the inventory names. In the transaction
    in which it changes."""
    c = cases.c
    columns = (c.id, c.site_id, c.number, c.procedure, c.version, c.data, units.c.code.label("unit"))
    query = select(*columns).join(units, units.c.id == c.unit_id, isouter=True).where(c.applicant_id == party_id)
    for row in connection.execute(query.order_by(c.id).with_for_update(of=cases)).all():
        compiled = catalogue.get(connection, row.procedure, row.version)
        stored = catalogue.personal if forgotten else NOTHING
        text = searched(compiled, row.number, row.unit, name, parsed(row.data), stored)
        change(connection, row.id, row.site_id, text)
