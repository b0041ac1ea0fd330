"""The short way of a form's check passes exactly what JSON Schema passes, and tells the same faults."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from flows.definition.schema import input_schema, start_schema
from flows.engine.checking import InputCheck, keeps_to
from flows.procedures import PROCEDURES
from tools.bench.permit import APPLICATION, LOOKED

SCHEMAS = [input_schema(t) for p in PROCEDURES.values() for t in p.transitions] + [
    start_schema(p) for p in PROCEDURES.values()
]
FIELDS = list({str(field): field for schema in SCHEMAS for field in schema["properties"].values()}.values())
# What people and programs send, rightly and wrongly, for any kind of field.
VALUES: tuple[Any, ...] = (
    *(
        "文字",
        "",
        " ",
        "a\nb",
        "x" * 201,
        "12.50",
        "-1",
        "1e3",
        "2026-11-20",
        "2026-02-30",
        "2026-11-20T09:00:00+08:00",
    ),
    *(
        "2026-11-20T25:00:00Z",
        "13800000000",
        "110101199003070011",
        "arc_welding",
        True,
        False,
        0,
        1,
        1.0,
        2.5,
        -3,
        None,
    ),
    *([], [{}], ["a"], {}, {"a": 1}, 10**12),
)


def told(errors: Any) -> list[tuple[Any, ...]]:
    return sorted((list(map(str, e.absolute_path)), str(e.validator), e.message) for e in errors)


def by_the_whole(schema: dict[str, Any], values: Any) -> list[tuple[Any, ...]]:
    return told(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(values))


def test_every_field_is_judged_as_json_schema_judges_it() -> None:
    passed = refused = 0
    for schema in SCHEMAS:
        check = InputCheck(schema)
        for name in schema["properties"]:
            alone = {**schema, "required": []}
            for value in VALUES:
                expected = by_the_whole(alone, {name: value})
                assert told(InputCheck(alone).faults({name: value})) == expected, (name, value)
                passed, refused = passed + (not expected), refused + bool(expected)
        for values in ({}, {"nobody_asked": "1"}, "text", [], None):
            assert told(check.faults(values)) == by_the_whole(schema, values)
    assert passed > 100
    assert refused > 100


@pytest.mark.parametrize("values", [APPLICATION, LOOKED])
def test_what_is_right_passes_and_what_is_missing_is_told(values: dict[str, Any]) -> None:
    [schema] = {str(s): s for s in SCHEMAS if s["required"] and set(s["properties"]) == set(values)}.values()
    assert told(InputCheck(schema).faults(values)) == []
    name = schema["required"][0]
    less = {n: v for n, v in values.items() if n != name}
    assert told(InputCheck(schema).faults(less)) == by_the_whole(schema, less) != []


def test_a_schema_that_says_more_is_not_taken_the_short_way() -> None:
    with pytest.raises(ValueError, match="says more"):
        InputCheck(
            {"type": "object", "properties": {}, "required": [], "additionalProperties": False, "minProperties": 1}
        )


def nearly(field: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values about the edges of what the field's schema allows, and any others."""
    found: list[st.SearchStrategy[Any]] = [st.text(max_size=8), st.integers(), st.floats(), st.none(), st.booleans()]
    if pattern := field.get("pattern"):
        right = st.from_regex(pattern)
        found += [
            right,
            right,
            st.builds(str.__add__, right, st.sampled_from("\n 0x")),
            right.map(lambda text: text[1:]),
        ]
    found += [st.sampled_from(field["enum"]) for _ in (1, 2) if "enum" in field]
    if "maxLength" in field:
        found.append(st.integers(-1, 1).map(lambda more: "字" * (field["maxLength"] + more)))
    for bound in ("minimum", "maximum"):
        if bound in field:
            found.append(
                st.integers(field[bound] - 1, field[bound] + 1).flatmap(lambda n: st.sampled_from([n, float(n)]))
            )
    return st.one_of(found)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(FIELDS).flatmap(lambda field: st.tuples(st.just(field), nearly(field))))
def test_a_field_alone_is_judged_as_json_schema_judges_it(given: tuple[dict[str, Any], Any]) -> None:
    field, value = given
    whole = Draft202012Validator(field, format_checker=FormatChecker())
    assert bool(keeps_to(field)(value)) is whole.is_valid(value)


def test_a_schema_with_another_keyword_is_left_to_the_library() -> None:
    """A keyword that came to be used in a declaration must not be passed over."""
    for field, value in (
        ({"type": "string", "minLength": 2}, "a"),
        ({"type": "integer", "multipleOf": 2}, 3),
        ({"type": ["string", "null"], "pattern": "b"}, "a"),
        ({"const": 1}, 2),
    ):
        assert not keeps_to(field)(value)
