"""The sites: what they are called and which time their clocks show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.definition import Text
from flows.service.office import Office
from flows.storage.tables import sites


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    name: Text
    zone: ZoneInfo


def places(office: Office) -> Mapping[str, Place]:
    """Every site by its key."""
    with office.read() as connection:
        rows = connection.execute(select(sites).order_by(sites.c.id))
        return {row.key: Place(row.key, Text(row.name_zh, row.name_en), ZoneInfo(row.zone)) for row in rows}
