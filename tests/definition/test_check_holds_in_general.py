"""The rules on graphs and on four eyes, held against the slow and obvious way over generated declarations."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from flows.definition import BEYOND, Event, Procedure, Situation, State, Transition
from flows.definition.check import check
from flows.definition.checks.constants import words_of
from flows.definition.checks.four_eyes import staffable
from flows.definition.guards import Guard
from tests.definition.declarations import CLAUSES, open_state, tiny
from tests.definition.generated import procedures

STATES = 5
Arrows = list[tuple[int, int]]
arrows = st.lists(
    st.tuples(st.integers(0, STATES - 1), st.integers(0, STATES - 1)), min_size=1, max_size=9, unique=True
)


def closure(given_arrows: Arrows) -> set[tuple[int, int]]:
    """Which state can be come to from which, by trying every pair through every third."""
    reached = {(state, state) for state in range(STATES)} | set(given_arrows)
    for middle, source, target in product(range(STATES), repeat=3):
        if (source, middle) in reached and (middle, target) in reached:
            reached.add((source, target))
    return reached


@given(arrows)
def test_states_that_cannot_be_reached_or_left_are_all_found(given_arrows: Arrows) -> None:
    final = {state for state in range(STATES) if all(source != state for source, _ in given_arrows)}
    states = [State(f"s{n}", "环节", "State") if n in final else open_state(f"s{n}") for n in range(STATES)]
    transitions = [
        Transition(Event(f"to_{target}", "操作", "Go"), f"s{source}", f"s{target}", clause=BEYOND)
        for source, target in given_arrows
    ]
    problems = check(tiny(states=states, transitions=transitions), CLAUSES)

    reached = closure(given_arrows)
    lost = {f"state s{n}" for n in range(STATES) if (0, n) not in reached}
    assert {problem.where for problem in problems if problem.rule == "reachable"} == lost
    stuck = any((0, n) in reached and not any((n, end) in reached for end in final) for n in range(STATES))
    assert any(problem.rule in {"no-trap", "can-end"} for problem in problems) == stuck


@given(arrows)
def test_a_counter_example_can_be_walked_from_the_start(given_arrows: Arrows) -> None:
    transitions = [
        Transition(Event(f"to_{target}", "操作", "Go"), f"s{source}", f"s{target}", clause=BEYOND)
        for source, target in given_arrows
    ]
    known = {f"s{source} --to_{target}--> s{target}" for source, target in given_arrows}
    for problem in check(
        tiny(states=[State(f"s{n}", "环节", "State") for n in range(STATES)], transitions=transitions), CLAUSES
    ):
        here = "s0"
        for step in problem.path:
            assert step in known
            assert step.split(" --")[0] == here
            here = step.split("--> ")[1]


@given(procedures())
def test_no_declaration_is_too_odd_to_be_checked(procedure: Procedure) -> None:
    assert {problem.procedure for problem in check(procedure, CLAUSES)} <= {procedure.key}


POSTS = ("a", "b", "c")
acts = st.lists(st.lists(st.sampled_from(POSTS), min_size=1, max_size=3, unique=True).map(tuple), max_size=4)


@given(acts, st.fixed_dictionaries({post: st.integers(0, 2) for post in POSTS}))
def test_a_chain_can_be_staffed_just_when_some_choice_of_people_does(
    chain: list[tuple[str, ...]], seats: dict[str, int]
) -> None:
    people = [[(post, seat) for post in posts for seat in range(seats[post])] for posts in chain]
    possible = any(len(set(choice)) == len(choice) for choice in product(*people))
    assert staffable(chain, seats) == possible


def days_in_force(situation: Situation) -> int:
    return int(situation.setting("days_in_force"))


def test_the_settings_that_a_guard_reads_are_found_in_what_it_calls_and_closes_over() -> None:
    def within(code: str) -> Guard:
        return Guard("within", lambda s: bool(s.setting(code)) and days_in_force(s) > 0, "条件", "Condition")

    assert {"minutes", "days_in_force"} <= words_of([within("minutes")])
