"""The OpenAPI 3.1 document, written from the same table that checks requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flows.service.vocabulary import Text
from web.api.endpoint import Endpoint, Parameter
from web.api.problems import KINDS, MEDIA
from web.api.reading import LANG
from web.api.shapes import ANY_OBJECT, ID, STRING, ref

Json = dict[str, Any]

ABOUT = Text(
    "单据、待办与登记簿的接口。时间为 RFC 3339；错误为 RFC 9457；写操作可带 Idempotency-Key，重发只办一次并得到同一答复。",
    "Cases, tasks and registers. Times are RFC 3339, errors RFC 9457. With an Idempotency-Key a request sent twice acts "
    "once and is answered the same.",
)
HEADERS: Mapping[str, tuple[bool, str, Text]] = {
    "If-Match": (
        True,
        r'^"?[0-9]{1,9}"?$',
        Text('所见单据的版本，如 "7"', 'The revision of the case that was seen, like "7"'),
    ),
    "Idempotency-Key": (
        False,
        r"^[\x21-\x7e][\x20-\x7e]{0,199}$",
        Text("同一请求重发时不变的编号", "A name of the request that stays when it is sent again"),
    ),
}


def document(endpoints: Iterable[Endpoint], schemas: Mapping[str, Any], home: str, lang: str) -> Json:
    """`home` is the address below which the paths stand."""
    paths: dict[str, Json] = {"/openapi.json": {"get": _itself(lang)}}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, lang)
    return {
        "openapi": "3.1.1",
        "info": {"title": "flows", "version": "1", "description": ABOUT.in_(lang)},
        "servers": [{"url": home}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(schemas),
            "responses": {code: _problem([code], lang) for code in KINDS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _itself(lang: str) -> Json:
    """The one address that needs no token."""
    about = Text("本文档", "This document").in_(lang)
    return {
        "operationId": "read_openapi",
        "summary": about,
        "security": [],
        "parameters": [_in_query(LANG, lang)],
        "responses": {"200": {"description": about, "content": {"application/json": {"schema": ANY_OBJECT}}}},
    }


def refusals(endpoint: Endpoint) -> tuple[str, ...]:
    """Every code of a problem that the endpoint can answer with."""
    found = [*endpoint.refusals, "unauthenticated", "invalid", "too_many", "fault"]
    if endpoint.body is not None:
        found += ["malformed", "too_large", "unsupported"]
    if endpoint.by_revision:
        found += ["malformed", "revision_needed"]
    if endpoint.by_key:
        found += ["malformed", "key_reused"]
    if "{" in endpoint.path:
        found.append("not_found")
    return tuple(code for code in KINDS if code in found)


def _operation(endpoint: Endpoint, lang: str) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": endpoint.about.in_(lang),
        "parameters": _parameters(endpoint, lang),
        "responses": {str(endpoint.status): _answer(endpoint, lang), **_refusals(endpoint, lang)},
    }
    if endpoint.body is not None:
        operation["requestBody"] = {"required": True, "content": {endpoint.takes: {"schema": endpoint.body}}}
    return operation


def _parameters(endpoint: Endpoint, lang: str) -> list[Json]:
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": ID if name.endswith("id") else STRING}
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]
    found += [_header(name, lang) for name, used in _headers(endpoint) if used]
    return found + [_in_query(parameter, lang) for parameter in (*endpoint.query, LANG)]


def _headers(endpoint: Endpoint) -> tuple[tuple[str, bool], ...]:
    return (("If-Match", endpoint.by_revision), ("Idempotency-Key", endpoint.by_key))


def _header(name: str, lang: str) -> Json:
    required, pattern, about = HEADERS[name]
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": required, "schema": schema, "description": about.in_(lang)}


def _in_query(parameter: Parameter, lang: str) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "schema": parameter.schema,
        "description": parameter.about.in_(lang),
    }


def _answer(endpoint: Endpoint, lang: str) -> Json:
    answer: Json = {"description": endpoint.about.in_(lang), "content": {endpoint.media: {}}}
    if endpoint.answer is not None:
        answer["content"][endpoint.media]["schema"] = endpoint.answer
    headers = {}
    if endpoint.etag:
        headers["ETag"] = {"schema": STRING, "description": Text("单据版本", "The case's revision").in_(lang)}
    if endpoint.status == 201:
        headers["Location"] = {"schema": {"type": "string", "format": "uri-reference"}}
    return answer | ({"headers": headers} if headers else {})


def _refusals(endpoint: Endpoint, lang: str) -> Json:
    by_status: dict[str, list[str]] = {}
    for code in refusals(endpoint):
        by_status.setdefault(str(KINDS[code].status), []).append(code)
    return {
        status: {"$ref": f"#/components/responses/{codes[0]}"} if len(codes) == 1 else _problem(codes, lang)
        for status, codes in by_status.items()
    }


def _problem(codes: list[str], lang: str) -> Json:
    titles = " / ".join(KINDS[code].title.in_(lang) for code in codes)
    return {"description": titles, "content": {MEDIA: {"schema": ref("Problem")}}}
