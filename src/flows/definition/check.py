"""What makes a declaration sound: rules, each with a name, and problems, each with a sentence and a counter-example.

`check` looks at one procedure, `check_all` at all of an office together. No problem means that whatever a case comes
to, somebody may do something that leads on, nothing declared is never taken, and nothing is read before it is given.
One cause is told as one problem: mend it and check again.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.definition.checks import clauses as handbook
from flows.definition.checks import clock, facts, four_eyes, names, posts, prices, reserved, routes, together, words
from flows.definition.checks import sheets as printed
from flows.definition.checks.clauses import clauses_of
from flows.definition.checks.sheets import Form
from flows.definition.checks.subject import Fault, Subject, unknown
from flows.definition.model import Procedure
from flows.definition.papers import Sheet
from flows.definition.text import Text

__all__ = [
    "RULES",
    "SET_RULES",
    "SHEET_RULES",
    "Clauses",
    "Problem",
    "check",
    "check_all",
    "check_sheets",
    "clauses_of",
    "rule_name",
]

Clauses = Container[str] | Mapping[str, object]
Rule = Callable[[Subject], Iterator[Fault]]
SheetRule = Callable[[Form], Iterator[Fault]]
SetRule = Callable[[Sequence[Procedure]], Iterator[tuple[str, Fault]]]

RULES: tuple[Rule, ...] = (
    names.keys_unique,
    names.one_meaning,
    names.known_names,
    names.codes_plain,
    names.version_and_prefix,
    routes.start_is_open,
    routes.reachable,
    routes.no_trap,
    routes.can_end,
    routes.transition_dead,
    routes.unrouted_last,
    routes.routes_ask_alike,
    routes.source_named_once,
    routes.return_leads_back,
    posts.open_state_has_a_post,
    posts.final_state_has_no_post,
    posts.named_person_holds_the_post,
    posts.role_from_covers_choices,
    posts.sign_offs_can_be_given,
    posts.signature_is_asked_for,
    posts.clock_fills_in_nothing,
    posts.what_follows_is_the_clocks,
    four_eyes.approval_needs_four_eyes,
    four_eyes.four_eyes_satisfiable,
    clock.clock_arrow_has_deadline,
    clock.deadline_event_is_taken,
    clock.span_has_a_length,
    clock.setting_is_plain,
    clock.setting_within_bounds,
    clock.dead_setting,
    facts.fields_supplied,
    facts.field_kind_fits,
    facts.field_makes_sense,
    facts.guards_contradict,
    facts.guard_names_what_it_reads,
    facts.reason_carried,
    prices.price_list_can_be_read,
    prices.price_list_is_there,
    words.labels_in_both_languages,
    words.open_state_asks,
    handbook.clause_known,
)
SET_RULES: tuple[SetRule, ...] = (
    together.prefix_unique,
    together.version_declared_once,
    together.related_procedure_known,
    together.followed_event_known,
    together.follower_is_told,
    together.word_shared,
    together.excluded_guard_known,
    reserved.reserved_words,
)
SHEET_RULES: tuple[SheetRule, ...] = (
    printed.sheet_code_plain,
    printed.sheet_names_known,
    printed.sheet_fields_known,
    printed.sheet_in_full_is_personal,
    printed.sheet_fits_its_paper,
    printed.sheet_in_both_languages,
    printed.sheet_clause_known,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule broken: where, why, and the shortest way of a case into the fault, step by step."""

    rule: str
    procedure: str
    where: str
    message: Text
    path: tuple[str, ...] = ()


def check(procedure: Procedure, clauses: Clauses) -> list[Problem]:
    """The problems of one declaration, in the order of the rules. `clauses` are those of the handbooks."""
    if not procedure.states:
        said = Text("流程没有任何环节。", "The procedure has no state.")
        return [Problem("start-is-open", procedure.key, "procedure", said)]
    subject = Subject(procedure, clauses)
    return [_problem(rule, procedure.key, fault) for rule in RULES for fault in dict.fromkeys(rule(subject))]


def check_all(procedures: Iterable[Procedure], clauses: Clauses) -> list[Problem]:
    """The problems of every declaration, and those that show only when all stand side by side."""
    every = tuple(procedures)
    alone = [problem for procedure in every for problem in check(procedure, clauses)]
    return alone + [_problem(rule, key, fault) for rule in SET_RULES for key, fault in dict.fromkeys(rule(every))]


def check_sheets(sheets: Iterable[Sheet], procedures: Mapping[str, Procedure], clauses: Clauses) -> list[Problem]:
    """The problems of printed forms, each held against its procedure; `procedures` by key."""
    found = []
    for sheet in sheets:
        procedure = procedures.get(sheet.procedure)
        if procedure is None:
            said = unknown(Text("流程", "procedure"), sheet.procedure, procedures)
            found.append(Problem("sheet-of-a-procedure", sheet.procedure, f"sheet {sheet.code}", said))
        else:
            form = Form(sheet, procedure, clauses)
            found += [_problem(rule, procedure.key, fault) for rule in SHEET_RULES for fault in rule(form)]
    return found


def rule_name(rule: Rule | SetRule | SheetRule) -> str:
    """A rule's name as it is shown: its function's name with hyphens."""
    return rule.__name__.replace("_", "-")


def _problem(rule: Rule | SetRule | SheetRule, key: str, fault: Fault) -> Problem:
    return Problem(rule_name(rule), key, fault.where, fault.message, fault.path)
