"""What people say of a case: kept as it was said, beside the history; whoever is mentioned is told.

A comment decides nothing, so it is no entry of the chain: the case is the same with it and without. Nobody changes or
removes one. ID numbers and telephones are masked before it is kept, as it is read by everybody who may see the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from flows.definition import Actor, Person, Procedure, Text
from flows.service.case_beside import CommentView, comments_told
from flows.service.errors import Invalid
from flows.service.masking import name_shown
from flows.service.noticing import News, tell_people
from flows.service.office import Office
from flows.service.pages import Page, cursor_of, key_of
from flows.service.roster import roster
from flows.service.seeing import load
from flows.service.staff_matters import is_of_staff, must_read, readers_among
from flows.storage.adding import added
from flows.storage.beside import comments_before
from flows.storage.snapshot import Snapshot
from flows.storage.tables import comments, history

LONGEST = 2000  # characters: half a page; what is longer is a paper (beyond the handbook)
PAGE = 50
SIGN = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # not that of a mail address
WORD = re.compile(r"[^\s@＠，。；：、！？,;:!?（）()]{1,30}")


@dataclass(frozen=True, slots=True)
class Conversation:
    """A page of what was said of a case; `readers`: who of the staff may see it."""

    number: str
    procedure: Procedure
    zone: str
    readers: tuple[Actor, ...]
    page: Page[CommentView]


def comment(office: Office, login: str, number: str, words: str, now: datetime, site: str | None = None) -> CommentView:
    """By anybody who may see the case, open or closed. Raises NotFound, Ambiguous, and Invalid for nothing said, too
    much, or a mention of somebody who may not see the case."""
    said = _said(words)
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, number, login, now, site))
        meant = mentioned(said, who_may_see(connection, seen, now))
        row = {
            "site_id": seen.site_id,
            "case_id": seen.case_id,
            "login": login,
            "name": seen.actor.name,
            "words": said,
            "mentions": [{"login": one.login, "name": one.name} for one in meant],
            "at": now,
        }
        comment_id = added(connection, comments, row)
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
        told = {one.login for one in meant} - {login}
        tell_people(connection, [(_news(seen, procedure, comment_id, now), told)])
    return CommentView(comment_id, Person(login, seen.actor.name), said, meant, now)


def comments_of(
    office: Office, login: str, number: str, now: datetime, site: str | None = None, cursor: str | None = None
) -> Page[CommentView]:
    """The newest first. Raises NotFound, Ambiguous, Invalid for a cursor of another list."""
    before = int(key_of(cursor, int)[0]) if cursor else 0
    with office.read() as connection:
        seen = must_read(connection, load(connection, number, login, now, site, ties_later=True))
        return _page(connection, seen, before)


def conversation(
    office: Office, login: str, number: str, now: datetime, site: str | None = None, cursor: str | None = None
) -> Conversation:
    """The same with what a page of its own shows beside. Raises what `comments_of` does."""
    before = int(key_of(cursor, int)[0]) if cursor else 0
    with office.read() as connection:
        seen = must_read(connection, load(connection, number, login, now, site, ties_later=True))
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
        readers = who_may_see(connection, seen, now)
        page = _page(connection, seen, before)
    return Conversation(seen.case.number, procedure, seen.zone.key, readers, page)


def _page(connection: Connection, seen: Snapshot, before: int) -> Page[CommentView]:
    found = comments_told(comments_before(connection, seen.case_id, PAGE + 1, before))
    return Page(found[:PAGE], cursor_of(found[PAGE - 1].id) if len(found) > PAGE else None)


def who_may_see(connection: Connection, seen: Snapshot, now: datetime) -> tuple[Actor, ...]:
    """Everybody at the site but in matters of the staff."""
    people = roster(connection, seen.site_id, now)
    if not is_of_staff(seen.case):
        return people
    acted = select(history.c.actor).where(history.c.case_id == seen.case_id).distinct()
    return readers_among(seen.case, people, frozenset(connection.execute(acted).scalars()))


def mentioned(words: str, people: Iterable[Actor]) -> tuple[Person, ...]:
    """Whom an `@` names, by name or user name, each once. Raises Invalid for somebody who isn't among `people`, or a name
    that several have."""
    people, found = tuple(people), dict[str, Person]()
    for sign in SIGN.finditer(words):
        rest = words[sign.end() :]
        called = max((len(name) for one in people for name in (one.name, one.login) if _begins(rest, name)), default=0)
        meant = {one.login: one for one in people if called and rest[:called] in (one.name, one.login)}
        if not meant:
            _refuse_unknown(rest)
        elif len(meant) > 1:
            raise Invalid.field("words", *_several(rest[:called], sorted(meant)))
        found.update({login: Person(login, one.name) for login, one in meant.items()})
    return tuple(found.values())


def _begins(rest: str, name: str) -> bool:
    """Letters and digits go on to the end of a word: `@eng` isn't meant by `@engineer`."""
    if not rest.startswith(name):
        return False
    after = rest[len(name) : len(name) + 1]
    return not (name[-1].isascii() and after.isascii() and after.isalnum())


def _refuse_unknown(rest: str) -> None:
    word = WORD.match(rest)
    if word:
        raise Invalid.field(
            "words",
            f"“@{word.group()}”不是能看到此单据的同事，没有发出；请从名单中选择，或去掉 @",
            f"holds “@{word.group()}”, who is nobody who may see this case; choose from the list, or leave the @ out",
        )


def _several(name: str, logins: Sequence[str]) -> tuple[str, str]:
    listed = ", ".join(logins)
    return (
        f"叫“{name}”的不止一位，请写用户名：{listed}",
        f"names “{name}”, as several are called; write the user name: {listed}",
    )


def _said(words: str) -> str:
    said = name_shown("".join(c for c in words.replace("\r\n", "\n") if c.isprintable() or c == "\n").strip())
    if not said:
        raise Invalid.field("words", "请写下要说的话", "is needed")
    if len(said) > LONGEST:
        raise Invalid.field("words", f"最多 {LONGEST} 字", f"takes at most {LONGEST} characters")
    return said


def _news(seen: Snapshot, procedure: Procedure, comment_id: int, now: datetime) -> News:
    """Without the words: they stay on the page of the case, and go into no message that leaves the house."""
    name, number = seen.actor.name, seen.case.number
    zh = f"{name} 在{procedure.zh} {number} 的留言中提到了您"
    en = f"{name} mentioned you in a comment on {procedure.en} {number}"
    return News(seen.site_id, seen.case_id, f"comment:{comment_id}", "mention", Text(zh, en), now)
