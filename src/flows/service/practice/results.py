"""How a task was solved: held against what its exercise declares, with the steps, the refusals and the time they took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows.definition import Procedure, Text
from flows.service.case_history import HistoryView
from flows.service.case_view import CaseView, case_view
from flows.service.errors import NotFound
from flows.service.explaining import Cited, cited
from flows.service.practice.exercises import BY_KEY, Exercise
from flows.service.practice.furnishing import DESK, KEY
from flows.service.practice.room import Practice, Task, set_task, sit_down
from flows.service.registers import list_parties
from flows.service.starting import Opening, start
from flows.storage import practice_notes as notes


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that the exercise asks for, and whether it is so."""

    words: Text
    met: bool


@dataclass(frozen=True, slots=True)
class No:
    """A refusal met on the way: who pressed what, why it was refused, by which clauses."""

    at: datetime
    login: str
    event: Text
    said: tuple[Text, ...]
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """`took` is by the clock of practice. `steps` are what was done; `solved` when every point is met."""

    exercise: Exercise
    procedure: Procedure
    number: str
    state: Text
    points: tuple[Point, ...]
    steps: tuple[HistoryView, ...]
    refusals: tuple[No, ...]
    took: timedelta
    zone: str

    @property
    def solved(self) -> bool:
        return all(point.met for point in self.points)


def take_up(practice: Practice, key: str, now: datetime) -> str:
    """Starts the case of an exercise at the front desk and sits down there; answers its number. Raises NotFound."""
    exercise = exercise_of(key)
    found = list_parties(practice.office, DESK, now, site=KEY, q=exercise.applicant).items
    if not found:
        raise NotFound("练习登记中没有此人", "Nobody of that name is on the register of practice")
    opening = Opening(DESK, exercise.procedure, KEY, unit=exercise.unit, applicant=found[0].id)
    number = start(practice.office, opening, now).number
    set_task(practice, key, number, now)
    sit_down(practice, DESK, now)
    return number


def exercise_of(key: str) -> Exercise:
    """Raises NotFound."""
    if key not in BY_KEY:
        raise NotFound("没有这道练习题", "There is no such exercise")
    return BY_KEY[key]


def result_of(practice: Practice, task: Task, now: datetime) -> Result:
    exercise = exercise_of(task.exercise)
    view = case_view(practice.office, DESK, task.number, now)
    with practice.office.read() as connection:
        kept = [
            (at, said) for at, said in notes.later(connection, "refused", task.since) if said["number"] == task.number
        ]
    declared = {transition.event.code for transition in view.procedure.transitions}
    steps = tuple(step for step in view.history if step.source and step.event in declared)
    last = steps[-1].at if steps else view.opened_at
    return Result(
        exercise,
        view.procedure,
        task.number,
        Text(view.state.zh, view.state.en),
        tuple(_points(exercise, view, {code for _, said in kept for code in said["guards"]})),
        steps,
        tuple(_no(view.procedure, at, said) for at, said in kept),
        last - view.opened_at,
        view.zone,
    )


def _points(exercise: Exercise, view: CaseView, refused: set[str]) -> list[Point]:
    procedure, taken = view.procedure, {step.event for step in view.history}
    aim = procedure.state(exercise.state)
    found = [Point(Text(f"单据办到“{aim.zh}”", f"The case is in “{aim.en}”"), view.state.code == exercise.state)]
    for code in exercise.events:
        words = event_words(procedure, code)
        found.append(Point(Text(f"办过“{words.zh}”", f"“{words.en}” was done"), code in taken))
    for code in exercise.never:
        words = event_words(procedure, code)
        found.append(Point(Text(f"没有“{words.zh}”", f"No “{words.en}”"), code not in taken))
    for code in exercise.refused:
        words = guard_words(procedure, code)
        found.append(Point(Text(f"试过并看到：{words.zh}", f"Tried and seen: {words.en}"), code in refused))
    return found


def event_words(procedure: Procedure, code: str) -> Text:
    found = next(t.event for t in procedure.transitions if t.event.code == code)
    return Text(found.zh, found.en)


def guard_words(procedure: Procedure, code: str) -> Text:
    found = next(guard for t in procedure.transitions for guard in t.when if guard.code == code)
    return Text(found.zh, found.en)


def _no(procedure: Procedure, at: datetime, said: dict[str, Any]) -> No:
    ways = [t for t in procedure.transitions if t.event.code == said["event"]]
    every = dict.fromkeys(one for way in ways for one in cited(way.clause))
    words = event_words(procedure, said["event"]) if ways else Text(said["event"], said["event"])
    return No(at, said["login"], words, tuple(Text(one["zh"], one["en"]) for one in said["said"]), tuple(every))
