"""/cases/{number}/special: a condition set aside for one event, by a written explanation."""

from __future__ import annotations

from flows.service.special import SHORTEST, Exemption, treat_specially
from flows.service.vocabulary import Text
from web.api.cases import telling_the_case, whole
from web.api.endpoint import Call, Endpoint, Reply
from web.api.shapes import SITE, asked, line, prose, ref

EXEMPTION = asked(
    ("event", "guard", "explanation"),
    event=line(60),
    guard=line(60),
    explanation={**prose(), "description": f"≥ {SHORTEST}"},
)


def _treat(call: Call) -> Reply:
    number, site, body = call.path["number"], call.query.get("site"), call.body
    wanted = Exemption(call.login, number, body["event"], body["guard"], body["explanation"], call.seen, site)
    with telling_the_case(call, number, site):
        treat_specially(call.office, wanted, call.now)
    return whole(call, number, site)


ENDPOINTS = (
    Endpoint(
        "POST", "/cases/{number}/special", "treat_specially",
        Text("特殊处理：凭书面说明，对一个操作免去一项条件", "Set one condition aside for one event, by a written explanation"),
        _treat, ref("Case"), body=EXEMPTION, query=(SITE,), by_revision=True, etag=True,
        refusals=("forbidden", "conflict", "ambiguous"),
    ),
)  # fmt: skip
