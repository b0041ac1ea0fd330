"""Sessions: who is signed in where. They stand in the database, so that every process knows them and any can end one.

The browser has a random token, the database its digest: whoever reads a copy of the database can't be anybody.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update

from flows.definition import Text
from flows.service.access import account_of_session
from flows.service.devices import device, in_words
from flows.service.errors import NotFound
from flows.service.first_passwords import LASTS
from flows.service.office import Office
from flows.service.people import own_or_managed
from flows.service.rights import Who
from flows.service.signing_in import Identity, identity_from, stamp_of
from flows.storage.adding import added
from flows.storage.tables import sessions, users

RANDOM = 32  # bytes
NOTED = timedelta(minutes=5)  # that a session is in use is written once in so long, not with every page


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """`whole`: a shift is 8 hours (CSH 2.2), some do one and a half; NIST SP 800-63B asks for 12 hours at most where
    it asks for any. `idle`: beyond the handbook; a desk that nobody is at must not stay open to whoever passes."""

    whole: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)
    first: timedelta = LASTS  # a password that somebody else has given


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is, and its id."""

    who: Identity
    session: int


@dataclass(frozen=True, slots=True)
class Session:
    """One that lasts. `seen_at` may lie some minutes back."""

    id: int
    device: Text
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def begin(office: Office, who: Identity, agent: str, now: datetime, lifetimes: Lifetimes) -> str | None:
    """The token of a new session, which is kept nowhere. None where the password was changed, or the person
    deactivated, since they showed theirs."""
    token = secrets.token_urlsafe(RANDOM)
    u = users.c
    with office.transaction() as connection:
        # Locked: who changes the password meanwhile ends this session, too.
        mine = select(u.password).where(u.id == who.id, u.active).with_for_update(read=True)
        row = connection.execute(mine).one_or_none()
        if row is None or stamp_of(row.password) != who.stamp:
            return None
        values = {"user_id": who.id, "digest": _digest(token), "device": device(agent), "created_at": now}
        added(connection, sessions, {**values, "seen_at": now, "expires_at": now + lifetimes.whole})
    return token


def known(office: Office, token: str, now: datetime, lifetimes: Lifetimes, *, in_use: bool = True) -> SignedIn | None:
    """Who has that token, in one statement; None for a session that is over. `in_use`: somebody is there, and not a
    page that asks by itself."""
    with office.read_people() as connection:
        found = account_of_session(connection, _digest(token), now, now - lifetimes.idle, now - NOTED)
    if found is None:
        return None
    session, (row, posts) = found
    if session.stale and in_use:
        _note(office, session.id, now)
    return SignedIn(identity_from(row, posts), session.id)


def _note(office: Office, session: int, now: datetime) -> None:
    s = sessions.c
    with office.transaction() as connection:
        stale = (s.id == session) & (s.seen_at <= now - NOTED)  # another process may have been first
        connection.execute(update(sessions).where(stale).values(seen_at=now))


def end(office: Office, token: str, now: datetime) -> None:
    """At once; a token that is unknown or over changes nothing."""
    with office.transaction() as connection:
        this = (sessions.c.digest == _digest(token)) & sessions.c.ended_at.is_(None)
        connection.execute(update(sessions).where(this).values(ended_at=now))


def list_sessions(office: Office, who: Who, login: str, now: datetime, lifetimes: Lifetimes) -> tuple[Session, ...]:
    """Those of `login` that last, the one used last first; for the person and for an administrator of all their
    sites."""
    with office.read() as connection:
        owner = own_or_managed(connection, who, login, now)
        query = select(sessions).where(_lasting(owner, now, lifetimes)).order_by(sessions.c.seen_at.desc())
        return tuple(_session(row) for row in connection.execute(query))


def end_session(office: Office, who: Who, login: str, session: int, now: datetime) -> None:
    """By the person or an administrator of all their sites; once more changes nothing. Raises NotFound."""
    s = sessions.c
    with office.transaction() as connection:
        this = (s.user_id == own_or_managed(connection, who, login, now)) & (s.id == session)
        if connection.execute(select(s.id).where(this)).first() is None:
            raise NotFound("没有这个登录", "There is no such session")
        connection.execute(update(sessions).where(this, s.ended_at.is_(None)).values(ended_at=now))


def _lasting(owner: int, now: datetime, lifetimes: Lifetimes) -> ColumnElement[bool]:
    s = sessions.c
    return (s.user_id == owner) & s.ended_at.is_(None) & (s.expires_at > now) & (s.seen_at > now - lifetimes.idle)


def _session(row: Any) -> Session:
    return Session(row.id, in_words(row.device), row.created_at, row.seen_at, row.expires_at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
