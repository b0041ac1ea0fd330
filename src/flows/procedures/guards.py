"""Every guard and rule of the procedures by its code: what an exported declaration is read back with."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from flows.definition import Guard, Rule
from flows.procedures import (
    guards_accounts,
    guards_appeal,
    guards_assessment,
    guards_charges,
    guards_complaint,
    guards_conduct,
    guards_construction,
    guards_duty,
    guards_fault,
    guards_held,
    guards_home,
    guards_hot_work,
    guards_maintenance,
    guards_money,
    guards_moving,
    guards_office,
    guards_party,
    guards_people,
    guards_release,
    guards_renovation,
    guards_review,
    guards_roster,
    guards_service,
    guards_training,
    guards_works,
)

_SUBJECTS = (
    guards_party,
    guards_people,
    guards_money,
    guards_hot_work,
    guards_release,
    guards_renovation,
    guards_works,
    guards_construction,
    guards_service,
    guards_charges,
    guards_home,
    guards_accounts,
    guards_moving,
    guards_maintenance,
    guards_complaint,
    guards_office,
    guards_duty,
    guards_roster,
    guards_training,
    guards_held,
    guards_assessment,
    guards_appeal,
    guards_fault,
    guards_review,
    guards_conduct,
)
_NAMED = tuple(chain.from_iterable(vars(subject).values() for subject in _SUBJECTS))

GUARDS: Mapping[str, Guard] = {thing.code: thing for thing in _NAMED if isinstance(thing, Guard)}
RULES: Mapping[str, Rule] = {thing.code: thing for thing in _NAMED if isinstance(thing, Rule)}
