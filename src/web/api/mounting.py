"""The blueprint: every endpoint of the table at its address, and every no as a problem document."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from flows.service.errors import Answer, Refused
from web.api import problems
from web.api.endpoint import Desk, Reply
from web.api.openapi import document
from web.api.problems import OverCase, Problem
from web.api.reading import Reader, language
from web.api.table import ENDPOINTS, SCHEMAS

NAME, PREFIX = "api", "/api/v1"


def blueprint(desk: Desk) -> Blueprint:
    """To be registered as it is. It knows callers by their tokens alone, so it must be exempt from CSRF checks."""
    found = Blueprint(NAME, __name__, url_prefix=PREFIX)
    for endpoint in ENDPOINTS:
        view = _view(Reader.of(desk, endpoint))
        found.add_url_rule(endpoint.rule, endpoint.name, view, methods=[endpoint.method])
    found.add_url_rule("/openapi.json", "openapi", _openapi, methods=["GET"])
    found.register_error_handler(Problem, _told(problems.of_problem))
    found.register_error_handler(Answer, _told(problems.of_answer))
    found.register_error_handler(Refused, _told(problems.of_refusal))
    found.register_error_handler(OverCase, _told(problems.of_case))
    found.register_error_handler(HTTPException, _told(problems.of_http))
    found.register_error_handler(500, _told(problems.of_fault))  # else the pages' own 500 would come before the above
    found.after_request(_private)
    found.record_once(_answer_unknown_addresses)
    return found


def _view(reader: Reader) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        return _sent(reader.endpoint.handler(reader.read(path)))

    return view


def _sent(reply: Reply) -> Response:
    body = reply.body if isinstance(reply.body, str | bytes) else json.dumps(reply.body, ensure_ascii=False)
    response = Response(body, reply.status, mimetype=reply.media)
    response.headers.update(reply.headers)
    return response


def _openapi() -> Response:
    home = url_for(f"{NAME}.openapi").removesuffix("/openapi.json")
    return _sent(Reply(document(ENDPOINTS, SCHEMAS, home, language())))


def _told(made: Callable[[Any, str, str], Response]) -> Callable[[Exception], Response]:
    return lambda no: made(no, language(), url_for(f"{NAME}.openapi"))


def fault(defect: Exception) -> Response:
    """For an address under PREFIX that no rule knows, and so belongs to no blueprint."""
    return _private(_told(problems.of_fault)(defect))


def _private(response: Response) -> Response:
    """What a case says depends on who asks and when: no store on the way may keep it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Authorization, Accept-Language"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _answer_unknown_addresses(state: BlueprintSetupState) -> None:
    """An address or method that no rule knows belongs to no blueprint, so Flask would answer it with a page."""
    prefix = state.url_prefix or ""

    def unknown() -> Response | None:
        no = request.routing_exception
        if no is None or isinstance(no, RequestRedirect) or not request.path.startswith(f"{prefix}/"):
            return None
        return _private(_told(problems.of_http)(no))

    state.app.before_request_funcs.setdefault(None, []).insert(0, unknown)
