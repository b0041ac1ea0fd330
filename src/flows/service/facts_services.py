"""What the services to customers must know of other cases."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from flows.storage import tables as t
from flows.storage.snapshot import Snapshot


def open_dues(connection: Connection, seen: Snapshot, now: datetime) -> list[dict[str, str]]:
    """What was set in the unit's other cases that are open still, and has not come in: a line for each case and purpose,
    the sum in yuan. A case that has ended owes nothing here; what the bank has yet to collect of it stands in the
    unit's account, which finance works out by hand."""
    case, paid = t.cases, t.payments
    query = (
        select(case.c.number, paid.c.purpose, paid.c.kind, paid.c.amount)
        .join(paid, paid.c.case_id == case.c.id)
        .where(case.c.unit_id == seen.unit_id, case.c.id != seen.case_id, case.c.closed_at.is_(None))
    )
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for number, purpose, kind, amount in connection.execute(query):
        if kind in ("expected", "received"):
            sums[number, purpose] += Decimal(amount) if kind == "expected" else -Decimal(amount)
    return [
        {"case": number, "purpose": purpose, "amount": f"{left:.2f}"}
        for (number, purpose), left in sorted(sums.items())
        if left > 0
    ]
