"""Each statement as a span of whoever traces requests: its text, which holds no value, and how long it took. Nothing of
it is there where nobody traces."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Engine, event

LONGEST = 2_000  # letters of a statement
Spans = Callable[[str, dict[str, str]], AbstractContextManager[Any]]
"""Begins a span of that name with those attributes."""


def trace_statements(engine: Engine, begin: Spans) -> None:
    """Values are bound and stand in no statement, so a span tells nobody anything of people."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(_c: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        name = statement.split(None, 1)[0].upper()[:20] if statement.strip() else "SQL"
        told = {"db.system.name": engine.dialect.name, "db.query.text": statement[:LONGEST]}
        context.flows_span = begin(name, told)
        context.flows_span.__enter__()

    @event.listens_for(engine, "after_cursor_execute")
    def after(_c: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        _end(context)

    @event.listens_for(engine, "handle_error")
    def fault(context: Any) -> None:
        _end(context.execution_context)


def _end(context: Any) -> None:
    span = getattr(context, "flows_span", None)
    if span is not None:
        context.flows_span = None
        span.__exit__(None, None, None)
