"""Traces: a span for each request with those of its statements in it, without anybody's name; nothing of it where none is
asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from command import telemetry
from command.configuration import Misconfigured, configuration
from command.telemetry import trace
from tests.furnished import Files
from tests.service.kept_office import story, story_office
from web.app import create_app
from web.marking import HEADER

NAME = "示例某某"


def test_a_request_is_a_span_with_its_statements_in_it_and_nobodys_name(files: Files, tmp_path: object) -> None:
    with story_office(files.copy(story, tmp_path), tmp_path) as office:
        app, kept = create_app(office.office, lambda: office.now), InMemorySpanExporter()
        end = trace(app, office.office, "", kept)
        client = app.test_client()
        answer = client.post("/login", data={"login": NAME, "password": NAME})
        client.get(f"/verify/HW-2026-0001-ABCDEFGHABCDEFGH?of={NAME}")
        client.get(f"/nowhere/{NAME}")
        end()
    spans = kept.get_finished_spans()
    requests = {span.name: span for span in spans if "http.route" in (span.attributes or {})}
    assert set(requests) == {"POST /login", "GET /verify/<code>", "GET (none)"}
    looked_up = requests["GET /verify/<code>"]
    inside = [span for span in spans if span.parent and span.parent.span_id == looked_up.context.span_id]
    assert inside
    assert all("SELECT" in str(span.attributes["db.query.text"]).upper() for span in inside[:1])
    assert requests["POST /login"].attributes["http.response.status_code"] == answer.status_code
    assert requests["POST /login"].attributes["flows.request"] == answer.headers[HEADER]
    assert not any(NAME in str(dict(span.attributes or {})) or NAME in span.name for span in spans)


def test_nothing_of_it_is_loaded_where_no_traces_are_asked_for() -> None:
    asked = (
        "import sys, command.main, command.serving; print([n for n in sys.modules if n.startswith('opentelemetry')])"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout.strip() == "[]"
    assert configuration({}).traces == ""


def test_what_it_needs_and_where_it_goes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Misconfigured, match="FLOWS_TRACES"):
        configuration({"FLOWS_TRACES": "collector:4318"})
    assert (
        configuration({"FLOWS_TRACES": "http://127.0.0.1:4318/v1/traces"}).traces == "http://127.0.0.1:4318/v1/traces"
    )
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    with pytest.raises(Misconfigured, match="flows\\[otel\\]"):
        telemetry.trace(None, None, "http://127.0.0.1:1")  # type: ignore[arg-type]  # told before either is looked at
