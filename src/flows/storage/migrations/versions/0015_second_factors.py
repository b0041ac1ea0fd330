"""A second factor beside the password, its recovery codes, and what was done to it, kept for good."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LOG = "second_factor_changes"


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", Id, nullable=False, autoincrement=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", Id, nullable=False, autoincrement=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        LOG,
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("by_id", Id, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factor_changes_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_second_factor_changes_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor_changes")),
    )
    op.create_index("ix_second_factor_changes_user_id_id", LOG, ["user_id", "id"])
    _append_only()


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {LOG}_no_{verb.lower()} BEFORE {verb} ON {LOG} "
                f"BEGIN SELECT RAISE(ABORT, '{LOG} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {LOG}_rows BEFORE UPDATE OR DELETE ON {LOG} FOR EACH ROW EXECUTE FUNCTION flows_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {LOG}_whole BEFORE TRUNCATE ON {LOG} FOR EACH STATEMENT EXECUTE FUNCTION flows_append_only()"
    )
