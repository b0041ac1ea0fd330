"""The one table of endpoints: requests are checked by it, and the OpenAPI document is written from it."""

from __future__ import annotations

from collections.abc import Mapping

from web.api import (
    authorisations,
    batches,
    books,
    calendar,
    case_shape,
    cases,
    comments,
    declared,
    papers,
    pausing,
    people,
    problems,
    reports,
    shapes,
    sheets,
    special,
    tasks,
    units,
)
from web.api.endpoint import Endpoint, Schema

ENDPOINTS: tuple[Endpoint, ...] = (
    *declared.ENDPOINTS,
    *cases.ENDPOINTS,
    *batches.ENDPOINTS,
    *special.ENDPOINTS,
    *pausing.ENDPOINTS,
    *papers.ENDPOINTS,
    *comments.ENDPOINTS,
    *sheets.ENDPOINTS,
    *tasks.ENDPOINTS,
    *units.ENDPOINTS,
    *calendar.ENDPOINTS,
    *books.ENDPOINTS,
    *reports.ENDPOINTS,
    *authorisations.ENDPOINTS,
    *people.ENDPOINTS,
)
SCHEMAS: Mapping[str, Schema] = {
    name: schema
    for part in (
        shapes.SHARED,
        problems.SCHEMAS,
        declared.SCHEMAS,
        case_shape.SCHEMAS,
        cases.SCHEMAS,
        comments.SCHEMAS,
        sheets.SCHEMAS,
        tasks.SCHEMAS,
        units.SCHEMAS,
        calendar.SCHEMAS,
        books.SCHEMAS,
        reports.SCHEMAS,
        authorisations.SCHEMAS,
        people.SCHEMAS,
    )
    for name, schema in part.items()
}
