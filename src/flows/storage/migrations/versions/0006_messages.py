"""How people want to be told, messages that wait for their channel, webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Json, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    waiting, dead = sa.text("state = 'waiting'"), sa.text("state = 'dead'")
    unposted = sa.text("posted_at IS NULL")
    op.add_column("notices", sa.Column("posted_at", Moment(), nullable=True))
    op.execute("UPDATE notices SET posted_at = at")  # what was told before is not sent after all
    op.create_index("ix_notices_unposted", "notices", ["login"], postgresql_where=unposted, sqlite_where=unposted)
    op.create_table(
        "wishes",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.String(length=100), nullable=False),
        sa.Column("gathered", sa.Boolean(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("shown", sa.String(length=200), nullable=True),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_wishes")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", Id, nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("shown", sa.String(length=200), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_webhooks_site_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_webhooks_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.UniqueConstraint("key_id", name=op.f("uq_webhooks_key_id")),
    )
    op.create_index("ix_webhooks_site_id", "webhooks", ["site_id"])
    op.create_table(
        "deliveries",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("means", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_deliveries_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        sa.UniqueConstraint("means", "target", "source", name=op.f("uq_deliveries_means_target_source")),
    )
    op.create_index("ix_deliveries_site_id_state_id", "deliveries", ["site_id", "state", "id"])
    op.create_index("ix_deliveries_waiting", "deliveries", ["next_at"], postgresql_where=waiting, sqlite_where=waiting)
    op.create_index("ix_deliveries_dead", "deliveries", ["id"], postgresql_where=dead, sqlite_where=dead)
