"""Dates, moments and sums as they stand in the sentences of guards, on the site's clock."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from flows.definition import Situation


def on_clock(situation: Situation, moment: datetime) -> str:
    """`2026-03-01 14:05` in the site's time zone."""
    return f"{moment.astimezone(situation.zone):%Y-%m-%d %H:%M}"


def on_day(situation: Situation, moment: datetime) -> str:
    return moment.astimezone(situation.zone).date().isoformat()


def yuan(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal('0.01'))}"
