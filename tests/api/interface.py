"""A small application with the interface alone, and a client that holds every answer against its OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from flows.service.office import Office
from flows.service.rights import OPERATOR
from flows.service.tokens import create_token
from tests.service.errand import World
from web.api import blueprint, health
from web.limits import Allowances
from web.security import begin_with_no_site

HOME = "/api/v1"


@dataclass(frozen=True)
class Desk:
    office: Office
    clock: Callable[[], datetime]
    allowances: Allowances

    def wait(self, caller: str) -> int:
        return self.allowances.wait(caller, self.clock())


@dataclass
class Documented:
    """The OpenAPI document as clients see it, closed for tests: no answer may hold what the document doesn't name."""

    document: dict[str, Any]
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.closed = _closed(self.document)

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        for template, operations in self.closed["paths"].items():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and method.lower() in operations:
                return operations[method.lower()]
        return None

    def check(self, method: str, path: str, response: TestResponse) -> None:
        """The status is one that the operation names, and the body fits what is said of it."""
        operation = self.operation(method, path)
        if operation is None:
            assert response.status_code in (404, 405), f"{method} {path} is not documented"
            return
        answer = operation["responses"].get(str(response.status_code))
        assert answer is not None, f"{method} {path} may not answer {response.status_code}: {response.text}"
        if "$ref" in answer:
            answer = self.closed["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
        media = next(iter(answer["content"]))
        assert media in ("*/*", response.mimetype)
        schema = answer["content"][media].get("schema")
        if schema is not None:
            whole = {**schema, "components": self.closed["components"]}
            Draft202012Validator(whole, format_checker=FormatChecker()).validate(json.loads(response.text))
        for name in answer.get("headers", {}):
            assert name in response.headers, f"{method} {path} lacks {name}"


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _closed(value) for name, value in schema.items()}
    if found.get("type") in ("object", ["object", "null"]) and "properties" in found:
        found.setdefault("additionalProperties", False)
    return found


@dataclass
class Interface:
    """The interface over a `World`; people are known by the logins of tests.service.errand."""

    world: World
    app: Flask
    documented: Documented
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, login: str) -> str:
        if login not in self.tokens:
            office, now = self.world.office, self.world.now
            self.tokens[login] = create_token(office, OPERATOR, login, "tests", now).secret
        return self.tokens[login]

    def call(self, method: str, path: str, login: str | None = "desk", **sent: Any) -> TestResponse:
        """`path` below /api/v1. Checks the answer against the document."""
        client: FlaskClient = self.app.test_client()
        headers = dict(sent.pop("headers", {}))
        if login is not None:
            headers.setdefault("Authorization", f"Bearer {self.token(login)}")
        response = client.open(f"{HOME}{path}", method=method, headers=headers, **sent)
        self.documented.check(method, path.partition("?")[0], response)
        return response

    def get(self, path: str, login: str | None = "desk", **sent: Any) -> TestResponse:
        return self.call("GET", path, login, **sent)

    def post(self, path: str, login: str | None = "desk", **sent: Any) -> TestResponse:
        return self.call("POST", path, login, **sent)

    def patch(self, path: str, login: str | None = "desk", **sent: Any) -> TestResponse:
        return self.call("PATCH", path, login, **sent)

    def start(self, login: str = "desk", procedure: str = "errand", **data: Any) -> dict[str, Any]:
        body = {"procedure": procedure, "site": "north", "unit": "1-101", "applicant": self.world.owner, "data": data}
        response = self.post("/cases", login, json=body)
        assert response.status_code == 201, response.text
        return response.json

    def take(self, login: str, number: str, event: str, *, seen: int | None = None, **sent: Any) -> TestResponse:
        """`seen` None: the revision as it is now."""
        headers = dict(sent.pop("headers", {}))
        revision = self.world.revision(number) if seen is None else seen
        headers.setdefault("If-Match", f'"{revision}"')
        return self.post(f"/cases/{number}/events", login, json={"event": event, **sent}, headers=headers)

    def paper(self, login: str, number: str, kind: str = "paper", content: bytes = b"%PDF-1.7 x") -> TestResponse:
        form = {"kind": kind, "file": (BytesIO(content), "申请书.pdf")}
        return self.post(f"/cases/{number}/documents", login, data=form, content_type="multipart/form-data")

    def in_review(self, price: str = "0") -> str:
        """The number of an errand that waits for the engineer."""
        number = self.start(price=price)["number"]
        assert self.paper("desk", number).status_code == 201
        assert self.take("desk", number, "submit").status_code == 200
        return str(number)


@cache
def _closed_document(text: str) -> Documented:
    return Documented(json.loads(text))


def documented(app: Flask) -> Documented:
    return _closed_document(app.test_client().get(f"{HOME}/openapi.json").text)


def interface_of(found: World, most: int = 0) -> Interface:
    """`most`: requests of one caller within a minute; nought, as many as a test sends."""
    app = Flask(__name__)
    app.testing = True
    begin_with_no_site(app)
    desk = Desk(found.office, lambda: found.now, Allowances(found.office, most))
    app.register_blueprint(blueprint(desk))
    app.register_blueprint(health(desk))
    return Interface(found, app, documented(app))
