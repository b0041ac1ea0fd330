"""Every no of the interface: RFC 9457 `application/problem+json`, with what the caller needs to go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException

from flows.service import errors
from flows.service.case_view import CaseView
from flows.service.errors import Answer, Conflict, FieldError, Move, Refused, Unmet
from flows.service.vocabulary import Text
from web.api.case_shape import case_json, sentence, unmet_json
from web.api.endpoint import Schema
from web.api.shapes import ID, MOMENT, STRING, label, listed, moment, obj, person, ref

MEDIA = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: Text


KINDS: Mapping[str, Kind] = {
    "malformed": Kind(400, Text("请求无法读懂", "The request can't be read")),
    "unauthenticated": Kind(401, Text("请提供有效令牌", "A valid token is needed")),
    "forbidden": Kind(403, Text("您的岗位不办理此事", "Never for a post of yours")),
    "not_found": Kind(404, Text("没有找到", "Not found")),
    "not_allowed": Kind(405, Text("此地址不接受这种请求", "This address doesn't take that method")),
    "conflict": Kind(409, Text("单据已有变动", "The case has moved on")),
    "refused": Kind(409, Text("条件尚未具备", "Conditions are not met")),
    "ambiguous": Kind(409, Text("请指明项目", "Name the site")),
    "too_large": Kind(413, Text("内容过大", "Too large")),
    "unsupported": Kind(415, Text("不接受这种内容", "Not a kind of content that is taken")),
    "invalid": Kind(422, Text("有内容需要改正", "Some of the input needs correcting")),
    "key_reused": Kind(422, Text("请求编号已用于另一操作", "The idempotency key was used for another request")),
    "revision_needed": Kind(428, Text("请写明所见版本", "Say which revision you saw")),
    "too_many": Kind(429, Text("请求太多", "Too many requests")),
    "unavailable": Kind(501, Text("这里还做不到", "Not available here")),
    "out_of_reach": Kind(503, Text("现在办不了", "Not possible just now")),
    "fault": Kind(500, Text("系统出错了", "Something broke here")),
}
ANSWERS: Mapping[type[Answer], str] = {
    errors.NotFound: "not_found",
    errors.Forbidden: "forbidden",
    errors.Conflict: "conflict",
    errors.Ambiguous: "ambiguous",
    errors.TooLarge: "too_large",
    errors.Unsupported: "unsupported",
    errors.Invalid: "invalid",
    errors.KeyReused: "key_reused",
    errors.NotYet: "refused",
    errors.Unavailable: "unavailable",
    errors.OutOfReach: "out_of_reach",
}
WHOLE_OR_NOT = Text(  # the fault may have come after the commit, while the answer was being written
    "没有只办了一半的事：要么已全部记下，要么什么也没有改。请查看后再试；仍不行请告诉管理员。",
    "Nothing was left half done: all of it is recorded, or nothing. Look, then try again; if it stays, tell the administrator.",
)
BY_STATUS: Mapping[int, str] = {
    400: "malformed",
    404: "not_found",
    405: "not_allowed",
    413: "too_large",
    415: "unsupported",
}

FIELD_ERROR = obj(path=STRING, message=STRING, message_zh=STRING, message_en=STRING)
MOVE = obj(seq=ID, at=MOMENT, actor=ref("Person"), event=STRING, label=ref("Label"), state=ref("Label"))
_MEMBERS: dict[str, Schema] = {
    "type": {"type": "string", "format": "uri-reference"},
    "title": STRING,
    "status": {"type": "integer"},
    "detail": STRING,
}
_EXTRAS: dict[str, Schema] = {
    "unmet": listed(ref("Unmet")),
    "errors": listed(ref("FieldError")),
    "conflict": ref("Move"),
    "sites": listed(STRING),
    "case": ref("Case"),
}
PROBLEM = {"type": "object", "properties": _MEMBERS | _EXTRAS, "required": list(_MEMBERS)}
SCHEMAS: Mapping[str, Schema] = {"FieldError": FIELD_ERROR, "Move": MOVE, "Problem": PROBLEM}


class Problem(Exception):
    """A no of the interface itself, before any service was asked. `code` is one of KINDS."""

    def __init__(
        self,
        code: str,
        detail: Text,
        *,
        errors: tuple[FieldError, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail.en)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


class OverCase(Exception):
    """A no of the service about a case, with the case as it is now."""

    def __init__(self, no: Conflict | Refused, view: CaseView) -> None:
        super().__init__(str(no))
        self.no = no
        self.view = view


def of_problem(no: Problem, lang: str, home: str) -> Response:
    return _response(no.code, no.detail, lang, home, _listed((), no.errors, lang), no.headers)


def of_answer(no: Answer, lang: str, home: str) -> Response:
    code = next(code for kind, code in ANSWERS.items() if isinstance(no, kind))
    more = _listed(getattr(no, "unmet", ()), getattr(no, "errors", ()), lang)
    if isinstance(no, errors.KeyReused):
        more = _listed((), (FieldError("Idempotency-Key", no.message),), lang)
    if isinstance(no, errors.Ambiguous):
        more["sites"] = list(no.sites)
    if isinstance(no, Conflict):
        more["conflict"] = _move(no.move)
    return _response(code, no.message, lang, home, more)


def of_refusal(no: Refused, lang: str, home: str) -> Response:
    zh = "；".join(unmet.message.zh for unmet in no.unmet)
    en = "; ".join(unmet.message.en for unmet in no.unmet)
    return _response("refused", Text(zh, en), lang, home, _listed(no.unmet, no.errors, lang))


def of_case(no: OverCase, lang: str, home: str) -> Response:
    answer = of_refusal(no.no, lang, home) if isinstance(no.no, Refused) else of_answer(no.no, lang, home)
    answer.set_data(_dumped({**json.loads(answer.get_data()), "case": case_json(no.view, lang)}))
    answer.headers["ETag"] = f'"{no.view.revision}"'
    return answer


def of_http(no: HTTPException, lang: str, home: str) -> Response:
    """What Flask itself refuses, with the headers that it gives (Allow)."""
    code = BY_STATUS.get(no.code or 500, "fault" if (no.code or 500) >= 500 else "malformed")
    kept = {name: value for name, value in no.get_headers() if name.lower() != "content-type"}
    return _response(code, KINDS[code].title, lang, home, {}, kept, no.code)


def of_fault(_: Exception, lang: str, home: str) -> Response:
    """A defect of ours, without a word of what it was: that stands in the log."""
    return _response("fault", WHOLE_OR_NOT, lang, home, {})


def _listed(unmet: tuple[Unmet, ...], faults: tuple[FieldError, ...], lang: str) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if unmet:
        more["unmet"] = [unmet_json(one, lang) for one in unmet]
    if faults:
        more["errors"] = [{"path": fault.path, **sentence(fault.message, lang)} for fault in faults]
    return more


def _move(move: Move) -> dict[str, Any]:
    return {
        "seq": move.seq,
        "at": moment(move.at.astimezone(UTC)),
        "actor": person(move.actor),
        "event": move.event,
        "label": label(move.label),
        "state": label(move.state),
    }


def _response(
    code: str,
    detail: Text,
    lang: str,
    home: str,
    more: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    status: int | None = None,
) -> Response:
    """`home` is the address of the OpenAPI document, in which `type` leads to what is said of this kind."""
    kind = KINDS[code]
    body = {
        "type": f"{home}#/components/responses/{code}",
        "title": kind.title.in_(lang),
        "status": status or kind.status,
        "detail": detail.in_(lang),
        **more,
    }
    response = Response(_dumped(body), status or kind.status, mimetype=MEDIA)
    response.headers.update(headers or {})
    response.headers["Content-Language"] = "en" if lang == "en" else "zh-CN"
    return response


def _dumped(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)
