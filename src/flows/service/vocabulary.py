"""The words that pages and interfaces share with the declarations: they reach them through here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.definition import (
    BEYOND,
    CLOCK,
    Applicant,
    Choice,
    Compute,
    Document,
    Effect,
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
from flows.procedures.hints import HINTS
from flows.procedures.ladder import OFFICE

__all__ = [
    "BEYOND",
    "CLOCK",
    "OFFICE",
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
    "help_of",
    "post_name",
    "roles_of",
    "worked_out",
]


def post_name(code: str) -> Text:
    """What a post is called; the code itself for one that today's declarations no longer know."""
    role = CLOCK if code == CLOCK.code else ROLES.get(code)
    return Text(role.zh, role.en) if role else Text(code, code)


def help_of(field: Field) -> Text:
    """What stands below a field in a form."""
    return HINTS.get(field.name) or Text(field.help_zh, field.help_en)


def effect_labels(procedure: Procedure) -> dict[str, Text]:
    """What the values are called that nobody fills in: numbers given and sums worked out, by field."""
    found: dict[str, Text] = {}
    for effect in _effects(procedure):
        if isinstance(effect, Compute):
            found.setdefault(effect.field, Text(effect.rule.zh, effect.rule.en))
        elif isinstance(effect, GiveNumber):
            found.setdefault(effect.field, Text(effect.zh, effect.en))
    return found


def worked_out(procedure: Procedure) -> Mapping[str, Field]:
    """What rules work out and say how it is read, each as the field that would hold it."""
    computes = (effect for effect in _effects(procedure) if isinstance(effect, Compute))
    rules = {effect.field: effect.rule for effect in computes if effect.rule.kind}
    return {
        name: Field(name, rule.kind or "text", rule.zh, rule.en, choices=rule.choices) for name, rule in rules.items()
    }


def _effects(procedure: Procedure) -> Iterator[Effect]:
    yield from procedure.computes
    for transition in procedure.transitions:
        yield from transition.effects
