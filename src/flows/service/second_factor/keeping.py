"""The second factor of a person: proposed, confirmed by a first code, asked for at signing in, taken away, reset.

Its secret is sealed with the office's key. A code is taken once: whoever reads it over a shoulder comes too late. One
that isn't confirmed yet opens for the browser alone that asked for it: else whoever knows the password reads it first,
and has what the owner confirms.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from flows.definition import Text
from flows.printing.pictures import qr
from flows.service.channels.outward import Failed
from flows.service.channels.sealed import opened, sealed
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.people import must_manage, named
from flows.service.rights import Who, rights_of
from flows.service.second_factor import codes
from flows.service.second_factor.demanding import demanded_in
from flows.service.signing_in import Identity, end_sessions
from flows.storage.tables import users
from flows.storage.tables.second_factors import recovery_codes, second_factor_changes, second_factors

ISSUER = Text("物业流程", "Flows")
SHOWN = 10  # changes
RANDOM = 16  # bytes of a mark
CONFIRMED_WITHIN = timedelta(minutes=10)  # with time to set the telephone up
WHATS = {
    "enrolled": Text("设置了两步验证", "set up the second factor"),
    "removed": Text("关闭了两步验证", "turned the second factor off"),
    "reset": Text("重置了两步验证", "reset the second factor"),
    "recovered": Text("用恢复码登录", "signed in by a recovery code"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """To be put into an authenticator: by the picture (SVG), or by hand. `mark`: for the browser that asked to keep;
    nothing else opens it again."""

    secret: str
    picture: str
    mark: str


@dataclass(frozen=True, slots=True)
class Change:
    what: Text
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """`since` None: none is set up. `left`: recovery codes that have not been used."""

    since: datetime | None
    left: int
    demanded: bool
    changes: tuple[Change, ...]


def has_one(office: Office, who: Identity) -> bool:
    with office.read_people() as connection:
        return _kept(connection, who.id) is not None


def _kept(connection: Connection, user_id: int) -> str | None:
    """The sealed secret of a factor that was confirmed."""
    f = second_factors.c
    query = select(f.secret).where(f.user_id == user_id, f.confirmed_at.is_not(None))
    return connection.execute(query).scalar_one_or_none()


def bound_to(user_id: int) -> str:
    """What a confirmed secret belongs to."""
    return f"second factor:{user_id}"


def _offered_to(user_id: int, mark: str) -> str:
    return f"{bound_to(user_id)}:{mark}"


def propose(office: Office, who: Identity, lang: str, now: datetime) -> Proposal:
    """A new secret, in force once it is confirmed; an earlier one that was not is gone. Raises Invalid where one is in
    force."""
    secret, mark = codes.new_secret(), secrets.token_urlsafe(RANDOM)
    f = second_factors.c
    kept = sealed(office.secret, _offered_to(who.id, mark), secret)
    row = {"user_id": who.id, "secret": kept, "proposed_at": now, "confirmed_at": None, "last_step": 0}
    try:
        with office.transaction() as connection:
            # Never one that was confirmed, be it this moment: the row that stays refuses the new one.
            connection.execute(delete(second_factors).where(f.user_id == who.id, f.confirmed_at.is_(None)))
            connection.execute(insert(second_factors), row)
    except IntegrityError:
        raise Invalid.field("code", "两步验证已经设置", "is set up already") from None
    return _proposal(secret, who, lang, mark)


def proposed(office: Office, who: Identity, lang: str, mark: str, now: datetime) -> Proposal | None:
    """The one that waits to be confirmed, once more; None where another browser asked for it, or too long ago."""
    with office.read_people() as connection:
        secret = _waiting(office, connection, who.id, mark, now)
    return _proposal(secret, who, lang, mark) if secret else None


def _waiting(office: Office, connection: Connection, user_id: int, mark: str, now: datetime) -> str | None:
    """The secret in clear."""
    f = second_factors.c
    mine = (f.user_id == user_id) & f.confirmed_at.is_(None) & (f.proposed_at > now - CONFIRMED_WITHIN)
    kept = connection.execute(select(f.secret).where(mine)).scalar_one_or_none()
    try:
        return opened(office.keys, _offered_to(user_id, mark), kept) if kept else None
    except Failed:  # asked for by another browser
        return None


def _proposal(secret: str, who: Identity, lang: str, mark: str) -> Proposal:
    return Proposal(secret, qr(codes.address(secret, who.login, ISSUER.in_(lang))), mark)


def confirm(office: Office, who: Identity, code: str, mark: str, now: datetime) -> tuple[str, ...]:
    """From now on it is asked for, and sessions that began without it end. Answers the recovery codes, which are kept
    nowhere else. Raises Invalid."""
    f = second_factors.c
    given = codes.new_recovery_codes()
    with office.transaction() as connection:
        # Whoever signs in this moment is through, and ends too, or waits.
        connection.execute(select(users.c.id).where(users.c.id == who.id).with_for_update(key_share=True))
        connection.execute(select(f.user_id).where(f.user_id == who.id).with_for_update())
        secret = _waiting(office, connection, who.id, mark, now)
        step = codes.step_of(secret, code, now) if secret else None
        if secret is None or step is None:
            raise Invalid.field(
                "code", "验证码不对，请看手机上现在显示的", "is not the code that the telephone shows now"
            )
        mine = update(second_factors).where(f.user_id == who.id)
        kept = sealed(office.secret, bound_to(who.id), secret)
        connection.execute(mine.values(secret=kept, confirmed_at=now, last_step=step))
        connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == who.id))
        rows = [{"user_id": who.id, "digest": codes.recovery_digest(office.secret, who.id, one)} for one in given]
        connection.execute(insert(recovery_codes), rows)
        end_sessions(connection, who.id, now)
        _note(connection, who.id, "enrolled", who.id, now)
    return given


def check(office: Office, who: Identity, code: str, now: datetime) -> bool:
    """A code of the telephone, or a recovery code; each is taken once."""
    with office.transaction() as connection:
        return _taken(office, connection, who.id, code, now)


def _taken(office: Office, connection: Connection, user_id: int, code: str, now: datetime) -> bool:
    kept = _kept(connection, user_id)
    if kept is None:
        return False
    try:
        step = codes.step_of(opened(office.keys, bound_to(user_id), kept), code, now)
    except Failed:  # sealed with another secret of the office: an administrator resets it
        step = None
    if step is not None:
        f = second_factors.c
        newer = (f.user_id == user_id) & (f.last_step < step)
        return bool(connection.execute(update(second_factors).where(newer).values(last_step=step)).rowcount)
    r = recovery_codes.c
    this = (r.user_id == user_id) & r.digest.in_(
        [codes.recovery_digest(secret, user_id, code) for secret in office.keys.secrets]
    )
    if not connection.execute(delete(recovery_codes).where(this)).rowcount:
        return False
    _note(connection, user_id, "recovered", user_id, now)
    return True


def remove(office: Office, who: Identity, code: str, now: datetime) -> None:
    """By the person, with a code. Raises Invalid, also where one of their posts demands it."""
    with office.transaction() as connection:
        if demanded_in(connection, who):
            raise Invalid.field("code", "您的岗位必须使用两步验证", "must stay: one of your posts demands it")
        if not _taken(office, connection, who.id, code, now):
            raise Invalid.field("code", "验证码不对，或已用过", "is wrong, or was used")
        _forget(connection, who.id)
        _note(connection, who.id, "removed", who.id, now)


def reset(office: Office, who: Who, login: str, now: datetime) -> bool:
    """For a lost telephone: by an administrator of every site where the person holds a post, never for themselves. Ends
    the person's sessions. Answers whether there was one."""
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        owner: int = named(connection, login).id
        must_manage(connection, rights, owner)
        if owner == rights.user_id:
            raise Invalid.field("code", "自己的两步验证请另一位管理员重置", "is reset by another administrator")
        there_was = _forget(connection, owner)
        if there_was:
            end_sessions(connection, owner, now)
            _note(connection, owner, "reset", rights.user_id, now)
    return there_was


def _forget(connection: Connection, user_id: int) -> bool:
    connection.execute(delete(recovery_codes).where(recovery_codes.c.user_id == user_id))
    return bool(connection.execute(delete(second_factors).where(second_factors.c.user_id == user_id)).rowcount)


def _note(connection: Connection, user_id: int, what: str, by: int | None, now: datetime) -> None:
    connection.execute(insert(second_factor_changes), {"user_id": user_id, "what": what, "by_id": by, "at": now})


def standing(office: Office, who: Identity) -> Standing:
    """One's own."""
    f, r = second_factors.c, recovery_codes.c
    with office.read_people() as connection:
        query = select(f.confirmed_at).where(f.user_id == who.id, f.confirmed_at.is_not(None))
        since = connection.execute(query).scalar_one_or_none()
        left = connection.execute(select(func.count()).where(r.user_id == who.id)).scalar_one()
        changes = _changes(connection, who.id)
    with office.read() as connection:
        return Standing(since, left, demanded_in(connection, who), changes)


def changes_of(office: Office, who: Who, login: str, now: datetime) -> tuple[bool, tuple[Change, ...]]:
    """Whether there is one, and what was done to it. For an administrator of all the person's sites."""
    with office.read() as connection:
        owner: int = named(connection, login).id
        must_manage(connection, rights_of(connection, who, now), owner)
        return _kept(connection, owner) is not None, _changes(connection, owner)


def _changes(connection: Connection, user_id: int) -> tuple[Change, ...]:
    c = second_factor_changes.c
    query = select(c.what, c.at, users.c.name).join(users, users.c.id == c.by_id, isouter=True)
    rows = connection.execute(query.where(c.user_id == user_id).order_by(c.id.desc()).limit(SHOWN))
    return tuple(Change(WHATS[row.what], row.name or "", row.at) for row in rows)
