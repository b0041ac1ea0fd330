"""The declarations that cases run under: today's, and every version ever published, kept as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from flows.definition import Procedure, RoleFrom, State, roles_of
from flows.definition.export import content, fingerprint, from_data
from flows.drawing.render import svg
from flows.engine.compiled import Compiled
from flows.procedures import GUARDS, PROCEDURES, RULES
from flows.procedures.retention import FIELDS
from flows.service.lacking import must_have, with_stand_ins
from flows.storage.committed import Names, names_of
from flows.storage.tables import definitions


class ChangedWithoutVersion(Exception):
    """A published declaration was changed and kept its version number."""

    def __init__(self, procedure: Procedure) -> None:
        super().__init__(f"{procedure.key} {procedure.version} was published with another content; raise its version")


class Catalogue:
    """Declarations by key and version. Old versions are read from the database when a case first asks for them, and
    kept."""

    def __init__(self, procedures: Iterable[Procedure] = tuple(PROCEDURES.values())) -> None:
        self.current: dict[str, Compiled] = {p.key: Compiled(p, fingerprint(p)) for p in procedures}
        self._known = {(c.procedure.key, c.procedure.version): c for c in self.current.values()}
        self._pictures: dict[tuple[str, int, str], str] = {}
        self._audiences: dict[str, tuple[str, ...]] = {}
        self.personal: Names = self._names()

    def get(self, connection: Connection, key: str, version: int) -> Compiled:
        """Raises KeyError for a version that was never published."""
        found = self._known.get((key, version))
        if found is None:
            found = self._known[key, version] = _stored(connection, key, version)
            self.personal = self._names()
        return found

    def _names(self) -> Names:
        """What is personal by any version known here, or by the inventory: named alike, treated alike."""
        return names_of((compiled.procedure for compiled in self._known.values()), FIELDS)

    def state(self, connection: Connection, key: str, version: int, code: str) -> State:
        """As that version has it, else as another has it: what was written before a case moved on to the version may speak
        of a state that is gone. Raises KeyError."""
        versions = sorted((v for k, v in self._known if k == key), reverse=True)
        for number in (version, *versions):
            for state in self.get(connection, key, number).procedure.states:
                if state.code == code:
                    return state
        raise KeyError(code)

    def audiences(self, role: str) -> tuple[str, ...]:
        """Every audience, over all versions known here, that the post belongs to."""
        if role not in self._audiences:
            whole = {a for compiled in self._known.values() for a in _audiences(compiled.procedure)}
            self._audiences[role] = tuple(sorted(a for a in whole if role in a.split("+")))
        return self._audiences[role]

    def load_all(self, connection: Connection) -> None:
        """Knows every stored version, so that no open task is missed. Raises LacksCode."""
        must_have(connection, GUARDS, RULES, self._known)
        for row in connection.execute(select(definitions.c.key, definitions.c.version)):
            self.get(connection, row.key, row.version)

    def picture(self, connection: Connection, key: str, version: int, lang: str) -> str:
        """The diagram as it was drawn when the version was published."""
        place = (key, version, lang)
        if place not in self._pictures:
            column = definitions.c.svg_en if lang == "en" else definitions.c.svg_zh
            query = select(column).where(definitions.c.key == key, definitions.c.version == version)
            self._pictures[place] = connection.execute(query).scalar_one()
        return self._pictures[place]


def _audiences(procedure: Procedure) -> set[str]:
    """What `conclude.new_task` can write for a state of this procedure."""
    found = set()
    for state in procedure.states:
        codes = sorted(role.code for role in roles_of(state.by))
        found.update(codes if isinstance(state.by, RoleFrom) else ["+".join(codes)])
    return found - {""}


def _stored(connection: Connection, key: str, version: int) -> Compiled:
    query = select(definitions.c.content, definitions.c.fingerprint)
    row = connection.execute(query.where(definitions.c.key == key, definitions.c.version == version)).one_or_none()
    if row is None:
        raise KeyError(f"{key} {version}")
    data = json.loads(row.content)
    return Compiled(from_data(data, *with_stand_ins(data, GUARDS, RULES)), row.fingerprint)


def publish(engine: Engine, procedures: Iterable[Procedure], now: datetime) -> list[str]:
    """Stores every declaration that isn't stored yet, with its pictures; answers which. Raises ChangedWithoutVersion.
    What is stored is never written again."""
    with engine.begin() as connection:
        stored: Mapping[tuple[str, int], str] = {
            (row.key, row.version): row.fingerprint
            for row in connection.execute(select(definitions.c.key, definitions.c.version, definitions.c.fingerprint))
        }
        added = [p for p in procedures if _is_new(p, stored.get((p.key, p.version)))]
        if added:
            connection.execute(insert(definitions), [_row(procedure, now) for procedure in added])
    return [procedure.key for procedure in added]


def _is_new(procedure: Procedure, known: str | None) -> bool:
    if known is not None and known != fingerprint(procedure):
        raise ChangedWithoutVersion(procedure)
    return known is None


def _row(procedure: Procedure, now: datetime) -> dict[str, object]:
    return {
        "key": procedure.key,
        "version": procedure.version,
        "fingerprint": fingerprint(procedure),
        "content": content(procedure).decode(),
        "svg_zh": svg(procedure, "zh"),
        "svg_en": svg(procedure, "en"),
        "published_at": now,
    }
