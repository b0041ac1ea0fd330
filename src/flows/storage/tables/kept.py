"""What is written once and kept for good beside the history: who was shown what is masked, who changed a setting, who
brought the register in from a file, what was removed of somebody."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from flows.storage.columns import Id, Json, Moment, metadata

reveals = Table(
    "reveals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("case_id", ForeignKey("cases.id")),  # none: it belongs to a person on the register
    Column("user_id", ForeignKey("users.id")),  # none: whoever runs commands on the machine
    Column("role", String(40), nullable=False),  # the post in which it was asked for
    Column("instead_of", ForeignKey("users.id")),  # whom they stood in for in that post
    Column("place", String(200), nullable=False),  # where in the case it stands; the value itself is kept nowhere else
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("party_id", ForeignKey("parties.id")),  # whose it is, where no case says so
    Index(None, "site_id", "id"),
    Index("ix_reveals_reader", "site_id", "user_id", "id"),
    Index("ix_reveals_case", "case_id", "id"),
    Index("ix_reveals_party", "party_id", "id"),
)

setting_changes = Table(
    "setting_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("procedure", String(60), nullable=False),
    Column("code", String(60), nullable=False),
    Column("before", Json),  # none: the declared default
    Column("after", Json),  # none: back to the declared default
    Column("changed_by", ForeignKey("users.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index(None, "site_id", "procedure", "id"),
)

register_imports = Table(
    "register_imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", String(200), nullable=False),  # of the file, numbers of people masked
    Column("sha256", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("counts", Json, nullable=False),  # created and changed, by kind
    # [[row, kind, name, [[column, before, after], …]], …], personal values masked
    Column("steps", Json, nullable=False),
    Column("imported_by", ForeignKey("users.id")),  # none: whoever runs commands on the machine
    Column("imported_at", Moment, nullable=False),
    Index(None, "site_id", "id"),
)

removals = Table(
    "removals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("what", String(20), nullable=False),  # letter, person
    Column("subject", Id, nullable=False),  # the number of the authorisation, or of the person on the register
    Column("sha256", String(64)),  # of a letter
    Column("why", String(40), nullable=False),  # served, wished
    Column("reason", Text),  # that somebody gave; none: the clock, or a command
    Column("user_id", ForeignKey("users.id")),  # none: the clock, or whoever runs commands on the machine
    Column("at", Moment, nullable=False),
    Index(None, "site_id", "id"),
    Index(None, "what", "subject"),
)
