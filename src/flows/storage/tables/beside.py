"""What people write beside a case: it stands in no history and changes no case."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from flows.storage.columns import Id, Json, Moment, metadata

comments = Table(
    "comments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("login", String(60), nullable=False),
    Column("name", String(100), nullable=False),  # as it was then: who leaves is still named
    Column("words", Text, nullable=False),
    Column("mentions", Json, nullable=False),  # logins and names
    Column("at", Moment, nullable=False),
    Index(None, "case_id", "id"),
    Index(None, "at"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("event", String(60), primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("state", String(60), nullable=False),  # in which it was typed: in another it is nothing any more
    Column("typed", Json, nullable=False),  # what stood in the inputs, as it was typed
    Column("at", Moment, nullable=False),
    Index(None, "site_id", "at"),
)
