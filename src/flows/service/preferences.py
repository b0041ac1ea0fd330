"""How somebody likes to work; nobody else sees it, and no procedure asks."""

from __future__ import annotations

from flows.service.office import Office
from flows.storage.by_hand import ask, tell

SET = """INSERT INTO preferences (login, single_keys) VALUES (:login, :wanted)
ON CONFLICT (login) DO UPDATE SET single_keys = excluded.single_keys"""


def single_keys(office: Office, login: str) -> bool:
    """Whether single keys do something on lists: yes, until they are turned off (WCAG 2.2, 2.1.4)."""
    with office.read_people() as connection:
        found = ask(connection, "SELECT single_keys FROM preferences WHERE login = :login", {"login": login})
    return bool(found[0][0]) if found else True


def set_single_keys(office: Office, login: str, wanted: bool) -> None:
    with office.transaction() as connection:
        tell(connection, SET, {"login": login, "wanted": wanted})
