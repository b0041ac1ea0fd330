"""What the nightly audit has found: one row for each night, one for each fault."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from flows.storage.columns import Id, Moment, metadata

audit_runs = Table(
    "audit_runs",
    metadata,
    Column("night", Date, primary_key=True),  # by the clock of the first site: whoever comes second finds it there
    Column("begun_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("upto", Id, nullable=False),  # the last case that there was when it began
    Column("reached", Id, nullable=False),  # the last case that has been looked at
    Column("held_until", Moment, nullable=False),  # until then one worker is at it; of a dead one another goes on
    Column("cases", Integer, nullable=False),
    Column("faults", Integer, nullable=False),
)

audit_faults = Table(
    "audit_faults",
    metadata,
    Column("id", Id, primary_key=True),
    Column("night", ForeignKey("audit_runs.night"), nullable=False),
    Column("site_id", ForeignKey("sites.id")),  # none: of a checkpoint, or of a case that is gone
    Column("number", String(40), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Index(None, "night", "id"),
)
