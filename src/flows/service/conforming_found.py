"""What a log that was held against a procedure comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.definition import Procedure, Text

MOST_TOLD = 10_000  # deviations kept one by one; all are counted


@dataclass(frozen=True, slots=True)
class Deviation:
    """`kind` is order, ended, post, four_eyes, signatures, late, unknown or unfinished; `clause` that of the arrow, or of the
    deadline, concerned."""

    case: str
    activity: str
    at: str
    kind: str
    clause: str
    message: Text
    line: int = 0


@dataclass(slots=True)
class Held:
    """What the log comes to. `unknown`: activities that the procedure has no event for, which count as deviations; `aside`:
    events beside the procedure, such as the claiming of a task, that move nothing; `not_judged`: of deadlines, by their code and
    one of REASONS, how many stays there were in which an event could not be held against them."""

    procedure: Procedure
    cases: int = 0
    events: int = 0
    deviating: int = 0
    unfinished: int = 0
    out_of_order: int = 0
    other_procedures: int = 0
    other_versions: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    aside: Counter[str] = field(default_factory=Counter)
    unknown_posts: Counter[str] = field(default_factory=Counter)
    by_clause: Counter[tuple[str, str]] = field(default_factory=Counter)
    deviations: list[Deviation] = field(default_factory=list)
    not_judged: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def conforming(self) -> int:
        return self.cases - self.deviating

    def add(self, found: Sequence[Deviation]) -> None:
        self.by_clause.update((one.clause, one.kind) for one in found)
        self.deviations += found[: MOST_TOLD - len(self.deviations)]
        self.deviating += bool(found)
