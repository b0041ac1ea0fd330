"""What was removed of people beside the histories of cases is written down for good: letters, and people who wished it. And what
lies beside a case is found by its age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.columns import Id, Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "removals"
TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"  # as in step 0011
# Letters that went before somebody wrote it down.
BEFORE = """
INSERT INTO removals (site_id, what, subject, sha256, why, at)
SELECT u.site_id, 'letter', l.authorisation_id, l.sha256, coalesce(l.removed_why, 'wished'), l.removed_at
FROM authorisation_letters l JOIN authorisations a ON a.id = l.authorisation_id JOIN units u ON u.id = a.unit_id
WHERE l.removed_at IS NOT NULL ORDER BY l.authorisation_id"""


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", Id, nullable=False),
        sa.Column("site_id", Id, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("subject", Id, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("user_id", Id, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_removals_site_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_removals_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index("ix_removals_site_id_id", TABLE, ["site_id", "id"])
    op.create_index("ix_removals_what_subject", TABLE, ["what", "subject"])
    for table in ("notices", "deliveries", "comments"):
        op.create_index(f"ix_{table}_at", table, ["at"])
    op.execute(BEFORE)
    _protect(op.get_bind().dialect.name)


def _protect(dialect: str) -> None:
    if dialect == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
        return
    for name, verbs, each in (("rows", "UPDATE OR DELETE", "ROW"), ("whole", "TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER {TABLE}_{name} BEFORE {verbs} ON {TABLE} "
            f"FOR EACH {each} EXECUTE FUNCTION flows_append_only()"
        )
    op.execute(f"CREATE POLICY sites ON {TABLE} USING ({HERE}) WITH CHECK ({HERE})")
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
