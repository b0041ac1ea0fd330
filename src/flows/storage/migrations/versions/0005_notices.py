"""Rungs of deadlines, and what people are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    running, unread = sa.text("closed_at IS NULL"), sa.text("read_at IS NULL")
    op.add_column("deadlines", sa.Column("rung_at", Moment(), nullable=True))
    op.create_index("ix_deadlines_rung", "deadlines", ["rung_at"], postgresql_where=running, sqlite_where=running)
    op.create_table(
        "rungs",
        sa.Column("deadline_id", Id, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("fired_at", Moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadlines.id"], name=op.f("fk_rungs_deadline_id")),
        sa.PrimaryKeyConstraint("deadline_id", "code", name=op.f("pk_rungs")),
    )
    op.create_table(
        "notices",
        sa.Column("id", Id, nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_notices_site_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("login", "source", name=op.f("uq_notices_login_source")),
    )
    op.create_index("ix_notices_of", "notices", ["login", "id"])
    op.create_index("ix_notices_unread", "notices", ["login"], postgresql_where=unread, sqlite_where=unread)
