"""Input held against a JSON Schema, with a sentence in both languages for each place that doesn't fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from flows.engine.decision import FieldError
from flows.engine.form import faults

Check = Callable[[Mapping[str, Any]], tuple[FieldError, ...]]


def fitting(schema: Mapping[str, Any]) -> Check:
    """The faults of values under `schema`, one for each place; made once, asked often."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return lambda values: faults(validator.iter_errors(values))
