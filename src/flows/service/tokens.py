"""Tokens for programs that use the interface in somebody's name. Only a digest is kept: a token is shown once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select, update

from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.office import Office
from flows.service.people import own_or_managed
from flows.service.rights import OPERATOR, Who
from flows.service.signing_in import Identity, identity_in
from flows.storage.adding import added
from flows.storage.tables import tokens, users

PREFIX = "flows_"  # so that a scanner for leaked secrets can know one
RANDOM = 32  # bytes


@dataclass(frozen=True, slots=True)
class Token:
    """`originals`: it may have papers as they were brought, for a reason, and not only marked."""

    id: int
    login: str
    name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    originals: bool = False


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is never shown again."""

    token: Token
    secret: str


def create_token(
    office: Office,
    who: Who,
    login: str,
    name: str,
    now: datetime,
    expires_at: datetime | None = None,
    *,
    originals: bool = False,
) -> NewToken:
    """By the person themselves or an administrator of all their sites; one for `originals` by the operator alone. Raises
    Invalid, Forbidden, NotFound."""
    if originals and who is not OPERATOR:
        raise Forbidden(
            "能取原件的令牌由系统管理人员用命令生成", "A token for originals is made by a command on the machine"
        )
    if not name.strip() or len(name) > 100:
        raise Invalid.field("name", "请写明用途（最多 100 字）", "say what it is for, in at most 100 characters")
    if expires_at is not None and expires_at <= now:
        raise Invalid.field("expires_at", "到期时间已过", "lies in the past")
    secret = PREFIX + secrets.token_urlsafe(RANDOM)
    with office.transaction() as connection:
        owner = own_or_managed(connection, who, login, now)
        row = {"user_id": owner, "digest": _digest(secret), "name": name.strip(), "originals": originals}
        token_id = added(connection, tokens, {**row, "created_at": now, "expires_at": expires_at})
    return NewToken(Token(token_id, login, name.strip(), now, expires_at, None, originals), secret)


def list_tokens(office: Office, who: Who, login: str, now: datetime) -> tuple[Token, ...]:
    """The newest first, revoked ones too."""
    with office.read() as connection:
        owner = own_or_managed(connection, who, login, now)
        rows = connection.execute(select(tokens).where(tokens.c.user_id == owner).order_by(tokens.c.id.desc()))
        return tuple(Token(r.id, login, r.name, r.created_at, r.expires_at, r.revoked_at, r.originals) for r in rows)


def revoke_token(office: Office, who: Who, login: str, token_id: int, now: datetime) -> None:
    """At once and for good; once more changes nothing. Raises NotFound."""
    with office.transaction() as connection:
        owner = own_or_managed(connection, who, login, now)
        mine = (tokens.c.user_id == owner) & (tokens.c.id == token_id)
        if connection.execute(select(tokens.c.id).where(mine)).first() is None:
            raise NotFound("没有这个令牌", "There is no such token")
        connection.execute(update(tokens).where(mine, tokens.c.revoked_at.is_(None)).values(revoked_at=now))


def identity_of_token(office: Office, secret: str, now: datetime) -> Identity | None:
    """None for a token that is unknown, expired or revoked, or whose owner is no longer active."""
    if not secret.startswith(PREFIX):
        return None
    t = tokens.c
    query = (
        select(users.c.login, t.originals)
        .join(tokens, t.user_id == users.c.id)
        .where(t.digest == _digest(secret), t.revoked_at.is_(None), or_(t.expires_at.is_(None), t.expires_at > now))
    )
    with office.read_people() as connection:
        row = connection.execute(query).one_or_none()
        found = identity_in(connection, row.login, now) if row else None
        return replace(found, originals=row.originals) if row and found else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
