"""Cases that somebody watches: a star of their own, which tells nobody anything."""

from __future__ import annotations

from datetime import datetime

from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.seeing import load
from flows.service.staff_matters import must_read
from flows.storage.by_hand import ask, tell

MOST = 200  # cases that one person watches: a list that somebody can still look through, and a page reads whole
ADD = "INSERT INTO watches (login, case_id, site_id, at) VALUES (:login, :case, :site, :at) ON CONFLICT DO NOTHING"
REMOVE = """DELETE FROM watches WHERE login = :login AND case_id IN
(SELECT c.id FROM cases c JOIN sites s ON s.id = c.site_id WHERE c.number = :number AND s.key = :site)"""

LOOK = "SELECT 1 FROM watches WHERE login = :login AND case_id = :case"


def watch(office: Office, login: str, number: str, now: datetime, site: str | None = None) -> None:
    """Watching twice is watching. Raises NotFound for a case that they may not read, Invalid beyond `MOST`."""
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, number, login, now, site))
        tell(connection, ADD, {"login": login, "case": seen.case_id, "site": seen.site_id, "at": now})
        ((count,),) = ask(connection, "SELECT count(*) FROM watches WHERE login = :login", {"login": login})
        if count > MOST:
            zh, en = f"最多关注 {MOST} 张单据，请先取消几张", f"takes at most {MOST} watched cases; unwatch some first"
            raise Invalid.field("case", zh, en)


def unwatch(office: Office, login: str, number: str, site: str) -> None:
    """Also one that they may no longer read; one that they don't watch stays so."""
    with office.transaction() as connection:
        tell(connection, REMOVE, {"login": login, "number": number, "site": site})


def watched(office: Office, login: str, number: str, now: datetime, site: str) -> bool:
    """Raises NotFound for a case that they may not read."""
    with office.read() as connection:
        seen = must_read(connection, load(connection, number, login, now, site, ties_later=True))
        return bool(ask(connection, LOOK, {"login": login, "case": seen.case_id}))
