"""Printed forms and registers of permits, passes and renovations."""

from __future__ import annotations

from flows.definition import Register, Sheet

SHEETS: tuple[Sheet, ...] = ()
REGISTERS: tuple[Register, ...] = ()
