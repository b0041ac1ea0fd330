"""The tables of procrastinate, and the trigger that defers a job with an event. PostgreSQL alone."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).with_name("procrastinate-3.10.0.sql")

# Where a job of the case waits already, it does for this event too. It is brought forward and, above all, its row is
# locked until this event is committed: a worker passes it over till then, so it can't start without seeing the event.
DEFER = """
CREATE FUNCTION defer_job_of_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
  VALUES ('cases', 'flows.case', 'case:' || NEW.case_id, jsonb_build_object('case_id', NEW.case_id))
  ON CONFLICT (queueing_lock) WHERE status = 'todo' DO UPDATE SET scheduled_at = NULL;
  RETURN NULL;
END
$$
"""
TRIGGER = "CREATE TRIGGER outbox_defers_job AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION defer_job_of_case()"


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    # By the driver itself: many statements in one text, with per cent signs that are no placeholders.
    bind.connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"), prepare=False)  # type: ignore[call-arg]
    # Whoever notifies commits one after the other over the whole server; workers look by themselves every second.
    op.execute("ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1")
    op.execute(
        "CREATE INDEX ix_procrastinate_jobs_failed ON procrastinate_jobs (queueing_lock) WHERE status = 'failed'"
    )
    op.execute(DEFER)
    op.execute(TRIGGER)
    op.execute("ALTER TABLE outbox DISABLE TRIGGER outbox_defers_job")
