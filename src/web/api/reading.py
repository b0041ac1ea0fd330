"""From an HTTP request to a `Call` that fits its endpoint, or a Problem. First who asks, then what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from flows.service.errors import FieldError, NotFound
from flows.service.fitting import Check, fitting
from flows.service.narrowing import narrow_to
from flows.service.signing_in import Identity
from flows.service.tokens import identity_of_token
from flows.service.vocabulary import Text
from web.api.endpoint import Call, Desk, Endpoint, Parameter, Upload
from web.api.json_text import beyond, parsed
from web.api.problems import Problem
from web.api.shapes import LARGEST_ID, asked

LANGUAGES = ("zh", "en")
LANG = Parameter("lang", {"type": "string", "enum": list(LANGUAGES)}, Text("语言", "Language"))
REVISION = re.compile(r'"?([0-9]{1,9})"?')
KEY = re.compile(r"[\x21-\x7e][\x20-\x7e]{0,199}")
WHOLE = re.compile(r"-?[0-9]{1,18}")
FLAGS = {"true": True, "1": True, "false": False, "0": False}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def language() -> str:
    """`?lang=`, else what Accept-Language likes best, else Chinese."""
    asked_for = request.args.get("lang")
    if asked_for in LANGUAGES:
        return str(asked_for)
    return request.accept_languages.best_match(LANGUAGES, default="zh") or "zh"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the requests of one endpoint."""

    desk: Desk
    endpoint: Endpoint
    check_query: Check
    check_body: Check

    @classmethod
    def of(cls, desk: Desk, endpoint: Endpoint) -> Reader:
        query = asked((), **{p.name: p.schema for p in (*endpoint.query, LANG)})
        return cls(desk, endpoint, fitting(query), fitting(endpoint.body or asked(())))

    def read(self, path: Mapping[str, str]) -> Call:
        """Raises Problem, NotFound, RequestEntityTooLarge."""
        request.max_content_length = self.endpoint.largest
        now = self.desk.clock()
        identity = _identity(self.desk, now)
        _must_wait_no_more(self.desk.wait(identity.login))
        found = dict(_path(path))
        body, upload = self._content()
        seen, key = _seen() if self.endpoint.by_revision else 0, _key() if self.endpoint.by_key else None
        query = _query((*self.endpoint.query, LANG))
        self._must_fit(query, body)
        return Call(self.desk, identity, now, language(), found, query, body, upload, seen, key)

    def _content(self) -> tuple[Any, Upload | None]:
        if self.endpoint.body is None:
            return None, None
        if request.mimetype != self.endpoint.takes:
            zh, en = f"请以 {self.endpoint.takes} 发送", f"Send it as {self.endpoint.takes}"
            raise Problem("unsupported", Text(zh, en))
        return _multipart() if self.endpoint.takes == "multipart/form-data" else (_json(), None)

    def _must_fit(self, query: Mapping[str, Any], body: Any) -> None:
        errors = self.check_query(query)
        if self.endpoint.body is not None:
            unfit = self.check_body(body)
            told = {fault.path for fault in unfit}
            errors += (*unfit, *(fault for fault in beyond(body) if fault.path not in told))
        if errors:
            raise Problem("invalid", Text("有内容需要改正", "Some of the input needs correcting"), errors=errors)


def _identity(desk: Desk, now: Any) -> Identity:
    """Whoever the token belongs to. A cookie is never looked at, so no page elsewhere can send in somebody's name."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        zh, en = "请以 Authorization: Bearer 发送令牌", "Send a token as Authorization: Bearer"
        raise Problem("unauthenticated", Text(zh, en), headers={"WWW-Authenticate": 'Bearer realm="flows"'})
    identity = identity_of_token(desk.office, token.strip(), now)
    if identity is None:
        challenge = 'Bearer realm="flows", error="invalid_token"'
        zh, en = "令牌无效、已过期或已撤销", "This token is unknown, has expired or was revoked"
        raise Problem("unauthenticated", Text(zh, en), headers={"WWW-Authenticate": challenge})
    narrow_to(identity)
    return identity


def _must_wait_no_more(seconds: int) -> None:
    if seconds:
        zh, en = f"请求太多，请在 {seconds} 秒后再试", f"Too many requests; try again in {seconds} seconds"
        raise Problem("too_many", Text(zh, en), headers={"Retry-After": str(seconds)})


def _path(path: Mapping[str, str]) -> Iterable[tuple[str, Any]]:
    for name, value in path.items():
        if CONTROL.search(value):
            raise NotFound
        if not name.endswith("id"):
            yield name, value
        elif value.isascii() and value.isdecimal() and len(value) < 20 and 0 < int(value) <= LARGEST_ID:
            yield name, int(value)
        else:
            raise NotFound


def _query(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """What was given, read by its type; an empty one counts as left out. A name that is not known stays, so that a
    misspelt filter is refused and not passed over."""
    types = {parameter.name: parameter.schema["type"] for parameter in parameters}
    found: dict[str, Any] = {}
    for name, values in request.args.lists():
        for value in filter(None, values):
            if name in found:
                raise _once_only(name)
            found[name] = _typed(value, types.get(name, "string"))
    return found


def _typed(value: str, kind: str) -> Any:
    if kind == "boolean":
        return FLAGS.get(value, value)
    return int(value) if kind == "integer" and WHOLE.fullmatch(value) else value


def _once_only(name: str) -> Problem:
    fault = FieldError(name, Text("只能给一次", "may be given once only"))
    return Problem("invalid", Text("有内容需要改正", "Some of the input needs correcting"), errors=(fault,))


def _seen() -> int:
    given = request.headers.get("If-Match")
    if given is None:
        zh, en = "请以 If-Match 写明您所见单据的版本", "Say in If-Match which revision of the case you saw"
        raise Problem("revision_needed", Text(zh, en))
    found = REVISION.fullmatch(given.strip())
    if found is None:
        raise Problem("malformed", Text('If-Match 应如 "7"', 'If-Match is to be like "7"'))
    return int(found[1])


def _key() -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    key = given.strip().strip('"')
    if not KEY.fullmatch(key):
        zh, en = "Idempotency-Key 应为 1 到 200 个字符", "Idempotency-Key takes 1 to 200 characters of ASCII"
        raise Problem("malformed", Text(zh, en))
    return key


def _json() -> Any:
    try:
        found = parsed(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise Problem("malformed", Text("内容不是有效的 JSON", "The content is not valid JSON")) from None
    if not isinstance(found, dict):
        fault = FieldError("body", Text("应为对象", "must be an object"))
        raise Problem("invalid", Text("内容应为 JSON 对象", "The content must be a JSON object"), errors=(fault,))
    return found


def _multipart() -> tuple[dict[str, Any], Upload | None]:
    given: dict[str, Any] = request.form.to_dict()
    given.pop("file", None)  # text in the place of the file is no file
    file = request.files.get("file")
    if file is None:
        return given, None
    name = file.filename or "file"
    return {**given, "file": name}, Upload(name, file.read())
