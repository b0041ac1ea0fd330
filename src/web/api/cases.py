"""/cases: starting, finding and reading cases, and taking their events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import url_for

from flows.service.acting import Request, act
from flows.service.answers import keep_answer, kept_answer
from flows.service.case_list import CaseLine, CasesWanted, list_cases
from flows.service.case_view import case_view
from flows.service.errors import Conflict, Refused
from flows.service.starting import Opening, start
from flows.service.vocabulary import Text
from web.api.case_shape import case_json, history_json, offer_json
from web.api.endpoint import Call, Endpoint, Parameter, Reply, Schema
from web.api.problems import OverCase
from web.api.shapes import (
    ANY_OBJECT,
    AT_SITE,
    CURSOR,
    FLAG,
    ID,
    MOMENT,
    SEARCH,
    SITE,
    STRING,
    asked,
    filters,
    label,
    line,
    listed,
    moment,
    obj,
    or_null,
    paged,
    person,
    prose,
    ref,
)

CASE_LINE = obj(
    number=STRING,
    site=STRING,
    procedure=STRING,
    procedure_label=ref("Label"),
    version=ID,
    state=STRING,
    state_label=ref("Label"),
    revision=ID,
    unit=or_null(STRING),
    applicant=or_null(STRING),
    registered_by=ref("Person"),
    opened_at=MOMENT,
    entered_at=MOMENT,
    closed_at=or_null(MOMENT),
    overdue=FLAG,
)
SCHEMAS: Mapping[str, Schema] = {"CaseLine": CASE_LINE}
OPENING = asked(
    ("procedure", "site"),
    procedure=line(60),
    site=line(40),
    unit=or_null(line(40)),
    applicant=or_null(ID),
    data=ANY_OBJECT,
)
EVENT = asked(("event",), event=line(60), data=ANY_OBJECT, reason=prose(), opinion=prose())


def whole(call: Call, number: str, site: str | None) -> Reply:
    """The case as the caller sees it now."""
    view = case_view(call.office, call.login, number, call.now, site)
    return Reply(case_json(view, call.lang), headers={"ETag": f'"{view.revision}"'})


@contextmanager
def telling_the_case(call: Call, number: str, site: str | None) -> Iterator[None]:
    """A refusal goes out with the case as it is now."""
    try:
        yield
    except (Conflict, Refused) as no:
        raise OverCase(no, case_view(call.office, call.login, number, call.now, site)) from no


def _start(call: Call) -> Reply:
    body = call.body
    opening = Opening(
        call.login,
        body["procedure"],
        body["site"],
        unit=body.get("unit"),
        applicant=body.get("applicant"),
        data=body.get("data", {}),
        key=call.key,
    )
    started = start(call.office, opening, call.now)
    return _once(call, started.number, body["site"], again=started.again, status=201)


def _take(call: Call) -> Reply:
    number, site, body = call.path["number"], call.query.get("site"), call.body
    request = Request(
        call.login,
        number,
        body["event"],
        call.seen,
        data=body.get("data", {}),
        reason=body.get("reason", ""),
        opinion=body.get("opinion", ""),
        key=call.key,
        site=site,
    )
    with telling_the_case(call, number, site):
        acted = act(call.office, request, call.now)
    return _once(call, number, site, again=acted.again, status=200)


def _once(call: Call, number: str, site: str | None, *, again: bool, status: int) -> Reply:
    """The case; for a request with a key, byte for byte what it was answered first."""
    kept = kept_answer(call.office, call.login, call.key) if again and call.key else None
    if kept is None:
        kept = json.dumps(whole(call, number, site).body, ensure_ascii=False)
        if call.key:
            kept = keep_answer(call.office, call.login, call.key, kept)
    found = json.loads(kept)
    headers = {"ETag": f'"{found["revision"]}"'}
    if status == 201:
        headers["Location"] = url_for("api.read_case", number=found["number"], site=found["site"])
    if again:
        headers["Idempotent-Replayed"] = "true"
    return Reply(kept, status, headers=headers)


def _read(call: Call) -> Reply:
    return whole(call, call.path["number"], call.query.get("site"))


def _list(call: Call) -> Reply:
    found = list_cases(call.office, call.login, call.now, CasesWanted(**filters(call)))
    return Reply({"items": [_line(one) for one in found.items], "cursor": found.cursor})


def _line(one: CaseLine) -> dict[str, Any]:
    return {
        "number": one.number,
        "site": one.site,
        "procedure": one.procedure.key,
        "procedure_label": label(one.procedure),
        "version": one.procedure.version,
        "state": one.state.code,
        "state_label": label(one.state),
        "revision": one.revision,
        "unit": one.unit,
        "applicant": one.applicant,
        "registered_by": person(one.registered_by),
        "opened_at": moment(one.opened_at),
        "entered_at": moment(one.entered_at),
        "closed_at": moment(one.closed_at),
        "overdue": one.overdue,
    }


def _offers(call: Call) -> Reply:
    view = case_view(call.office, call.login, call.path["number"], call.now, call.query.get("site"))
    items = [{**offer_json(offer, call.lang), "input": offer.schema} for offer in view.offers]
    return Reply({"items": items}, headers={"ETag": f'"{view.revision}"'})


def _history(call: Call) -> Reply:
    view = case_view(call.office, call.login, call.path["number"], call.now, call.query.get("site"))
    return Reply({"items": [history_json(entry) for entry in view.history]}, headers={"ETag": f'"{view.revision}"'})


ENDPOINTS = (
    Endpoint(
        "POST", "/cases", "start_case",
        Text("新建", "Start a case"),
        _start, ref("Case"), 201, body=OPENING, by_key=True, etag=True, refusals=("forbidden", "not_found"),
    ),
    Endpoint(
        "GET", "/cases", "list_cases",
        Text("查询单据，新的在前", "Find cases, the newest first"),
        _list, paged(ref("CaseLine")), refusals=("not_found",),
        query=(
            Parameter("procedure", line(60), Text("流程", "Of this procedure")),
            Parameter("state", line(60), Text("环节", "In this state")),
            AT_SITE,
            Parameter("unit", line(40), Text("房号", "Of the unit of this code")),
            Parameter("q", SEARCH, Text("单号、房号、申请人姓名或内容里的几个字", "Characters of a number, a unit's code, an applicant's name or the content")),
            Parameter("overdue", FLAG, Text("只看曾超期的", "Only those with a deadline that passed unkept")),
            CURSOR,
        ),
    ),
    Endpoint(
        "GET", "/cases/{number}", "read_case",
        Text("一张单据", "One case"),
        _read, ref("Case"), query=(SITE,), etag=True, refusals=("ambiguous",),
    ),
    Endpoint(
        "POST", "/cases/{number}/events", "take_event",
        Text("办理一个操作", "Take an event"),
        _take, ref("Case"), body=EVENT, query=(SITE,), by_revision=True, by_key=True, etag=True,
        refusals=("forbidden", "conflict", "refused", "ambiguous"),
    ),
    Endpoint(
        "GET", "/cases/{number}/offers", "list_offers",
        Text("现在可办与不可办的操作，及其原因", "What may be done now, what may not, and why"),
        _offers, obj(items=listed(ref("OfferWithInput"))), query=(SITE,), etag=True, refusals=("ambiguous",),
    ),
    Endpoint(
        "GET", "/cases/{number}/history", "list_history",
        Text("办理记录", "The history of the case"),
        _history, obj(items=listed(ref("HistoryEntry"))), query=(SITE,), etag=True, refusals=("ambiguous",),
    ),
)  # fmt: skip
