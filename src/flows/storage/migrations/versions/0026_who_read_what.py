"""Who was shown personal data: also what belongs to no case, and by whoever runs commands; found by reader and by person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite changes a column by making the table anew, which leaves the triggers behind that refuse changes.
    with op.batch_alter_table("reveals") as table:
        table.alter_column("case_id", existing_type=sa.BigInteger(), nullable=True)
        table.alter_column("user_id", existing_type=sa.BigInteger(), nullable=True)
        table.add_column(sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        table.create_foreign_key(op.f("fk_reveals_party_id"), "parties", ["party_id"], ["id"])
    op.create_index("ix_reveals_reader", "reveals", ["site_id", "user_id", "id"])
    op.create_index("ix_reveals_case", "reveals", ["case_id", "id"])
    op.create_index("ix_reveals_party", "reveals", ["party_id", "id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER IF NOT EXISTS reveals_no_{verb.lower()} BEFORE {verb} ON reveals "
                "BEGIN SELECT RAISE(ABORT, 'reveals is append-only'); END"
            )
