"""A person outside the staff wishes to be forgotten (PIPL, article 47): what must stay is said, with until when; the rest is
erased for good.

Where nothing must stay, the register's row goes, the sounds and the searched texts of the name, and the personal values of
their cases, which lie beside the chain; copies of documents, and letters that nothing rests on any more, go in either case. A
letter that is not due yet stays by its own term and loses its file's name. Entries from before step 0028 hold
their values in the chain itself, which forgets nothing: article 47 lets what can't be deleted be kept if nothing else is done
with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, or_, select, update

from flows.definition import Text
from flows.procedures.retention import DOCUMENTS, ID_COPIES, LETTER, RECORDS
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.privacy.due import disputed, held, length, over
from flows.service.privacy.emptying import empty, has_values, values_of
from flows.service.privacy.letters_due import NAMED, due_letters, remove_letters
from flows.service.privacy.removing import WHOLE, WISHED, erase_files, let_go, remove
from flows.service.search_text import rename_applicant
from flows.storage import tables as t
from flows.storage.party_names import change_names

ERASED = "person"  # among what was removed
A_DAY = timedelta(days=1)  # as `letters_due`: the last day of an authorisation is one of the site's
GONE = "（已删除）"  # in place of the name: a row can't do without one


@dataclass(frozen=True, slots=True)
class Stays:
    """`until`: None where nobody can say yet."""

    why: Text
    until: date | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`stays`: why the register's row must; empty: it goes, and the personal `values` of their cases. `papers` and `letters` go in
    either case; `kept`: letters that stay in either. `before`: entries from before, whose values can't go."""

    party: int
    name: str
    site: str
    stays: tuple[Stays, ...]
    papers: int
    letters: int
    values: int = 0
    before: int = 0
    kept: tuple[Stays, ...] = ()

    @property
    def row_goes(self) -> bool:
        return not self.stays and self.name != GONE

    @property
    def does_something(self) -> bool:
        return bool(self.row_goes or self.papers or self.letters or self.values)


def plan_erasure(office: Office, party_id: int, now: datetime) -> Plan:
    """What would be done; changes nothing. Raises NotFound."""
    with office.read() as connection:
        return _plan(office, connection, party_id, now)


def erase_person(
    office: Office, party_id: int, now: datetime, reason: str | None = None, by: int | None = None
) -> Plan:
    """Does it, all or nothing, and answers what was done; a second time there is nothing left to do. `by`: a user's id; none:
    the operator. Raises NotFound, Conflict."""
    with office.transaction() as connection:
        # First: a case of theirs that is being opened is there, and stays them, or is refused afterwards (`starting`).
        connection.execute(select(t.parties.c.id).where(t.parties.c.id == party_id).with_for_update())
        plan = _plan(office, connection, party_id, now)
        for case_id, rows in _by_case(_papers(connection, party_id, now)):
            remove(office, connection, case_id, rows, WISHED, now)
        remove_letters(connection, due_letters(connection, now, WHOLE, party=party_id), WISHED, now, reason, by)
        for case_id in _with_values(connection, party_id) if plan.values else ():
            empty(office, connection, case_id, WISHED, now)
        if plan.row_goes:
            _erase_row(office, connection, party_id)
        if plan.does_something:
            said = {"what": ERASED, "subject": party_id, "why": WISHED, "reason": reason, "user_id": by, "at": now}
            here = select(t.parties.c.site_id).where(t.parties.c.id == party_id).scalar_subquery()
            connection.execute(insert(t.removals).values(site_id=here, **said))
    erase_files(office, now)
    if plan.does_something:
        let_go(office)
    return plan


def _plan(office: Office, connection: Connection, party_id: int, now: datetime) -> Plan:
    p = t.parties.c
    query = select(t.parties, t.sites.c.key, t.sites.c.zone).join(t.sites, t.sites.c.id == p.site_id)
    row = connection.execute(query.where(p.id == party_id)).one_or_none()
    if row is None:
        raise NotFound("登记中没有此人", "Nobody of that number is on the register")
    today = now.astimezone(ZoneInfo(row.zone)).date()
    years = _years(connection, row.site_id)
    stays = (*_ties(connection, party_id, today), *_cases(connection, party_id, now, years))
    papers, letters = _papers(connection, party_id, now), due_letters(connection, now, WHOLE, party=party_id)
    values, before = (0, 0) if stays else values_of(office, connection, party_id)
    kept = tuple(_letters(connection, party_id, {one.authorisation_id for one in letters}, now, years))
    return Plan(party_id, row.name, row.key, stays, len(papers), len(letters), values, before, kept)


def _letters(connection: Connection, party_id: int, due: set[int], now: datetime, years: int) -> Iterator[Stays]:
    """That nobody has removed and that aren't due."""
    a, file = t.authorisations.c, t.authorisation_letters.c
    query = (
        select(a.id, a.until, a.revoked_at, t.units.c.code)
        .join(t.authorisation_letters, file.authorisation_id == a.id)
        .join(t.units, t.units.c.id == a.unit_id)
        .where(_of_either(party_id), file.removed_at.is_(None))
        .order_by(a.id)
    )
    for row in connection.execute(query):
        if row.id not in due:
            last = min(row.until, row.revoked_at.date()) if row.revoked_at else row.until
            until = last + length(LETTER.span, years) + A_DAY
            zh, en = f"房号 {row.code} 的授权书（{RECORDS.zh}）", f"the letter for unit {row.code} ({RECORDS.en})"
            yield Stays(Text(zh, en), until if until > now.date() else None)


def _of_either(party_id: int) -> ColumnElement[bool]:
    a = t.authorisations.c
    return or_(a.party_id == party_id, a.owner_id == party_id)


def _with_values(connection: Connection, party_id: int) -> list[int]:
    c = t.cases.c
    query = select(c.id).where(c.applicant_id == party_id, has_values()).order_by(c.id)
    return list(connection.execute(query).scalars())


def _years(connection: Connection, site_id: int) -> int:
    return int(office_settings(connection, site_id)[RECORDS.setting])


def _ties(connection: Connection, party_id: int, today: date) -> Iterator[Stays]:
    te, a = t.tenures.c, t.authorisations.c
    live = or_(te.until.is_(None), te.until >= today)
    query = select(t.units.c.code, te.until).join(t.units, t.units.c.id == te.unit_id)
    for row in connection.execute(query.where(te.party_id == party_id, live).order_by(te.id)):
        zh, en = f"房号 {row.code} 的业主、租户或住户", f"tied to unit {row.code} as owner, tenant or occupant"
        yield Stays(Text(zh, en), row.until)
    query = select(t.units.c.code, a.until).join(t.units, t.units.c.id == a.unit_id)
    for row in connection.execute(
        query.where(_of_either(party_id), a.revoked_at.is_(None), a.until >= today).order_by(a.id)
    ):
        zh, en = f"房号 {row.code} 的授权仍有效", f"an authorisation for unit {row.code} is in force"
        yield Stays(Text(zh, en), row.until)


def _cases(connection: Connection, party_id: int, now: datetime, years: int) -> Iterator[Stays]:
    c = t.cases.c
    kept = or_(held(), disputed()).label("kept")
    e = t.entries.c
    lives = exists().where(e.case_id == c.id, e.state == "in_use", or_(e.valid_until.is_(None), e.valid_until > now))
    query = select(c.number, c.closed_at, kept, lives.label("lives")).where(c.applicant_id == party_id).order_by(c.id)
    for row in connection.execute(query):
        if row.closed_at is None:
            yield Stays(Text(f"单据 {row.number} 在办", f"case {row.number} is open"), None)
        elif row.kept:
            zh, en = f"单据 {row.number} 有争议或被保留", f"case {row.number} is disputed, or kept by the director"
            yield Stays(Text(zh, en), None)
        elif row.lives:
            zh, en = f"单据 {row.number} 登记的事项仍有效", f"what case {row.number} put on a register is in use"
            yield Stays(Text(zh, en), None)
        elif (until := row.closed_at + length(RECORDS, years)) > now:
            zh, en = f"单据 {row.number} 的保留期未满（{RECORDS.zh}）", f"case {row.number} must be kept ({RECORDS.en})"
            yield Stays(Text(zh, en), until.date())


def _papers(connection: Connection, party_id: int, now: datetime) -> list[Any]:
    """Copies of the person's own documents: their purpose was served when the case closed, and the days after it are for the
    office's convenience."""
    d, c = t.documents.c, t.cases.c
    kinds = [code for code, kept in DOCUMENTS.items() if kept.span is ID_COPIES and not kept.of_others]
    query = (
        select(d.id, d.case_id, d.kind, d.sha256)
        .join(t.cases, c.id == d.case_id)
        .where(c.applicant_id == party_id, d.kind.in_(kinds), d.removed_at.is_(None))
        .where(over(now), ~held(), ~disputed())
        .order_by(d.case_id, d.id)
    )
    return list(connection.execute(query))


def _by_case(rows: list[Any]) -> Iterator[tuple[int, list[Any]]]:
    for case_id in sorted({row.case_id for row in rows}):
        yield case_id, [row for row in rows if row.case_id == case_id]


def _erase_row(office: Office, connection: Connection, party_id: int) -> None:
    p = t.parties.c
    blank = {"name": GONE, "phone": None, "id_kind": None, "id_number": None, "verified_at": None, "verified_by": None}
    site_id = connection.execute(
        update(t.parties).where(p.id == party_id).values(blank).returning(p.site_id)
    ).scalar_one()
    change_names(connection, site_id, {party_id: GONE})
    rename_applicant(connection, office.catalogue, party_id, "", forgotten=True)
    of_theirs = select(t.authorisations.c.id).where(_of_either(party_id))
    letters = update(t.authorisation_letters).where(t.authorisation_letters.c.authorisation_id.in_(of_theirs))
    connection.execute(letters.values(name=NAMED))
    theirs = exists().where(t.cases.c.id == t.drafts.c.case_id, t.cases.c.applicant_id == party_id)
    connection.execute(delete(t.drafts).where(theirs))
    mine = exists().where(t.cases.c.id == t.comments.c.case_id, t.cases.c.applicant_id == party_id)
    connection.execute(update(t.comments).where(mine).values(words=GONE, mentions=[]))
