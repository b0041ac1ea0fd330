"""A masked value shown in full: to a post that has to do with the case, for a reason, and never without a trace.

What is written says who, in which post, when, why and which value, never the value itself. It can't be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Actor, Field, Post, Procedure, Text
from flows.service.books.columns import fact_fields
from flows.service.confiding import SEVERAL, acting
from flows.service.errors import Forbidden, NotFound
from flows.service.masking import masked
from flows.service.office import Office
from flows.service.privacy.term import must_be_in_term
from flows.service.readings import APPLICANT, fitting_reason, id_of
from flows.service.seeing import load
from flows.service.staff_matters import must_read
from flows.storage.adding import added
from flows.storage.committed import REMOVED
from flows.storage.snapshot import Snapshot
from flows.storage.tables import cases, entries, reveals
from flows.storage.tables import parties as people_outside


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants to see what stands masked at `place` of a case: `field:contact`, `field:workers.2.id_number` (the
    second row), `fact:worker_pass.2.id_number` (of the entry's second line), `applicant:phone`."""

    login: str
    number: str
    place: str
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the mask: shown masked before the reason is given, and in full after."""

    number: str
    site: str
    label: Text
    value: str


def about_to_reveal(office: Office, wish: Wish, now: datetime) -> Behind:
    """What would be shown, still masked. Raises NotFound, Forbidden for a post that has nothing to do with it."""
    with office.read() as connection:
        seen = must_read(connection, load(connection, wish.number, wish.login, now, wish.site))
        must_be_in_term(connection, seen, now)
        label, value, kind = _found(office, connection, seen, wish)
    return Behind(seen.case.number, seen.case.site, label, masked(value, kind))


def reveal(office: Office, wish: Wish, reason: str, now: datetime) -> Behind:
    """The value in full, once it is written down who was shown it. Raises NotFound, Forbidden, Invalid."""
    why = fitting_reason(reason)
    with office.transaction() as connection:
        seen = must_read(connection, load(connection, wish.number, wish.login, now, wish.site))
        must_be_in_term(connection, seen, now)
        label, value, _ = _found(office, connection, seen, wish)
        procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
        post = _post(procedure, seen.actor)
        row = {
            "site_id": seen.site_id,
            "case_id": seen.case_id,
            "user_id": seen.actor_id,
            "role": post.role,
            "instead_of": id_of(connection, post.instead_of),
            "place": wish.place,
            "reason": why,
            "at": now,
        }
        added(connection, reveals, row)
    return Behind(seen.case.number, seen.case.site, label, value)


def may_reveal(procedure: Procedure, roles: frozenset[str]) -> bool:
    """Whether whoever holds these posts at the site has to do with such cases."""
    return any(role.code in roles for role in acting(procedure))


def _post(procedure: Procedure, actor: Actor) -> Post:
    codes = {role.code for role in acting(procedure)}
    found = next((post for post in actor.posts if post.role in codes), None)
    if found is None:
        roles = acting(procedure)[:SEVERAL]
        zh, en = "、".join(role.zh for role in roles), ", ".join(role.en for role in roles)
        raise Forbidden(
            f"个人信息只供办理此流程的岗位查看，如{zh}",
            f"Personal particulars are for posts that act in this procedure, such as: {en}",
        )
    return found


def _found(office: Office, connection: Connection, seen: Snapshot, wish: Wish) -> tuple[Text, str, str]:
    """(label, value, kind of the field)"""
    procedure = office.catalogue.get(connection, seen.case.procedure, seen.case.version).procedure
    _post(procedure, seen.actor)
    if wish.place in APPLICANT:
        kind, label = APPLICANT[wish.place]
        value, known = _of_applicant(connection, seen, kind), Field("", "text", "", "", personal=True)
    else:
        known, value = _in_case(procedure, connection, seen, wish.place)
        label = Text(known.zh, known.en)
        kind = known.kind
    if not known.personal or value in (None, ""):
        raise NotFound("没有这一项个人信息", "There is no such personal value")
    if value == REMOVED:
        raise NotFound("这一项个人信息已到期删除", "This personal value has served its purpose and was removed")
    return label, str(value), kind


def _in_case(procedure: Procedure, connection: Connection, seen: Snapshot, place: str) -> tuple[Field, Any]:
    kind, _, path = place.partition(":")
    match (kind, path.split(".")):
        case "field", [name]:
            return _known(procedure.fields(), name), seen.case.data.get(name)
        case "field", [name, line, column]:
            rows = _known(procedure.fields(), name)
            given = seen.case.data.get(name)
            row = _nth(given if isinstance(given, list) else [], line)
            return _known({c.name: c for c in rows.columns}, column), row.get(column)
        case "fact", [register, line, name]:
            e = entries.c
            asked = select(e.facts).where(e.case_id == seen.case_id, e.kind == register, e.line == _number(line))
            facts = connection.execute(asked).scalar_one_or_none() or {}
            return _known(fact_fields(register), name), facts.get(name)
    raise NotFound


def _known(fields: Mapping[str, Field], name: str) -> Field:
    if name not in fields:
        raise NotFound
    return fields[name]


def _number(line: str) -> int:
    if not (line.isascii() and line.isdecimal() and len(line) < 7):
        raise NotFound
    return int(line)


def _nth(rows: list[Any], line: str) -> Mapping[str, Any]:
    number = _number(line)
    if not 0 < number <= len(rows):
        raise NotFound
    found: Mapping[str, Any] = rows[number - 1]
    return found


def _of_applicant(connection: Connection, seen: Snapshot, kind: str) -> str | None:
    p = people_outside.c
    column = p.phone if kind == "phone" else p.id_number
    query = select(column).join(cases, cases.c.applicant_id == p.id).where(cases.c.id == seen.case_id)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found
