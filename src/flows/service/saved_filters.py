"""Filters of the worklist kept under a name: one's own, or a superior's for everybody at a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from flows.procedures import ROLES
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.office import Office
from flows.service.rights import ADMINISTRATOR
from flows.service.signing_in import Identity
from flows.storage.tables import saved_filters as kept
from flows.storage.tables import sites

PARTS = ("view", "procedure", "role", "site", "unit", "q", "overdue")  # what an address of the worklist is made of
MOST = 20  # of one person: what still reads as a row of links
LONGEST_NAME, LONGEST_PART = 30, 100
SUPERIORS = frozenset(role.superior for role in ROLES.values() if role.superior) - {ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Saved:
    """`site`: whose people all see it; None: one's own. `removable`: the asker may delete it."""

    id: int
    name: str
    asked: Mapping[str, str]
    site: str | None
    removable: bool


def shares_at(who: Identity) -> tuple[str, ...]:
    """The sites where somebody answers to them."""
    return tuple(dict.fromkeys(post.site for post in who.posts if post.role in SUPERIORS))


def saved(office: Office, who: Identity) -> tuple[Saved, ...]:
    """Their own first, then what is shared with them, each by name."""
    k, superior_at = kept.c, shares_at(who)
    query = (
        select(k.id, k.name, k.asked, k.login, sites.c.key.label("site"))
        .join(sites, sites.c.id == k.site_id, isouter=True)
        .where(_seen(who))
        .order_by(k.site_id.is_not(None), k.name, k.id)
    )
    with office.read() as connection:
        rows = connection.execute(query).all()
    return tuple(
        Saved(row.id, row.name, row.asked, row.site, row.login == who.login or row.site in superior_at) for row in rows
    )


def save(
    office: Office, who: Identity, name: str, asked: Mapping[str, str], now: datetime, share: str | None = None
) -> None:
    """The same name again replaces what it stood for. `share`: the site whose people are to see it. Raises Invalid, and
    Forbidden for sharing where nobody answers to them."""
    named, parts = _name(name), {key: asked[key][:LONGEST_PART] for key in PARTS if asked.get(key)}
    if not set(parts) - {"view"}:
        raise Invalid.field("name", "先选好筛选条件", "needs something to filter by")
    site_id = _shared_with(who, share) if share else None
    row = {"login": who.login, "site_id": site_id, "name": named, "asked": parts, "at": now}
    mine = kept.c.login == who.login
    with office.transaction() as connection:
        connection.execute(delete(kept).where(mine, kept.c.name == named))
        try:
            connection.execute(insert(kept), row)
        except IntegrityError:  # by one they shared where they hold no post any more, which nobody shows them
            raise Invalid.field("name", "这个名称已被占用，请换一个", "is taken; choose another") from None
        if connection.execute(select(func.count()).select_from(kept).where(mine)).scalar_one() > MOST:
            raise Invalid.field("name", f"最多保存 {MOST} 个，请先删除几个", f"takes at most {MOST}; delete some first")


def forget(office: Office, who: Identity, saved_id: int) -> None:
    """One's own, or what is shared where people answer to one. Raises NotFound."""
    over = [post.site_id for post in who.posts if post.site in shares_at(who)]
    theirs = or_(kept.c.login == who.login, kept.c.site_id.in_(over))
    with office.transaction() as connection:
        if connection.execute(delete(kept).where(kept.c.id == saved_id, theirs)).rowcount == 0:
            raise NotFound


def _seen(who: Identity) -> ColumnElement[bool]:
    """Nobody else's own ones, whatever they shared before."""
    here = sorted({post.site_id for post in who.posts})
    return or_(and_(kept.c.login == who.login, kept.c.site_id.is_(None)), kept.c.site_id.in_(here))


def _name(name: str) -> str:
    found = " ".join(name.split())
    if not found:
        raise Invalid.field("name", "请写一个名称", "needs a name")
    if len(found) > LONGEST_NAME:
        raise Invalid.field("name", f"名称最多 {LONGEST_NAME} 个字", f"takes at most {LONGEST_NAME} characters")
    return found


def _shared_with(who: Identity, site: str) -> int:
    found = next((post.site_id for post in who.posts if post.site == site), None)
    if found is None:
        raise NotFound
    if site not in shares_at(who):
        raise Forbidden("只有主管或主任可以共享", "Only a supervisor or the director may share")
    return found
