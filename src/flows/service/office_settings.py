"""What an office sets once for all procedures."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from flows.procedures.ladder import OFFICE, OFFICE_SETTINGS
from flows.storage.tables import settings


def office_settings(connection: Connection, site_id: int) -> dict[str, Any]:
    """The defaults under the site's own values, as they stand now."""
    query = select(settings.c.code, settings.c.value).where(
        settings.c.site_id == site_id, settings.c.procedure == OFFICE
    )
    own = {row.code: row.value for row in connection.execute(query)}
    return {code: own.get(code, setting.default) for code, setting in OFFICE_SETTINGS.items()}
