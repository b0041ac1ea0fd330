"""What people are told: rungs of deadlines that were climbed, and the notices that came of them and of events."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from flows.storage.columns import Id, Moment, metadata

rungs = Table(
    "rungs",
    metadata,
    Column("deadline_id", ForeignKey("deadlines.id"), primary_key=True),
    Column("code", String(40), primary_key=True),  # once for each deadline: whoever comes second finds it there
    Column("due_at", Moment, nullable=False),  # when it was to be climbed
    Column("fired_at", Moment, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),  # somebody was: not where a later rung told it all, or none was meant
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("login", String(60), nullable=False),
    Column("source", String(120), nullable=False),  # the rung or history entry that it came of
    Column("kind", String(20), nullable=False),  # task, deadline, outcome, mention
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("posted_at", Moment),  # when it went into a message, or was found to need none
    UniqueConstraint("login", "source"),
    Index("ix_notices_of", "login", "id"),
    Index("ix_notices_case", "case_id", "id"),
    Index(None, "at"),
)
UNREAD = text("read_at IS NULL")
Index("ix_notices_unread", notices.c.login, postgresql_where=UNREAD, sqlite_where=UNREAD)
UNPOSTED = text("posted_at IS NULL")
Index("ix_notices_unposted", notices.c.login, postgresql_where=UNPOSTED, sqlite_where=UNPOSTED)
