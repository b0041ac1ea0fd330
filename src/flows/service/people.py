"""The people who work at the sites: who they are, which posts they hold, where. Who sees and who changes that.

Every change of what somebody may do counts their `revision` up in the same transaction: an event that was decided on
the posts they held before is then not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from flows.definition import CLOCK
from flows.procedures.roles import ROLES
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.first_passwords import given
from flows.service.office import Office
from flows.service.pages import Page, key_of, like, page, wanted
from flows.service.passwords import words_from, words_of
from flows.service.rights import ADMINISTRATOR, ADMINISTRATORS, Rights, Who, forbidden, rights_of
from flows.service.signing_in import end_sessions, hashed
from flows.storage.adding import added
from flows.storage.tables import posts, sites, substitutions, users

LOGIN = re.compile(r"[a-z][a-z0-9_.-]{1,59}")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class PostHeld:
    """`site` None: at all sites."""

    role: str
    site: str | None


@dataclass(frozen=True, slots=True)
class User:
    """`posts` are those at sites that the asker sees."""

    login: str
    name: str
    active: bool
    lang: str
    posts: tuple[PostHeld, ...]
    created_at: datetime


def list_users(
    office: Office,
    who: Who,
    now: datetime,
    *,
    site: str | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[User]:
    """The colleagues at the asker's sites by login; `q` is part of a login or name. An administrator also sees people
    without any post."""
    limit = wanted(limit)
    with office.read() as connection:
        rights = rights_of(connection, who, now)
        query = select(users).where(_seen_by(rights, site)).order_by(users.c.login).limit(limit + 1)
        if q.strip():
            part = f"%{like(q.strip())}%"
            query = query.where(or_(users.c.login.ilike(part, escape="/"), users.c.name.ilike(part, escape="/")))
        if cursor:
            query = query.where(users.c.login > key_of(cursor, str)[0])
        rows = connection.execute(query).all()
        held = _posts(connection, [row.id for row in rows], rights)
    return page(rows, limit, lambda row: _user(row, held), lambda row: (row.login,))


def user(office: Office, who: Who, login: str, now: datetime) -> User:
    """Raises NotFound for somebody who holds no post at a site of the asker's."""
    with office.read() as connection:
        rights = rights_of(connection, who, now)
        row = connection.execute(select(users).where(users.c.login == login, _seen_by(rights, None))).one_or_none()
        if row is None:
            raise NotFound
        return _user(row, _posts(connection, [row.id], rights))


def _seen_by(rights: Rights, site: str | None) -> ColumnElement[bool]:
    here = and_(posts.c.user_id == users.c.id, _at(rights.site_ids(site)))
    condition: ColumnElement[bool] = exists().where(here)
    if site is None and rights.administers_some():
        condition = or_(condition, ~exists().where(posts.c.user_id == users.c.id))
    if site is None and rights.user_id is not None:
        condition = or_(condition, users.c.id == rights.user_id)
    return condition


def _at(site_ids: list[int]) -> ColumnElement[bool]:
    return or_(posts.c.site_id.is_(None), posts.c.site_id.in_(site_ids))


def _posts(connection: Connection, user_ids: list[int], rights: Rights) -> dict[int, tuple[PostHeld, ...]]:
    query = (
        select(posts.c.user_id, posts.c.role, sites.c.key)
        .join(sites, sites.c.id == posts.c.site_id, isouter=True)
        .where(posts.c.user_id.in_(user_ids), _at(rights.site_ids()))
        .order_by(posts.c.id)
    )
    found: dict[int, tuple[PostHeld, ...]] = {}
    for row in connection.execute(query):
        found[row.user_id] = (*found.get(row.user_id, ()), PostHeld(row.role, row.key))
    return found


def _user(row: Any, held: dict[int, tuple[PostHeld, ...]]) -> User:
    return User(row.login, row.name, row.active, row.lang, held.get(row.id, ()), row.created_at)


def add_user(
    office: Office,
    who: Who,
    login: str,
    name: str,
    password: str | None,
    now: datetime,
    *,
    lang: str = "zh",
    held: Iterable[PostHeld] = (),
) -> User:
    """By an administrator. The password is good for choosing another; without one the person can't sign in yet. Raises Invalid, Forbidden."""
    _check(login, name, lang)
    held = tuple(held)
    kept = None if password is None else given(hashed(password, _words_at(office, login, name, held)), now)
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        if not rights.administers_some():
            raise forbidden(ADMINISTRATORS)
        row = {"login": login, "name": name.strip(), "password": kept, "lang": lang, "created_at": now}
        try:
            made = added(connection, users, {**row, "active": True, "revision": 1})
        except IntegrityError:
            raise Invalid.field("login", "此登录名已被使用", "this login is taken") from None
        for post in held:
            _give(connection, rights, made, post)
    return user(office, who, login, now)


def _words_at(office: Office, login: str, name: str, held: Iterable[PostHeld]) -> frozenset[str]:
    """What others could guess of somebody who is not there yet."""
    s = sites.c
    with office.read() as connection:
        found = connection.execute(select(s.key, s.name_zh, s.name_en).where(s.key.in_([one.site for one in held])))
        return words_from(login, name, *(text for row in found for text in row))


def _check(login: str, name: str, lang: str) -> None:
    if not LOGIN.fullmatch(login) or login == CLOCK.code:
        zh, en = "登录名用小写字母、数字和 _ . -，以字母开头", "takes small letters, digits and _ . -, a letter first"
        raise Invalid.field("login", zh, en)
    if not name.strip() or len(name) > 100:
        raise Invalid.field("name", "请填写姓名（最多 100 字）", "a name is needed, of at most 100 characters")
    if lang not in LANGUAGES:
        raise Invalid.field("lang", "只有中文和英文", "must be zh or en")


def change_user(
    office: Office,
    who: Who,
    login: str,
    now: datetime,
    *,
    name: str | None = None,
    lang: str | None = None,
    active: bool | None = None,
) -> User:
    """By an administrator of every site where the person holds a post; one's own language by oneself. Nobody makes
    themselves inactive, so that an administrator remains."""
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        found = touched(connection, login)
        own = rights.user_id == found.id
        if not (own and name is None and active is None):
            must_manage(connection, rights, found.id)
        if own and active is False:
            raise Forbidden("不能停用自己", "Nobody makes themselves inactive")
        row = {"name": name or found.name, "lang": lang or found.lang}
        _check(login, row["name"], row["lang"])
        now_active = found.active if active is None else active
        connection.execute(update(users).where(users.c.id == found.id).values(**row, active=now_active))
        if not now_active:
            end_sessions(connection, found.id, now)
    return user(office, who, login, now)


def set_password(office: Office, who: Who, login: str, password: str, now: datetime) -> None:
    """By an administrator of every site where the person holds a post. It is good for choosing another. Ends the person's
    sessions."""
    with office.read() as connection:
        words = words_of(connection, login)
    kept = given(hashed(password, words), now)
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        found = named(connection, login)
        must_manage(connection, rights, found.id)
        connection.execute(update(users).where(users.c.id == found.id).values(password=kept))
        end_sessions(connection, found.id, now)


def give_post(office: Office, who: Who, login: str, post: PostHeld, now: datetime) -> User:
    """By an administrator of that site; of all sites for a post at all sites. A post that is held already stays."""
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        _give(connection, rights, touched(connection, login).id, post)
    return user(office, who, login, now)


def take_post(office: Office, who: Who, login: str, post: PostHeld, now: datetime) -> User:
    """By an administrator of that site, though nobody's own administrator's post by themselves. Raises NotFound for a
    post that is not held."""
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        site_id = _place(connection, rights, post)
        found = touched(connection, login)
        if rights.user_id == found.id and post.role == ADMINISTRATOR:
            raise Forbidden("不能免去自己的管理员岗位", "Nobody gives up their own administrator's post")
        if connection.execute(delete(posts).where(_exactly(found.id, site_id, post.role))).rowcount == 0:
            raise NotFound("此人没有这个岗位", "This person does not hold that post")
    return user(office, who, login, now)


def touched(connection: Connection, login: str) -> Any:
    """The person's row, the revisions counted up of them and of whoever stands in for them: first, so that on
    PostgreSQL the rows are locked before anything is looked at. Raises NotFound."""
    found = named(connection, login)
    s = substitutions.c
    lent_to = select(s.substitute_id).where(s.absent_id == found.id, s.revoked_at.is_(None))
    affected = or_(users.c.id == found.id, users.c.id.in_(lent_to))
    connection.execute(update(users).where(affected).values(revision=users.c.revision + 1))
    return named(connection, login)


def named(connection: Connection, login: str) -> Any:
    row = connection.execute(select(users).where(users.c.login == login)).one_or_none()
    if row is None:
        raise NotFound("没有此人", "There is no such person")
    return row


def own_or_managed(connection: Connection, who: Who, login: str, now: datetime) -> int:
    """The id of `login`, for the person themselves or an administrator of all their sites. Raises NotFound, Forbidden."""
    rights = rights_of(connection, who, now)
    owner: int = named(connection, login).id
    if rights.user_id != owner:
        must_manage(connection, rights, owner)
    return owner


def must_manage(connection: Connection, rights: Rights, user_id: int) -> None:
    query: Select[Any] = select(sites.c.key).select_from(posts).join(sites, sites.c.id == posts.c.site_id, isouter=True)
    held = connection.execute(query.where(posts.c.user_id == user_id)).scalars().all()
    if not rights.administers_some() or not all(rights.administers(site) for site in held):
        raise Forbidden("由此人所在各项目的管理员办理", "This is for an administrator of all the person's sites")


def _give(connection: Connection, rights: Rights, user_id: int, post: PostHeld) -> None:
    if post.role not in ROLES:
        raise Invalid.field("role", "没有这个岗位", "there is no such post")
    site_id = _place(connection, rights, post)
    if connection.execute(select(posts.c.id).where(_exactly(user_id, site_id, post.role))).first() is None:
        connection.execute(insert(posts), {"user_id": user_id, "site_id": site_id, "role": post.role})


def _place(connection: Connection, rights: Rights, post: PostHeld) -> int | None:
    """The id of the post's site, if the asker administers it."""
    if not rights.administers(post.site):
        raise forbidden(ADMINISTRATORS)
    if post.site is None:
        return None
    site_id: int | None = connection.execute(select(sites.c.id).where(sites.c.key == post.site)).scalar_one_or_none()
    if site_id is None:
        raise Invalid.field("site", "没有这个项目", "there is no such site")
    return site_id


def _exactly(user_id: int, site_id: int | None, role: str) -> ColumnElement[bool]:
    where = posts.c.site_id.is_(None) if site_id is None else posts.c.site_id == site_id
    return and_(posts.c.user_id == user_id, posts.c.role == role, where)
