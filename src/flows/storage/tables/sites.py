"""Sites, the people who work there, and who stands in for whom."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, false

from flows.storage.columns import Id, Json, Moment, metadata

sites = Table(
    "sites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(40), nullable=False, unique=True),
    Column("name_zh", String(100), nullable=False),
    Column("name_en", String(100), nullable=False),
    Column("zone", String(60), nullable=False),
)

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", String(60), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("password", String(200)),
    Column("active", Boolean, nullable=False),
    Column("lang", String(2), nullable=False),
    # Counts every change of what this person may do; the writing of an event holds it against what was read.
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
)

posts = Table(
    "posts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id")),  # none: at all sites
    Column("role", String(40), nullable=False),
    UniqueConstraint("user_id", "site_id", "role"),
    Index(None, "site_id", "role"),
)

substitutions = Table(
    "substitutions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("absent_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("substitute_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("site_id", ForeignKey("sites.id")),  # none: at all sites
    Column("role", String(40)),  # none: every post of the absent person
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    # Whether papers are handed over by it as they were brought, for a reason.
    Column("originals", Boolean, nullable=False, server_default=false()),
)

settings = Table(
    "settings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("procedure", String(60), nullable=False),
    Column("code", String(60), nullable=False),
    Column("value", Json, nullable=False),
    Column("changed_by", ForeignKey("users.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("site_id", "procedure", "code"),
)
