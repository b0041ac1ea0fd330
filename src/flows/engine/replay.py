"""A case is what its history adds up to: the one function that applies an entry, for writing and for checking alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flows.definition import Approval, Case, Waiver
from flows.definition.copying import changed

START = "start"
SPECIAL = "special_treatment"
CHANGE = "change_version"
"""The case goes on under another version of its procedure; it moves where that has another state for it."""
SIDE_EVENTS = frozenset(
    {
        "attach_paper",
        "claim_task",
        "release_task",
        "assign_task",
        "end_entry",
        "pause_clock",
        "resume_clock",
        "move_deadlines",
        "spot_check",
        "remove_papers",
        "remove_values",
        "hold_papers",
        "release_papers",
    }
)
"""Recorded in the history without moving the case: whoever drew a form before them may still send it. No procedure
may call an event of its own by one of these names, by `start`, `special_treatment` or `change_version`."""


def _people(record: Mapping[str, Any]) -> frozenset[str]:
    """Who did it, and whom they stood in for: four-eyes holds over both."""
    absent = record.get("for")
    return frozenset({record["actor"]["login"]} | ({absent["login"]} if absent else set()))


def _waivers(case: Case, record: Mapping[str, Any]) -> tuple[Waiver, ...]:
    waived = record.get("waives")
    if not waived:
        return ()
    return (Waiver(record["seq"], waived["guard"], waived["event"], case.state, case.round),)


def begin(record: Mapping[str, Any]) -> Case:
    """The case that its first history entry opens."""
    at = datetime.fromisoformat(record["at"])
    return Case(
        number=record["number"],
        procedure=record["procedure"],
        version=record["version"],
        site=record["site"],
        unit=record["unit"],
        applicant=record["applicant"],
        state=record["target"],
        revision=record["seq"],
        registered_by=record["actor"]["login"],
        opened_at=at,
        entered_at=at,
        data=dict(record.get("data", {})),
        settings=dict(record["settings"]),
        registrars=_people(record),
    )


def apply(case: Case, record: Mapping[str, Any]) -> Case:
    """`case` after one more history entry."""
    if record["event"] in SIDE_EVENTS:
        return changed(case, revision=record["seq"], data=_laid_over(case.data, record))
    at = datetime.fromisoformat(record["at"])
    moved = record["target"] != case.state
    if record["event"] == CHANGE:
        return _changed(case, record, at if moved else case.entered_at)
    return changed(
        case,
        state=record["target"],
        revision=record["seq"],
        entered_at=at if moved else case.entered_at,
        closed_at=at if record.get("final") else None,
        data=_laid_over(case.data, record),
        approvals=(*case.approvals, *_approval(case, record)),
        round=case.round + (record.get("kind") == "return"),
        waivers=(*case.waivers, *_waivers(case, record)),
        registrars=case.registrars | (_people(record) if record.get("registers") else frozenset()),
    )


def _changed(case: Case, record: Mapping[str, Any], entered_at: datetime) -> Case:
    """It keeps the settings that it has, and is given those that only the new version knows."""
    return changed(
        case,
        version=record["version"],
        state=record["target"],
        revision=record["seq"],
        entered_at=entered_at,
        settings={**record["settings"], **case.settings},
    )


def _laid_over(data: Mapping[str, Any], record: Mapping[str, Any]) -> Mapping[str, Any]:
    given = record.get("data")
    if not given:
        return data
    result = dict(data)
    adds = record.get("adds", ())
    for name, value in given.items():
        result[name] = [*(result.get(name) or ()), *value] if name in adds else value
    return result


def _approval(case: Case, record: Mapping[str, Any]) -> tuple[Approval, ...]:
    signs = bool(record.get("signs"))
    if record["kind"] != "approval" and not signs:
        return ()
    absent = record.get("for")
    return (
        Approval(
            seq=record["seq"],
            event=record["event"],
            state=case.state,
            role=record["role"],
            login=record["actor"]["login"],
            instead_of=absent["login"] if absent else None,
            round=case.round,
            signs=signs,
        ),
    )


def replay(records: Iterable[Mapping[str, Any]]) -> Case:
    """The case that these history entries, in order and from the first, add up to."""
    entries = iter(records)
    case = begin(next(entries))
    for record in entries:
        case = apply(case, record)
    return case
