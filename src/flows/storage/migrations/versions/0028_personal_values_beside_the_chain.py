"""Personal values of new entries lie beside the chained content, which has salted commitments to them. Of all that stands in
the history this column alone may change, and only by losing values."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STANDING = ("case_id", "seq", "at", "event", "actor", "content", "hash")
KEPT = sa.text("personal IS NOT NULL")
ON_SQLITE = """
CREATE TRIGGER history_no_update BEFORE UPDATE ON history WHEN NOT (
  {same} AND OLD.personal IS NOT NULL AND (NEW.personal IS NULL OR (
    json_valid(NEW.personal) AND json_type(NEW.personal) = 'object'
    AND (SELECT count(*) FROM json_each(NEW.personal)) < (SELECT count(*) FROM json_each(OLD.personal))
    AND NOT EXISTS (SELECT 1 FROM json_each(NEW.personal) n WHERE NOT EXISTS (
      SELECT 1 FROM json_each(OLD.personal) o WHERE o.key = n.key AND o.type = 'array' AND n.type = 'array'
        AND json_array_length(o.value) = 2 AND json_array_length(n.value) = 2
        AND json_extract(o.value, '$[0]') IS json_extract(n.value, '$[0]')
        AND json_extract(o.value, '$[1]') IS json_extract(n.value, '$[1]'))))))
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"""
ON_POSTGRESQL = """
CREATE OR REPLACE FUNCTION flows_history_only_loses_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {same} AND OLD.personal IS NOT NULL THEN
    IF NEW.personal IS NULL THEN RETURN NEW; END IF;
    IF jsonb_typeof(NEW.personal) = 'object' AND NEW.personal <> OLD.personal AND NOT EXISTS (
      SELECT 1 FROM jsonb_each(NEW.personal) n WHERE OLD.personal -> n.key IS DISTINCT FROM n.value)
    THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$"""


def upgrade() -> None:
    kind: sa.types.TypeEngine[Any] = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("history", sa.Column("personal", kind, nullable=True))
    op.create_index("ix_history_personal", "history", ["case_id"], postgresql_where=KEPT, sqlite_where=KEPT)
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in STANDING)
        op.execute("DROP TRIGGER IF EXISTS history_no_update")
        op.execute(ON_SQLITE.format(same=same))
        return
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in STANDING)
    op.execute(ON_POSTGRESQL.format(same=same))
    op.execute("DROP TRIGGER IF EXISTS history_rows ON history")
    op.execute("CREATE TRIGGER history_rows BEFORE DELETE ON history FOR EACH ROW EXECUTE FUNCTION flows_append_only()")
    op.execute(
        "CREATE TRIGGER history_values BEFORE UPDATE ON history "
        "FOR EACH ROW EXECUTE FUNCTION flows_history_only_loses_values()"
    )
