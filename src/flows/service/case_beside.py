"""What lies beside a case as it is shown: its papers, and what people said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows.definition import Person, Procedure, Text
from flows.service.confiding import opens
from flows.service.masking import name_shown
from flows.storage.beside import Rows, papers_and_comments
from flows.storage.snapshot import Snapshot
from flows.storage.values import some_moment

COMMENTS_SHOWN = 20  # on the page of the case: what still reads as one conversation; the others are a page further


@dataclass(frozen=True, slots=True)
class PaperView:
    """`opens`: the asker may open it, and not only know of it."""

    id: int
    kind: str
    label: Text
    name: str
    media_type: str
    size: int
    added_by: str
    added_at: datetime
    opens: bool


@dataclass(frozen=True, slots=True)
class CommentView:
    id: int
    author: Person
    words: str
    mentions: tuple[Person, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """`comments`: the newest, the newest first; `more`: there are older ones."""

    papers: tuple[PaperView, ...]
    comments: tuple[CommentView, ...]
    more: bool


def beside(connection: Connection, seen: Snapshot, procedure: Procedure, names: Mapping[str, str]) -> Beside:
    papers, comments = papers_and_comments(connection, seen.case_id, COMMENTS_SHOWN + 1)
    told = comments_told(comments)
    return Beside(_papers(papers, seen, procedure, names), told[:COMMENTS_SHOWN], len(told) > COMMENTS_SHOWN)


def comments_told(rows: Rows) -> tuple[CommentView, ...]:
    return tuple(
        CommentView(number, Person(login, name), words, _people(mentions), some_moment(at))
        for number, login, name, words, mentions, at in rows
    )


def _people(mentions: list[Any]) -> tuple[Person, ...]:
    return tuple(Person(one["login"], one["name"]) for one in mentions)


def _papers(rows: Rows, seen: Snapshot, procedure: Procedure, names: Mapping[str, str]) -> tuple[PaperView, ...]:
    kinds = procedure.documents()
    found = []
    for number, code, name, media_type, size, adder, at in rows:
        kind = kinds.get(code)
        label = Text(kind.zh, kind.en) if kind else Text(code, code)
        told = (number, code, label, name_shown(name), media_type, size, names.get(adder, adder), some_moment(at))
        found.append(PaperView(*told, opens(procedure, code, seen.actor)))
    return tuple(found)
