"""What is written once and kept for good beside the history: who was shown what is masked, who changed a setting."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from flows.storage.columns import Id, Json, Moment, metadata

reveals = Table(
    "reveals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("role", String(40), nullable=False),  # the post in which it was asked for
    Column("instead_of", ForeignKey("users.id")),  # whom they stood in for in that post
    Column("place", String(200), nullable=False),  # where in the case it stands; the value itself is kept nowhere else
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "site_id", "id"),
)

setting_changes = Table(
    "setting_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("procedure", String(60), nullable=False),
    Column("code", String(60), nullable=False),
    Column("before", Json),  # none: the declared default
    Column("after", Json),  # none: back to the declared default
    Column("changed_by", ForeignKey("users.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "site_id", "procedure", "id"),
)
