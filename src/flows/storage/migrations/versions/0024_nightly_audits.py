"""The nightly audit: how far it has come, and what it has found. A sealed head is found by its case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"


def upgrade() -> None:
    op.create_table(
        "audit_runs",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment()),
        sa.Column("upto", Id, nullable=False),
        sa.Column("reached", Id, nullable=False),
        sa.Column("held_until", Moment(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("night", name=op.f("pk_audit_runs")),
    )
    op.create_table(
        "audit_faults",
        sa.Column("id", Id, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("site_id", Id),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["night"], ["audit_runs.night"], name=op.f("fk_audit_faults_night")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_audit_faults_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_faults")),
    )
    op.create_index(op.f("ix_audit_faults_night_id"), "audit_faults", ["night", "id"])
    op.create_index(op.f("ix_checkpoint_heads_case_id"), "checkpoint_heads", ["case_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON audit_faults USING ({HERE}) WITH CHECK ({HERE})")
        op.execute("ALTER TABLE audit_faults ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE audit_faults FORCE ROW LEVEL SECURITY")
