"""Filters of the worklist under a name: one's own, or shared with a site."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Json, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TOLD = "current_setting('office.sites', true)"
# One's own belong to no site; whoever asks for them asks by the login.
HERE = f"site_id IS NULL OR {TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"


def upgrade() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", Id, nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("site_id", Id, nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("asked", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_saved_filters_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("login", "name", name=op.f("uq_saved_filters_login_name")),
    )
    op.create_index(op.f("ix_saved_filters_site_id"), "saved_filters", ["site_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON saved_filters USING ({HERE}) WITH CHECK ({HERE})")
        op.execute("ALTER TABLE saved_filters ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE saved_filters FORCE ROW LEVEL SECURITY")
