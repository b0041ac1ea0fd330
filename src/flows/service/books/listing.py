"""The lines of a book: a page of them, or all. A page takes the same few statements, however long it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from flows.definition import Column, Procedure, Register, Text
from flows.procedures import REGISTERS
from flows.procedures.entry_kinds import ENTRY_STATES, state_of
from flows.procedures.readers import READERS
from flows.service.books.cells import cells_of
from flows.service.books.columns import Heading, heading
from flows.service.books.reading import Beside, Place, beside, place_of, query, starting_behind
from flows.service.errors import Invalid, NotFound
from flows.service.grid import Cell, Grid
from flows.service.office import Office
from flows.service.pages import cursor_of, wanted
from flows.service.rights import Rights, Who, rights_of
from flows.service.staff_matters import readable
from flows.storage.tables import sites

PLAIN = ("number", "unit", "applicant", "state", "opened_at", "closed_at")
AT_ONCE = 500  # lines read together when a whole book is taken away
MOST = 20_000  # lines of a file: beyond it a spreadsheet is of no use to anybody, and the period is to be narrowed


@dataclass(frozen=True, slots=True)
class Asked:
    """Which book, and which of its lines. `since` and `until`: the days, both counted in, on which the case, or the
    entry, was opened, by the site's clock."""

    procedure: str
    site: str
    register: str | None = None
    since: date | None = None
    until: date | None = None
    state: str | None = None
    unit: str | None = None
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class BookLine:
    """`case` None: an entry that was put on the register by hand. `cells` are those of the book's headings."""

    case: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A part of a register. `cursor` leads on; None at the end."""

    register: Register
    procedure: Procedure
    headings: tuple[Heading, ...]
    lines: tuple[BookLine, ...]
    zone: ZoneInfo
    cursor: str | None = None


def books_of(office: Office, key: str) -> tuple[Register, ...]:
    """The registers of a procedure, as declared; one of its plain facts where none is. Raises NotFound."""
    compiled = office.catalogue.current.get(key)
    if compiled is None:
        raise NotFound("没有这个流程", "There is no such procedure")
    found = tuple(register for register in REGISTERS.values() if register.procedure == key)
    return found or (_plain(compiled.procedure),)


def _plain(procedure: Procedure) -> Register:
    columns = tuple(Column(source) for source in PLAIN)
    return Register(procedure.key, procedure.key, f"{procedure.zh}登记", f"{procedure.en}: register", columns)


def state_words(office: Office, register: Register) -> tuple[tuple[str, Text], ...]:
    """What a book can be filtered by: the states of its entries, or of its cases."""
    if register.entry is None:
        states = office.catalogue.current[register.procedure].procedure.states
        return tuple((state.code, Text(state.zh, state.en)) for state in states)
    own = dict(register.states)
    codes = dict.fromkeys((*own, *(code for code in ENTRY_STATES if code not in own)))
    return tuple((code, own.get(code) or state_of(register.entry, code)) for code in codes)


def book(office: Office, who: Who, asked: Asked, now: datetime) -> Book:
    """A page, the newest line first. Raises NotFound for a site where the asker holds no post or a register that is
    none of the procedure's, Invalid."""
    register, limit = _register(office, asked), wanted(asked.limit)
    with office.read() as connection:
        rights = rights_of(connection, who, now)
        site_id, zone = _site(connection, rights, asked.site)
        behind = place_of(asked.cursor) if asked.cursor else None
        found = starting_behind(
            _open_to(rights, register, query(register, site_id, zone, asked)), register, behind, newest_first=True
        )
        rows = connection.execute(found.limit(limit + 1)).all()
        shown = list(rows[:limit])
        page = _book(office, connection, register, zone)
        lines = _lines(page, shown, beside(office, connection, page.headings, register, zone, shown))
    more = cursor_of(shown[-1].line_at.isoformat(), shown[-1].line_id) if len(rows) > limit else None
    return replace(page, lines=tuple(lines), cursor=more)


def whole_book(office: Office, who: Who, asked: Asked, now: datetime) -> Book:
    """Every line that is asked for, the oldest first, as it was at one moment. Raises Invalid beyond MOST."""
    register = _register(office, asked)
    with office.at_one_moment() as connection:
        rights = rights_of(connection, who, now)
        site_id, zone = _site(connection, rights, asked.site)
        wanted_rows = _open_to(rights, register, query(register, site_id, zone, asked))
        page = _book(office, connection, register, zone)
        lines: list[BookLine] = []
        behind: Place | None = None
        while True:
            found = starting_behind(wanted_rows, register, behind, newest_first=False).limit(AT_ONCE)
            rows = list(connection.execute(found))
            lines += _lines(page, rows, beside(office, connection, page.headings, register, zone, rows))
            if len(lines) > MOST:
                zh, en = f"超过 {MOST} 行，请缩短起止日期", f"more than {MOST} lines; narrow the dates"
                raise Invalid.field("since", zh, en)
            if len(rows) < AT_ONCE:
                return replace(page, lines=tuple(lines))
            behind = (rows[-1].line_at, rows[-1].line_id)


def grid_of(found: Book, asked: Asked, site: Text) -> Grid:
    """A book as a table to take away, with what was asked for above it."""
    register, notes = found.register, [site]
    if asked.since or asked.until:
        zh = f"{asked.since or '…'} 至 {asked.until or '…'}"
        notes.append(Text(zh, f"{asked.since or '…'} to {asked.until or '…'}"))
    rows = tuple(line.cells for line in found.lines)
    heads = tuple(heading.label for heading in found.headings)
    return Grid(Text(register.zh, register.en), heads, rows, tuple(notes))


def _register(office: Office, asked: Asked) -> Register:
    known = books_of(office, asked.procedure)
    for register in known:
        if asked.register in (None, register.code):
            return register
    raise NotFound("没有这个登记本", "There is no such register")


def _open_to(rights: Rights, register: Register, found: Select[Any]) -> Select[Any]:
    """Of a register of staff matters the lines that the asker may read; of any other all."""
    return found.where(readable(rights)) if register.procedure in READERS else found


def _site(connection: Connection, rights: Rights, site: str) -> tuple[int, ZoneInfo]:
    site_id = rights.site_ids(site)[0]
    return site_id, ZoneInfo(connection.execute(select(sites.c.zone).where(sites.c.id == site_id)).scalar_one())


def _book(office: Office, connection: Connection, register: Register, zone: ZoneInfo) -> Book:
    procedure = office.catalogue.current[register.procedure].procedure
    known = {compiled.procedure.key: compiled.procedure for compiled in office.catalogue.current.values()}
    headings = tuple(heading(column, register, known) for column in register.columns)
    return Book(register, procedure, headings, (), zone)


def _lines(page: Book, rows: Sequence[Any], near: Beside) -> Iterator[BookLine]:
    for row in rows:
        yield BookLine(row.number, cells_of(page.register, page.headings, row, near))
