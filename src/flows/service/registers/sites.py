"""The sites: an estate or building with its management office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, Who, forbidden, rights_of
from flows.storage.tables import sites

KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Site:
    key: str
    zh: str
    en: str
    zone: str


def list_sites(office: Office, who: Who, now: datetime) -> tuple[Site, ...]:
    """Those where the asker holds a post, lent ones included."""
    with office.read() as connection:
        ids = rights_of(connection, who, now).site_ids()
        rows = connection.execute(select(sites).where(sites.c.id.in_(ids)).order_by(sites.c.key))
        return tuple(_site(row) for row in rows)


def add_site(office: Office, who: Who, site: Site, now: datetime) -> Site:
    """By an administrator of all sites."""
    _check(site)
    with office.transaction() as connection:
        if not rights_of(connection, who, now).everywhere:
            raise forbidden(ADMINISTRATORS)
        row = {"key": site.key, "name_zh": site.zh, "name_en": site.en, "zone": site.zone}
        try:
            connection.execute(insert(sites), row)
        except IntegrityError:
            raise Invalid.field("key", "此项目代号已被使用", "this key is taken") from None
    return site


def rename_site(office: Office, who: Who, key: str, zh: str, en: str, now: datetime) -> Site:
    """By an administrator of the site. Its key and zone stay: numbers and due moments were reckoned by them."""
    with office.transaction() as connection:
        site_id = rights_of(connection, who, now).must_hold(key, ADMINISTRATORS)
        row = connection.execute(select(sites).where(sites.c.id == site_id)).one()
        renamed = Site(key, zh.strip(), en.strip(), row.zone)
        _check(renamed)
        named = {"name_zh": renamed.zh, "name_en": renamed.en}
        connection.execute(update(sites).where(sites.c.id == site_id).values(named))
    return renamed


def _check(site: Site) -> None:
    if not KEY.fullmatch(site.key):
        raise Invalid.field("key", "代号用小写字母、数字和 - _", "takes small letters, digits, - and _")
    for path, name in (("zh", site.zh), ("en", site.en)):
        if not name.strip() or len(name) > 100:
            raise Invalid.field(path, "请填写名称（最多 100 字）", "a name is needed, of at most 100 characters")
    try:
        ZoneInfo(site.zone)
    except (KeyError, ValueError, OSError):
        raise Invalid.field("zone", "没有这个时区", "there is no such time zone") from None


def _site(row: Any) -> Site:
    return Site(row.key, row.name_zh, row.name_en, row.zone)


def zone_of(connection: Connection, site_id: int) -> ZoneInfo:
    return ZoneInfo(connection.execute(select(sites.c.zone).where(sites.c.id == site_id)).scalar_one())


def today_at(connection: Connection, site_id: int, now: datetime) -> date:
    """The day at the site."""
    return now.astimezone(zone_of(connection, site_id)).date()
