"""Numbers without gaps or repeats: one counter for each site, prefix and year, moved in the event's transaction."""

from __future__ import annotations

from sqlalchemy import Connection

from flows.storage.by_hand import ask

DIGITS = 4  # as the procedure book writes them: HW-2026-0042; a site with more a year gets longer ones


NEXT = """
INSERT INTO counters (site_id, prefix, year, last) VALUES (:site, :prefix, :year, 1)
ON CONFLICT (site_id, prefix, year) DO UPDATE SET last = counters.last + 1 RETURNING last"""


def draw(connection: Connection, site_id: int, prefix: str, year: int) -> str:
    """The next number, `HW-2026-0042`. Its row stays locked until the transaction ends; a rollback gives it back."""
    [(last,)] = ask(connection, NEXT, {"site": site_id, "prefix": prefix, "year": year})
    return f"{prefix}-{year}-{last:0{DIGITS}}"
