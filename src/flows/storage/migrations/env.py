"""Run by Alembic, always on a connection that `flows.storage.migrate` hands over."""

from alembic import context

from flows.storage.migrate import is_ours
from flows.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
