"""Webhooks of a site: kept by its administrators, called with every event of its cases.

What is told of an event is what nothing names as personal, neither the declaration nor the inventory (`catalogue.personal`): no
name, no free words about people, no reason, no paper, no room.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from flows.definition import Field, Procedure
from flows.service.channels.outward import Failed, Outward
from flows.service.channels.reach import place_of, reached
from flows.service.channels.sealed import sealed
from flows.service.errors import Invalid, NotFound
from flows.service.masking import DOTS
from flows.service.office import Office
from flows.service.queueing import Message, queue
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.adding import added
from flows.storage.committed import NONE, Names
from flows.storage.tables import sites, webhooks

MOST = 20  # at a site
W = webhooks.c
CLOSED = frozenset({"phone", "id_number", "user", "note"})  # never told, whether marked or not: a note holds anything


@dataclass(frozen=True, slots=True)
class Webhook:
    id: int
    name: str
    shown: str
    key_id: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """`secret` is never shown again."""

    webhook: Webhook
    secret: str


def bound_to(key_id: str) -> str:
    """What a webhook's sealed address and secret belong to."""
    return f"webhook {key_id}"


def list_webhooks(office: Office, login: str, site: str, now: datetime) -> tuple[Webhook, ...]:
    """The newest first, ended ones too. For the site's administrators."""
    with office.read() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        rows = connection.execute(select(webhooks).where(W.site_id == site_id).order_by(W.id.desc())).all()
        return tuple(_webhook(row) for row in rows)


def _webhook(row: Any) -> Webhook:
    return Webhook(row.id, row.name, row.shown, row.key_id, row.created_at, row.ended_at)


def add_webhook(
    office: Office, login: str, site: str, name: str, address: str, outward: Outward, now: datetime
) -> NewWebhook:
    """Raises Invalid for an address that leads inside or nowhere."""
    if not name.strip() or len(name) > 100:
        raise Invalid.field("name", "请写明用途（最多 100 字）", "say what it is for, in at most 100 characters")
    try:
        place = place_of(address)
        reached(place, outward.private)
    except Failed as failed:
        raise Invalid.field("address", failed.message.zh, failed.message.en) from None
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    shown = f"{'https' if place.tls else 'http'}://{place.host}/{DOTS}"[:200]
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        site_id = rights.must_hold(site, ADMINISTRATORS)
        running = select(W.id).where(W.site_id == site_id, W.ended_at.is_(None))
        if len(connection.execute(running).all()) >= MOST:
            raise Invalid.field("address", f"最多 {MOST} 个", f"is one too many: {MOST} at most")
        row = {"site_id": site_id, "name": name.strip(), "shown": shown, "key_id": key_id, "created_at": now}
        row |= {"address": sealed(office.secret, bound_to(key_id), address), "created_by": rights.user_id}
        row |= {"secret": sealed(office.secret, bound_to(key_id), secret)}
        made = added(connection, webhooks, row)
    return NewWebhook(Webhook(made, name.strip(), shown, key_id, now, None), secret)


def end_webhook(office: Office, login: str, site: str, webhook: int, now: datetime) -> None:
    """At once; what waits for it is dropped. Raises NotFound."""
    with office.transaction() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        mine = (W.site_id == site_id) & (W.id == webhook)
        if connection.execute(select(W.id).where(mine)).first() is None:
            raise NotFound("没有这个回调地址", "There is no such webhook")
        connection.execute(update(webhooks).where(mine, W.ended_at.is_(None)).values(ended_at=now))


def of_sites(connection: Connection, site_ids: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """Those that are in use, by site, with the site's key."""
    query = (
        select(W.id, W.site_id, W.shown, sites.c.key)
        .join(sites, sites.c.id == W.site_id)
        .where(W.site_id.in_(set(site_ids)), W.ended_at.is_(None))
    )
    found: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.site_id, []).append(row)
    return found


def call(
    connection: Connection,
    hooks: Sequence[Any],
    procedure: Procedure,
    personal: Names,
    row: Any,
    record: Mapping[str, Any],
    now: datetime,
) -> None:
    """Queues the event `record` of the case `row` for each of its site's webhooks."""
    for hook in hooks:
        event = cloud_event(procedure, personal, hook.key, row.number, row.version, record)
        place = hook.shown.split("/")[2]
        queue(connection, Message(row.site_id, "webhook", str(hook.id), place, event["id"], event), now)


def cloud_event(
    procedure: Procedure, personal: Names, site: str, number: str, version: int, record: Mapping[str, Any]
) -> dict[str, Any]:
    """CloudEvents 1.0; `source` is completed with the office's address when it is sent."""
    told = ("event", "kind", "source", "target", "role")
    return {
        "specversion": "1.0",
        "id": f"{site}/{number}/{record['seq']}",
        "source": f"/sites/{site}",
        "type": f"flows.case.{record['event']}",
        "subject": number,
        "time": record["at"],
        "datacontenttype": "application/json",
        "data": {
            "site": site,
            "number": number,
            "procedure": procedure.key,
            "version": version,
            "revision": record["seq"],
            **{name: record.get(name) for name in told},
            "final": bool(record.get("final")),
            "values": open_values(record.get("data", {}), procedure.fields(), personal),
        },
    }


def open_values(values: Mapping[str, Any], fields: Mapping[str, Field], personal: Names) -> dict[str, Any]:
    """What is declared and not personal, in rows too; what nothing declares is left out."""
    found = ((name, value, fields[name]) for name, value in _open(values, fields, personal.fields))
    return {name: _rows(value, field, personal) for name, value, field in found}


def _open(
    values: Mapping[str, Any], fields: Mapping[str, Field], personal: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        field = fields.get(name)
        if field is not None and name not in personal and not (field.personal or field.kind in CLOSED):
            yield name, value


def _rows(value: Any, field: Field, personal: Names) -> Any:
    if field.kind != "rows" or value is None:
        return value
    columns = {column.name: column for column in field.columns}
    return [dict(_open(row, columns, personal.columns.get(field.name, NONE))) for row in value]
