"""What lies beside a case as it is shown: its papers, what people said of it, what the asker has typed and not sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from flows.definition import Person, Procedure, Text
from flows.service.case_history import HistoryView
from flows.service.confiding import opens
from flows.service.drafting import Draft, drafts_told
from flows.service.last_time import LOOKED_AT, Remembered, asks_again, remembered
from flows.service.masking import masked, name_shown
from flows.service.privacy.term import still_used
from flows.storage.beside import Rows, lying_beside
from flows.storage.snapshot import Snapshot
from flows.storage.values import some_moment

COMMENTS_SHOWN = 20  # on the page of the case: what still reads as one conversation; the others are a page further


@dataclass(frozen=True, slots=True)
class PaperView:
    """`opens`: the asker may open it, and not only know of it. `removed_at`: its purpose was served, and it is gone."""

    id: int
    kind: str
    label: Text
    name: str
    media_type: str
    size: int
    added_by: str
    added_at: datetime
    opens: bool
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommentView:
    id: int
    author: Person
    words: str
    mentions: tuple[Person, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """`comments`: the newest, the newest first; `more`: there are older ones. `drafts`: the asker's own, by event."""

    papers: tuple[PaperView, ...]
    comments: tuple[CommentView, ...]
    more: bool
    drafts: Mapping[str, Draft]
    remembered: Mapping[str, Remembered]


def beside(
    connection: Connection,
    seen: Snapshot,
    procedure: Procedure,
    names: Mapping[str, str],
    history: Sequence[HistoryView],
    now: datetime,
) -> Beside:
    earlier = LOOKED_AT if asks_again(procedure) else 0
    found = lying_beside(connection, seen, COMMENTS_SHOWN + 1, still_used(now), earlier)
    told = comments_told(found.comments)
    return Beside(
        papers=_papers(found.papers, seen, procedure, names),
        comments=told[:COMMENTS_SHOWN],
        more=len(told) > COMMENTS_SHOWN,
        drafts=drafts_told(found.drafts, found.draft_days, seen.actor.login, history, now),
        remembered=remembered(procedure, found.earlier),
    )


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
    for number, code, name, media_type, size, adder, at, removed in rows:
        kind = kinds.get(code)
        label = Text(kind.zh, kind.en) if kind else Text(code, code)
        called = masked(name, "name") if removed else name_shown(name)
        told = (number, code, label, called, media_type, size, names.get(adder, adder), some_moment(at))
        there = not removed and opens(procedure, code, seen.actor)
        found.append(PaperView(*told, there, some_moment(removed) if removed else None))
    return tuple(found)
