"""What a record of conduct must know of the month's others of the same person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.storage import tables as t
from flows.storage.snapshot import Snapshot

TRAINING = "training_assessment"
NO_MORE = ("draft", "cancelled", "revoked")
SUMMED_UP = ("summarised", "leaving_review", "left_agreed", "closed")


def month_conduct(connection: Connection, seen: Snapshot, now: datetime) -> dict[str, Any]:
    """Of the person's other attendance points of the month, those of training among them: the `points` (as text) of what
    has been summed up or confirmed, the days of the `same` offence, and the numbers of the records still `open`. Which time it is goes by the order in which they
    are summed up, so that no time is counted twice."""
    case, c = seen.case, t.cases.c
    query = (
        select(c.procedure, c.number, c.state, c.data)
        .where(c.site_id == seen.site_id, c.id != seen.case_id)
        .where(c.procedure.in_((case.procedure, TRAINING)), c.state.not_in(NO_MORE))
        .where(*(c.data[name].as_string() == str(case.data.get(name)) for name in ("employee", "month")))
        .order_by(c.id)
    )
    rows = connection.execute(query).all()
    records = [row for row in rows if row.procedure == case.procedure]
    settled = [row for row in records if row.state in SUMMED_UP]
    training = [row.data.get("points_confirmed") for row in rows if row.procedure == TRAINING]
    alike = [row for row in settled if row.data["offence"] == case.data.get("offence")]
    return {
        "points": [*(str(row.data["points_reckoned"]) for row in settled), *(str(n) for n in training if n)],
        "same": [str(row.data["happened_on"]) for row in alike],
        "open": [row.number for row in records if row.state not in SUMMED_UP],
    }


OF_CONDUCT = {"month_conduct": month_conduct}
