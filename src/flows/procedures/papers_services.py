"""Printed forms and registers of services to customers and of their complaints."""

from __future__ import annotations

from flows.definition import Register, Sheet

SHEETS: tuple[Sheet, ...] = ()
REGISTERS: tuple[Register, ...] = ()
