"""Printed forms: which a case has, what stands on them, and how they are ordered."""

from __future__ import annotations

from flows.service.sheets.offers import SheetOffer, offered
from flows.service.sheets.ordering import Order, Printed, as_pdf, printed

__all__ = ["Order", "Printed", "SheetOffer", "as_pdf", "offered", "printed"]
