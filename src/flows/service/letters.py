"""The owner's letter of authorisation: brought when the authorisation is entered, read by those who keep the register."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flows.definition import Actor
from flows.service.errors import NotFound
from flows.service.masking import name_shown
from flows.service.office import Office
from flows.service.papers import NOT_KEPT, NOT_READ, Paper, mark_for, media_type_of, plain_name, reaching, still_there
from flows.service.privacy.removing import erase
from flows.service.readings import note_letter
from flows.service.registers.authorisations import (
    AuthorisationSeen,
    NewAuthorisation,
    authorisation,
    fitting_authorisation,
    grant,
)
from flows.service.rights import KEEPERS, rights_of
from flows.service.scanning import search
from flows.storage.papers.store import NotReached
from flows.storage.tables import authorisation_letters, sites, users


@dataclass(frozen=True, slots=True)
class Letter:
    """A file as it comes: `name` as its bringer calls it."""

    name: str
    content: bytes


def authorise(
    office: Office, login: str, site: str, new: NewAuthorisation, letter: Letter | None, now: datetime
) -> AuthorisationSeen:
    """Enters the authorisation, and keeps the letter with it. Raises Invalid, TooLarge, Unsupported, Forbidden,
    NotFound, OutOfReach."""
    if letter is None:
        return grant(office, login, site, new, now)
    with office.read() as connection:  # whoever may not enter it leaves no file behind
        rights_of(connection, login, now).must_hold(site, KEEPERS)
    fitting_authorisation(new)
    media_type, digest = media_type_of(letter.content), hashlib.sha256(letter.content).hexdigest()
    search(office, digest, letter.content)
    with reaching(NOT_KEPT):  # before the row, which must not name what isn't there
        office.attachments.keep(digest, letter.content)
    row = {"name": plain_name(letter.name), "media_type": media_type, "size": len(letter.content), "sha256": digest}
    try:
        granted = grant(office, login, site, new, now, row)
    except Exception:  # no row would ever let it go
        with suppress(NotReached):
            erase(office, digest)
        raise
    still_there(office, digest, letter.content)
    return granted


def letter_of(office: Office, login: str, authorisation_id: int, now: datetime) -> Paper:
    """Held against its hash. Raises NotFound, Forbidden, OutOfReach."""
    seen = authorisation(office, login, authorisation_id, now)
    with office.read() as connection:
        rights = rights_of(connection, login, now)
        rights.must_hold(seen.site, KEEPERS)
        query = select(authorisation_letters).where(authorisation_letters.c.authorisation_id == authorisation_id)
        row = connection.execute(query).one_or_none()
        name = connection.execute(select(users.c.name).where(users.c.login == login)).scalar_one()
        zone = connection.execute(select(sites.c.zone).where(sites.c.key == seen.site)).scalar_one()
    if row is None:
        raise NotFound("这条授权没有授权书", "There is no letter with this authorisation")
    if row.removed_at is not None:
        raise NotFound("这份授权书已删除", "This letter was removed")
    with reaching(NOT_READ):
        content = office.attachments.read(row.sha256)
    if content is None or hashlib.sha256(content).hexdigest() != row.sha256:
        raise NotFound(
            "授权书不在存放处或与留存的指纹不符，请联系管理员",
            "The letter is not where papers lie, or is not what was brought; tell the administrator",
        )
    role = next(role for role in KEEPERS if role in rights.roles_at(seen.site))
    note_letter(office, login, seen.site, seen.owner.id, authorisation_id, role, now)
    mark = mark_for(f"{seen.unit} 授权", Actor(login, name, ()), now.astimezone(ZoneInfo(zone)))
    return Paper(name_shown(row.name), row.media_type, content, mark)
