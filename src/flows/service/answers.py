"""What a request with an Idempotency-Key was answered, so that sending it again is answered the same."""

from __future__ import annotations

from sqlalchemy import select, update

from flows.service.office import Office
from flows.storage.tables import requests


def keep_answer(office: Office, login: str, key: str, answer: str) -> str:
    """Keeps `answer` for the request that `login` sent with `key`, unless one is kept already; gives the one that
    stands. KeyError: no such request has been taken."""
    mine = (requests.c.login == login) & (requests.c.key == key)
    with office.transaction() as connection:
        connection.execute(update(requests).where(mine, requests.c.answer.is_(None)).values(answer=answer))
        row = connection.execute(select(requests.c.answer).where(mine)).one_or_none()
    if row is None:
        raise KeyError(key)
    return str(row.answer)


def kept_answer(office: Office, login: str, key: str) -> str | None:
    """None: the request was not taken, or its answer was lost before it could be kept."""
    query = select(requests.c.answer).where(requests.c.login == login, requests.c.key == key)
    with office.read() as connection:
        found: str | None = connection.execute(query).scalar_one_or_none()
    return found
