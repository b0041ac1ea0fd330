"""Deadlines whose clock is stopped for a while."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("paused_at", Moment(), nullable=True))
    op.add_column("deadlines", sa.Column("due_before", Moment(), nullable=True))
    op.add_column("deadlines", sa.Column("paused_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False))
