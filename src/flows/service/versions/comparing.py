"""The difference of two published versions, in words and as a picture."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from flows.definition import Procedure, Text
from flows.definition.export import difference
from flows.drawing.difference import svg
from flows.service.office import Office
from flows.service.versions.migrating import stored_versions, version_of


@dataclass(frozen=True, slots=True)
class Difference:
    """`words`: a sentence for each thing added, removed or changed; none: the two are the same."""

    old: Procedure
    new: Procedure
    words: tuple[Text, ...]

    def picture(self, lang: str) -> str:
        return svg(self.old, self.new, lang)


def differences(office: Office, key: str, old: int | None = None, new: int | None = None) -> Difference:
    """Without `new`: the newest; without `old`: the one before `new`, or the first. Raises NoSuchVersion."""
    with office.read() as connection:
        later = new or max(stored_versions(connection, key), default=1)
        return compared(office, connection, key, old or max(1, later - 1), later)


def older_versions(office: Office, key: str) -> tuple[int, ...]:
    """Those published before today's, the newest first."""
    today = office.catalogue.current.get(key)
    if today is None or today.procedure.version == 1:
        return ()
    with office.read() as connection:
        return tuple(v for v in reversed(stored_versions(connection, key)) if v < today.procedure.version)


def compared(office: Office, connection: Connection, key: str, old: int, new: int) -> Difference:
    """Raises NoSuchVersion."""
    was, now = (version_of(office, connection, key, version).procedure for version in (old, new))
    return Difference(was, now, tuple(difference(was, now)))
