"""The history for an outside auditor: lines of JSON that `verify_history.py` reads, with nothing in them that is personal.

The first line names the format; then come all checkpoints, then every case with its entries, then the counts. What each
holds is told in `docs/history-format.md`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from flows.definition import Text
from flows.service import sealing
from flows.service.audit import chains
from flows.service.chain import keyed_with
from flows.service.errors import Answer
from flows.service.office import Office
from flows.service.proof import verify_history
from flows.service.proof.public import keyed_reading, public_of
from flows.service.sealing import heads_of
from flows.storage import tables as t

Progress = Callable[[int], None]
VERIFIER = Path(verify_history.__file__)


class NotReadable(Answer):
    """The history holds what can't be read: an export that leaves it out would say that there is nothing."""

    def __init__(self, fault: Exception) -> None:
        name = type(fault).__name__  # its words may be somebody's
        zh = f"没有导出：有读不懂的值（{name}），用 flows audit verify 查是哪一张单据"
        en = f"Not exported: there is a value that can't be read ({name}); flows audit verify tells of which case"
        super().__init__(Text(zh, en))


def export_history(office: Office, place: Path, now: datetime, progress: Progress = lambda _: None) -> dict[str, int]:
    """Whole in `place`, or not there; the verifier is laid beside it. Answers the counts. Raises FileExistsError, NotReadable."""
    if place.exists():
        raise FileExistsError(place)
    handle, draft = tempfile.mkstemp(prefix=f".{place.name}.", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            counts = {"cases": 0, "entries": 0, "checkpoints": 0}
            for line in _read(_lines(office, now)):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                _count(counts, line.get("kind", ""), progress)
            file.write(json.dumps({"kind": "end", **counts}) + "\n")
        os.link(draft, place)
    finally:
        Path(draft).unlink()
    shutil.copyfile(VERIFIER, place.parent / VERIFIER.name)
    return counts


def _read(lines: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    try:
        yield from lines
    except (ValueError, TypeError, AttributeError, DBAPIError) as fault:
        raise NotReadable(fault) from fault


def _count(counts: dict[str, int], kind: str, progress: Progress) -> None:
    name = {"case": "cases", "entry": "entries", "checkpoint": "checkpoints"}.get(kind)
    if name:
        counts[name] += 1
    if kind == "case":
        progress(counts["cases"])


def _lines(office: Office, now: datetime) -> Iterator[dict[str, Any]]:
    with office.at_one_moment() as connection:
        yield {"format": verify_history.FORMAT, "taken_at": now.isoformat()}
        yield from _checkpoints(office, connection)
        for case, rows in chains(connection):
            yield {"kind": "case", "id": case.id, "site": case.site, "number": case.number}
            for row in rows:
                secret = keyed_with(office.keys, row.content, row.hash) or office.secret
                yield {"kind": "entry", "public": public_of(secret, row.content), "hash": row.hash}


def _checkpoints(office: Office, connection: Connection) -> Iterator[dict[str, Any]]:
    """Those with a root: the first of them took up all that came before."""
    behind = 0
    rooted = select(t.checkpoints).where(t.checkpoints.c.root.is_not(None)).order_by(t.checkpoints.c.id)
    for row in connection.execute(rooted).all():
        heads = list(heads_of(connection, row.id))
        seal = sealing.sealed_with(office.keys, dict(row._mapping), heads)
        secret = seal.secret if seal else office.secret
        shown = [[one.id, keyed_reading(secret, one)] for one in sealing.looks(connection, behind, row.readings)]
        behind = row.readings
        line = {"kind": "checkpoint", "id": row.id, "at": row.at.isoformat(), "root": row.root, "until": row.readings}
        listed = [[head.case, head.seq, head.link] for head in heads]
        yield {**line, "readings": row.reading_link, "shown": shown, "heads": listed}
