"""Everything that can be named as keeping a clause, so that a name that means nothing is found."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator

from flows.definition import Field, Procedure, Text
from flows.procedures import ENTRY_KINDS, REGISTERS, ROLES, RULES, SHEETS
from flows.service.reports import REPORTS

KINDS = (
    "transition",
    "deadline",
    "setting",
    "guard",
    "rule",
    "field",
    "choice",
    "document",
    "state",
    "register",
    "report",
    "sheet",
    "entry",
    "procedure",
    "role",
    "means",
)
"""What can keep a clause, the closest first. A `means` is a part of the program by its dotted name."""

Named = tuple[tuple[str, str], Text]


def named_things(procedures: Iterable[Procedure], means: Iterable[str]) -> dict[tuple[str, str], Text]:
    """The label of each thing by kind and name. What belongs to a procedure is named with it: `complaint.escalate`.
    Of guards those that an arrow has; of `means` those that exist."""
    found: dict[tuple[str, str], Text] = {}
    for procedure in procedures:
        found.update(_of_procedure(procedure))
    found.update((("rule", rule.code), Text(rule.zh, rule.en)) for rule in RULES.values())
    found.update((("role", role.code), Text(role.zh, role.en)) for role in ROLES.values())
    found.update((("register", register.code), Text(register.zh, register.en)) for register in REGISTERS.values())
    found.update((("sheet", sheet.code), Text(sheet.zh, sheet.en)) for sheet in SHEETS.values())
    found.update((("report", report.name), report.title) for report in REPORTS.values())
    found.update((("entry", kind), label) for kind, label in ENTRY_KINDS.items())
    found.update((("means", name), Text(name, name)) for name in means if _exists(name))
    return found


def _of_procedure(p: Procedure) -> Iterator[Named]:
    yield ("procedure", p.key), Text(p.zh, p.en)
    for transition in p.transitions:
        yield ("event", f"{p.key}.{transition.event.code}"), Text(transition.event.zh, transition.event.en)
        for guard in (*transition.when, *((transition.route,) if transition.route else ())):
            yield ("guard", guard.code), Text(guard.zh, guard.en)
    for state in p.states:
        yield ("state", f"{p.key}.{state.code}"), Text(state.zh, state.en)
        for deadline in state.deadlines:
            yield ("deadline", f"{p.key}.{deadline.code}"), Text(deadline.zh, deadline.en)
    for setting in p.settings:
        yield ("setting", f"{p.key}.{setting.code}"), Text(setting.zh, setting.en)
    for document in p.documents().values():
        yield ("document", f"{p.key}.{document.code}"), Text(document.zh, document.en)
    for field in p.fields().values():
        yield from _of_field(f"{p.key}.{field.name}", field)
        for column in field.columns:
            yield from _of_field(f"{p.key}.{field.name}.{column.name}", column)


def _of_field(name: str, field: Field) -> Iterator[Named]:
    yield ("field", name), Text(field.zh, field.en)
    yield from ((("choice", f"{name}.{choice.code}"), Text(choice.zh, choice.en)) for choice in field.choices)


def _exists(name: str) -> bool:
    if not name.startswith("flows."):
        return False
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True
