"""Everything that is held of one person outside the staff, in tables: what they may ask for (PIPL, article 45).

What a case holds of others than its applicant stays masked: they haven't asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from flows.definition import Field, Procedure, Text
from flows.procedures.retention import DOCUMENTS, FIELDS
from flows.service.errors import NotFound
from flows.service.masking import masked, name_shown
from flows.service.moves import label_of
from flows.service.office import Office
from flows.service.readings import OPERATOR, WORDS, place_words
from flows.service.registers.parties import ID_KINDS
from flows.storage import tables as t
from flows.storage.values import parsed


@dataclass(frozen=True, slots=True)
class Section:
    code: str
    title: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A paper of the person's own: its name in the export, and the hash that it lies under."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Holdings:
    party: int
    name: str
    site: str
    sections: tuple[Section, ...]
    files: tuple[File, ...]


def holdings(office: Office, party_id: int, shown: ColumnElement[bool] | None = None) -> Holdings:
    """For whoever has made sure who asks. `shown`: which cases they may read; none: all. Raises NotFound."""
    with office.at_one_moment() as connection:
        query = select(t.parties, t.sites.c.key).join(t.sites, t.sites.c.id == t.parties.c.site_id)
        row = connection.execute(query.where(t.parties.c.id == party_id)).one_or_none()
        if row is None:
            raise NotFound("登记中没有此人", "Nobody of that number is on the register")
        mine = list(connection.execute(_cases(party_id, shown)))
        found = _Found(office, connection, {case.id: case for case in mine})
        sections = (
            _register(row),
            _ties(connection, party_id),
            _authorisations(connection, party_id),
            _letters(connection, party_id),
            found.cases(),
            found.values(),
            found.acts(),
            found.papers(),
            found.comments(),
            found.looks(party_id),
        )
        return Holdings(party_id, row.name, row.key, sections, tuple(found.files()))


def _cases(party_id: int, shown: ColumnElement[bool] | None) -> Any:
    c = t.cases.c
    query = select(t.cases, t.units.c.code.label("unit")).outerjoin(t.units, t.units.c.id == c.unit_id)
    return query.where(c.applicant_id == party_id, *([] if shown is None else [shown])).order_by(c.id)


def _register(row: Any) -> Section:
    kind = ID_KINDS.get(row.id_kind or "", Text("", ""))
    facts = (
        (Text("姓名", "Name"), row.name),
        (Text("电话", "Telephone"), row.phone),
        (Text("证件", "Document"), f"{kind.zh} {kind.en}".strip()),
        (Text("证件号码", "ID number"), row.id_number),
        (Text("证件核看", "Document seen"), _at(row.verified_at)),
        (Text("登记", "Registered"), _at(row.created_at)),
    )
    rows = tuple((f"{label.zh} {label.en}", str(value or "")) for label, value in facts)
    return Section("register", Text("登记", "Register"), (Text("项", "What"), Text("内容", "Value")), rows)


def _ties(connection: Connection, party_id: int) -> Section:
    query = select(t.tenures, t.units.c.code).join(t.units, t.units.c.id == t.tenures.c.unit_id)
    found = connection.execute(query.where(t.tenures.c.party_id == party_id).order_by(t.tenures.c.id))
    rows = tuple((row.code, row.kind, str(row.since), str(row.until or "")) for row in found)
    heads = (Text("房号", "Unit"), Text("关系", "Tie"), Text("起", "Since"), Text("止", "Until"))
    return Section("ties", Text("房号关系", "Ties to units"), heads, rows)


def _authorisations(connection: Connection, party_id: int) -> Section:
    a, owner, agent = t.authorisations.c, t.parties.alias("owner"), t.parties.alias("agent")
    query = (
        select(t.authorisations, t.units.c.code, owner.c.name.label("owner"), agent.c.name.label("agent"))
        .join(t.units, t.units.c.id == a.unit_id)
        .join(owner, owner.c.id == a.owner_id)
        .join(agent, agent.c.id == a.party_id)
        .where(or_(a.owner_id == party_id, a.party_id == party_id))
        .order_by(a.id)
    )
    rows = tuple(
        (row.code, row.owner, row.agent, row.scope, str(row.since), str(row.until), _at(row.revoked_at))
        for row in connection.execute(query)
    )
    heads = (
        *(Text("房号", "Unit"), Text("业主", "Owner"), Text("被授权人", "Authorised"), Text("事项", "For")),
        *(Text("起", "Since"), Text("止", "Until"), Text("撤销", "Revoked")),
    )
    return Section("authorisations", Text("授权", "Authorisations"), heads, rows)


def _letters(connection: Connection, party_id: int) -> Section:
    """Which there are, not what is in them: each tells of two people."""
    a, file = t.authorisations.c, t.authorisation_letters.c
    query = (
        select(t.authorisation_letters, a.until, t.units.c.code)
        .join(t.authorisations, a.id == file.authorisation_id)
        .join(t.units, t.units.c.id == a.unit_id)
        .where(or_(a.owner_id == party_id, a.party_id == party_id))
        .order_by(a.id)
    )
    rows = tuple(
        (row.code, name_shown(row.name), str(row.until), str(row.size), _at(row.removed_at), row.sha256)
        for row in connection.execute(query)
    )
    heads = (
        *(Text("房号", "Unit"), Text("文件名", "File"), Text("授权止", "Authorised until"), Text("字节", "Bytes")),
        *(Text("删除", "Removed"), Text("指纹", "Hash")),
    )
    return Section(
        "letters", Text("授权书（可在办公室查阅）", "Letters of authorisation (to be seen at the office)"), heads, rows
    )


class _Found:
    """What the person's cases hold."""

    def __init__(self, office: Office, connection: Connection, cases: Mapping[int, Any]) -> None:
        self.office, self.connection, self.mine = office, connection, cases

    def _procedure(self, case: Any) -> Procedure:
        return self.office.catalogue.get(self.connection, case.procedure, case.version).procedure

    def _of(self, table: Any, *order: str) -> Iterator[Any]:
        query = select(table).where(table.c.case_id.in_(self.mine)).order_by(*(table.c[name] for name in order))
        yield from self.connection.execute(query)

    def cases(self) -> Section:
        rows = []
        for case in self.mine.values():
            procedure = self._procedure(case)
            state = procedure.state(case.state)
            words = (case.number, procedure.zh, case.unit or "", state.zh)
            rows.append((*words, _at(case.opened_at), _at(case.closed_at)))
        heads = (Text("编号", "Number"), Text("流程", "Procedure"), Text("房号", "Unit"), Text("环节", "State"))
        more = (
            Text("新建", "Opened"),
            Text("办结", "Closed"),
        )
        return Section("cases", Text("单据", "Cases"), (*heads, *more), tuple(rows))

    def values(self) -> Section:
        rows = list[tuple[str, ...]]()
        for case in self.mine.values():
            for place, field, value in _values(parsed(case.data), self._procedure(case).fields()):
                rows.append((case.number, f"{field.zh} {field.en}", place, _told(place, field, value)))
        heads = (Text("编号", "Number"), Text("项", "What"), Text("位置", "Place"), Text("内容", "Value"))
        return Section("values", Text("单据内容", "What the cases hold"), heads, tuple(rows))

    def acts(self) -> Section:
        rows = list[tuple[str, ...]]()
        for row in self._of(t.history, "case_id", "seq"):
            case = self.mine[row.case_id]
            label = label_of(self._procedure(case), row.event)
            rows.append((case.number, str(row.seq), _at(row.at), f"{label.zh} {label.en}"))
        heads = (Text("编号", "Number"), Text("序号", "No."), Text("时间", "When"), Text("操作", "What"))
        return Section("acts", Text("办理记录", "What was done"), heads, tuple(rows))

    def papers(self) -> Section:
        rows = list[tuple[str, ...]]()
        for row in self._of(t.documents, "case_id", "id"):
            case, kind = self.mine[row.case_id], self._procedure(self.mine[row.case_id]).documents().get(row.kind)
            label = f"{kind.zh} {kind.en}" if kind else row.kind
            there = "" if row.removed_at else next((f.name for f in self._file(row)), "")
            rows.append((case.number, label, _at(row.added_at), _at(row.removed_at), row.sha256, there))
        heads = (Text("编号", "Number"), Text("材料", "Paper"), Text("收到", "Brought"), Text("删除", "Removed"))
        more = (
            Text("指纹", "Hash"),
            Text("文件（他人的不附）", "File (not those of others)"),
        )
        return Section("papers", Text("材料", "Papers"), (*heads, *more), tuple(rows))

    def files(self) -> Iterator[File]:
        for row in self._of(t.documents, "case_id", "id"):
            if row.removed_at is None:
                yield from self._file(row)

    def _file(self, row: Any) -> Iterator[File]:
        kept = DOCUMENTS.get(row.kind)
        if kept is not None and not kept.of_others:
            ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(row.media_type, "bin")
            yield File(f"papers/{self.mine[row.case_id].number}-{row.kind}-{row.id}.{ending}", row.sha256)

    def comments(self) -> Section:
        rows = tuple(
            (self.mine[row.case_id].number, _at(row.at), row.name, row.words) for row in self._of(t.comments, "id")
        )
        heads = (Text("编号", "Number"), Text("时间", "When"), Text("谁", "Who"), Text("说了什么", "What they said"))
        return Section("comments", Text("留言", "Comments"), heads, rows)

    def looks(self, party_id: int) -> Section:
        query = select(t.users.c.id, t.users.c.name)
        names = {row.id: row.name for row in self.connection.execute(query)}
        r = t.reveals.c
        theirs = select(t.reveals).where(or_(r.case_id.in_(self.mine), r.party_id == party_id)).order_by(r.id)
        rows = list[tuple[str, ...]]()
        for row in self.connection.execute(theirs):
            case = self.mine.get(row.case_id)
            words = place_words(self._procedure(case), row.place) if case else WORDS[row.place.partition(":")[0]]
            number = case.number if case else ""
            told = f"{words.zh} {words.en}"
            rows.append((number, _at(row.at), names.get(row.user_id, OPERATOR), told, row.reason))
        heads = (Text("编号", "Number"), Text("时间", "When"), Text("谁", "Who"), Text("看了什么", "What"))
        more = (Text("原因", "Why"),)
        return Section("looks", Text("谁看过", "Who was shown what"), (*heads, *more), tuple(rows))


def _values(data: Mapping[str, Any], fields: Mapping[str, Field]) -> Iterator[tuple[str, Field, Any]]:
    for name, value in data.items():
        field = fields.get(name)
        if field is None or value in (None, ""):
            continue
        if field.kind != "rows":
            yield name, field, value
            continue
        columns = {column.name: column for column in field.columns}
        for row in value:
            for inner, one in row.items():
                if inner in columns and one not in (None, ""):
                    yield f"{name}.{inner}", columns[inner], one


def _told(place: str, field: Field, value: Any) -> str:
    kept = FIELDS.get(place)
    others = kept is not None and kept.of_others
    if others and isinstance(value, str):
        return masked(value, field.kind)
    return name_shown(str(value)) if kept is None and isinstance(value, str) else str(value)


def _at(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""


def at_words(value: Any) -> str:
    """Of whatever a row holds."""
    return _at(value) if isinstance(value, datetime) else "" if value is None else str(value)
