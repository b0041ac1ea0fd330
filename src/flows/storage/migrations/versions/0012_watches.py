"""Watched cases; and what somebody has taken, is named for, or has done, along an index each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TAKEN = sa.text("status = 'claimed'")
NAMED = sa.text("named IS NOT NULL AND status IN ('open', 'claimed')")
TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_watches_case_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_watches_site_id")),
        sa.PrimaryKeyConstraint("login", "case_id", name=op.f("pk_watches")),
    )
    by_due = ["due_at", "id"]
    op.create_index("ix_tasks_taken", "tasks", ["claimed_by", *by_due], postgresql_where=TAKEN, sqlite_where=TAKEN)
    op.create_index("ix_tasks_named", "tasks", ["named", *by_due], postgresql_where=NAMED, sqlite_where=NAMED)
    op.create_index("ix_history_actor", "history", ["actor", "at", "case_id", "seq"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON watches USING ({HERE}) WITH CHECK ({HERE})")
        op.execute("ALTER TABLE watches ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE watches FORCE ROW LEVEL SECURITY")
