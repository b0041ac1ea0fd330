"""The numbered clauses of the handbooks, each in a sentence of our own, in a text file for each handbook.

They are named as they are cited: CSH, KPI, EMP, SSP, OPS. What the numbers mean where a handbook's own are lost or used
twice stands at the head of its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
BOOKS = ("csh", "kpi", "emp", "ssp", "ops")


@dataclass(frozen=True, slots=True)
class Clause:
    code: str
    zh: str
    en: str


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The lines of a file here, in the parts between their bars; lines that begin with a hash are remarks."""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(part.strip() for part in line.split(" | "))


CLAUSES: Mapping[str, Clause] = {code: Clause(code, zh, en) for book in BOOKS for code, zh, en in rows(book)}
