"""Every trap of the state-machine library, shown as it is and shown closed."""

import pytest
from transitions import Machine, MachineError

from flows.definition import BEYOND, Event, Procedure, Role, State, Transition
from flows.engine import machine
from flows.engine.machine import ImpossibleStep

DESK = Role("front_desk", "前台接待", "Front desk")
GO, STAY, BACK = (
    Event("go", "前进", "Go"),
    Event("stay", "记事", "Note", "note"),
    Event("back", "退回", "Back", "return"),
)


def procedure(*transitions: Transition) -> Procedure:
    return Procedure(
        "walk",
        version=1,
        zh="走",
        en="Walk",
        prefix="WA",
        clause=BEYOND,
        states=[State("one", "一", "One", DESK), State("two", "二", "Two", DESK), State("end", "完", "End")],
        transitions=transitions
        or [
            Transition(GO, "one", "two", clause=BEYOND),
            Transition(GO, "two", "end", clause=BEYOND),
            Transition(STAY, "one", None, clause=BEYOND),
            Transition(BACK, "two", "one", clause=BEYOND),
        ],
    )


@pytest.fixture
def built() -> Machine:
    return machine.build(procedure())


def test_a_step_goes_where_the_declaration_says(built: Machine) -> None:
    assert machine.step(built, "one", "go", 0) == "two"
    assert machine.step(built, "two", "go", 1) == "end"
    assert machine.step(built, "two", "back", 3) == "one"


def test_an_event_without_target_stays(built: Machine) -> None:
    assert machine.step(built, "one", "stay", 2) == "one"


def test_a_persisted_state_is_not_reset_because_no_case_is_ever_attached(built: Machine) -> None:
    class Row:
        state = "two"

    row = Row()
    built.add_model(row)
    assert row.state == "one", "the trap: attaching resets what was stored"
    built.remove_model(row)
    assert built.models == []
    assert machine.step(built, "two", "go", 1) == "end"
    assert built.models == []


def test_no_automatic_trigger_goes_round_the_guards(built: Machine) -> None:
    assert Machine(model=None, states=["one"], initial="one").events, "the trap: to_<state> exists by default"
    assert set(built.events) == {"go", "stay", "back"}
    with pytest.raises(ImpossibleStep):
        machine.step(built, "one", "to_end", 0)


def test_a_misspelt_target_is_refused_when_it_is_built() -> None:
    with pytest.raises(ImpossibleStep, match="unknown state 'tow'"):
        machine.build(procedure(Transition(GO, "one", "tow", clause=BEYOND)))


def test_a_misspelt_source_is_refused_when_it_is_built() -> None:
    with pytest.raises(ImpossibleStep, match="unknown state 'oen'"):
        machine.build(procedure(Transition(GO, "oen", "two", clause=BEYOND)))


def test_a_misspelt_initial_state_would_spring_into_being_in_the_library() -> None:
    assert "oen" in Machine(model=None, states=["one"], initial="oen", auto_transitions=False).states, "the trap"
    assert list(machine.build(procedure()).states) == ["one", "two", "end"]


def test_an_unknown_state_is_an_error_and_not_a_new_state(built: Machine) -> None:
    with pytest.raises(ImpossibleStep, match="unknown state 'three'"):
        machine.step(built, "three", "go", 0)


def test_a_transition_that_was_not_chosen_is_never_a_bare_false(built: Machine) -> None:
    with pytest.raises(ImpossibleStep, match="'go' is not open in 'one'"):
        machine.step(built, "one", "go", 1)


def test_a_final_state_is_left_by_nothing(built: Machine) -> None:
    for index, event in enumerate(("go", "go", "stay", "back")):
        with pytest.raises(ImpossibleStep):
            machine.step(built, "end", event, index)


def test_a_condition_that_answers_something_truthy_does_not_refuse_in_silence() -> None:
    library = Machine(model=None, states=["one", "two"], initial="one", auto_transitions=False, send_event=True)
    library.add_transition("go", "one", "two", conditions=[lambda event: "yes"])

    class Cursor:
        state = "one"

    assert library.events["go"].trigger(Cursor()) is False, "the trap: 'yes' is compared with True"
    assert machine._is_chosen(4)(type("Event", (), {"kwargs": {"chosen": 4}})()) is True


def test_queued_triggers_would_answer_true_for_a_refused_event(built: Machine) -> None:
    assert not built.has_queue
    queued = Machine(model=None, states=["one", "two"], initial="one", auto_transitions=False, queued=True)
    queued.add_transition("go", "one", "two", conditions=[lambda: False])

    class Cursor:
        state = "one"

    assert queued.events["go"].trigger(Cursor()) is True, "the trap"


def test_no_callback_runs_that_could_fail_after_the_state_has_changed(built: Machine) -> None:
    for event in built.events.values():
        for transitions in event.transitions.values():
            for transition in transitions:
                assert (transition.before, transition.after, transition.prepare) == ([], [], [])
    assert built.before_state_change == built.after_state_change == built.on_exception == []


def test_two_cases_never_share_a_cursor(built: Machine) -> None:
    assert machine.step(built, "one", "go", 0) == "two"
    assert machine.step(built, "one", "go", 0) == "two"
    with pytest.raises(MachineError):
        built.events["back"].trigger(machine._Cursor("one"), chosen=3)
