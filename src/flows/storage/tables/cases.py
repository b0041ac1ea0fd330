"""Cases and all that one event of a case writes: history, tasks, deadlines, register entries, payments, messages."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from flows.storage.columns import Id, Json, Moment, metadata

definitions = Table(
    "definitions",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("content", Text, nullable=False),  # canonical JSON, so that the fingerprint can be taken again
    Column("svg_zh", Text, nullable=False),
    Column("svg_en", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("number", String(40), nullable=False),
    Column("procedure", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("applicant_id", ForeignKey("parties.id"), index=True),
    Column("registered_by", String(60), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("round", Integer, nullable=False),
    Column("data", Json, nullable=False),
    Column("settings", Json, nullable=False),
    Column("approvals", Json, nullable=False),
    Column("waivers", Json, nullable=False),
    Column("registrars", Json, nullable=False),
    Column("head", String(64), nullable=False),  # hash of the last history entry
    UniqueConstraint("site_id", "number"),
    Index("ix_cases_number", "number"),
    # What an event changes stands in no index, so that PostgreSQL writes the row alone.
    Index("ix_cases_site", "site_id", "id"),
    Index("ix_cases_site_procedure", "site_id", "procedure", "id"),
    Index("ix_cases_book", "site_id", "procedure", "opened_at", "id"),
    Index("ix_cases_unit", "unit_id", "id"),
)

history = Table(
    "history",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("event", String(60), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("content", Text, nullable=False),  # canonical JSON: exactly the bytes that the hash covers
    Column("hash", String(64), nullable=False),
    Column(
        "personal", Json
    ),  # where a value belongs: [salt, value], see `committed`; the one column that may lose values
    Index("ix_history_actor", "actor", "at", "case_id", "seq"),  # what somebody did, the latest first
)
PERSONAL = text("personal IS NOT NULL")
Index("ix_history_personal", history.c.case_id, postgresql_where=PERSONAL, sqlite_where=PERSONAL)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("state", String(60), nullable=False),
    Column("audience", String(200), nullable=False),  # the posts that may take it, sorted, joined by "+"
    Column("named", String(60)),  # the one person whom the case names
    Column("status", String(10), nullable=False),  # open, claimed, done, cancelled
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),  # `NEVER` where nothing presses
    Column("claimed_by", String(60)),
    Column("claimed_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by", String(60)),
)
# Its words stand in the statement itself: asked for by parameters, SQLite doesn't see that these indexes serve it, and reads
# over every task that there ever was.
LIVE = tasks.c.status.in_([literal_column("'open'"), literal_column("'claimed'")])
Index("uq_tasks_live", tasks.c.case_id, unique=True, postgresql_where=LIVE, sqlite_where=LIVE)
Index(
    "ix_tasks_worklist",
    tasks.c.audience,
    tasks.c.site_id,
    tasks.c.due_at,
    tasks.c.id,
    postgresql_where=LIVE,
    sqlite_where=LIVE,
)
TAKEN_TASK = text("status = 'claimed'")
Index(
    "ix_tasks_taken",
    tasks.c.claimed_by,
    tasks.c.due_at,
    tasks.c.id,
    postgresql_where=TAKEN_TASK,
    sqlite_where=TAKEN_TASK,
)
NAMED_TASK = tasks.c.named.is_not(None) & LIVE
Index(
    "ix_tasks_named",
    tasks.c.named,
    tasks.c.due_at,
    tasks.c.id,
    postgresql_where=NAMED_TASK,
    sqlite_where=NAMED_TASK,
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("code", String(60), nullable=False),
    Column("state", String(60), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("event", String(60)),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),  # kept in time when not after due_at
    Column("rung_at", Moment),  # when somebody is to be told next; none: not reckoned yet
    # While its clock stands still: since when, and what `due_at` was before, which then holds the latest it may become.
    Column("paused_at", Moment),
    Column("due_before", Moment),
    Column("paused_seconds", Integer, nullable=False, server_default=text("0")),  # of pauses that are over
)
RUNNING = text("closed_at IS NULL")
Index(
    "uq_deadlines_running",
    deadlines.c.case_id,
    deadlines.c.code,
    unique=True,
    postgresql_where=RUNNING,
    sqlite_where=RUNNING,
)
Index("ix_deadlines_rung", deadlines.c.rung_at, postgresql_where=RUNNING, sqlite_where=RUNNING)
Index("ix_deadlines_case", deadlines.c.case_id)
Index("ix_deadlines_due", deadlines.c.due_at, postgresql_where=RUNNING, sqlite_where=RUNNING)

entries = Table(
    "register_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("unit_id", ForeignKey("units.id")),
    Column("case_id", ForeignKey("cases.id")),  # none: put on the register by hand
    Column("kind", String(40), nullable=False),
    Column("line", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("valid_from", Moment),
    Column("valid_until", Moment),
    Column("facts", Json, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("case_id", "kind", "line"),
    Index("ix_register_entries_unit", "unit_id", "state"),
    Index("ix_register_entries_kind", "site_id", "kind", "state"),
    Index("ix_register_entries_book", "site_id", "kind", "opened_at", "id"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("seq", Integer, nullable=False),  # the history entry that made it
    Column("purpose", String(60), nullable=False),
    Column("kind", String(10), nullable=False),  # expected, received, refunded
    Column("amount", Numeric(12, 2), nullable=False),  # yuan
    Column("receipt", String(60)),
    Column("at", Moment, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("media_type", String(60), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", String(64), nullable=False, index=True),
    Column("added_by", String(60), nullable=False),
    Column("added_at", Moment, nullable=False),
    # When its time was over, and why; then when its file was gone. The row stays for good.
    Column("removed_at", Moment),
    Column("removed_why", String(40)),
    Column("erased_at", Moment),
)
STILL, DOOMED = text("removed_at IS NULL"), text("removed_at IS NOT NULL AND erased_at IS NULL")
Index(
    "ix_documents_still",
    documents.c.kind,
    documents.c.added_at,
    documents.c.case_id,
    postgresql_where=STILL,
    sqlite_where=STILL,
)
Index("ix_documents_doomed", documents.c.sha256, postgresql_where=DOOMED, sqlite_where=DOOMED)

counters = Table(
    "counters",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("prefix", String(10), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sent_at", Moment),
)
Index(
    "ix_outbox_waiting",
    outbox.c.id,
    postgresql_where=text("sent_at IS NULL"),
    sqlite_where=text("sent_at IS NULL"),
)

requests = Table(
    "requests",
    metadata,
    Column("login", String(60), primary_key=True),
    Column("key", String(200), primary_key=True),  # the Idempotency-Key
    Column("fingerprint", String(64), nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("answer", Text),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("heads", Integer, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    # Unkeyed, to be anchored outside, and up to which row and by which link it holds who was shown what. None: from before.
    Column("root", String(64)),
    Column("readings", Id),
    Column("reading_link", String(64)),
)

heads = Table(
    "checkpoint_heads",
    metadata,
    Column("checkpoint_id", ForeignKey("checkpoints.id"), primary_key=True),
    Column("case_id", Id, primary_key=True),  # no foreign key: a case that went missing must still be named here
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("link", String(64)),  # of the unkeyed chain, up to this entry; none: as above
    Index(None, "case_id"),
)

anchorings = Table(
    "anchorings",
    metadata,
    Column("means", String(20), primary_key=True),  # file, mail, command
    Column("checkpoint_id", Id, nullable=False),  # the newest that it has; nought: none yet
    Column("delivered_at", Moment),
    Column("tries", Integer, nullable=False),  # since then
    Column("next_at", Moment, nullable=False),
    Column("fault", Text),  # of the last try; none: it went well
)
