"""PostgreSQL shows a connection the rows of those sites alone that it was told of; SQLite has no such means.

`office.sites` is told by `storage.scope`: `*` for all, else the sites' numbers, each between commas. Not told: none. The
owner is bound as well (FORCE); superusers never are. Who may write what is the service's matter, but for tables that name
the site themselves, where nothing can be written for a site that isn't shown.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# For each row: an event looks at few. Asked once for a statement instead, by a SELECT around it, it took a fifth more of
# an event's reading. A text is looked through, as to make an array of it for each row takes longer.
TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"
OF_SITES = (
    "cases",
    "deliveries",
    "notices",
    "parties",
    "register_entries",
    "reveals",
    "setting_changes",
    "settings",
    "tasks",
    "units",
    "webhooks",
)
# A row of these is shown to whom the row is shown that it belongs to.
BELONGING = {
    "authorisations": ("units", "unit_id"),
    "deadlines": ("cases", "case_id"),
    "documents": ("cases", "case_id"),
    "history": ("cases", "case_id"),
    "outbox": ("cases", "case_id"),
    "payments": ("cases", "case_id"),
    "tenures": ("units", "unit_id"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in OF_SITES:
        _protect(table, HERE, HERE)
    for table, (owner, column) in BELONGING.items():
        # Not EXISTS, for which the planner may read the whole of the other table.
        shown = f"{TOLD} = '*' OR (SELECT true FROM {owner} o WHERE o.id = {table}.{column})"
        _protect(table, shown, "true")


def _protect(table: str, shown: str, written: str) -> None:
    op.execute(f"CREATE POLICY sites ON {table} USING ({shown}) WITH CHECK ({written})")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
