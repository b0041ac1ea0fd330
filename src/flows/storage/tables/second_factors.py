"""What somebody shows beside their password, and what was done to it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table, Text

from flows.storage.columns import Id, Moment, metadata

second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("secret", Text, nullable=False),  # sealed with the office's key
    Column("proposed_at", Moment, nullable=False),
    Column("confirmed_at", Moment),  # none: not in force
    Column(
        "last_step", BigInteger, nullable=False
    ),  # half-minutes since 1970: no code of it or of an earlier one is taken
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("digest", String(64), primary_key=True),
)

second_factor_changes = Table(
    "second_factor_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("what", String(20), nullable=False),  # enrolled, removed, reset, recovered
    Column("by_id", ForeignKey("users.id")),  # none: whoever runs commands on the machine
    Column("at", Moment, nullable=False),
    Index(None, "user_id", "id"),
)
