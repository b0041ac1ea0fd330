"""What was asked last time is not asked again: how somebody is reached and which firm works for them, from the last case
of the same procedure for the same person and unit.

Only what describes a person, a contact or a firm, and is the same from one time to the next. Never dates, sums,
findings, documents or their numbers, nor who watches a fire today: those are asked because they change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.definition import Procedure
from flows.service.masking import DOTS, masked
from flows.storage.committed import REMOVED

REACHED = ("contact",)
SAME: Mapping[str, tuple[str, ...]] = {
    "additional_works": ("contractor",),
    "home_cleaning": REACHED,
    "home_repair": REACHED,
    "move_in": REACHED,
    "move_out": REACHED,
    "network_activation": REACHED,
    "renovation": ("contractor", "site_manager", "site_phone"),
    "special_service": REACHED,
}
"""Not of a complaint: whoever complains may not wish to be known by it."""
LOOKED_AT = 5  # earlier cases: the last may have been withdrawn before anything was filled in


@dataclass(frozen=True, slots=True)
class Remembered:
    """`shown`: masked, as on every page, where it is personal."""

    value: str
    shown: str


def asks_again(procedure: Procedure) -> bool:
    return procedure.key in SAME


def remembered(procedure: Procedure, earlier: Iterable[Mapping[str, Any]]) -> dict[str, Remembered]:
    """By field; `earlier`: what stands in the cases before, the last of them first."""
    names, fields = SAME.get(procedure.key, ()), procedure.fields()
    data = next((data for data in earlier if any(data.get(name) for name in names)), {})
    return {
        name: Remembered(value, masked(value, fields[name].kind) if fields[name].personal else value)
        for name in names
        if name in fields and isinstance(value := data.get(name), str) and value not in ("", REMOVED)
    }


def is_masked(typed: object) -> bool:
    """Whether it may be a value that was shown masked and left as it was."""
    return isinstance(typed, str) and DOTS in typed
