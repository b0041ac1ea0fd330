"""Checkpoints get a root that is anchored outside, and hold who was shown what; how far each anchoring has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("checkpoints", sa.Column("root", sa.String(length=64)))
    op.add_column("checkpoints", sa.Column("readings", number()))
    op.add_column("checkpoints", sa.Column("reading_link", sa.String(length=64)))
    op.add_column("checkpoint_heads", sa.Column("link", sa.String(length=64)))
    op.create_table(
        "anchorings",
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("checkpoint_id", number(), nullable=False),
        sa.Column("delivered_at", Moment()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("fault", sa.Text()),
        sa.PrimaryKeyConstraint("means", name=op.f("pk_anchorings")),
    )
