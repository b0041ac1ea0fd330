"""The working time of sites: days on which the week is not as usual, shifts, and every change of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint

from flows.storage.columns import Id, Json, Moment, metadata

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id")),  # none: for all sites
    Column("day", Date, nullable=False),
    Column("working", Boolean, nullable=False),
    Column("source", String(100), nullable=False),
    UniqueConstraint("site_id", "day"),
)

site_calendars = Table(
    "site_calendars",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    Column("shifts", Json),  # [["08:30", "16:30"], …]; none: the handbook's
    Column("years", Json, nullable=False),  # those whose national calendar the office has entered itself
    # The last change that running deadlines are to be reckoned by; they are, up to this case, from that moment on.
    Column("change_id", ForeignKey("calendar_changes.id")),
    Column("reckon_at", Moment),  # none: all are reckoned
    Column("reckoned_to", Id, nullable=False),
)
Index("ix_site_calendars_reckon", site_calendars.c.reckon_at)

calendar_changes = Table(
    "calendar_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id")),  # none: for all sites
    Column("kind", String(20), nullable=False),  # days, shifts, year, national
    Column("first_day", Date),
    Column("last_day", Date),
    Column("before", Json),
    Column("after", Json),
    Column("note", Text, nullable=False),
    Column("changed_by", ForeignKey("users.id")),  # none: whoever runs commands on the machine
    Column("changed_at", Moment, nullable=False),
    Index(None, "site_id", "id"),
)
