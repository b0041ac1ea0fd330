"""What one person outside the staff may ask, answered by whoever answers for the site: what is held of them, a copy of it, and
its erasure. Who did it, when and why is written down, and nothing leaves the house unnoted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from sqlalchemy import Connection, func, or_, select

from flows.definition import Person, Text
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.papers import NOT_READ, reaching
from flows.service.privacy.erasing import ERASED, GONE, Plan, erase_person, plan_erasure
from flows.service.privacy.export import write_archive
from flows.service.privacy.holdings import holdings
from flows.service.readings import AUDITORS, fitting_reason, note_export
from flows.service.registers.parties import find_party
from flows.service.rights import Rights, rights_of
from flows.service.signing_in import has_own_password, is_own_password
from flows.service.staff_matters import readable
from flows.storage import tables as t

IN_MEMORY = 8 * 1024 * 1024  # bytes: what is larger goes to a file without a name, which ends with the process

NO_PASSWORD = (
    "您没有自己的密码（由公司登录，或密码是别人给的、尚未另设）；请先另设密码，或请系统管理人员用命令 flows person erase 删除",
    "is asked of you, and you have none of your own (single sign-on, or one that somebody gave you): choose one first, or ask whoever runs the system for the command flows person erase",
)


@dataclass(frozen=True, slots=True)
class Done:
    """An erasure; `by` None: the operator."""

    at: datetime
    by: Person | None
    reason: str


@dataclass(frozen=True, slots=True)
class HeldOf:
    """`counts`: how many rows of what. `erased`: what was done before, the newest first. `gone`: nothing names them any more."""

    party: int
    name: str
    site: str
    counts: tuple[tuple[Text, int], ...]
    erased: tuple[Done, ...]

    @property
    def gone(self) -> bool:
        return self.name == GONE


def held_of(office: Office, login: str, party: int, now: datetime) -> HeldOf:
    """Raises NotFound, Forbidden."""
    with office.read() as connection:
        rights, name, site = _answering(connection, login, party, now)
        row = connection.execute(_counts(party, rights)).one()
        erased = tuple(_done(one) for one in connection.execute(_erased(party)))
    counts = tuple((words, count) for words, count in zip(LABELS, row, strict=True))
    return HeldOf(party, name, site, counts, erased)


def export_for(office: Office, login: str, party: int, reason: str, now: datetime) -> IO[bytes]:
    """The zip, from its beginning. Raises NotFound, Forbidden, Invalid, OutOfReach."""
    why = fitting_reason(reason)
    with office.read() as connection:
        rights, _, site = _answering(connection, login, party, now)
    found = holdings(office, party, readable(rights))
    made: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the answer
    try:
        with reaching(NOT_READ):
            write_archive(office, found, made, now)
        note_export(office, party, why, now, rights.user_id, _role(rights, site))
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return made


def plan_for(office: Office, login: str, party: int, now: datetime) -> Plan:
    """Raises NotFound, Forbidden."""
    must_answer(office, login, party, now)
    return plan_erasure(office, party, now)


def erase_for(office: Office, login: str, party: int, password: str, reason: str, now: datetime) -> Plan:
    """For good; their own `password` again, as a session may lie open. Raises NotFound, Forbidden, Invalid, Conflict."""
    why = fitting_reason(reason)
    with office.read() as connection:
        rights, _, _ = _answering(connection, login, party, now)
    if not has_own_password(office, login):
        raise Invalid.field("password", *NO_PASSWORD)
    if not is_own_password(office, login, password):
        raise Invalid.field("password", "密码不对", "is not your password")
    return erase_person(office, party, now, why, rights.user_id)


def must_answer(office: Office, login: str, party: int, now: datetime) -> None:
    """Raises NotFound, Forbidden."""
    with office.read() as connection:
        _answering(connection, login, party, now)


def _answering(connection: Connection, login: str, party: int, now: datetime) -> tuple[Rights, str, str]:
    """Who asks, whose it is, and at which site."""
    rights = rights_of(connection, login, now)
    found = find_party(connection, rights.site_ids(), party)
    rights.must_hold(found.site, AUDITORS)
    return rights, found.name, found.site


def _role(rights: Rights, site: str) -> str:
    return next(role for role in AUDITORS if role in rights.roles_at(site))


LABELS = (
    Text("房号关系", "Ties to units"),
    Text("授权", "Authorisations"),
    Text("现存的授权书", "Letters of authorisation that are still kept"),
    Text("单据", "Cases"),
    Text("办理记录", "Entries of their histories"),
    Text("现存的材料", "Papers that are still kept"),
    Text("留言", "Comments"),
    Text("被查看的次数", "Times that something was read"),
)


def _counts(party: int, rights: Rights) -> Any:
    """In the order of LABELS, in one statement."""
    a, d, r = t.authorisations.c, t.documents.c, t.reveals.c
    mine = select(t.cases.c.id).where(t.cases.c.applicant_id == party, readable(rights))
    file, either = t.authorisation_letters.c, or_(a.owner_id == party, a.party_id == party)
    given = select(a.id).where(either)
    theirs = (
        (t.tenures, t.tenures.c.party_id == party),
        (t.authorisations, either),
        (t.authorisation_letters, file.authorisation_id.in_(given) & file.removed_at.is_(None)),
        (t.cases, t.cases.c.id.in_(mine)),
        (t.history, t.history.c.case_id.in_(mine)),
        (t.documents, d.case_id.in_(mine) & d.removed_at.is_(None)),
        (t.comments, t.comments.c.case_id.in_(mine)),
        (t.reveals, or_(r.party_id == party, r.case_id.in_(mine))),
    )
    return select(*(select(func.count()).select_from(table).where(which).scalar_subquery() for table, which in theirs))


def _erased(party: int) -> Any:
    m = t.removals.c
    query = select(m.at, m.reason, t.users.c.login, t.users.c.name).outerjoin(t.users, t.users.c.id == m.user_id)
    return query.where(m.what == ERASED, m.subject == party).order_by(m.id.desc()).limit(20)


def _done(row: Any) -> Done:
    return Done(row.at, Person(row.login, row.name) if row.login else None, row.reason or "")
