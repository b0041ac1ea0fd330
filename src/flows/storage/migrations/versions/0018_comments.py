"""What people say of a case, beside its history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Json, Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", Id, nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mentions", Json, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_comments_case_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_comments_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_case_id_id"), "comments", ["case_id", "id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON comments USING ({HERE}) WITH CHECK ({HERE})")
        op.execute("ALTER TABLE comments ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE comments FORCE ROW LEVEL SECURITY")
