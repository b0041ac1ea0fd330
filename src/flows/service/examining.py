"""The handbook's questions for the staff examination, each led to the arrows and clauses that bear an answer out."""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition import Text
from flows.procedures.handbook import CLAUSES
from flows.procedures.handbook.questions import QUESTIONS, Question
from flows.service.explaining import Cited, cited
from flows.service.office import Office


@dataclass(frozen=True, slots=True)
class Lead:
    """A procedure, and its event where one is meant."""

    procedure: str
    name: Text
    event: str
    label: Text | None


@dataclass(frozen=True, slots=True)
class Asked:
    number: int
    clause: str
    question: Text
    answer: Text
    leads: tuple[Lead, ...]
    cited: tuple[Cited, ...]


def questions(office: Office) -> tuple[Asked, ...]:
    """All twelve, in the handbook's order."""
    return tuple(_asked(office, number, one) for number, one in enumerate(QUESTIONS, 1))


def _asked(office: Office, number: int, one: Question) -> Asked:
    clause = CLAUSES[one.clause]
    leads = tuple(_lead(office, procedure, event) for procedure, event in one.arrows)
    found = tuple(each for code in one.clauses for each in cited(code))
    return Asked(number, one.clause, Text(clause.zh, clause.en), one.answer, leads, found)


def _lead(office: Office, key: str, event: str) -> Lead:
    procedure = office.catalogue.current[key].procedure
    label = next((Text(t.event.zh, t.event.en) for t in procedure.transitions if t.event.code == event), None)
    return Lead(key, Text(procedure.zh, procedure.en), event, label)
