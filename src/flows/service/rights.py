"""Who asks, and what they may do to the registers and to the people of a site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select

from flows.procedures.roles import ROLES
from flows.service.access import Standing, standings
from flows.service.errors import Forbidden, NotFound
from flows.storage.tables import posts, sites, users

ADMINISTRATOR = "administrator"
ADMINISTRATORS = (ADMINISTRATOR,)
KEEPERS = ("front_desk", "cs_supervisor", "director", ADMINISTRATOR)  # of the register of units and parties


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever runs commands on the machine itself, and so has the database in hand anyway."""


OPERATOR = Operator()
Who = str | Operator


@dataclass(frozen=True, slots=True)
class Rights:
    """What an asker may do now. `user_id` None: the operator. `everywhere`: administers all sites, also those to come."""

    user_id: int | None
    login: str
    standings: tuple[Standing, ...]
    everywhere: bool

    def roles_at(self, site: str) -> frozenset[str]:
        return frozenset(s.role for s in self.standings if s.site == site)

    def site_ids(self, site: str | None = None) -> list[int]:
        """The sites where they hold a post; of `site` alone where one is named. Raises NotFound."""
        found = sorted({s.site_id for s in self.standings if site is None or s.site == site})
        if site is not None and not found:
            raise NotFound
        return found

    def places(self, site: str | None = None) -> list[tuple[str, int]]:
        """Those sites by their keys. Raises NotFound."""
        ids = set(self.site_ids(site))
        return sorted({(s.site, s.site_id) for s in self.standings if s.site_id in ids})

    def holds(self, site: str, roles: Iterable[str]) -> bool:
        return bool(self.roles_at(site).intersection(roles))

    def administers(self, site: str | None) -> bool:
        """`site` None: all sites."""
        return self.everywhere if site is None else self.everywhere or ADMINISTRATOR in self.roles_at(site)

    def administers_some(self) -> bool:
        return self.everywhere or any(s.role == ADMINISTRATOR for s in self.standings)

    def must_hold(self, site: str, roles: Iterable[str]) -> int:
        """The site's id. Raises NotFound where they hold no post at all, Forbidden where none of `roles`."""
        site_id = self.site_ids(site)[0]
        if not self.holds(site, roles):
            raise forbidden(roles)
        return site_id


def forbidden(roles: Iterable[str]) -> Forbidden:
    named = [ROLES[code] for code in roles]
    zh, en = "、".join(role.zh for role in named), ", ".join(role.en for role in named)
    return Forbidden(f"此事由{zh}办理", f"This is done by: {en}")


def rights_of(connection: Connection, who: Who, now: datetime) -> Rights:
    """Raises NotFound for a login that is unknown or inactive."""
    if isinstance(who, Operator):
        rows = connection.execute(select(sites.c.id, sites.c.key).order_by(sites.c.id))
        return Rights(None, "", tuple(Standing(row.id, row.key, ADMINISTRATOR) for row in rows), everywhere=True)
    over_all = exists().where(posts.c.user_id == users.c.id, posts.c.site_id.is_(None), posts.c.role == ADMINISTRATOR)
    query = select(users.c.id, over_all.label("everywhere")).where(users.c.login == who, users.c.active)
    user = connection.execute(query).one_or_none()
    if user is None:
        raise NotFound
    return Rights(user.id, who, standings(connection, who, now), everywhere=user.everywhere)
