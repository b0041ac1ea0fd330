"""SQL by which a database gives many rows of many tables as one JSON text."""

from __future__ import annotations

from collections.abc import Iterable


def gathered(columns: str, source: str, dialect: str) -> str:
    """The rows of `SELECT columns source` as a JSON list of lists. `{json}` stands before a column that holds JSON,
    which SQLite would otherwise take for text."""
    if dialect == "postgresql":
        return f"(SELECT coalesce(json_agg(json_build_array({columns})), '[]'::json) {source})".format(json="")
    return f"json((SELECT json_group_array(json_array({columns})) {source}))".format(json="json")


def as_array(parts: Iterable[str], dialect: str) -> str:
    """`parts`, of which any may be gathered, as one JSON list."""
    columns = ",\n  ".join(parts)
    if dialect == "postgresql":
        return f"json_build_array({columns})".format(json="")
    return f"json_array({columns})".format(json="json")
