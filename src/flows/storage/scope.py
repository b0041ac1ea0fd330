"""Which sites' rows the database shows to whoever asks now. PostgreSQL holds every statement against it by its row-level
security, whatever the statement itself asks for; SQLite knows nothing of the kind.

What asks on its own account, such as a worker, a migration or a command of the operator, sees every site. A request of
the web begins with none, and sees a person's sites once it is known who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

from flows.storage.by_hand import tell

EVERY, NONE = "*", ""
SHOWS = "SELECT set_config('office.sites', :sites, false)"  # of the session, until it is told otherwise
KEPT_AS = "office.sites"
_scope: ContextVar[str] = ContextVar("office.sites", default=EVERY)


def of_sites(site_ids: Iterable[int]) -> str:
    """Each between commas, so that none is found within another."""
    numbers = sorted(set(site_ids))
    return f",{','.join(map(str, numbers))}," if numbers else NONE


def narrow(scope: str) -> Token[str]:
    """From now on, in this thread. The answer leads back, with `widen`."""
    return _scope.set(scope)


def widen(token: Token[str]) -> None:
    _scope.reset(token)


@contextmanager
def showing(scope: str) -> Iterator[None]:
    token = narrow(scope)
    try:
        yield
    finally:
        widen(token)


def fits(connection: Connection) -> bool:
    """Whether the connection shows what is to be shown now."""
    return bool(connection.info.get(KEPT_AS) == _scope.get())


def fit(connection: Connection) -> None:
    """Outside of any transaction: one that is rolled back would take it along."""
    if not fits(connection):
        wanted = _scope.get()
        tell(connection, SHOWS, {"sites": wanted})
        connection.info[KEPT_AS] = wanted


def fit_from_pool(engine: Engine) -> None:
    """Every connection that leaves the pool, also for those who know nothing of sites."""

    @event.listens_for(engine, "checkout")
    def checkout(driver: Any, record: Any, _proxy: Any) -> None:
        wanted = _scope.get()
        if record.info.get(KEPT_AS) == wanted:
            return
        try:
            driver.execute(SHOWS.replace(":sites", "%s"), (wanted,)).close()
        except engine.dialect.loaded_dbapi.Error as fault:
            raise DisconnectionError from fault  # the pool tries another
        record.info[KEPT_AS] = wanted
