"""Holds what comes in against the JSON Schema of its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError

FORM = frozenset({"type", "properties", "required", "additionalProperties"})


class InputCheck:
    """The schema of a form, with a short way for input that keeps it, as nearly all does: each value against its own
    field's schema, which saves the library's way down from the whole. Faults are always told by the whole."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        formats = FormatChecker()
        self._whole = Draft202012Validator(schema, format_checker=formats)
        self._required = frozenset(schema["required"])
        self._fields = {
            name: Draft202012Validator(field, format_checker=formats) for name, field in schema["properties"].items()
        }
        if schema.keys() != FORM or schema["type"] != "object" or schema["additionalProperties"] is not False:
            raise ValueError("the schema of a form says more than which fields there are and which are needed")

    def faults(self, values: Mapping[str, Any]) -> Iterable[ValidationError]:
        return () if self._keeps(values) else self._whole.iter_errors(values)

    def _keeps(self, values: Mapping[str, Any]) -> bool:
        if not isinstance(values, dict) or not self._required <= values.keys() <= self._fields.keys():
            return False
        return all(self._fields[name].is_valid(value) for name, value in values.items())
