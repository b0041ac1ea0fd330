"""The words that pages and interfaces share with the declarations: they reach them through here."""

from __future__ import annotations

from flows.definition import (
    BEYOND,
    CLOCK,
    Applicant,
    Choice,
    Document,
    Field,
    Person,
    Post,
    Procedure,
    Role,
    State,
    Text,
    roles_of,
)
from flows.procedures import ROLES

__all__ = [
    "BEYOND",
    "CLOCK",
    "ROLES",
    "Applicant",
    "Choice",
    "Document",
    "Field",
    "Person",
    "Post",
    "Procedure",
    "Role",
    "State",
    "Text",
    "post_name",
    "roles_of",
]


def post_name(code: str) -> Text:
    """What a post is called; the code itself for one that today's declarations no longer know."""
    role = CLOCK if code == CLOCK.code else ROLES.get(code)
    return Text(role.zh, role.en) if role else Text(code, code)
