"""The way and the address that a message goes by, looked up when it is sent: a corrected one holds for what waits already.
So does where its person stands: of a site that they have left they are told no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from flows.service.access import stands_at
from flows.service.bundles import sites_in, unbundled
from flows.service.channels.outward import Failed, Outward, Parcel
from flows.service.channels.sealed import opened
from flows.service.keys import KeyRing
from flows.service.office import Office
from flows.service.posting import targets_of
from flows.service.queueing import PLACE
from flows.service.webhooks import bound_to as of_webhook
from flows.service.wishes import bound_to as of_person
from flows.service.wishes import place_of
from flows.storage.tables import deliveries, sites, users, webhooks, wishes

PERSONAL = ("mail", "address")


class Unwanted(Failed):
    """Whoever it was for wants it no longer: it is dropped."""


@dataclass
class Found:
    """Wishes and sites by login, webhooks by id, the office's addresses by what names them in the queue."""

    wishes: Mapping[str, Any] = field(default_factory=dict)
    sites: Mapping[str, frozenset[int]] = field(default_factory=dict)
    webhooks: Mapping[str, Any] = field(default_factory=dict)
    notify: Mapping[str, str] = field(default_factory=dict)


def redirect(connection: Connection, rows: Sequence[Any]) -> bool:
    """Messages to people who have chosen another way since go by that one, and count for its host; answers whether there
    are any."""
    logins = {row.target for row in rows if row.means in PERSONAL}
    query = select(wishes.c.login, wishes.c.means, wishes.c.shown).where(wishes.c.means != "web")
    chosen = connection.execute(query.where(wishes.c.login.in_(logins))).all() if logins else []
    ways = {wish.login: (wish.means, place_of(wish.means, wish.shown or "")[:PLACE]) for wish in chosen}
    changed = False
    for row in rows:
        way = ways.get(row.target) if row.means in PERSONAL else None
        if way is not None and way != (row.means, row.place):
            here = update(deliveries).where(deliveries.c.id == row.id)
            connection.execute(here.values(means=way[0], place=way[1]))
            changed = True
    return changed


def parcels(
    office: Office, rows: Sequence[Any], outward: Outward, now: datetime
) -> tuple[Mapping[int, Parcel], Mapping[int, Failed]]:
    """By the row's id: what can be sent, and why the rest cannot."""
    ready: dict[int, Parcel] = {}
    refused: dict[int, Failed] = {}
    with office.read() as connection:
        found = _found(connection, rows, now)
    found.notify = {target: address for address in outward.notify for target in targets_of(office, address)}
    for row in rows:
        try:
            ready[row.id] = _parcel(office.keys, row, found, outward.base_url)
        except Failed as failed:
            refused[row.id] = failed
    return ready, refused


def _found(connection: Connection, rows: Sequence[Any], now: datetime) -> Found:
    personal = [row for row in rows if row.means in PERSONAL]
    logins = {row.target for row in personal}
    hooks = [int(row.target) for row in rows if row.means == "webhook"]
    active = select(wishes).join(users, users.c.login == wishes.c.login).where(users.c.active)
    running = select(webhooks).where(webhooks.c.ended_at.is_(None))
    return Found(
        {r.login: r for r in connection.execute(active.where(wishes.c.login.in_(logins)))} if logins else {},
        _stand(connection, logins, frozenset().union(*map(sites_in, personal)), now) if logins else {},
        {str(r.id): r for r in connection.execute(running.where(webhooks.c.id.in_(hooks)))} if hooks else {},
    )


def _stand(
    connection: Connection, logins: Collection[str], places: Collection[int], now: datetime
) -> dict[str, frozenset[int]]:
    """At which of these sites each of them does."""
    here = stands_at(users.c.login, sites.c.id, now)
    query = select(users.c.login, sites.c.id).select_from(users).join(sites, here)
    found: dict[str, frozenset[int]] = {}
    for login, site in connection.execute(query.where(users.c.login.in_(logins), sites.c.id.in_(places))):
        found[login] = found.get(login, frozenset()) | {site}
    return found


def _parcel(keys: KeyRing, row: Any, found: Found, base_url: str) -> Parcel:
    if row.means == "webhook":
        return _to_webhook(keys, row, found.webhooks.get(row.target), base_url)
    if row.means == "office":
        if row.target not in found.notify:
            raise _unwanted()
        return Parcel(row.key, row.means, found.notify[row.target], row.content)
    wish = found.wishes.get(row.target)
    content = unbundled(row, found.sites.get(row.target, ()), base_url)
    if wish is None or wish.means == "web" or content is None:
        raise _unwanted()
    return Parcel(row.key, wish.means, opened(keys, of_person(row.target), wish.address), _signed(row, content))


def _to_webhook(keys: KeyRing, row: Any, hook: Any, base_url: str) -> Parcel:
    if hook is None:
        raise _unwanted()
    bound = of_webhook(hook.key_id)
    content = {**row.content, "source": base_url + row.content["source"]}
    address, signs = opened(keys, bound, hook.address), opened(keys, bound, hook.secret)
    return Parcel(row.key, row.means, address, content, signs, hook.key_id)


def _signed(row: Any, content: Mapping[str, str]) -> Mapping[str, Any]:
    """With the key's beginning at the end, by which a reader knows a message that came twice."""
    return {**content, "body": f"{content['body']}\n\n#{row.key[:8]}"}


def _unwanted() -> Unwanted:
    return Unwanted("收件人不再需要", "no longer wanted", final=True)
