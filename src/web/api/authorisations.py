"""/authorisations: what owners let others do for their units, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import url_for

from flows.service import registers
from flows.service.registers import SCOPES, AuthorisationSeen, NewAuthorisation
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.shapes import (
    AT_SITE,
    CURSOR,
    DAY,
    FLAG,
    GIVEN_DAY,
    ID,
    MOMENT,
    REVOKED,
    STRING,
    asked,
    filters,
    line,
    moment,
    obj,
    one_of,
    or_null,
    paged,
    person,
    ref,
    someone,
)

AUTHORISATION = obj(
    id=ID,
    site=STRING,
    unit=STRING,
    owner=ref("PartyName"),
    party=ref("PartyName"),
    scope=one_of(SCOPES),
    since=DAY,
    until=DAY,
    stands=FLAG,
    created_by=ref("Person"),
    created_at=MOMENT,
    revoked_at=or_null(MOMENT),
    revoked_by=or_null(ref("Person")),
)
SCHEMAS: Mapping[str, Schema] = {"Authorisation": AUTHORISATION}


def _authorisations(call: Call) -> Reply:
    found = registers.list_authorisations(call.office, call.login, call.now, **filters(call))
    return Reply({"items": [_authorisation(one) for one in found.items], "cursor": found.cursor})


def _one_authorisation(call: Call) -> Reply:
    return Reply(_authorisation(registers.authorisation(call.office, call.login, call.path["id"], call.now)))


def _grant(call: Call) -> Reply:
    facts = {name: value for name, value in call.body.items() if name != "site"}
    days = {name: date.fromisoformat(facts[name]) for name in ("since", "until")}
    made = registers.grant(call.office, call.login, call.body["site"], NewAuthorisation(**{**facts, **days}), call.now)
    return Reply(_authorisation(made), 201, headers={"Location": url_for("api.read_authorisation", id=made.id)})


def _revoke(call: Call) -> Reply:
    return Reply(_authorisation(registers.revoke(call.office, call.login, call.path["id"], call.now)))


def _authorisation(one: AuthorisationSeen) -> dict[str, Any]:
    return {
        "id": one.id,
        "site": one.site,
        "unit": one.unit,
        "owner": {"id": one.owner.id, "name": one.owner.name},
        "party": {"id": one.party.id, "name": one.party.name},
        "scope": one.scope,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "stands": one.stands,
        "created_by": person(one.created_by),
        "created_at": moment(one.created_at),
        "revoked_at": moment(one.revoked_at),
        "revoked_by": someone(one.revoked_by),
    }


ENDPOINTS = (
    Endpoint(
        "GET", "/authorisations", "list_authorisations",
        Text("授权，新的在前，含已撤销与过期的", "Authorisations, the newest first, revoked and expired ones too"),
        _authorisations, paged(ref("Authorisation")), refusals=("not_found",),
        query=(
            AT_SITE,
            Parameter("unit", line(40), Text("房号", "For this unit")),
            Parameter("party", ID, Text("被授权人编号", "Granted to the party of this id")),
            CURSOR,
        ),
    ),
    Endpoint(
        "POST", "/authorisations", "grant_authorisation",
        Text("登记业主授权", "Enter what an owner authorises"),
        _grant, ref("Authorisation"), 201, refusals=("forbidden", "not_found"),
        body=asked(
            ("site", "unit", "owner", "party", "scope", "since", "until"),
            site=line(40), unit=line(40), owner=ID, party=ID, scope=one_of(SCOPES), since=GIVEN_DAY, until=GIVEN_DAY,
        ),
    ),
    Endpoint(
        "GET", "/authorisations/{id}", "read_authorisation",
        Text("一项授权", "One of them"),
        _one_authorisation, ref("Authorisation"),
    ),
    Endpoint(
        "PATCH", "/authorisations/{id}", "revoke_authorisation",
        Text("撤销授权，立即生效且不可恢复", "Revoke it, at once and for good"),
        _revoke, ref("Authorisation"), body=REVOKED, refusals=("forbidden",),
    ),
)  # fmt: skip
