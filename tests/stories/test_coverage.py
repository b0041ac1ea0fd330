"""The stories told once more in an office of their own: every arrow is walked, and at every stop what is forbidden is
tried through the service and writes nothing."""

import inspect
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import func, select

from flows.definition import roles_of
from flows.procedures import PROCEDURES
from flows.procedures.readers import READERS
from flows.service.audit import replay_all, verify
from flows.service.errors import Forbidden, Invalid, NotFound, Refused
from flows.service.office import Office
from flows.service.roster import roster
from flows.storage import tables as t
from tests.pressing import press
from tests.stories import (
    test_additional_works,
    test_complaint,
    test_conduct_record,
    test_duty_roster,
    test_fault_notice,
    test_home_cleaning,
    test_home_repair,
    test_hot_work_permit,
    test_item_release,
    test_move_in,
    test_move_out,
    test_network_activation,
    test_onboarding,
    test_performance_review,
    test_public_area_maintenance,
    test_renovation,
    test_renovation_extension,
    test_shift_handover,
    test_special_service,
    test_training_assessment,
    test_training_plan,
    test_utility_account,
    test_worker_pass,
)
from tests.stories.office import StoryCase, StoryOffice
from tests.stories.ready import arrows

TOLD = (
    test_additional_works,
    test_hot_work_permit,
    test_item_release,
    test_renovation_extension,
    test_worker_pass,
    test_special_service,
    test_complaint,
    test_renovation,
    test_home_cleaning,
    test_home_repair,
    test_move_in,
    test_move_out,
    test_network_activation,
    test_public_area_maintenance,
    test_utility_account,
    test_shift_handover,
    test_duty_roster,
    test_training_plan,
    test_onboarding,
    test_training_assessment,
    test_fault_notice,
    test_performance_review,
    test_conduct_record,
)
TRIES = 6  # of what is forbidden, at each state of each procedure
WRITTEN = (t.cases, t.history, t.tasks, t.deadlines, t.entries, t.payments, t.outbox, t.requests)


@dataclass
class Trials:
    """Tries what is forbidden where a case arrives in a state for the first time. `wrong`: what was not refused."""

    seen: set[tuple[str, str]] = field(default_factory=set)
    tried: int = 0
    wrong: list[str] = field(default_factory=list)

    def at(self, case: StoryCase) -> None:
        row = case.row
        place = (row.procedure, row.state)
        if place in self.seen:
            return
        self.seen.add(place)
        before = self._rows(case.where.office)
        for login, event in self._forbidden(case, row):
            self.tried += 1
            try:
                press(case.where.office, case.where.now, login, case.number, event, reason="试", opinion="试")
            except NotFound:
                if row.procedure not in READERS:
                    self.wrong.append(f"{place} {event} by {login}: not found")
            except (Refused, Forbidden, Invalid) as refusal:
                if not {u.kind for u in refusal.unmet} & {"post", "state"}:
                    self.wrong.append(f"{place} {event} by {login}: {refusal}")
            else:
                self.wrong.append(f"{place} {event} by {login} was taken")
        if self._rows(case.where.office) != before:
            self.wrong.append(f"{place}: something was written")

    def _rows(self, office: Office) -> list[int]:
        with office.read() as connection:
            return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in WRITTEN]

    def _forbidden(self, case: StoryCase, row: Any) -> list[tuple[str, str]]:
        procedure, state = PROCEDURES[row.procedure], row.state
        with case.where.office.read() as connection:
            people = roster(connection, row.site_id, case.where.now)
        found = []
        for event in sorted({transition.event.code for transition in procedure.transitions}):
            ways = [w for w in procedure.transitions if w.event.code == event and state in w.source]
            may = {role.code for w in ways for role in roles_of(procedure.holder(w, state))}
            found += [(p.login, event) for p in people if not may & {post.role for post in p.posts}]
        return random.Random(f"{procedure.key} {state}").sample(found, TRIES)


@dataclass(frozen=True)
class Told:
    office: Office
    walked: set[tuple[str, str, str, str]]
    trials: Trials


def stories(module: ModuleType) -> Iterator[Callable[[StoryOffice], None]]:
    for name, thing in vars(module).items():
        if name.startswith("test_") and callable(thing) and list(inspect.signature(thing).parameters) == ["office"]:
            yield thing


@pytest.fixture(scope="module")
def told(another_sqlite_office: Office) -> Told:
    trials = Trials()
    for module in TOLD:
        for story in stories(module):
            story(StoryOffice(another_sqlite_office, arrived=trials.at))
    return Told(another_sqlite_office, _walked(another_sqlite_office), trials)


def _walked(office: Office) -> set[tuple[str, str, str, str]]:
    query = select(t.cases.c.procedure, t.history.c.content).join(t.history, t.history.c.case_id == t.cases.c.id)
    with office.read() as connection:
        rows = [(procedure, json.loads(content)) for procedure, content in connection.execute(query)]
    return {(procedure, r["event"], r["source"], r["target"]) for procedure, r in rows if r.get("source")}


def test_every_arrow_of_every_procedure_is_walked_by_some_story(told: Told) -> None:
    declared = {(key, arrow.event.code, source, arrow.lands_in(source)) for key, arrow, source in arrows()}
    assert sorted(declared - told.walked) == []


def test_every_state_is_arrived_at(told: Told) -> None:
    by_the_clock = {("hot_work_permit", "expired"), ("item_release", "expired")}
    first = {(key, procedure.start.code) for key, procedure in PROCEDURES.items()}
    declared = {(key, state.code) for key, procedure in PROCEDURES.items() for state in procedure.states}
    assert declared - told.trials.seen <= by_the_clock | first


def test_what_is_forbidden_is_refused_by_the_service_and_writes_nothing(told: Told) -> None:
    assert told.trials.wrong == []
    assert told.trials.tried == TRIES * len(told.trials.seen)


def test_after_all_the_stories_the_chains_are_whole_and_replay_to_the_rows(told: Told) -> None:
    assert verify(told.office).faults == ()
    cases, faults = replay_all(told.office)
    assert faults == ()
    assert cases > 100
