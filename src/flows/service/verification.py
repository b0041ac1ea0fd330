"""What a printed code leads to. The code is the number and a keyed hash, so that nobody can guess the code of a paper
from its number; nothing is stored for it, and the lookup goes by the number's index."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from flows.definition import OpenEntry, Procedure, Text
from flows.engine.replay import SIDE_EVENTS
from flows.service.errors import NotFound
from flows.service.keys import derived_key
from flows.service.narrowing import at_every_site
from flows.service.office import Office
from flows.service.rights import rights_of
from flows.storage.tables import cases, entries, history, sites

Outcome = Literal["valid", "pending", "used", "expired", "void", "unknown"]

PURPOSE = "verification"
BYTES = 10  # of the hash: 80 bits, 16 letters of base32
CODE = re.compile(r"(?P<number>[A-Z]{1,10}-\d{4}-\d{1,8})-(?P<mark>[A-Z2-7]{16})")
WHOLE = ("", 0)  # the kind and line that stand for the case itself

BADLY = frozenset({"reject", "withdraw", "cancel", "void", "revoke"})
# A card that was handed back and one that was voided open nothing any more.
ENDED: dict[str, Outcome] = {"void": "void", "returned": "void", "used": "used"}


@dataclass(frozen=True, slots=True)
class Answer:
    """Without anything about a person or a unit. `line`: which of several papers of one case, nought for the case; `key`
    and `site_key`: of its procedure and site."""

    outcome: Outcome
    number: str = ""
    procedure: Text | None = None
    state: Text | None = None
    line: int = 0
    site: Text | None = None
    zone: ZoneInfo | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    key: str = ""
    site_key: str = ""


UNKNOWN = Answer("unknown")


def code_of(office: Office, site: str, number: str, kind: str = "", line: int = 0) -> str:
    """What is printed on the form of a case, or, with the register's `kind` and `line`, on one of its papers."""
    return _code(derived_key(office.secret, PURPOSE), site, number, kind, line)


def _code(key: bytes, site: str, number: str, kind: str, line: int) -> str:
    content = "|".join((site, number, kind, str(line)))
    mark = hmac.new(key, content.encode(), hashlib.sha256).digest()
    return f"{number}-{base64.b32encode(mark[:BYTES]).decode()}"


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper of a case and its code. `line` nought: the form of the case itself."""

    kind: str
    line: int
    code: str


def printed(office: Office, login: str, site: str, number: str, now: datetime) -> tuple[Printed, ...]:
    """The codes of a case and of the papers that it opened, for whoever holds a post at its site. Raises NotFound."""
    with office.read() as connection:
        site_id = rights_of(connection, login, now).site_ids(site)[0]
        query = select(cases.c.id).where(cases.c.site_id == site_id, cases.c.number == number)
        case_id = connection.execute(query).scalar_one_or_none()
        if case_id is None:
            raise NotFound
        papers = [WHOLE, *((row.kind, row.line) for row in _papers(connection, case_id))]
    return tuple(Printed(kind, line, code_of(office, site, number, kind, line)) for kind, line in papers)


def look_up(office: Office, code: str, now: datetime) -> Answer:
    """For anybody: no sign-in. A wrong mark and a number that was never given are not told apart."""
    found = CODE.fullmatch("".join(code.split()).upper())
    if found is None:
        return UNKNOWN
    with at_every_site(), office.read() as connection:
        for row in _numbered(connection, found["number"]):
            for kind, line, entry in _candidates(connection, row.id):
                # A form is on paper for years: it may have been printed under a key of before.
                rights = [_code(key, row.site, row.number, kind, line) for key in office.keys.derived(PURPOSE)]
                if any(hmac.compare_digest(right, found.group()) for right in rights):
                    return _answer(office, connection, row, entry, now)
    return UNKNOWN


def _numbered(connection: Connection, number: str) -> list[Any]:
    query = (
        select(cases, sites.c.key.label("site"), sites.c.name_zh, sites.c.name_en, sites.c.zone)
        .join(sites, sites.c.id == cases.c.site_id)
        .where(cases.c.number == number)
    )
    return list(connection.execute(query))


def _papers(connection: Connection, case_id: int) -> list[Any]:
    return list(connection.execute(select(entries).where(entries.c.case_id == case_id).order_by(entries.c.id)))


def _candidates(connection: Connection, case_id: int) -> Iterator[tuple[str, int, Any]]:
    yield (*WHOLE, None)
    for entry in _papers(connection, case_id):
        yield entry.kind, entry.line, entry


def _answer(office: Office, connection: Connection, row: Any, entry: Any, now: datetime) -> Answer:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    whole = entry is None
    if whole:
        entry = _only_paper(connection, procedure, row)
    state = procedure.state(row.state)
    return Answer(
        outcome=_of_entry(entry, now) if entry else _of_case(connection, procedure, row),
        number=row.number,
        procedure=Text(procedure.zh, procedure.en),
        state=Text(state.zh, state.en),
        line=0 if whole else entry.line,
        site=Text(row.name_zh, row.name_en),
        zone=ZoneInfo(row.zone),
        valid_from=entry.valid_from if entry else None,
        valid_until=entry.valid_until if entry else None,
        key=row.procedure,
        site_key=row.site,
    )


def _only_paper(connection: Connection, procedure: Procedure, row: Any) -> Any:
    """The paper that the case's own form stands for: a permit is the one thing its case issues. A case with a paper
    for each of several people has none."""
    opened = [e for t in procedure.transitions for e in t.effects if isinstance(e, OpenEntry) and e.per is None]
    if len({effect.kind for effect in opened}) != 1:
        return None
    papers = [paper for paper in _papers(connection, row.id) if paper.kind == opened[0].kind]
    return papers[-1] if papers else None


def _of_entry(entry: Any, now: datetime) -> Outcome:
    over = entry.valid_until is not None and entry.valid_until < now
    if entry.state == "in_use":
        if over:
            return "expired"
        return "pending" if entry.valid_from is not None and now < entry.valid_from else "valid"
    if entry.state == "ended":
        ran_out = entry.valid_until is not None and entry.valid_until <= entry.changed_at
        return "expired" if ran_out else "used"
    return ENDED[entry.state]


def _of_case(connection: Connection, procedure: Procedure, row: Any) -> Outcome:
    """Of a case that has issued no paper: never valid, for a form that somebody filled in permits nothing."""
    if row.closed_at is None:
        return "pending"
    moves = select(history.c.event).where(history.c.case_id == row.id, history.c.event.not_in(SIDE_EVENTS))
    last = connection.execute(moves.order_by(history.c.seq.desc()).limit(1)).scalar_one()
    kinds = {transition.event.kind for transition in procedure.transitions if transition.event.code == last}
    if kinds & BADLY:
        return "void"
    return "expired" if "expire" in kinds else "used"
