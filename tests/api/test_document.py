"""The OpenAPI document says what the interface does, no more and no less."""

from __future__ import annotations

import re
from typing import Any

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.api.interface import Interface
from web.api.mounting import NAME, PREFIX
from web.api.openapi import refusals
from web.api.problems import KINDS
from web.api.table import ENDPOINTS


def test_it_is_valid_openapi_3_1(still: Interface) -> None:
    document = still.get("/openapi.json", None).json
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


def without_words(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: without_words(value) for name, value in part.items() if name not in ("summary", "description")}
    return [without_words(one) for one in part] if isinstance(part, list) else part


def test_in_the_other_language_nothing_but_words_differs(still: Interface) -> None:
    zh, en = (still.get(f"/openapi.json?lang={lang}", None).json for lang in ("zh", "en"))
    assert zh != en
    assert without_words(zh) == without_words(en)


def test_every_route_is_in_it_and_everything_in_it_is_a_route(still: Interface) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix(PREFIX), method)
        for rule in still.app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{NAME}.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    operations = {
        (path, method.upper()) for path, found in still.documented.document["paths"].items() for method in found
    }
    assert routes == operations


def test_every_schema_that_is_referred_to_is_there_and_every_one_there_is_used(still: Interface) -> None:
    document = still.documented.document
    used = set(references(document))
    there = {
        f"#/components/{part}/{name}" for part in ("schemas", "responses") for name in document["components"][part]
    }
    assert used <= there
    # Each kind of problem is documented, for `type` leads there, whether or not an operation shares it with another.
    assert there - used <= {f"#/components/responses/{code}" for code in KINDS}


def references(part: Any) -> Any:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_it_speaks_either_language(still: Interface) -> None:
    zh, en = (still.get(f"/openapi.json?lang={lang}", None).json for lang in ("zh", "en"))
    for path, operations in zh["paths"].items():
        for method, operation in operations.items():
            assert re.search(r"[\u4e00-\u9fff]", operation["summary"])
            assert not re.search(r"[\u4e00-\u9fff]", en["paths"][path][method]["summary"])


def test_every_schema_that_checks_requests_is_one(still: Interface) -> None:
    for endpoint in ENDPOINTS:
        for schema in (endpoint.body, *(parameter.schema for parameter in endpoint.query)):
            if schema is not None:
                Draft202012Validator.check_schema(schema)


def test_names_of_operations_are_unique() -> None:
    names = [endpoint.name for endpoint in ENDPOINTS]
    assert len(names) == len(set(names))


def test_every_refusal_that_an_endpoint_names_is_a_known_kind() -> None:
    for endpoint in ENDPOINTS:
        assert set(endpoint.refusals) <= set(KINDS)
        assert set(endpoint.refusals) <= set(refusals(endpoint))


def test_the_type_of_a_problem_leads_to_what_the_document_says_of_it(still: Interface) -> None:
    address, _, pointer = still.get("/cases/none").json["type"].partition("#")
    assert address == f"{PREFIX}/openapi.json"
    found = still.get("/openapi.json", None).json
    for part in pointer.strip("/").split("/"):
        found = found[part]
    assert found["description"]
