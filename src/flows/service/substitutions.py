"""Who stands in for whom while a post-holder is away. What a substitute does shows both names.

The posts of somebody who is made inactive lapse, and with them what they lent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select, update

from flows.definition import Person
from flows.procedures.roles import ROLES
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.office import Office
from flows.service.pages import Page, key_of, page, wanted
from flows.service.people import named, touched
from flows.service.rights import ADMINISTRATOR, Rights, forbidden, rights_of
from flows.storage.adding import added
from flows.storage.tables import posts, sites, substitutions, users

NAMERS = ("cs_supervisor", "director")  # name substitutes at their site for the posts that stand below theirs


@dataclass(frozen=True, slots=True)
class Absence:
    """From `since` up to but not including `until`. `site` None: at all sites; `role` None: every post."""

    absent: str
    substitute: str
    since: datetime
    until: datetime
    reason: str
    site: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Substitution:
    id: int
    absent: Person
    substitute: Person
    site: str | None
    role: str | None
    since: datetime
    until: datetime
    reason: str
    created_by: Person
    created_at: datetime
    revoked_at: datetime | None

    def in_force(self, now: datetime) -> bool:
        return self.revoked_at is None and self.since <= now < self.until


def substitute(office: Office, login: str, absence: Absence, now: datetime) -> Substitution:
    """Named by the absent person, by a supervisor or director of the site for a post below their own, or by an
    administrator. Several at a time are possible. Raises Invalid, Forbidden, NotFound."""
    _check(absence, now)
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        stand_in = touched(connection, absence.substitute)
        absent = named(connection, absence.absent)
        if not stand_in.active:
            raise Invalid.field("substitute", "此人已停用", "is no longer active")
        site_id = _site(connection, absence)
        lent = _lent(connection, absent.id, site_id, absence.role)
        if not lent:
            raise Invalid.field("absent", "此人在该项目没有这个岗位", "does not hold that post at that site")
        _may_name(rights, absence, lent)
        row = {
            "absent_id": absent.id,
            "substitute_id": stand_in.id,
            "site_id": site_id,
            "role": absence.role,
            "since": absence.since,
            "until": absence.until,
            "reason": absence.reason.strip(),
            "created_by": rights.user_id,
            "created_at": now,
        }
        made = added(connection, substitutions, row)
        return _substitution(connection.execute(_query().where(substitutions.c.id == made)).one())


def _check(absence: Absence, now: datetime) -> None:
    if absence.absent == absence.substitute:
        raise Invalid.field("substitute", "不能代理自己", "nobody stands in for themselves")
    if absence.since >= absence.until:
        raise Invalid.field("until", "结束须晚于开始", "must lie after the beginning")
    if absence.until <= now:
        raise Invalid.field("until", "代理期已过", "lies in the past")
    if absence.role is not None and absence.role not in ROLES:
        raise Invalid.field("role", "没有这个岗位", "there is no such post")
    if not absence.reason.strip():
        raise Invalid.field("reason", "请写明原因", "a reason is needed")


def _site(connection: Connection, absence: Absence) -> int | None:
    if absence.site is None:
        return None
    found: int | None = connection.execute(select(sites.c.id).where(sites.c.key == absence.site)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _lent(connection: Connection, absent_id: int, site_id: int | None, role: str | None) -> frozenset[str]:
    """The absent person's own posts that pass to the substitute: a post that was lent can't be lent on."""
    query = select(posts.c.role).where(posts.c.user_id == absent_id)
    if site_id is not None:
        query = query.where(or_(posts.c.site_id.is_(None), posts.c.site_id == site_id))
    if role is not None:
        query = query.where(posts.c.role == role)
    return frozenset(connection.execute(query).scalars())


def _may_name(rights: Rights, absence: Absence, lent: frozenset[str]) -> None:
    """Nobody makes themselves a substitute, or a supervisor could give themselves any post; for the same reason only an
    administrator passes on another's administrator's post."""
    if rights.login == absence.absent:
        return
    if rights.login == absence.substitute:
        raise Forbidden("不能指定自己为代理人", "Nobody names themselves as a substitute")
    if rights.administers(absence.site):
        return
    _must_lead(rights, absence.site, lent)


def _must_lead(rights: Rights, site: str | None, lent: frozenset[str]) -> None:
    """Raises Forbidden unless every post lent stands below one of the asker's: nobody hands out what they would have to
    ask for themselves. The administrator's post stands on no reporting line."""
    heads = rights.roles_at(site).intersection(NAMERS) if site is not None else frozenset[str]()
    if not heads:
        raise forbidden((*NAMERS, ADMINISTRATOR))
    if not all(heads.intersection(_superiors(role)) for role in lent):
        zh = "只能为自己的下级岗位指定代理人，其余由本人或系统管理员指定"
        raise Forbidden(zh, "Only for posts below your own; for others the absent person or an administrator names one")


def _superiors(role: str) -> Iterator[str]:
    """Up the reporting line, post after post."""
    superior = ROLES[role].superior
    while superior is not None:
        yield superior
        superior = ROLES[superior].superior


def revoke_substitution(office: Office, login: str, substitution_id: int, now: datetime) -> Substitution:
    """Ends it at once: by either of the two, or whoever could have named it. Once more changes nothing."""
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        found = _visible(connection, rights, substitution_id)
        if login not in (found.absent.login, found.substitute.login) and not rights.administers(found.site):
            site_id = rights.site_ids(found.site)[0] if found.site is not None else None
            _must_lead(
                rights, found.site, _lent(connection, named(connection, found.absent.login).id, site_id, found.role)
            )
        touched(connection, found.substitute.login)
        mine = (substitutions.c.id == substitution_id) & substitutions.c.revoked_at.is_(None)
        connection.execute(update(substitutions).where(mine).values(revoked_at=now))
        return _visible(connection, rights, substitution_id)


def _visible(connection: Connection, rights: Rights, substitution_id: int) -> Substitution:
    query = _query().where(substitutions.c.id == substitution_id, _seen_by(rights, None))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return _substitution(row)


def list_substitutions(
    office: Office,
    login: str,
    now: datetime,
    *,
    site: str | None = None,
    current: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Substitution]:
    """Those at the asker's sites and those that name the asker, the newest first; `current`: in force now."""
    limit = wanted(limit)
    s = substitutions.c
    with office.read() as connection:
        query = _query().where(_seen_by(rights_of(connection, login, now), site)).order_by(s.id.desc())
        if current:
            query = query.where(s.revoked_at.is_(None), s.since <= now, s.until > now)
        if cursor:
            query = query.where(s.id < key_of(cursor, int)[0])
        rows = connection.execute(query.limit(limit + 1)).all()
    return page(rows, limit, _substitution, lambda row: (row.id,))


def _seen_by(rights: Rights, site: str | None) -> ColumnElement[bool]:
    s = substitutions.c
    ids = rights.site_ids(site)
    # One for all sites concerns the sites where the absent person holds a post.
    theirs = exists().where(
        and_(posts.c.user_id == s.absent_id, or_(posts.c.site_id.is_(None), posts.c.site_id.in_(ids)))
    )
    here: ColumnElement[bool] = or_(s.site_id.in_(ids), and_(s.site_id.is_(None), theirs))
    if site is None:
        here = or_(here, s.absent_id == rights.user_id, s.substitute_id == rights.user_id)
    return here


ABSENT, STAND_IN, NAMER = users.alias("absent"), users.alias("stand_in"), users.alias("namer")


def _query() -> Select[Any]:
    s = substitutions.c
    return (
        select(
            substitutions,
            sites.c.key.label("site"),
            ABSENT.c.login.label("absent_login"),
            ABSENT.c.name.label("absent_name"),
            STAND_IN.c.login.label("stand_in_login"),
            STAND_IN.c.name.label("stand_in_name"),
            NAMER.c.login.label("namer_login"),
            NAMER.c.name.label("namer_name"),
        )
        .join(ABSENT, ABSENT.c.id == s.absent_id)
        .join(STAND_IN, STAND_IN.c.id == s.substitute_id)
        .join(NAMER, NAMER.c.id == s.created_by)
        .join(sites, sites.c.id == s.site_id, isouter=True)
    )


def _substitution(row: Any) -> Substitution:
    return Substitution(
        id=row.id,
        absent=Person(row.absent_login, row.absent_name),
        substitute=Person(row.stand_in_login, row.stand_in_name),
        site=row.site,
        role=row.role,
        since=row.since,
        until=row.until,
        reason=row.reason,
        created_by=Person(row.namer_login, row.namer_name),
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
