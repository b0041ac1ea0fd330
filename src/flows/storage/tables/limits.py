"""What holds over all processes of one installation: how often something was tried, and which forms were sent."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from flows.storage.columns import Moment, metadata

tallies = Table(
    "tallies",
    metadata,
    Column("subject", String(64), primary_key=True),  # a keyed digest: what people type into a sign-in stays unknown
    Column("since", Moment, nullable=False),  # when the window began in which `count` is counted
    Column("count", Integer, nullable=False),
    Index(None, "since"),
)

sent_forms = Table(
    "sent_forms",
    metadata,
    Column("form", String(64), primary_key=True),  # a keyed digest of who sent which form with what in it
    Column("at", Moment, nullable=False),
    Column("led_to", Text),  # none: it is being worked on, or its process died over it
    Index(None, "at"),
)
