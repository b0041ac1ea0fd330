"""Printed forms and registers of the work inside the office."""

from __future__ import annotations

from flows.definition import Register, Sheet

SHEETS: tuple[Sheet, ...] = ()
REGISTERS: tuple[Register, ...] = ()
