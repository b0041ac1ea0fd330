"""What is said to open a button does exist where the button is."""

import pytest

from flows.definition import Procedure, Transition
from flows.procedures import PROCEDURES
from flows.procedures.openings import KEPT_AT, OPENED_BY


def closed_by(guard: str) -> list[tuple[Procedure, Transition]]:
    return [(p, arrow) for p in PROCEDURES.values() for arrow in p.transitions if guard in {g.code for g in arrow.when}]


@pytest.mark.parametrize("guard", OPENED_BY)
def test_an_event_that_opens_a_button_leaves_a_state_in_which_the_button_stands(guard: str) -> None:
    beside = {
        other.event.code
        for procedure, arrow in closed_by(guard)
        for state in arrow.source
        for other in procedure.leaving(state)
        if other.event != arrow.event
    }
    assert set(OPENED_BY[guard]) <= beside


@pytest.mark.parametrize("guard", KEPT_AT)
def test_a_guard_whose_facts_are_kept_somewhere_exists(guard: str) -> None:
    assert closed_by(guard)
