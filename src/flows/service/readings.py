"""Who read whose personal data, when and why: written whenever something is shown in full, and answered by reader and by
person. What was shown is kept nowhere here; rows are only ever added, and the checkpoints hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, or_, select, union_all

from flows.definition import Actor, Person, Post, Procedure, Text
from flows.service.books.columns import fact_fields
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.pages import Page, key_of, page, wanted
from flows.service.rights import ADMINISTRATOR, Who, rights_of
from flows.service.staff_matters import readable
from flows.storage.adding import added
from flows.storage.snapshot import Snapshot
from flows.storage.tables import cases, parties, reveals, sites, users

AUDITORS = (ADMINISTRATOR, "director", "company_manager")  # who answers for a site
AGAIN = timedelta(hours=1)  # that a page draws the same picture anew is no further look (beyond the handbook)
SHORTEST, LONGEST = 4, 1000  # characters of a reason (beyond the handbook)
OPERATOR = "operator"  # whoever runs commands on the machine
APPLICANT = {
    "applicant:phone": ("phone", Text("申请人电话", "Applicant's telephone")),
    "applicant:id_number": ("id_number", Text("申请人证件号码", "Applicant's ID number")),
}
OPENED = "打开材料 / opened the paper"
WORDS = {
    "letter": Text("授权书", "Letter of authorisation"),
    "person": Text("所存的全部信息", "All that is held of the person"),
}
R = reveals.c


@dataclass(frozen=True, slots=True)
class Reveal:
    """One such look, as it is kept. `number`: of its case, empty where it belongs to none; `of`: whose data, where that is
    known beside the case; `by` is the operator where its login is empty."""

    at: datetime
    site: str
    number: str
    label: Text
    by: Person
    instead_of: Person | None
    role: str
    reason: str
    of: str = ""


def fitting_reason(reason: str) -> str:
    """Raises Invalid."""
    why = reason.strip()
    if SHORTEST <= len(why) <= LONGEST:
        return why
    zh, en = f"请写明原因，至少 {SHORTEST} 字", f"give a reason of {SHORTEST} characters or more"
    raise Invalid.field("reason", zh, en)


def note_paper(
    office: Office, seen: Snapshot, post: Post, kind: str, document: int, now: datetime, reason: str = OPENED
) -> None:
    """That somebody has opened a personal paper of a case, or was given it for a reason."""
    with office.transaction() as connection:
        row = {"site_id": seen.site_id, "case_id": seen.case_id, "user_id": seen.actor_id, "role": post.role}
        absent = id_of(connection, post.instead_of)
        _note(connection, {**row, "instead_of": absent, "place": f"paper:{kind}.{document}", "reason": reason}, now)


def note_letter(
    office: Office, login: str, site: str, party: int, authorisation: int, role: str, now: datetime
) -> None:
    """That somebody has opened the letter of an authorisation; `party`: who gave it."""
    with office.transaction() as connection:
        site_id = connection.execute(select(sites.c.id).where(sites.c.key == site)).scalar_one()
        user_id = connection.execute(select(users.c.id).where(users.c.login == login)).scalar_one()
        row = {"site_id": site_id, "party_id": party, "user_id": user_id, "role": role}
        _note(connection, {**row, "place": f"letter:{authorisation}", "reason": OPENED}, now)


def note_export(
    office: Office, party: int, reason: str, now: datetime, user_id: int | None = None, role: str = OPERATOR
) -> None:
    """That all that is held of a person was handed over. `user_id`: none: by the operator. Raises NotFound."""
    with office.transaction() as connection:
        site_id = connection.execute(select(parties.c.site_id).where(parties.c.id == party)).scalar_one_or_none()
        if site_id is None:
            raise NotFound
        row = {"site_id": site_id, "party_id": party, "role": role, "place": f"person:{party}", "reason": reason}
        row |= {"user_id": user_id}
        added(connection, reveals, {**row, "at": now})


def _note(connection: Connection, row: dict[str, Any], now: datetime) -> None:
    """What a reason was given for, each time."""
    if row["reason"] != OPENED or not _looked(connection, row, now):
        added(connection, reveals, {**row, "at": now})


def _looked(connection: Connection, row: dict[str, Any], now: datetime) -> bool:
    same = [R[name] == row[name] for name in ("site_id", "user_id", "place", "case_id") if name in row]
    return connection.execute(select(R.id).where(*same, R.at > now - AGAIN).limit(1)).first() is not None


def id_of(connection: Connection, person: Person | None) -> int | None:
    if person is None:
        return None
    found: int = connection.execute(select(users.c.id).where(users.c.login == person.login)).scalar_one()
    return found


def post_of(actor: Actor, codes: set[str]) -> Post:
    """The post in which somebody reads: the first that has to do with it, or their first where none has."""
    return next((post for post in actor.posts if post.role in codes), actor.posts[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """`reader`: a login; `person`: the number of somebody on the register, as in `/parties/12`: what was read of them, and
    of the cases that they applied for."""

    reader: str = ""
    person: int | None = None


def list_reveals(
    office: Office,
    who: Who,
    site: str,
    now: datetime,
    cursor: str | None = None,
    limit: int = 50,
    asked: Asked = Asked(),  # frozen
) -> Page[Reveal]:
    """The newest first, for those who answer for the site; of matters of the staff, for whoever may read them."""
    limit = wanted(limit)
    with office.read() as connection:
        rights = rights_of(connection, who, now)
        query = _query().where(
            R.site_id == rights.must_hold(site, AUDITORS), or_(R.case_id.is_(None), readable(rights))
        )
        if asked.reader:
            reader = select(users.c.id).where(users.c.login == asked.reader).scalar_subquery()
            query = query.where(R.user_id.is_(None) if asked.reader == OPERATOR else R.user_id == reader)
        if asked.person is not None:
            query = query.where(R.id.in_(_of_person(asked.person)))
        if cursor:
            query = query.where(R.id < key_of(cursor, int)[0])
        rows = connection.execute(query.order_by(R.id.desc()).limit(limit + 1)).all()
        seen = {row.id: _seen(office, connection, row) for row in rows}
    return page(rows, limit, lambda row: seen[row.id], lambda row: (row.id,))


def _of_person(party: int) -> Any:
    """Of them alone, and of the cases that they applied for."""
    theirs = select(R.id).join(cases, cases.c.id == R.case_id).where(cases.c.applicant_id == party)
    return union_all(select(R.id).where(R.party_id == party), theirs)


def _query() -> Select[Any]:
    absent = users.alias("absent")
    return (
        select(
            reveals,
            sites.c.key,
            cases.c.number,
            cases.c.procedure,
            cases.c.version,
            users.c.login,
            users.c.name,
            absent.c.login.label("absent_login"),
            absent.c.name.label("absent_name"),
            parties.c.name.label("party"),
        )
        .join(sites, sites.c.id == R.site_id)
        .join(cases, cases.c.id == R.case_id, isouter=True)
        .join(users, users.c.id == R.user_id, isouter=True)
        .join(absent, absent.c.id == R.instead_of, isouter=True)
        .join(parties, parties.c.id == R.party_id, isouter=True)
    )


def _seen(office: Office, connection: Connection, row: Any) -> Reveal:
    absent = Person(row.absent_login, row.absent_name) if row.absent_login else None
    by = Person(row.login or "", row.name or "")
    if row.case_id is None:
        label = WORDS.get(row.place.partition(":")[0], Text(row.place, row.place))
        return Reveal(row.at, row.key, "", label, by, absent, row.role, row.reason, row.party or "")
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    label = place_words(procedure, row.place)
    return Reveal(row.at, row.key, row.number, label, by, absent, row.role, row.reason)


def place_words(procedure: Procedure, place: str) -> Text:
    """Which value was meant, in words: `身份证号（第 2 行）`."""
    if place in APPLICANT:
        return APPLICANT[place][1]
    kind, _, path = place.partition(":")
    parts = path.split(".")
    if kind == "paper":
        document = procedure.documents().get(parts[0])
        return Text(document.zh, document.en) if document else Text(place, place)
    if kind == "fact":
        field = fact_fields(parts[0]).get(parts[-1])
    else:
        field = procedure.fields().get(parts[0])
        if field is not None and len(parts) == 3:
            field = next((column for column in field.columns if column.name == parts[2]), None)
    label = Text(field.zh, field.en) if field else Text(place, place)
    return Text(f"{label.zh}（第 {parts[1]} 行）", f"{label.en} (line {parts[1]})") if len(parts) == 3 else label
