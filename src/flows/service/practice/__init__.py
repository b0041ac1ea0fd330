"""Practice (练习): the same rules over a store of its own, which no real case, number, notice or message can reach."""

from flows.service.practice.colleagues import Played, let_act
from flows.service.practice.exercises import EXERCISES, Exercise
from flows.service.practice.furnishing import ZONE
from flows.service.practice.results import Result, exercise_of, result_of, take_up
from flows.service.practice.room import (
    MOVES,
    Practice,
    Task,
    move_clock,
    saw_closed,
    set_task,
    sit_down,
    told_no,
    waits_for,
)
from flows.service.practice.stores import DAYS, Practices, Stores

__all__ = [
    "DAYS",
    "EXERCISES",
    "MOVES",
    "ZONE",
    "Exercise",
    "Played",
    "Practice",
    "Practices",
    "Result",
    "Stores",
    "Task",
    "exercise_of",
    "let_act",
    "move_clock",
    "result_of",
    "saw_closed",
    "set_task",
    "sit_down",
    "take_up",
    "told_no",
    "waits_for",
]
