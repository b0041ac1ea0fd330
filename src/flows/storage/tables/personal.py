"""What people keep for themselves, and words that a site keeps for all of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table, UniqueConstraint

from flows.storage.columns import Id, Json, Moment, metadata

watches = Table(
    "watches",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", String(60), nullable=False),
    Column("site_id", ForeignKey("sites.id"), index=True),  # whose people see it, too; none: one's own
    Column("name", String(60), nullable=False),
    Column("asked", Json, nullable=False),  # parts of the worklist's address
    Column("at", Moment, nullable=False),
    UniqueConstraint("login", "name"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("single_keys", Boolean, nullable=False),
)

phrases = Table(
    "phrases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False, index=True),
    Column("use", String(10), nullable=False),  # opinion, reason, comment
    Column("words", String(200), nullable=False),
    Column("added_by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", String(60)),
)
