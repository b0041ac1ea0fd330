"""/batches: one event for several cases at once, each decided and answered by itself."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import url_for

from flows.service.acting import Request
from flows.service.batches import MOST, Answered, act_on_many
from flows.service.errors import Refused
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Endpoint, Reply, Schema
from web.api.problems import of_answer, of_refusal
from web.api.shapes import ANY_OBJECT, FLAG, ID, STRING, asked, line, listed, obj, or_null, prose, ref

CASE: Schema = asked(("number", "revision"), number=line(40), revision=ID, site=or_null(line(40)))
CASES: Schema = {"type": "array", "items": CASE, "minItems": 1, "maxItems": MOST}
BATCH = asked(("event", "cases"), event=line(60), cases=CASES, data=ANY_OBJECT, reason=prose(), opinion=prose())
ITEM = obj(number=STRING, taken=FLAG, revision=or_null(ID), problem=or_null(ref("Problem")))


def _take(call: Call) -> Reply:
    wanted = [_request(call, case) for case in call.body["cases"]]
    return Reply({"items": [_item(call, one) for one in act_on_many(call.office, wanted, call.now)]})


def _request(call: Call, case: Any) -> Request:
    body = call.body
    return Request(
        call.login,
        case["number"],
        body["event"],
        case["revision"],
        data=body.get("data", {}),
        reason=body.get("reason", ""),
        opinion=body.get("opinion", ""),
        key=_key(call.key, case) if call.key else None,
        site=case.get("site"),
    )


def _key(key: str, case: Any) -> str:
    """One for each case: those of a batch that is sent again act once, each by itself."""
    return hashlib.sha256(json.dumps([key, case["number"], case.get("site")]).encode()).hexdigest()


def _item(call: Call, one: Answered) -> dict[str, Any]:
    if one.acted:
        return {"number": one.number, "taken": True, "revision": one.acted.seq, "problem": None}
    no, home = one.refused, url_for("api.openapi")
    assert no is not None, "what was not taken was refused"
    told = of_refusal(no, call.lang, home) if isinstance(no, Refused) else of_answer(no, call.lang, home)
    return {"number": one.number, "taken": False, "revision": None, "problem": json.loads(told.get_data())}


ENDPOINTS = (
    Endpoint(
        "POST", "/batches", "take_events",
        Text("一次办理多张单据的同一操作，逐张作答", "Take one event in several cases, each answered by itself"),
        _take, obj(items=listed(ITEM)), body=BATCH, by_key=True,
    ),
)  # fmt: skip
