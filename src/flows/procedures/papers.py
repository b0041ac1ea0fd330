"""Every printed form and register of the procedures, by code."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Register, Sheet
from flows.procedures import papers_conduct, papers_office, papers_permits, papers_services

_FAMILIES = (papers_permits, papers_services, papers_office, papers_conduct)

SHEETS: Mapping[str, Sheet] = {sheet.code: sheet for family in _FAMILIES for sheet in family.SHEETS}
REGISTERS: Mapping[str, Register] = {register.code: register for family in _FAMILIES for register in family.REGISTERS}
