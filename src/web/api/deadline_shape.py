"""A deadline as JSON: when it is due, and how that came about."""

from __future__ import annotations

from typing import Any

from flows.service.case_deadlines import DeadlineView, MovedFrom
from flows.service.case_history import MovedDeadline
from web.api.shapes import COUNT, FLAG, MOMENT, STRING, label, moment, obj, or_null, ref, someone

Json = dict[str, Any]

DEADLINE = obj(
    code=STRING,
    label=ref("Label"),
    due_at=MOMENT,
    closed_at=or_null(MOMENT),
    overdue=FLAG,
    paused_since=or_null(MOMENT),
    due_before=or_null(MOMENT),
    runs_on_at=or_null(MOMENT),
    paused_seconds=COUNT,
    moved=or_null(obj(was=MOMENT, at=MOMENT, by=or_null(ref("Person")))),
    provisional=FLAG,
)
MOVED_DEADLINE = obj(code=STRING, label=ref("Label"), was=MOMENT, due_at=MOMENT)


def deadline_json(deadline: DeadlineView) -> Json:
    return {
        "code": deadline.code,
        "label": label(deadline.label),
        "due_at": moment(deadline.due_at),
        "closed_at": moment(deadline.closed_at),
        "overdue": deadline.overdue,
        "paused_since": moment(deadline.paused_since),
        "due_before": moment(deadline.due_before),
        "runs_on_at": moment(deadline.runs_on_at),
        "paused_seconds": int(deadline.paused.total_seconds()),
        "moved": _moved(deadline.moved) if deadline.moved else None,
        "provisional": deadline.provisional,
    }


def _moved(moved: MovedFrom) -> Json:
    return {"was": moment(moved.was), "at": moment(moved.at), "by": someone(moved.by)}


def moved_json(one: MovedDeadline) -> Json:
    return {"code": one.code, "label": label(one.label), "was": moment(one.was), "due_at": moment(one.due_at)}
