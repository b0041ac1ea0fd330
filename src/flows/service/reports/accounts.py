"""What each case owes and has paid for each purpose, at any moment up to the end of the month. Pure.

Of what was set, a part may come in, a part may be handed to the bank to collect, and a part lapses with a case that ended
before its time; the rest is outstanding. Of a deposit that came in, a part goes back, a part is kept for damage, and the
rest is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flows.definition import Procedure, Purpose
from flows.procedures import PURPOSES
from flows.service.plan import BREAKS_OFF
from flows.service.reports.rows import CaseRow, Paid

NOUGHT = Decimal("0.00")


def bad_ends(procedure: Procedure) -> frozenset[str]:
    """The final states that a case reaches by being rejected, withdrawn, cancelled, revoked or expiring."""
    broken = {t.target for t in procedure.transitions if t.event.kind in BREAKS_OFF and t.target}
    return frozenset(code for code in broken if procedure.is_final(code))


def purpose_of(code: str) -> Purpose:
    """One that no declaration of today knows is called by its code, and counts as a fee."""
    return PURPOSES.get(code) or Purpose(code, code, code)


@dataclass(frozen=True)
class Account:
    """One case's money for one purpose. `banked_at`: when the bank was asked to collect what was open."""

    case: CaseRow
    purpose: Purpose
    payments: tuple[Paid, ...]
    banked_at: datetime | None = None

    def sum(self, kind: str, until: datetime, since: datetime | None = None) -> Decimal:
        """Of payments of `kind` before `until`, and not before `since`."""
        within = (p.amount for p in self.payments if p.kind == kind and p.at < until and (not since or p.at >= since))
        return sum(within, NOUGHT)

    def unpaid(self, until: datetime) -> Decimal:
        """What was set less what came in; below nought: too much came in."""
        return self.sum("expected", until) - self.sum("received", until)

    def ended_badly(self, until: datetime) -> bool:
        closed = self.case.closed_at is not None and self.case.closed_at < until
        return closed and self.case.state in bad_ends(self.case.procedure)

    def lapsed(self, until: datetime) -> Decimal:
        return max(self.unpaid(until), NOUGHT) if self.ended_badly(until) else NOUGHT

    def by_bank(self, until: datetime) -> Decimal:
        if self.banked_at is None or self.banked_at >= until or self.ended_badly(until):
            return NOUGHT
        return max(self.unpaid(until), NOUGHT)

    def outstanding(self, until: datetime) -> Decimal:
        return self.unpaid(until) - self.lapsed(until) - self.by_bank(until)

    def held(self, until: datetime) -> Decimal:
        """Of a deposit; of anything else nothing is held."""
        if self.purpose.nature != "deposit":
            return NOUGHT
        return self.sum("received", until) - self.sum("refunded", until) - self.sum("kept", until)


def accounts(payments: Iterable[Paid], banked: Mapping[int, datetime]) -> tuple[Account, ...]:
    """By the purpose as declared, then by case. `banked`: case id to when the bank was asked."""
    found: dict[tuple[str, int], list[Paid]] = {}
    for paid in payments:
        found.setdefault((paid.purpose, paid.case.id), []).append(paid)
    order = list(PURPOSES)
    ranked = sorted(found, key=lambda key: (order.index(key[0]) if key[0] in order else len(order), key))
    return tuple(
        Account(found[key][0].case, purpose_of(key[0]), tuple(found[key]), banked.get(key[1])) for key in ranked
    )
