"""Who is signed in where."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from flows.storage.columns import Id, Moment, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),  # of the token, which only the browser has
    Column("device", String(40), nullable=False),  # two words of `service.devices`
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # late by some minutes: not every page writes
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
