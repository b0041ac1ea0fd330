"""What ties an applicant to units: their tenures, and what owners have entrusted to them.

Few events ask for it, and it is the dearest part of a case to read. Whoever acts therefore has it read when a guard
looks, not before. The unit's revision is read with the case, so before; a tie that changed in between has counted it
up, and the writing, which is held against it, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any, TypeVar, overload
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from flows.definition import Authorisation, Tenure
from flows.storage.by_hand import ask
from flows.storage.gathering import as_array, gathered
from flows.storage.values import day, moment, parsed, some_day

T = TypeVar("T")

CHINA = ZoneInfo("Asia/Shanghai")
TENURES = (
    "t.kind, tu.code, t.since, t.until",
    "FROM tenures t JOIN units tu ON tu.id = t.unit_id WHERE t.party_id = :party",
)
STANDS = (
    "EXISTS (SELECT 1 FROM tenures ow WHERE ow.party_id = a.owner_id AND ow.unit_id = a.unit_id AND ow.kind = 'owner' "
    "AND ow.since <= :today AND (ow.until IS NULL OR ow.until >= :today))"
)
AUTHORISATIONS = (
    f"au.code, a.scope, o.name, a.since, a.until, a.revoked_at, {STANDS}",
    "FROM authorisations a JOIN units au ON au.id = a.unit_id JOIN parties o ON o.id = a.owner_id "
    "WHERE a.party_id = :party",
)


class Later(Sequence[T]):
    """A sequence that is worked out when somebody looks into it."""

    __slots__ = ("_found",)

    def __init__(self, found: Callable[[], tuple[T, ...]]) -> None:
        self._found = found

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._found()[index]

    def __len__(self) -> int:
        return len(self._found())

    def __iter__(self) -> Iterator[T]:
        return iter(self._found())


@dataclass(frozen=True)
class Ties:
    """Those of one party on the day of `now`. `later`: not read before somebody looks, for which the connection must
    still be held then."""

    connection: Connection
    party: int | None
    now: datetime
    later: bool

    @property
    def tenures(self) -> Sequence[Tenure]:
        return Later(lambda: self._both[0]) if self.later else self._both[0]

    @property
    def authorisations(self) -> Sequence[Authorisation]:
        return Later(lambda: self._both[1]) if self.later else self._both[1]

    @cached_property
    def _both(self) -> tuple[tuple[Tenure, ...], tuple[Authorisation, ...]]:
        # An owner's tie that ended yesterday in any zone of the country is over today; one zone is enough for that.
        today = self.now.astimezone(CHINA).date()
        [(found,)] = ask(
            self.connection, _statement(self.connection.dialect.name), {"party": self.party, "today": today}
        )
        tenures, authorisations = parsed(found)
        return (
            tuple(Tenure(kind, unit, some_day(since), day(until)) for kind, unit, since, until in tenures),
            tuple(_authorisation(*row) for row in authorisations),
        )


@cache
def _statement(dialect: str) -> str:
    return f"SELECT {as_array((gathered(*TENURES, dialect), gathered(*AUTHORISATIONS, dialect)), dialect)}"


def _authorisation(
    unit: str, scope: str, granted_by: str, since: str, until: str, revoked_at: Any, stands: bool | int
) -> Authorisation:
    return Authorisation(unit, scope, granted_by, some_day(since), some_day(until), moment(revoked_at), bool(stands))
