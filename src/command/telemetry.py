"""Traces by OpenTelemetry, where an address for them is set: a span for each request, with one for each statement in it.
Where none is set nothing of the library is loaded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask

from command.configuration import Misconfigured
from flows.service.office import Office
from flows.storage.statement_spans import trace_statements
from web.marking import mark

NAME = "flows"


def trace(app: Flask, office: Office, address: str, exporter: Any = None) -> Callable[[], None]:
    """Sends traces to that address (OTLP over HTTP), or to the exporter given. Answers what ends it, with what is left sent.
    Raises Misconfigured where the library is not there."""
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        zh, en = "需要安装 OpenTelemetry：pip install 'flows[otel]'", "needs OpenTelemetry: pip install 'flows[otel]'"
        raise Misconfigured("FLOWS_TRACES", zh, en) from None
    if exporter is None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter(endpoint=address)
    provider = TracerProvider(resource=Resource({"service.name": NAME}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer(NAME)
    _trace_requests(app, tracer)

    def begin(name: str, told: dict[str, str]) -> AbstractContextManager[Any]:
        found: AbstractContextManager[Any] = tracer.start_as_current_span(name, attributes=told)
        return found

    trace_statements(office.engine, begin)
    return provider.shutdown


def _trace_requests(app: Flask, tracer: Any) -> None:
    """From outside the application, so that statements of every step of it lie within. By routes: an address carries names."""
    inner = app.wsgi_app

    def traced(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        with tracer.start_as_current_span("request") as span:
            span.set_attribute("http.request.method", environ.get("REQUEST_METHOD", ""))

            def told(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
                span.set_attribute("http.response.status_code", int(status[:3]))
                found = next((value for name, value in headers if name.lower() == "x-request-id"), mark())
                span.set_attribute("flows.request", found)
                return start(status, headers, *more)

            answer = inner(environ, told)
            route = environ.get("flows.route", "(none)")
            span.set_attribute("http.route", route)
            span.update_name(f"{environ.get('REQUEST_METHOD', '')} {route}")
            return answer

    app.wsgi_app = traced  # type: ignore[method-assign,assignment]  # Flask documents wrapping it so
