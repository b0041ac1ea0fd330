"""The address that a message goes to, looked up when it is sent: a corrected one holds for what waits already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from flows.service.channels.outward import Failed, Outward, Parcel
from flows.service.channels.sealed import opened
from flows.service.keys import KeyRing
from flows.service.office import Office
from flows.service.posting import targets_of
from flows.service.webhooks import bound_to as of_webhook
from flows.service.wishes import bound_to as of_person
from flows.storage.tables import users, webhooks, wishes


class Unwanted(Failed):
    """Whoever it was for wants it no longer: it is dropped."""


@dataclass
class Found:
    """Wishes by login, webhooks by id, the office's addresses by what names them in the queue."""

    wishes: Mapping[str, Any] = field(default_factory=dict)
    webhooks: Mapping[str, Any] = field(default_factory=dict)
    notify: Mapping[str, str] = field(default_factory=dict)


def parcels(office: Office, rows: Sequence[Any], outward: Outward) -> tuple[Mapping[int, Parcel], Mapping[int, Failed]]:
    """By the row's id: what can be sent, and why the rest cannot."""
    ready: dict[int, Parcel] = {}
    refused: dict[int, Failed] = {}
    with office.read() as connection:
        found = _found(connection, rows)
    found.notify = {target: address for address in outward.notify for target in targets_of(office, address)}
    for row in rows:
        try:
            ready[row.id] = _parcel(office.keys, row, found, outward.base_url)
        except Failed as failed:
            refused[row.id] = failed
    return ready, refused


def _found(connection: Connection, rows: Sequence[Any]) -> Found:
    logins = [row.target for row in rows if row.means in ("mail", "address")]
    hooks = [int(row.target) for row in rows if row.means == "webhook"]
    active = select(wishes).join(users, users.c.login == wishes.c.login).where(users.c.active)
    running = select(webhooks).where(webhooks.c.ended_at.is_(None))
    return Found(
        {r.login: r for r in connection.execute(active.where(wishes.c.login.in_(logins)))} if logins else {},
        {str(r.id): r for r in connection.execute(running.where(webhooks.c.id.in_(hooks)))} if hooks else {},
    )


def _parcel(keys: KeyRing, row: Any, found: Found, base_url: str) -> Parcel:
    if row.means == "webhook":
        return _to_webhook(keys, row, found.webhooks.get(row.target), base_url)
    if row.means == "office":
        if row.target not in found.notify:
            raise _unwanted()
        return Parcel(row.key, row.means, found.notify[row.target], row.content)
    wish = found.wishes.get(row.target)
    if wish is None or wish.means != row.means:
        raise _unwanted()
    return Parcel(row.key, row.means, opened(keys, of_person(row.target), wish.address), _signed(row))


def _to_webhook(keys: KeyRing, row: Any, hook: Any, base_url: str) -> Parcel:
    if hook is None:
        raise _unwanted()
    bound = of_webhook(hook.key_id)
    content = {**row.content, "source": base_url + row.content["source"]}
    address, signs = opened(keys, bound, hook.address), opened(keys, bound, hook.secret)
    return Parcel(row.key, row.means, address, content, signs, hook.key_id)


def _signed(row: Any) -> Mapping[str, Any]:
    """With the key's beginning at the end, by which a reader knows a message that came twice."""
    return {**row.content, "body": f"{row.content['body']}\n\n#{row.key[:8]}"}


def _unwanted() -> Unwanted:
    return Unwanted("收件人不再需要", "no longer wanted", final=True)
