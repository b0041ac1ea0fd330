"""An office in which anybody presses anything at any time: what the service does is what the rules say, and what it
leaves behind is whole."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from flows.definition import roles_of
from flows.engine.conditions import papers_needed, papers_present
from flows.engine.decide import judge, offers
from flows.engine.decision import Offer
from flows.engine.decision import Refused as Refusal
from flows.procedures import PROCEDURES
from flows.service import registers
from flows.service.claiming import assign, claim, release
from flows.service.errors import Answer, Conflict, Forbidden, Invalid, NotFound, Refused
from flows.service.office import Office
from flows.service.papers import attach
from flows.service.pausing import pause, resume
from flows.service.substitutions import Absence, revoke_substitution, substitute
from flows.service.working import work
from tests.pressing import press
from tests.service.a_site import NOW
from tests.stateful.forms import asked, form
from tests.stateful.invariants import hold_for, hold_for_all
from tests.stateful.knowledge import PERIOD_ENDS, PERIOD_SINCE, STAFF, Home, Onlooker, Running
from tests.stories.office import PNG, SITE, StoryOffice

AT_FIRST = 3  # cases of as many procedures
MOST_CASES = 5
EXAMPLES = int(os.environ.get("FLOWS_TEST_EXAMPLES", "3"))  # `make fuzz` goes more ways
STEPS = 20
LONG_AFTER = timedelta(days=400)  # past every limit of every case
SELDOM = 0.03  # how often what ends a case is chosen, against the rest
JUNK = ("", None, -1, "x" * 5000, "\x00", [], {}, "2026-13-45", "1e9", True, "nobody", [{"item": "x"}], "0.001")
JUMPS = (-9, -1, 0, 1, 31, 61, 190, 400, 3 * 24 * 60)  # minutes; the clock of a machine is set back now and then
WORDS = ("同意", "不妥", "", "  ")
HAPPENINGS = (
    "nothing",
    "somebody_applies",
    "time_passes",
    "a_worker_goes_a_round",
    "somebody_presses_anything",
    "somebody_takes_gives_or_brings",
    "somebody_goes_on_leave_or_comes_back",
    "an_owner_revokes_the_authorisation",
)
clicks = count(1)

# What runs for a flat and its people; the office's own work asks at the start for what an onlooker can't know.
keys = st.sampled_from(sorted(key for key, procedure in PROCEDURES.items() if procedure.applicant != "none"))
seeds = st.integers(0, 2**16)  # one draw for all the small choices of a step, so that a walk can be long


def _ends(shown: Offer) -> bool:
    return shown.transition.event.kind in ("reject", "withdraw", "cancel", "revoke")


class AnyOffice(RuleBasedStateMachine):
    def __init__(self, office: Office) -> None:
        super().__init__()
        self.where = StoryOffice(office)
        self.onlooker = Onlooker(self.where)
        self.running: list[Running] = []
        self.steps = 0

    @initialize(seed=seeds)
    def furnish_two_flats(self, seed: int) -> None:
        self.homes = []
        for _ in range(2):
            flat = self.where.flat().renovated(PERIOD_SINCE, PERIOD_ENDS)
            agent = flat.agent()
            self.homes.append(Home(flat, agent.party, agent.authorisation))
        chance = Random(seed)
        for key in chance.sample(sorted(PROCEDURES), AT_FIRST):
            self.applies(chance, key)

    # One rule alone: Hypothesis leaves some rules out of every walk, and without work no case would get anywhere.
    @rule(happening=st.sampled_from(HAPPENINGS), seed=seeds)
    def something_happens_and_work_goes_on(self, happening: str, seed: int) -> None:
        self.steps += 1
        chance = Random(f"{seed} {self.steps}")  # another one at every step, however often the same seed is drawn
        if happening != "nothing":
            getattr(self, happening)(chance)
        can_wait = [each for each in self.running if each.compiled.procedure.state(each.case.state).pauses]
        if can_wait and chance.random() < 0.4:  # such steps are few, and so is left to no single draw
            self.a_clock_is_stopped_or_started(chance, chance.choice(can_wait))
        self.work_goes_on(chance)

    def somebody_applies(self, chance: Random) -> None:
        if len(self.running) < MOST_CASES:
            self.applies(chance, chance.choice(sorted(PROCEDURES)))

    def applies(self, chance: Random, key: str) -> None:
        procedure = PROCEDURES[key]
        wants = [p for p in (procedure.unit, procedure.applicant) if p != "none"]
        home = chance.choice(self.homes) if wants and ("required" in wants or chance.random() < 0.5) else None
        by_agent = home is not None and chance.random() < 0.3
        party = (home.agent if by_agent else home.flat.owner) if home else None
        login = chance.choice(self._holders_of_the_start(key))
        given = asked(self.where, procedure, login, chance)
        case = self.where.opens(key, home.flat if home else None, party, login, **given)
        if home:
            home.cases.append(case)
        self.running.append(Running(case, key, home, by_agent))
        hold_for(case)

    def _holders_of_the_start(self, key: str) -> list[str]:
        """Who may begin a case of it, in a post of their own or for somebody who is away."""
        holders = {role.code for role in roles_of(PROCEDURES[key].start.by)}
        return [login for login in STAFF if any(post.role in holders for post in self.onlooker.posts(login))]

    def work_goes_on(self, chance: Random) -> None:
        running = chance.choice([each for each in self.running if each.case.row.closed_at is None] or self.running)
        for _ in range(chance.randint(1, 3)):
            found = self._offered(running)
            if not found:
                return
            login, shown = chance.choices(found, weights=[SELDOM if _ends(each) else 1 for _, each in found])[0]
            self._bring_papers(running, login, shown)
            given = form(self.where, running, shown.transition.needs, chance)
            self._press_and_compare(running, login, shown.transition.event.code, given, "理由", "同意")

    def somebody_presses_anything(self, chance: Random) -> None:
        running = chance.choice(self.running)
        procedure = running.compiled.procedure
        events = sorted({t.event.code for t in procedure.transitions if t.event.kind != "expire"})
        event = chance.choice([*events, "start", "attach_paper", "to_closed"])
        fields = next((t.needs for t in procedure.transitions if t.event.code == event), ())
        given = form(self.where, running, fields, chance)
        for name in chance.sample([*given, "surprise"], chance.randint(0, min(2, len(given)))):
            given[name] = chance.choice(JUNK)
        self._press_and_compare(running, chance.choice(STAFF), event, given, chance.choice(WORDS), chance.choice(WORDS))

    def somebody_takes_gives_or_brings(self, chance: Random) -> None:
        running, login = chance.choice(self.running), chance.choice(STAFF)
        office, number, now = self.where.office, running.case.number, self.where.now
        kind = chance.choice(sorted(running.compiled.procedure.documents()) or ["photo"])
        deeds = (
            lambda: claim(office, login, number, now),
            lambda: release(office, login, number, now),
            lambda: assign(office, login, number, chance.choice(STAFF), now),
            lambda: attach(office, login, number, kind, "纸.png", PNG, now),
        )
        with contextlib.suppress(Answer):
            chance.choice(deeds)()
        hold_for(running.case)

    def time_passes(self, chance: Random) -> None:
        self.where.later(minutes=chance.choice(JUMPS))

    def a_worker_goes_a_round(self, chance: Random) -> None:
        self.where.later(minutes=abs(chance.choice(JUMPS)))
        work(self.where.office, self.where.now)
        for running in self.running:
            hold_for(running.case)

    def a_clock_is_stopped_or_started(self, chance: Random, running: Running) -> None:
        """By the first of the staff who may."""
        state = running.compiled.procedure.state(running.case.state)
        reason = chance.choice([each.code for each in state.pauses])
        office, number, now = self.where.office, running.case.number, self.where.now
        for login in chance.sample(STAFF, len(STAFF)):
            with contextlib.suppress(Answer):
                if chance.random() < 0.5:
                    pause(office, login, number, reason, "等配件", now)
                else:
                    resume(office, login, number, now)
                break
        hold_for(running.case)

    def somebody_goes_on_leave_or_comes_back(self, chance: Random) -> None:
        if self.onlooker.away:
            back = self.onlooker.away.pop()
            revoke_substitution(self.where.office, back.absent.login, back.id, self.where.now)
            return
        absent, stand_in = chance.sample(STAFF, 2)
        until = self.where.now.replace(year=2027)
        absence = Absence(absent, stand_in, self.where.now, until, "休假", SITE)
        self.onlooker.away.append(substitute(self.where.office, absent, absence, self.where.now))

    def an_owner_revokes_the_authorisation(self, chance: Random) -> None:
        place = chance.choice(self.homes)
        if place.revoked_at is None:
            registers.revoke(self.where.office, "front_desk", place.authorisation, self.where.now)
            place.revoked_at = self.where.now

    def teardown(self) -> None:
        for absence in self.onlooker.away:
            revoke_substitution(self.where.office, absence.absent.login, absence.id, self.where.now)
        for running in self.running:
            hold_for(running.case)

    def _offered(self, running: Running) -> list[tuple[str, Offer]]:
        """Who may do what, once the papers are there."""
        self._let_the_clock_catch_up(running)
        found = []
        here = self.onlooker.situation(running, STAFF[0], "", "", "")
        for login in STAFF:
            actor = replace(here.actor, login=login, posts=self.onlooker.posts(login))
            for shown in offers(running.compiled, replace(here, actor=actor)):
                if all(unmet.kind == "papers" for unmet in shown.unmet):
                    found.append((login, shown))
        return found

    def _let_the_clock_catch_up(self, running: Running) -> None:
        running.case.at("director").sees()

    def _bring_papers(self, running: Running, login: str, shown: Offer) -> None:
        here = self.onlooker.situation(running, login, "", "", "")
        for document in shown.transition.documents:
            missing = papers_needed(document, here.data) - papers_present(document, here)
            running.case.at(login).attaches(*[document.code] * max(missing, 0))

    def _press_and_compare(
        self, running: Running, login: str, event: str, given: dict[str, Any], reason: str, opinion: str
    ) -> None:
        """The service does what the pure engine says; the same click sent again does nothing more."""
        self._let_the_clock_catch_up(running)
        here = self.onlooker.situation(running, login, event, reason, opinion)
        before = here.case.revision
        click = {"seen": before, "key": f"click {next(clicks)} on {running.case.number}"}
        pressed = partial(press, self.where.office, self.where.now, login, running.case.number, event)
        pressed = partial(pressed, **click, reason=reason, opinion=opinion, **given)
        try:
            expected = judge(running.compiled, here, given)
        except Refusal as refusal:
            if self.onlooker.may_read(running, login):
                self._is_refused(pressed, refusal)
            else:
                with pytest.raises(NotFound):
                    pressed()
            assert running.case.row.revision == before
        else:
            acted, again = pressed(), pressed()
            assert (acted.seq, acted.again) == (before + 1, False)
            assert (again.seq, again.again) == (before + 1, True)
            assert running.case.state == expected.transition.lands_in(here.case.state)
            with pytest.raises(Conflict):
                pressed(key=None)
        hold_for(running.case)

    def _is_refused(self, pressed: Any, expected: Refusal) -> None:
        with pytest.raises((Refused, Forbidden, Invalid)) as refused:
            pressed()
        answer = refused.value
        assert {u.guard: u.message for u in answer.unmet} == {u.guard: u.message for u in expected.unmet}
        if isinstance(answer, Invalid):
            assert answer.errors == expected.errors


@pytest.mark.parametrize("office", ["sqlite", "postgresql"], indirect=True)
def test_whatever_anybody_does_the_rules_hold_and_the_records_are_whole(office: StoryOffice) -> None:
    run_state_machine_as_test(
        partial(AnyOffice, office.office),
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    hold_for_all(office.office, NOW + LONG_AFTER)
