"""What people keep for themselves."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from flows.storage.columns import Moment, metadata

watches = Table(
    "watches",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("at", Moment, nullable=False),
)
