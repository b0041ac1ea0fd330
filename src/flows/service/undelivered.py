"""What did not reach its channel, as the administrators of a site see it, and sending it anew by hand.

They see when, whom, through what and why not; what the message says is between the case and whoever it was for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from flows.definition import Text
from flows.service.delivering import told
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.pages import Page, key_of, page, wanted
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.tables import deliveries, users, webhooks

STATES = ("dead", "waiting", "sent", "dropped")
D = deliveries.c


@dataclass(frozen=True, slots=True)
class Delivery:
    """`to`: a person's or webhook's name; empty for the office's own channel."""

    id: int
    means: str
    to: str
    place: str
    state: str
    attempts: int
    at: datetime
    next_at: datetime
    sent_at: datetime | None
    fault: Text | None


def list_deliveries(
    office: Office, login: str, site: str, state: str, now: datetime, *, cursor: str | None = None, limit: int = 50
) -> Page[Delivery]:
    """The newest first. For the site's administrators."""
    limit = wanted(limit)
    with office.read() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        query = select(deliveries).where(D.site_id == site_id, D.state == state).order_by(D.id.desc()).limit(limit + 1)
        if cursor:
            query = query.where(D.id < key_of(cursor, int)[0])
        rows = connection.execute(query).all()
        names = _names(connection, rows)
    return page(rows, limit, lambda row: _delivery(row, names), lambda row: (row.id,))


def _names(connection: Connection, rows: Any) -> dict[tuple[str, str], str]:
    logins = {row.target for row in rows if row.means in ("mail", "address")}
    hooks = {int(row.target) for row in rows if row.means == "webhook"}
    people = connection.execute(select(users.c.login, users.c.name).where(users.c.login.in_(logins)))
    called = connection.execute(select(webhooks.c.id, webhooks.c.name).where(webhooks.c.id.in_(hooks)))
    found = {("", row.login): row.name for row in people}
    return found | {("webhook", str(row.id)): row.name for row in called}


def _delivery(row: Any, names: dict[tuple[str, str], str]) -> Delivery:
    kind = "webhook" if row.means == "webhook" else ""
    to = "" if row.means == "office" else names.get((kind, row.target), row.target)
    times = (row.at, row.next_at, row.sent_at)
    return Delivery(row.id, row.means, to, row.place, row.state, row.attempts, *times, told(row.fault))


def send_anew(office: Office, login: str, site: str, now: datetime, delivery: int | None = None) -> int:
    """One dead message of the site, or all, by its administrator; answers how many. Raises NotFound for one that is not
    there or not dead."""
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        which = [D.site_id == site_id, *([D.id == delivery] if delivery is not None else [])]
        found = _revive(connection, which, now)
    if delivery is not None and not found:
        raise NotFound("没有这条未送达的消息", "There is no such undelivered message")
    return found


def send_all_anew(office: Office, now: datetime) -> int:
    """All dead messages of all sites, by whoever runs commands on the machine."""
    with office.transaction() as connection:
        return _revive(connection, [], now)


def _revive(connection: Connection, which: list[Any], now: datetime) -> int:
    anew = update(deliveries).where(D.state == "dead", *which)
    return int(connection.execute(anew.values(state="waiting", attempts=0, next_at=now, fault=None)).rowcount)
