"""Calendars that an office edits: the shifts of a site, every change kept for good, and how far deadlines follow it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Json, Moment

revision = "0010"
down_revision = "0009"
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


def upgrade() -> None:
    op.create_table(
        "calendar_changes",
        sa.Column("id", Id, nullable=False),
        sa.Column("site_id", Id, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("before", Json, nullable=True),
        sa.Column("after", Json, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_by", Id, nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_calendar_changes_site_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["users.id"], name=op.f("fk_calendar_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_changes")),
    )
    op.create_index("ix_calendar_changes_site_id_id", "calendar_changes", ["site_id", "id"])
    make_append_only("calendar_changes")
    op.create_table(
        "site_calendars",
        sa.Column("site_id", Id, nullable=False, autoincrement=False),
        sa.Column("shifts", Json, nullable=True),
        sa.Column("years", Json, nullable=False),
        sa.Column("change_id", Id, nullable=True),
        sa.Column("reckon_at", Moment(), nullable=True),
        sa.Column("reckoned_to", Id, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_calendars_site_id")),
        sa.ForeignKeyConstraint(["change_id"], ["calendar_changes.id"], name=op.f("fk_site_calendars_change_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_calendars")),
    )
    op.create_index("ix_site_calendars_reckon", "site_calendars", ["reckon_at"])
