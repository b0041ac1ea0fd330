"""/units and /parties: the register of a site's units and of the people outside the staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for

from flows.service import registers
from flows.service.registers import ID_KINDS, TENURES, NewParty, Party, Tie, Unit
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.problems import Problem
from web.api.shapes import (
    AT_SITE,
    CURSOR,
    DAY,
    GIVEN_DAY,
    ID,
    MOMENT,
    SEARCH,
    STRING,
    asked,
    filters,
    line,
    listed,
    moment,
    obj,
    one_of,
    or_null,
    paged,
    ref,
    someone,
)

PARTY_NAME = obj(id=ID, name=STRING)
TENURE = obj(id=ID, party=ref("PartyName"), unit=STRING, kind=one_of(TENURES), since=DAY, until=or_null(DAY))
UNIT = obj(
    id=ID, site=STRING, code=STRING, building=STRING, floor=or_null({"type": "integer"}), tenures=listed(ref("Tenure"))
)
PARTY = obj(
    id=ID,
    site=STRING,
    name=STRING,
    phone=STRING,
    id_kind=STRING,
    id_number=STRING,
    verified_at=or_null(MOMENT),
    verified_by=or_null(ref("Person")),
    created_at=MOMENT,
)
SCHEMAS: Mapping[str, Schema] = {"PartyName": PARTY_NAME, "Tenure": TENURE, "Unit": UNIT, "Party": PARTY}

_FLOOR: Schema = {"type": ["integer", "null"], "minimum": -20, "maximum": 300}
_PARTY: dict[str, Schema] = {
    "name": line(100),
    "phone": line(40),
    "id_kind": one_of(ID_KINDS),
    "id_number": line(40),
}
SITE = Parameter(
    "site",
    line(40),
    Text("项目代号；您只在一个项目时可省略", "The site's key; may be left out by whoever works at one site alone"),
)


def site_of(call: Call) -> str:
    """The site that the address names, or the only one where the caller works."""
    found: str | None = call.query.get("site")
    if found is None and len(call.identity.sites) != 1:
        raise Problem("ambiguous", Text("请以 ?site= 指明项目", "Name the site with ?site="))
    return found or call.identity.sites[0]


def _units(call: Call) -> Reply:
    found = registers.list_units(call.office, call.login, call.now, **filters(call))
    return Reply({"items": [_unit(one) for one in found.items], "cursor": found.cursor})


def _one_unit(call: Call) -> Reply:
    site, code = site_of(call), call.path["code"]
    found = registers.unit(call.office, call.login, site, code, call.now)
    ties = registers.tenures_of(call.office, call.login, site, code, call.now)
    return Reply({**_unit(found), "tenures": [tie_json(tie) for tie in ties]})


def _add_unit(call: Call) -> Reply:
    body = call.body
    made = registers.add_unit(
        call.office, call.login, body["site"], body["code"], body["building"], call.now, body.get("floor")
    )
    return Reply(_unit(made), 201, headers={"Location": url_for("api.read_unit", code=made.code, site=made.site)})


def _add_tenure(call: Call) -> Reply:
    body, site, code = call.body, site_of(call), call.path["code"]
    until = date.fromisoformat(body["until"]) if body.get("until") else None
    since = date.fromisoformat(body["since"])
    tie = registers.add_tenure(call.office, call.login, site, code, body["party"], body["kind"], since, call.now, until)
    return Reply(tie_json(tie), 201, headers={"Location": url_for("api.read_unit", code=code, site=site)})


def _end_tenure(call: Call) -> Reply:
    until = date.fromisoformat(call.body["until"])
    tie = registers.end_tenure(
        call.office, call.login, site_of(call), call.path["code"], call.path["id"], until, call.now
    )
    return Reply(tie_json(tie))


def _unit(one: Unit) -> dict[str, Any]:
    return {
        "id": one.id,
        "site": one.site,
        "code": one.code,
        "building": one.building,
        "floor": one.floor,
        "tenures": [tie_json(tie) for tie in one.ties],
    }


def tie_json(tie: Tie) -> dict[str, Any]:
    return {
        "id": tie.id,
        "party": {"id": tie.party.id, "name": tie.party.name},
        "unit": tie.unit,
        "kind": tie.kind,
        "since": tie.since.isoformat(),
        "until": tie.until.isoformat() if tie.until else None,
    }


def _parties(call: Call) -> Reply:
    found = registers.list_parties(call.office, call.login, call.now, **filters(call))
    return Reply({"items": [_party(one) for one in found.items], "cursor": found.cursor})


def _one_party(call: Call) -> Reply:
    return Reply(_party(registers.party(call.office, call.login, call.path["id"], call.now)))


def _add_party(call: Call) -> Reply:
    facts = {name: value for name, value in call.body.items() if name != "site"}
    made = registers.add_party(call.office, call.login, call.body["site"], NewParty(**facts), call.now)
    return Reply(_party(made), 201, headers={"Location": url_for("api.read_party", id=made.id)})


def _change_party(call: Call) -> Reply:
    new = NewParty(**{"name": "", **call.body})
    return Reply(_party(registers.change_party(call.office, call.login, call.path["id"], new, call.now)))


def _verify_party(call: Call) -> Reply:
    return Reply(_party(registers.verify_party(call.office, call.login, call.path["id"], call.now)))


def _party(one: Party) -> dict[str, Any]:
    """Telephone and ID number come masked from the register."""
    return {
        "id": one.id,
        "site": one.site,
        "name": one.name,
        "phone": one.phone,
        "id_kind": one.id_kind,
        "id_number": one.id_number,
        "verified_at": moment(one.verified_at),
        "verified_by": someone(one.verified_by),
        "created_at": moment(one.created_at),
    }


ENDPOINTS = (
    Endpoint(
        "GET", "/units", "list_units",
        Text("房号", "Units, with who holds them today"),
        _units, paged(ref("Unit")), refusals=("not_found",),
        query=(
            AT_SITE,
            Parameter("building", line(40), Text("楼栋", "In this building")),
            Parameter("q", SEARCH, Text("房号开头，或当前业主住户姓名的一部分、拼音或首字母", "The beginning of a code, or part of a holder's name, how it is read in letters, or its first letters")),
            CURSOR,
        ),
    ),
    Endpoint(
        "POST", "/units", "add_unit",
        Text("登记房号", "Put a unit on the register"),
        _add_unit, ref("Unit"), 201, refusals=("forbidden", "not_found"),
        body=asked(("site", "code", "building"), site=line(40), code=line(40), building=line(40), floor=_FLOOR),
    ),
    Endpoint(
        "GET", "/units/{code}", "read_unit",
        Text("一个房号，及其全部业主、租户、住户", "One unit with all its tenures, past ones too"),
        _one_unit, ref("Unit"), query=(SITE,), refusals=("ambiguous",),
    ),
    Endpoint(
        "POST", "/units/{code}/tenures", "add_tenure",
        Text("登记业主、租户或住户", "Put an owner, tenant or occupant on the register"),
        _add_tenure, ref("Tenure"), 201, query=(SITE,), refusals=("forbidden", "ambiguous"),
        body=asked(("party", "kind", "since"), party=ID, kind=one_of(TENURES), since=GIVEN_DAY, until=or_null(GIVEN_DAY)),
    ),
    Endpoint(
        "PATCH", "/units/{code}/tenures/{id}", "end_tenure",
        Text("登记最后一天", "Say the last day of a tenure"),
        _end_tenure, ref("Tenure"), query=(SITE,), refusals=("forbidden", "ambiguous"),
        body=asked(("until",), until=GIVEN_DAY),
    ),
    Endpoint(
        "GET", "/parties", "list_parties",
        Text("当事人（电话与证件号码已遮盖）", "People outside the staff, telephone and ID number masked"),
        _parties, paged(ref("Party")), refusals=("not_found",),
        query=(
            AT_SITE,
            Parameter("unit", line(40), Text("与此房号有关的", "Tied to this unit or authorised for it today")),
            Parameter("q", SEARCH, Text("姓名的一部分、拼音或首字母，或电话末尾数字", "Part of a name, how it is read in letters, its first letters, or the last digits of a telephone")),
            CURSOR,
        ),
    ),
    Endpoint(
        "POST", "/parties", "add_party",
        Text("登记当事人", "Put somebody on the register"),
        _add_party, ref("Party"), 201, refusals=("forbidden", "not_found"),
        body=asked(("site", "name"), site=line(40), **_PARTY),
    ),
    Endpoint(
        "GET", "/parties/{id}", "read_party",
        Text("一位当事人", "One of them"),
        _one_party, ref("Party"),
    ),
    Endpoint(
        "PATCH", "/parties/{id}", "change_party",
        Text("更正当事人资料", "Put name, telephone or document right"),
        _change_party, ref("Party"), body=asked((), **_PARTY), refusals=("forbidden",),
    ),
    Endpoint(
        "POST", "/parties/{id}/verify", "verify_party",
        Text("已核对证件原件", "Record that the identity document was seen"),
        _verify_party, ref("Party"), refusals=("forbidden",),
    ),
)  # fmt: skip
