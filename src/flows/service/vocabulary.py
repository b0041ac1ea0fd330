"""The words that pages and interfaces share with the declarations: they reach them through here."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import (
    BEYOND,
    CLOCK,
    Applicant,
    Choice,
    Compute,
    Document,
    Field,
    GiveNumber,
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
    "effect_labels",
    "post_name",
    "roles_of",
]


def post_name(code: str) -> Text:
    """What a post is called; the code itself for one that today's declarations no longer know."""
    role = CLOCK if code == CLOCK.code else ROLES.get(code)
    return Text(role.zh, role.en) if role else Text(code, code)


def effect_labels(procedure: Procedure) -> Mapping[str, Text]:
    """What the values are called that nobody fills in: numbers given and sums worked out, by field."""
    found: dict[str, Text] = {}
    for transition in procedure.transitions:
        for effect in transition.effects:
            if isinstance(effect, Compute):
                found.setdefault(effect.field, Text(effect.rule.zh, effect.rule.en))
            elif isinstance(effect, GiveNumber):
                found.setdefault(effect.field, Text(effect.zh, effect.en))
    return found
