"""What the number of a task or a freshly added paper leads to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.rights import rights_of
from flows.storage.tables import LIVE, cases, documents, sites, tasks


def case_of_task(office: Office, login: str, task_id: int, now: datetime) -> tuple[str, str]:
    """The number and the site of the case whose open task this is. Raises NotFound for one that is done, unknown or at
    a site where the asker holds no post."""
    t = tasks.c
    with office.read() as connection:
        ids = rights_of(connection, login, now).site_ids()
        query = (
            select(cases.c.number, sites.c.key)
            .join(tasks, t.case_id == cases.c.id)
            .join(sites, sites.c.id == cases.c.site_id)
            .where(t.id == task_id, t.site_id.in_(ids), LIVE)
        )
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("没有这项待办，或已办结", "There is no such task, or it is done")
    return row.number, row.key


def newest_paper(office: Office, login: str, number: str, site: str, kind: str) -> int:
    """The id of the last paper of `kind` that `login` added to the case. Raises NotFound."""
    d = documents.c
    query = (
        select(d.id)
        .join(cases, cases.c.id == d.case_id)
        .join(sites, sites.c.id == cases.c.site_id)
        .where(cases.c.number == number, sites.c.key == site, d.kind == kind, d.added_by == login)
    )
    with office.read() as connection:
        found: int | None = connection.execute(query.order_by(d.id.desc()).limit(1)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
