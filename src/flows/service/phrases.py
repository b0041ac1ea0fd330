"""Templates of what is written again and again (常用语): opinions and reasons of a site, put into a form by a press.

They are words to begin with, no decision: what is sent is what stands in the form then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from flows.definition import Text
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, Who, rights_of
from flows.service.signing_in import Identity
from flows.storage.tables import phrases, sites

USES: Mapping[str, Text] = {
    "opinion": Text("意见", "Opinion"),
    "reason": Text("理由", "Reason"),
    "comment": Text("留言", "Comment"),
}
MOST = 20  # of one use: what still reads as a row of buttons
LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Phrase:
    id: int
    use: str
    words: str
    added_by: str
    at: datetime


def offered(office: Office, who: Identity, site: str, use: str) -> tuple[str, ...]:
    """For whoever holds a post at the site, in the order in which they were added. Raises NotFound."""
    if use not in USES or site not in who.sites:
        raise NotFound
    query = select(phrases.c.words).join(sites, sites.c.id == phrases.c.site_id)
    query = query.where(sites.c.key == site, phrases.c.use == use, phrases.c.ended_at.is_(None))
    with office.read() as connection:
        return tuple(connection.execute(query.order_by(phrases.c.id)).scalars())


def list_phrases(office: Office, who: Who, site: str, now: datetime) -> tuple[Phrase, ...]:
    """Raises NotFound, Forbidden."""
    with office.read() as connection:
        site_id = rights_of(connection, who, now).must_hold(site, ADMINISTRATORS)
        query = select(phrases).where(*_here(site_id)).order_by(phrases.c.id)
        return tuple(Phrase(r.id, r.use, r.words, r.added_by, r.at) for r in connection.execute(query))


def add_phrase(office: Office, who: Who, site: str, use: str, words: str, now: datetime) -> None:
    """What is there already is not added again. Raises NotFound, Forbidden, Invalid."""
    said = " ".join(words.split())
    if use not in USES:
        raise Invalid.field("use", "请从所列项目中选择", "must be one of the choices")
    if not said:
        raise Invalid.field("words", "请填写", "is needed")
    if len(said) > LONGEST:
        raise Invalid.field("words", f"最多 {LONGEST} 字", f"takes at most {LONGEST} characters")
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        site_id = rights.must_hold(site, ADMINISTRATORS)
        there = list(connection.execute(select(phrases.c.words).where(*_here(site_id), phrases.c.use == use)).scalars())
        if said in there:
            return
        if len(there) >= MOST:
            zh, en = f"每类最多 {MOST} 条，请先删去不用的", f"takes at most {MOST} of a use; remove some first"
            raise Invalid.field("words", zh, en)
        row = {"site_id": site_id, "use": use, "words": said, "added_by": rights.login, "at": now}
        connection.execute(insert(phrases), row)


def remove_phrase(office: Office, who: Who, site: str, phrase: int, now: datetime) -> None:
    """Kept in the database with who removed it. Raises NotFound, Forbidden."""
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        this = (*_here(rights.must_hold(site, ADMINISTRATORS)), phrases.c.id == phrase)
        ended = {"ended_at": now, "ended_by": rights.login}
        if connection.execute(update(phrases).where(*this).values(ended)).rowcount == 0:
            raise NotFound


def _here(site_id: int) -> tuple[ColumnElement[bool], ...]:
    return phrases.c.site_id == site_id, phrases.c.ended_at.is_(None)
