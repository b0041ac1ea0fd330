"""How people outside the staff are found by letters: the sounds of their names, beside their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Select, delete, insert, select

from flows.storage.sounds import sounds, typed_sound
from flows.storage.tables import party_sounds

S = party_sounds.c
BEHIND = chr(ord("z") + 1)  # stands behind all letters


def enter_names(connection: Connection, site_id: int, names: Mapping[int, str]) -> None:
    """Of people who have none yet; in the transaction that makes them."""
    rows = [
        {"site_id": site_id, "sound": sound, "party_id": party_id}
        for party_id, name in names.items()
        for sound in sorted(sounds(name))
    ]
    if rows:
        connection.execute(insert(party_sounds), rows)


def change_names(connection: Connection, site_id: int, names: Mapping[int, str]) -> None:
    """In the transaction that renames them."""
    connection.execute(delete(party_sounds).where(S.party_id.in_(list(names))))
    enter_names(connection, site_id, names)


def sounding(typed: str, site_ids: Iterable[int]) -> Select[tuple[int]] | None:
    """The ids of those whose name may be typed so, or goes on; None where what was typed is not letters alone."""
    sound = typed_sound(typed)
    if sound is None:
        return None
    return select(S.party_id).where(S.site_id.in_(list(site_ids)), S.sound >= sound, S.sound < sound + BEHIND)
