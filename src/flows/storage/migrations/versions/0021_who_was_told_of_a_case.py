"""The notices of a case are found by the case too."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_notices_case", "notices", ["case_id", "id"])
