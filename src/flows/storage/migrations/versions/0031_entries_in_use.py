"""What is in use at a unit is found without reading what was: every event asks for it."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_register_entries_unit_id", "register_entries")  # first: it asks for the stronger lock
    op.create_index("ix_register_entries_unit", "register_entries", ["unit_id", "state"])
