"""What somebody has typed into the form of an event and not sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Json, Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("state", sa.String(length=60), nullable=False),
        sa.Column("typed", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_drafts_site_id")),
        sa.PrimaryKeyConstraint("login", "case_id", "event", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_site_id_at"), "drafts", ["site_id", "at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON drafts USING ({HERE}) WITH CHECK ({HERE})")
        op.execute("ALTER TABLE drafts ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE drafts FORCE ROW LEVEL SECURITY")
