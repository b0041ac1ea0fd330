"""What keeps a clause that no citation names, and which clauses are no matter for a machine, with the reason why.

Three text files: `kept.txt` (clauses | kind name; kind name), `reasons.txt` (key | Chinese | English) and `exempt.txt`
(reason | clauses). Ranges are of numbers that both stand in the file of their handbook; there are no wildcards, so
that no clause is settled that nobody looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flows.definition import Text
from flows.definition.check import clauses_of
from flows.procedures.handbook import rows


@dataclass(frozen=True, slots=True)
class Keeper:
    """A thing by its kind and name that keeps a clause: `guard owner_or_agent`, `field complaint.channel`."""

    clause: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Exemption:
    clause: str
    reason: str


def _keepers() -> Iterator[Keeper]:
    for clauses, things in rows("kept"):
        for clause in clauses_of(clauses):
            for thing in things.split(";"):
                kind, name = thing.split()
                yield Keeper(clause, kind, name)


def _exemptions() -> Iterator[Exemption]:
    for reason, clauses in rows("exempt"):
        yield from (Exemption(clause, reason) for clause in clauses_of(clauses))


KEEPERS: tuple[Keeper, ...] = tuple(_keepers())
REASONS: Mapping[str, Text] = {key: Text(zh, en) for key, zh, en in rows("reasons")}
EXEMPTIONS: tuple[Exemption, ...] = tuple(_exemptions())
