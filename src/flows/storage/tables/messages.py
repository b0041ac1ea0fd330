"""What leaves the house: how each person wants to be told, the messages that wait for their channel, and webhooks."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from flows.storage.columns import Id, Json, Moment, metadata

wishes = Table(
    "wishes",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("means", String(20), nullable=False),  # web, mail, address
    Column("kinds", String(100), nullable=False),  # of notices, with commas between; what is urgent comes in any case
    Column("gathered", Boolean, nullable=False),  # several in one message; else each by itself
    Column("address", Text),  # sealed
    Column("shown", String(200)),  # as much of the address as may be seen
    Column("next_at", Moment),  # no message before that, but for what is urgent
    Column("changed_at", Moment, nullable=False),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("address", Text, nullable=False),  # sealed
    Column("shown", String(200), nullable=False),
    Column("secret", Text, nullable=False),  # sealed: it signs, so a digest would not do
    Column("key_id", String(20), nullable=False, unique=True),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # the same at every attempt: whoever receives it can tell
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("means", String(20), nullable=False),  # mail, address, webhook, office
    Column("target", String(64), nullable=False),  # a login, a webhook's id, a digest of one of the office's addresses
    Column("place", String(120), nullable=False),  # whom it is handed to: a host or service, nothing secret
    Column("source", String(200), nullable=False),  # what it came of
    Column("content", Json, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, sent, dead, dropped
    Column("attempts", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),  # of one that is being sent: when its lease ends
    Column("sent_at", Moment),
    Column("fault", Text),  # why the last attempt failed
    UniqueConstraint("means", "target", "source"),
    Index(None, "site_id", "state", "id"),
    Index(None, "at"),
)
WAITING, DEAD = text("state = 'waiting'"), text("state = 'dead'")
Index("ix_deliveries_waiting", deliveries.c.next_at, postgresql_where=WAITING, sqlite_where=WAITING)
Index("ix_deliveries_dead", deliveries.c.id, postgresql_where=DEAD, sqlite_where=DEAD)
