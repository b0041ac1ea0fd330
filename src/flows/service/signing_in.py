"""Passwords, and who somebody is once they have shown theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, select, update

from flows.service.access import Account, Standing, account
from flows.service.errors import Invalid, NotFound
from flows.service.first_passwords import LASTS, digest_of, given_at, is_taken, taken
from flows.service.office import Office
from flows.service.passwords import refuse_guessable, words_of
from flows.storage.tables import sessions, users

HASHER = PasswordHasher()
DEMO_PASSWORD, DEMO_MARK = "demo", "demo:"


@dataclass(frozen=True, slots=True)
class Identity:
    """A person who has signed in, with every post of theirs now, lent ones too. `stamp` changes with the password: no
    session begins by an old one. `everywhere`: they hold a post at all sites, also those to come. `originals`: known by a
    token that may have papers as they were brought. `chooses`: has shown a password that somebody else has given, and chooses
    another before anything else."""

    id: int
    login: str
    name: str
    lang: str
    stamp: str
    posts: tuple[Standing, ...]
    everywhere: bool = False
    originals: bool = False
    chooses: bool = False

    @property
    def sites(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(post.site for post in self.posts))


def sign_in(
    office: Office, login: str, password: str, now: datetime, first_lasts: timedelta = LASTS
) -> Identity | None:
    """None for any wrong pair, after the same work whether or not there is such a login; also for a given password
    that is used up or older than `first_lasts`."""
    with office.read() as connection:
        row = connection.execute(select(users).where(users.c.login == login, users.c.active)).one_or_none()
    kept = row.password if row is not None and row.password else _nobody()
    right = matches(digest_of(kept), password)
    if row is None or not row.password or not right or is_taken(kept):
        return None
    at = given_at(kept)
    if at is not None:
        return _used_up(office, row.id, login, kept, now) if now < at + first_lasts else None
    if not kept.startswith(DEMO_MARK) and HASHER.check_needs_rehash(kept):
        with office.transaction() as connection:
            # Not over a password that was changed meanwhile.
            same = (users.c.id == row.id) & (users.c.password == kept)
            connection.execute(update(users).where(same).values(password=HASHER.hash(password)))
    return identity(office, login, now)


def has_own_password(office: Office, login: str) -> bool:
    """Not whoever is known by single sign-on alone, nor by a password that somebody else knows too."""
    return bool(_own(office, login))


def is_own_password(office: Office, login: str, password: str) -> bool:
    """Whether who is signed in knows their password; nothing begins by it, and nothing is used up."""
    kept = _own(office, login)
    return matches(kept or _nobody(), password) and kept is not None


def _own(office: Office, login: str) -> str | None:
    with office.read() as connection:
        kept = connection.execute(select(users.c.password).where(users.c.login == login, users.c.active)).scalar()
    return None if not kept or given_at(kept) is not None or is_taken(kept) else str(kept)


def _used_up(office: Office, user_id: int, login: str, kept: str, now: datetime) -> Identity | None:
    """Of two that show it at once, one."""
    with office.transaction() as connection:
        same = (users.c.id == user_id) & (users.c.password == kept)
        if connection.execute(update(users).where(same).values(password=taken(kept))).rowcount == 0:
            return None
    return identity(office, login, now)


def choose_password(office: Office, who: Identity, new: str, now: datetime) -> Identity | None:
    """In place of one that was given and shown. None: it was chosen already, or another was given meanwhile. Raises
    Invalid."""
    with office.read() as connection:
        kept = connection.execute(select(users.c.password).where(users.c.id == who.id, users.c.active)).scalar()
        words = words_of(connection, who.login)
    if kept is None or stamp_of(kept) != who.stamp or not is_taken(kept):
        return None
    if matches(digest_of(kept), new):
        raise Invalid.field("password", "请另设一个，不能还用管理员给的", "must be another than the one that was given")
    own = hashed(new, words)
    with office.transaction() as connection:
        same = (users.c.id == who.id) & (users.c.password == kept)
        if connection.execute(update(users).where(same).values(password=own)).rowcount == 0:
            return None
        end_sessions(connection, who.id, now)
    return identity(office, who.login, now)


def identity(office: Office, login: str, now: datetime) -> Identity | None:
    """Who a session belongs to; None for a login that is unknown or no longer active."""
    with office.read() as connection:
        return identity_in(connection, login, now)


def identity_in(connection: Connection, login: str, now: datetime) -> Identity | None:
    known = account(connection, login, now)
    return identity_from(*known) if known else None


def identity_from(row: Account, posts: tuple[Standing, ...]) -> Identity:
    stamp, chooses = stamp_of(row.password), is_taken(row.password)
    return Identity(row.id, row.login, row.name, row.lang, stamp, posts, row.everywhere, chooses=chooses)


def stamp_of(password: str | None) -> str:
    """Of the hash that is kept."""
    return hashlib.sha256((password or "").encode()).hexdigest()[:16]


def end_sessions(connection: Connection, user_id: int, now: datetime) -> None:
    """All of a person's. After their row was written, which who signs in meanwhile waits for."""
    running = (sessions.c.user_id == user_id) & sessions.c.ended_at.is_(None)
    connection.execute(update(sessions).where(running).values(ended_at=now))


def change_own_password(office: Office, login: str, old: str, new: str, now: datetime) -> Identity:
    """Ends every session of theirs. Raises Invalid when `old` is wrong or `new` too weak."""
    with office.read() as connection:
        words = words_of(connection, login)
    kept = hashed(new, words)
    known = sign_in(office, login, old, now)
    if known is None:
        raise Invalid.field("old", "原密码不对", "is not the present password")
    with office.transaction() as connection:
        connection.execute(update(users).where(users.c.id == known.id).values(password=kept))
        end_sessions(connection, known.id, now)
    found = identity(office, login, now)
    if found is None:
        raise NotFound
    return found


def hashed(password: str, words: Iterable[str]) -> str:
    """The hash to keep; `words` are its owner's. Raises Invalid for a password that is easily guessed."""
    refuse_guessable(password, words)
    return HASHER.hash(password)


def demo_hash() -> str:
    """What the people of the demonstration get: marked, so that it can be told without trying it on everybody."""
    return DEMO_MARK + HASHER.hash(DEMO_PASSWORD)


def matches(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept.removeprefix(DEMO_MARK), password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash that costs what a real one costs."""
    return HASHER.hash("nobody's password")


def demo_logins(office: Office) -> tuple[str, ...]:
    """Active people who still have the password of the demonstration. `hashed` refuses it, so nobody else can."""
    marked = users.c.password.startswith(DEMO_MARK, autoescape=True)
    with office.read() as connection:
        found = connection.execute(select(users.c.login).where(users.c.active, marked).order_by(users.c.id))
        return tuple(found.scalars())
