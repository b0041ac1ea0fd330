"""/cases/{number}/pause and /resume: stopping and starting the clock of a case that waits for somebody outside."""

from __future__ import annotations

from flows.service.pausing import pause, resume
from flows.service.vocabulary import Text
from web.api.cases import telling_the_case, whole
from web.api.endpoint import Call, Endpoint, Reply
from web.api.shapes import SITE, asked, line, prose, ref


def _pause(call: Call) -> Reply:
    number, site, body = call.path["number"], call.query.get("site"), call.body
    with telling_the_case(call, number, site):
        pause(call.office, call.login, number, body["pause"], body["reason"], call.now, site)
    return whole(call, number, site)


def _resume(call: Call) -> Reply:
    number, site = call.path["number"], call.query.get("site")
    with telling_the_case(call, number, site):
        resume(call.office, call.login, number, call.now, site)
    return whole(call, number, site)


ENDPOINTS = (
    Endpoint(
        "POST", "/cases/{number}/pause", "pause_clock",
        Text("暂停计时：等客户、等配件等", "Stop the clock of a case that waits for somebody outside"),
        _pause, ref("Case"), body=asked(("pause", "reason"), pause=line(60), reason=prose()), query=(SITE,), etag=True,
        refusals=("forbidden", "conflict", "ambiguous"),
    ),
    Endpoint(
        "POST", "/cases/{number}/resume", "resume_clock",
        Text("恢复计时", "Start the clock again"),
        _resume, ref("Case"), query=(SITE,), etag=True,
        refusals=("forbidden", "conflict", "ambiguous"),
    ),
)  # fmt: skip
