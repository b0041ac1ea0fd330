"""What a case without an applicant is about, in a few words: what its procedure asks for at the start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Field, Procedure, Text
from flows.service.masking import masked
from flows.storage.tables import users

SHORT = frozenset({"text", "choice", "date", "user", "integer"})  # what fits on a line
Data = Mapping[str, Any]


def subject(procedure: Procedure, data: Data, names: Mapping[str, str]) -> Text | None:
    """Such as `客服中心 · 2026-03-01`; None where the start asks nothing that fits on a line. `names` by login."""
    found = [_words(field, data[field.name], names) for field in _asked(procedure, data)]
    return Text(" · ".join(w.zh for w in found), " · ".join(w.en for w in found)) if found else None


def named_in(cases: Iterable[tuple[Procedure, Data]], connection: Connection) -> dict[str, str]:
    """The names of everybody whom the subjects of these cases name."""
    logins = {
        str(data[field.name]) for procedure, data in cases for field in _asked(procedure, data) if field.kind == "user"
    }
    if not logins:
        return {}
    query = select(users.c.login, users.c.name).where(users.c.login.in_(sorted(logins)))
    return {row.login: row.name for row in connection.execute(query)}


def _asked(procedure: Procedure, data: Data) -> Iterator[Field]:
    return (field for field in procedure.asks if field.kind in SHORT and data.get(field.name) not in (None, ""))


def _words(field: Field, value: Any, names: Mapping[str, str]) -> Text:
    if field.kind == "choice":
        choice = next((choice for choice in field.choices if choice.code == value), None)
        return Text(choice.zh, choice.en) if choice else Text(str(value), str(value))
    words = names.get(value, value) if field.kind == "user" else masked(value, field.kind) if field.personal else value
    return Text(str(words), str(words))
