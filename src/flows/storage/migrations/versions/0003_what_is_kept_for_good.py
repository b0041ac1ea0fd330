"""Who was shown what is masked, and who changed a setting: rows that no statement changes or removes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from flows.storage.columns import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def make_append_only(table: str) -> None:
    """By the database's own means, as step 0001 does it for the history."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION flows_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION flows_append_only()"
    )


def number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def json() -> sa.JSON[Any]:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reveals",
        sa.Column("id", number(), nullable=False),
        sa.Column("site_id", number(), nullable=False),
        sa.Column("case_id", number(), nullable=False),
        sa.Column("user_id", number(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("instead_of", number(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reveals_case_id")),
        sa.ForeignKeyConstraint(["instead_of"], ["users.id"], name=op.f("fk_reveals_instead_of")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reveals_site_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reveals_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveals")),
    )
    op.create_index(op.f("ix_reveals_site_id_id"), "reveals", ["site_id", "id"])
    op.create_table(
        "setting_changes",
        sa.Column("id", number(), nullable=False),
        sa.Column("site_id", number(), nullable=False),
        sa.Column("procedure", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("before", json(), nullable=True),
        sa.Column("after", json(), nullable=True),
        sa.Column("changed_by", number(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_setting_changes_changed_by")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_setting_changes_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_changes")),
    )
    op.create_index(op.f("ix_setting_changes_site_id_procedure_id"), "setting_changes", ["site_id", "procedure", "id"])
    # What stands now was set by somebody at some moment; what had stood before it is not known.
    op.execute(
        "INSERT INTO setting_changes (site_id, procedure, code, after, changed_by, changed_at) "
        "SELECT site_id, procedure, code, value, changed_by, changed_at FROM settings ORDER BY id"
    )
    for table in ("reveals", "setting_changes"):
        make_append_only(table)
