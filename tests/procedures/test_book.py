"""The declarations say what the procedure book says: no state, arrow or post more or less."""

import pytest

from flows.definition import Procedure, RoleFrom, Transition, roles_of
from flows.definition.check import check_all
from flows.definition.export import from_data, to_data
from flows.procedures import CLAUSES, EVENTS, GUARDS, PROCEDURES, ROLES, RULES
from tests.procedures.book import BOOK
from tests.procedures.book_conduct import CONDUCT
from tests.procedures.book_office import OFFICE
from tests.procedures.book_services import SERVICES

TABLES = BOOK | SERVICES | OFFICE | CONDUCT
Arrow = tuple[str, str, str, str]
EVERY = pytest.mark.parametrize("key", PROCEDURES)


def arrows_of_book(key: str) -> set[Arrow]:
    found: set[Arrow] = set()
    for line in TABLES[key].arrows.strip().splitlines():
        event, sources, target, posts = (part.strip() for part in line.split("|"))
        for source in sources.split(", "):
            found.add((event, source, source if target == "same" else target, posts))
    return found


def posts(procedure: Procedure, transition: Transition, source: str) -> str:
    holder = procedure.holder(transition, source)
    who = f"({holder.field})" if isinstance(holder, RoleFrom) else " ".join(sorted(r.code for r in roles_of(holder)))
    named = transition.named or (None if transition.by else procedure.state(source).named)
    return f"{who}:{named}" if named else who


@EVERY
def test_the_arrows_are_those_of_the_book(key: str) -> None:
    procedure = PROCEDURES[key]
    declared = {
        (t.event.code, source, t.lands_in(source), posts(procedure, t, source))
        for t in procedure.transitions
        for source in t.source
    }
    assert declared == arrows_of_book(key)


@EVERY
def test_the_states_are_those_of_the_book(key: str) -> None:
    procedure, table = PROCEDURES[key], TABLES[key]
    assert [state.code for state in procedure.states] == table.states.split()
    assert {s.code for s in procedure.states if procedure.is_final(s.code)} == set(table.final.split())


def test_every_declaration_is_sound() -> None:
    assert [(p.procedure, p.rule, p.where, p.message.en) for p in check_all(PROCEDURES.values(), CLAUSES)] == []


@EVERY
def test_a_declaration_comes_back_from_plain_data(key: str) -> None:
    assert from_data(to_data(PROCEDURES[key]), GUARDS, RULES) == PROCEDURES[key]


def test_every_shared_word_is_used_or_asked_for_by_the_book() -> None:
    transitions = [t for procedure in PROCEDURES.values() for t in procedure.transitions]
    used = {guard.code for t in transitions for guard in (*t.when, *([t.route] if t.route else []))}
    used |= {guard.terms.when.code for guard in GUARDS.values() if guard.terms}
    assert set(GUARDS) == used
    assert set(EVENTS) == {t.event.code for t in transitions}
    effects = [effect for t in transitions for effect in t.effects]
    effects += [compute for procedure in PROCEDURES.values() for compute in procedure.computes]
    assert set(RULES) == {e.rule.code for e in effects if hasattr(e, "rule")}


def test_the_reporting_line_leads_to_the_company() -> None:
    for role in ROLES.values():
        line = [role.code]
        while (superior := ROLES[line[-1]].superior) is not None:
            assert superior not in line, f"{role.code} reports to itself in the end"
            line.append(superior)
        assert line[-1] in ("company_manager", "administrator")


@EVERY
def test_every_field_explains_itself_and_hides_what_is_personal(key: str) -> None:
    fields = list(PROCEDURES[key].fields().values())
    for field in (*fields, *(column for each in fields for column in each.columns)):
        assert field.help_zh, f"{field.name} has no help"
        assert field.help_en, f"{field.name} has no help in English"
        assert field.personal or field.kind not in ("phone", "id_number"), f"{field.name} is not marked personal"


@EVERY
def test_arrows_of_one_event_and_state_ask_for_the_same(key: str) -> None:
    """The form is drawn before it is known which of them is taken."""
    asked: dict[tuple[str, str], object] = {}
    for t in PROCEDURES[key].transitions:
        for source in t.source:
            assert asked.setdefault((t.event.code, source), (t.needs, t.documents)) == (t.needs, t.documents)
