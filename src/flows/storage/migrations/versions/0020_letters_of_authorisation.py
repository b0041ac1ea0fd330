"""The owner's letter is kept with the authorisation that was entered after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TOLD = "current_setting('office.sites', true)"
SHOWN = f"{TOLD} = '*' OR (SELECT true FROM authorisations o WHERE o.id = authorisation_letters.authorisation_id)"


def upgrade() -> None:
    op.create_table(
        "authorisation_letters",
        sa.Column("authorisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["authorisations.id"], name=op.f("fk_authorisation_letters_authorisation_id")
        ),
        sa.PrimaryKeyConstraint("authorisation_id", name=op.f("pk_authorisation_letters")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON authorisation_letters USING ({SHOWN}) WITH CHECK (true)")
        op.execute("ALTER TABLE authorisation_letters ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE authorisation_letters FORCE ROW LEVEL SECURITY")
