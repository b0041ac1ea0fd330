"""A button pressed through the service, as tests of any office press it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from flows.service.acting import Acted, Request, act
from flows.service.office import Office
from flows.storage.tables import cases

WORDS = ("reason", "opinion")


def press(
    office: Office,
    now: datetime,
    login: str,
    number: str,
    event: str,
    *,
    seen: int | None = None,
    key: str | None = None,
    **given: Any,
) -> Acted:
    """`given` is the event's data, with its reason and opinion among it; `seen` None: from a page drawn just now."""
    data = {name: value for name, value in given.items() if name not in WORDS}
    words = {name: value for name, value in given.items() if name in WORDS}
    revision = revision_of(office, number) if seen is None else seen
    return act(office, Request(login, number, event, revision, data=data, key=key, **words), now)


def revision_of(office: Office, number: str) -> int:
    with office.read() as connection:
        found: int = connection.execute(select(cases.c.revision).where(cases.c.number == number)).scalar_one()
        return found
