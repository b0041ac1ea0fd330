"""Whether there is anything to do, asked before a transaction is begun for it.

On SQLite a transaction that writes holds the only lock; a worker that finds nothing to do must not have kept anybody
waiting for that, nor have waited itself while another worker holds it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from flows.service.office import Office


def something_waits(office: Office, query: Select[Any]) -> bool:
    with office.read() as connection:
        return connection.execute(query.limit(1)).first() is not None
