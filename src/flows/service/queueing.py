"""Messages put into the queue: written in the transaction of what they came of, sent later by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from flows.storage.inserting import unless_there
from flows.storage.tables import deliveries

PLACE = 120  # characters that its column holds; a host's name may have 253


@dataclass(frozen=True, slots=True)
class Message:
    """`target` and `source` together make it one of its kind: put in twice, it is there once."""

    site_id: int
    means: str
    target: str
    place: str
    source: str
    content: Mapping[str, Any]


def queue(connection: Connection, message: Message, now: datetime) -> None:
    row = {
        "key": uuid4().hex,
        "site_id": message.site_id,
        "means": message.means,
        "target": message.target,
        "place": message.place[:PLACE],
        "source": message.source,
        "content": dict(message.content),
        "state": "waiting",
        "attempts": 0,
        "at": now,
        "next_at": now,
    }
    connection.execute(unless_there(connection, deliveries).values(row))
