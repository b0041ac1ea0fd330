"""A paper whose time is over is removed: its row stays, and says when and why, and when its file was gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STILL = sa.text("removed_at IS NULL")
DOOMED = sa.text("removed_at IS NOT NULL AND erased_at IS NULL")


def upgrade() -> None:
    for table in ("documents", "authorisation_letters"):
        op.add_column(table, sa.Column("removed_at", Moment(), nullable=True))
        op.add_column(table, sa.Column("removed_why", sa.String(length=40), nullable=True))
        op.add_column(table, sa.Column("erased_at", Moment(), nullable=True))
        op.create_index(f"ix_{table}_doomed", table, ["sha256"], postgresql_where=DOOMED, sqlite_where=DOOMED)
        op.create_index(f"ix_{table}_sha256", table, ["sha256"])
    columns = ["kind", "added_at", "case_id"]
    op.create_index("ix_documents_still", "documents", columns, postgresql_where=STILL, sqlite_where=STILL)
