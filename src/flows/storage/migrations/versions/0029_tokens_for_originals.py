"""Whether a program may have papers as they were brought, without the marks of whoever looks: a token says so by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tokens", sa.Column("originals", sa.Boolean(), nullable=False, server_default=sa.false()))
