"""The mark of a request, by which its answer, its page of an error and its lines in the log are known to belong together.

A proxy that is trusted may have given it one (`X-Request-ID`); else it is made here. It says nothing about anybody. The
line that a request leaves has its route, never its address: addresses carry names that were searched for.
"""

from __future__ import annotations

import logging
import re
import secrets
from contextvars import ContextVar
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

HEADER = "X-Request-ID"
ROUTE = "flows.route"
FITS = re.compile(r"[A-Za-z0-9._-]{8,64}")
NUMBER = 8  # bytes of one that is made here
FAULTS = logging.getLogger("flows.faults")
SECURITY = logging.getLogger("flows.security")
REFUSED = frozenset({401, 403, 429})  # who isn't known, may not, or tries too often
WORDS = "%(method)s %(route)s %(status)s %(milliseconds)s ms user %(user)s"
ACCESS = logging.getLogger("flows.access")
_mark: ContextVar[str] = ContextVar("mark of the request", default="")


def mark() -> str:
    """Of the request at hand; empty outside one."""
    return _mark.get()


def mark_requests(app: Flask, trusted_proxies: int) -> None:
    """Before all else that asks about a request."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "") if trusted_proxies else ""
        g.mark = given if FITS.fullmatch(given) else secrets.token_hex(NUMBER)
        request.environ[ROUTE] = _route()  # for whoever traces requests from outside
        g.marked = _mark.set(g.mark), perf_counter()

    @app.after_request
    def tell(response: Response) -> Response:
        if "mark" in g:
            response.headers[HEADER] = g.mark
            if response.status_code in REFUSED:
                SECURITY.warning(WORDS, _facts(response))
            elif ACCESS.isEnabledFor(logging.INFO):
                ACCESS.info(WORDS, _facts(response))
        return response

    @app.teardown_request
    def end(_fault: BaseException | None) -> None:
        if "marked" in g:
            _mark.reset(g.pop("marked")[0])

    app.jinja_env.globals["mark"] = mark
    app.log_exception = _log_fault  # type: ignore[method-assign,assignment]  # Flask's own writes the address, and names with it


def _log_fault(fault: Any) -> None:
    """A defect: what was asked for by its route."""
    FAULTS.error("%(method)s %(route)s", {"method": request.method, "route": _route()}, exc_info=fault)


def _route() -> str:
    return request.script_root + (request.url_rule.rule if request.url_rule else "(none)")


def _facts(response: Response) -> dict[str, Any]:
    """`user`: the number of who is signed in; nought: nobody, or nobody known by a browser."""
    took = round((perf_counter() - g.marked[1]) * 1000, 1)
    who = getattr(g.get("_login_user"), "who", None)  # where flask-login keeps them, once anybody has asked
    return {
        "method": request.method,
        "route": _route(),
        "status": response.status_code,
        "milliseconds": took,
        "user": who.id if who else 0,
    }
