"""What cases are found by, and indexes behind every page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from flows.storage.bigrams import folded
from flows.storage.case_texts import enter
from flows.storage.values import parsed

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BATCH = 500  # cases read at a time
CASES = """SELECT c.id, c.site_id, c.number, c.procedure, c.version, c.data, u.code, p.name FROM cases c
LEFT JOIN units u ON u.id = c.unit_id LEFT JOIN parties p ON p.id = c.applicant_id
WHERE c.id > :behind ORDER BY c.id LIMIT :batch"""


def upgrade() -> None:
    connection = op.get_bind()
    op.create_index("ix_cases_site", "cases", ["site_id", "id"])
    op.create_index("ix_cases_book", "cases", ["site_id", "procedure", "opened_at", "id"])
    op.create_index("ix_cases_unit", "cases", ["unit_id", "id"])
    op.drop_index("ix_cases_unit_id", "cases")
    op.create_index("ix_register_entries_book", "register_entries", ["site_id", "kind", "opened_at", "id"])
    op.create_index("ix_parties_by_name", "parties", ["site_id", "name", "id"])
    op.drop_index("ix_parties_site_id_name", "parties")
    if connection.dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE case_texts (case_id bigint NOT NULL, site_id bigint NOT NULL, plain text NOT NULL, "
            "words tsvector NOT NULL, CONSTRAINT pk_case_texts PRIMARY KEY (case_id), "
            "CONSTRAINT fk_case_texts_case_id FOREIGN KEY (case_id) REFERENCES cases (id), "
            "CONSTRAINT fk_case_texts_site_id FOREIGN KEY (site_id) REFERENCES sites (id))"
        )
    else:
        # Words are parted by blanks alone: the tokenizer that takes every other sign beyond ASCII for a letter.
        op.execute(
            "CREATE VIRTUAL TABLE case_texts USING fts5(plain UNINDEXED, words, tokenize = 'ascii', detail = 'none', "
            "columnsize = 0)"
        )
    fill(connection)
    if connection.dialect.name == "postgresql":
        # Words that are not sorted in yet are read through by every search: no more than a few hundred texts' (half a
        # megabyte).
        op.execute(
            "CREATE INDEX ix_case_texts_words ON case_texts USING gin (words) WITH (gin_pending_list_limit = 512)"
        )


def fill(connection: sa.Connection) -> None:
    """Every case that stands already, from what is stored of its declaration."""
    columns = {
        (row.key, row.version): _searched(json.loads(row.content))
        for row in connection.execute(sa.text("SELECT key, version, content FROM definitions"))
    }
    behind = 0
    while rows := connection.execute(sa.text(CASES), {"behind": behind, "batch": BATCH}).all():
        for row in rows:
            texts = _texts(parsed(row.data), columns[row.procedure, row.version])
            enter(connection, row.id, row.site_id, folded(row.number, row.code or "", row.name or "", *texts))
        behind = rows[-1].id


def _searched(declared: dict[str, Any]) -> dict[str, tuple[str, ...] | None]:
    """The fields that are searched, in the order declared; of rows, which columns."""
    asked = [*declared.get("asks", ()), *(field for each in declared["transitions"] for field in each["needs"])]
    found: dict[str, tuple[str, ...] | None] = {}
    for field in asked:
        if field["kind"] == "rows":
            found.setdefault(field["name"], tuple(c["name"] for c in field["columns"] if _is_text(c)))
        elif _is_text(field):
            found.setdefault(field["name"], None)
    return found


def _is_text(field: dict[str, Any]) -> bool:
    return field["kind"] in ("text", "note") and not field["personal"]


def _texts(data: dict[str, Any], columns: dict[str, tuple[str, ...] | None]) -> Iterator[str]:
    for name, inside in columns.items():
        value = data.get(name)
        if isinstance(value, str) and inside is None:
            yield value
        elif isinstance(value, list) and inside:
            yield from (row[column] for row in value for column in inside if isinstance(row.get(column), str))
