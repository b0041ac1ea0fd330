"""Which posts must have a second factor: a setting of each site."""

from __future__ import annotations

from sqlalchemy import Connection, select

from flows.procedures.ladder import OFFICE
from flows.service.narrowing import as_asked_by
from flows.service.office import Office
from flows.service.signing_in import Identity
from flows.storage.tables import settings

CODE = "second_factor_posts"


def demanded(office: Office, who: Identity) -> bool:
    """Of somebody who signs in: by one of their posts, lent ones too, at its site."""
    with as_asked_by(who), office.read() as connection:  # the request is nobody's yet, and shown no site
        return demanded_in(connection, who)


def demanded_in(connection: Connection, who: Identity) -> bool:
    s = settings.c
    ids = sorted({post.site_id for post in who.posts})
    query = select(s.site_id, s.value).where(s.procedure == OFFICE, s.code == CODE, s.site_id.in_(ids))
    named = {row.site_id: set(row.value) for row in connection.execute(query)}
    return any(post.role in named.get(post.site_id, ()) for post in who.posts)
