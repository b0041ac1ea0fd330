"""Reports of a site: what has happened in a month, or how things stand now, each figure with the cases behind it."""

from flows.service.reports.catalogue import REPORTS, Report
from flows.service.reports.month import Month, month_asked
from flows.service.reports.tables import Figure, Row, Table, grid_of
from flows.service.reports.telling import Answer, Wanted, readable, report, workbook

__all__ = [
    "REPORTS",
    "Answer",
    "Figure",
    "Month",
    "Report",
    "Row",
    "Table",
    "Wanted",
    "grid_of",
    "month_asked",
    "readable",
    "report",
    "workbook",
]
