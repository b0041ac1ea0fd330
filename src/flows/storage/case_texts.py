"""The searched text of each case. PostgreSQL keeps its words in a `tsvector` under a GIN index, SQLite in an FTS5 table
whose rows go by the case's id. What both have is `plain`, the text itself, folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, and_, cast, column, func, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from flows.storage.bigrams import ERAS, Sought, era_word, folded, site_word, sought, words
from flows.storage.by_hand import tell
from flows.storage.tables import cases

NAME = "case_texts"  # the tables that FTS5 keeps beside its own begin with that, too
VECTOR = "array_to_tsvector(string_to_array(:{}, ' '))"
ENTER: Mapping[str, str] = {
    "postgresql": f"INSERT INTO {NAME} (case_id, site_id, plain, words) "
    f"VALUES (:case_id, :site_id, :plain, {VECTOR.format('words')})",
    "sqlite": f"INSERT INTO {NAME} (rowid, plain, words) VALUES (:case_id, :plain, :words)",
}
CHANGE: Mapping[str, str] = {
    "postgresql": f"UPDATE {NAME} SET plain = :plain, words = {VECTOR.format('words')} WHERE case_id = :case_id",
    "sqlite": f"UPDATE {NAME} SET plain = :plain, words = :words WHERE rowid = :case_id",
}
TEXTS = table(
    NAME, column("rowid", Integer), column("case_id", Integer), column("plain"), column("words"), column(NAME)
)
MOST_SITES = 100  # named in one search: those of somebody at more are told apart by the cases themselves


def row(case_id: int, site_id: int, plain: str) -> dict[str, Any]:
    """`plain`: folded."""
    eras = (era_word(bits, case_id >> bits) for bits in ERAS)
    found = " ".join((words(plain, site_id), *eras))
    return {"case_id": case_id, "site_id": site_id, "plain": plain, "words": found}


def enter(connection: Connection, case_id: int, site_id: int, plain: str) -> None:
    """For a case that has no text yet."""
    tell(connection, ENTER[connection.dialect.name], row(case_id, site_id, plain))


def change(connection: Connection, case_id: int, site_id: int, plain: str) -> None:
    tell(connection, CHANGE[connection.dialect.name], row(case_id, site_id, plain))


@dataclass(frozen=True, slots=True)
class Finding:
    """Cases whose text holds every part of what was typed. `matches`: by the index of words; `held`: by the text.
    `key` is the case's id, in whose order SQLite's index gives them; PostgreSQL's gives them in none. `asked`: the query of
    words."""

    asked: str
    key: ColumnElement[int]
    matches: ColumnElement[bool]
    held: tuple[ColumnElement[bool], ...]

    def of(self, query: Select[Any]) -> Select[Any]:
        """`query` over `cases`, narrowed."""
        return query.join(TEXTS, self.key == cases.c.id).where(self.matches, *self.held)

    def looked_at(self) -> ColumnElement[bool]:
        """The same, asked of one case after the other: the planner may not begin with the index of words instead, which
        gives all there are of a common one. PostgreSQL alone."""
        matches = func.ts_match_vq(TEXTS.c.words, self.matches.right)
        asked = select(and_(matches, *self.held)).where(self.key == cases.c.id)
        return asked.correlate(cases).scalar_subquery().is_(True)

    def windows(self, before: int) -> Iterator[Select[Any]]:
        """The ids of all that are lower, the newest window first: how many there are in each is bounded by how few were in the
        one before. PostgreSQL alone."""
        for bits in ERAS:
            era = (before - 1) >> bits
            if before <= 1:
                return
            yield self._gathered(before, f" & ('{era_word(bits, era)}' | '{era_word(bits, max(era - 1, 0))}')")
            before = max(era - 1, 0) << bits
        if before > 1:
            yield self._gathered(before)

    def _gathered(self, before: int, era: str = "") -> Select[Any]:
        matches = TEXTS.c.words.op("@@")(cast(self.asked + era, TSQUERY))
        return select(self.key.label("id")).where(matches, *self.held, self.key < before)


def finding(typed: str, site_ids: Iterable[int], dialect: str) -> Finding | None:
    """None where nothing was typed that could be looked for."""
    text, sites = folded(typed), sorted(set(site_ids))
    if not text:
        return None
    asked = text_query(sought(text), sites if len(sites) <= MOST_SITES else [], dialect)
    if dialect == "postgresql":
        key, holds, matches = TEXTS.c.case_id, func.strpos, TEXTS.c.words.op("@@")(cast(asked, TSQUERY))
    else:
        key, holds, matches = TEXTS.c.rowid, func.instr, TEXTS.c[NAME].op("MATCH")(asked)
    held = (holds(TEXTS.c.plain, part) > 0 for part in dict.fromkeys(text.split()))
    return Finding(asked, key, matches, tuple(held))


def text_query(parts: Iterable[Sought], site_ids: Iterable[int], dialect: str) -> str:
    """All of `parts`, at one of the sites, in the database's own words. No word holds a quote: see `bigrams.SIGNS`."""
    quote, begins, either, both = ("'", ":*", " | ", " & ") if dialect == "postgresql" else ('"', "*", " OR ", " AND ")
    found = [f"{quote}{part.word}{quote}{begins if part.begins else ''}" for part in parts]
    places = [f"{quote}{site_word(site)}{quote}" for site in site_ids]
    return both.join([*([f"({either.join(places)})"] if places else []), *found])
