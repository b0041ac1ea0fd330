"""Cases told as stories, and the telling of many side by side in the order of their moments, as an office works."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from flows.service.acting import Request, act
from flows.service.case_view import case_view
from flows.service.claiming import claim
from flows.service.demo import papers
from flows.service.demo.staff import KEY
from flows.service.office import Office
from flows.service.papers import attach
from flows.service.starting import Opening, start

Facts = Mapping[str, Any]
Told = Callable[[datetime], Facts]  # what is filled in at that moment
CLAIM, LOOK = "claim", "look"
PHOTO = "photo"  # a kind of paper whose code says so comes as a picture


@dataclass(frozen=True, slots=True)
class Step:
    """`login` takes `event`, `after` so long a time, having added the papers. `claim` takes the waiting task, `look`
    opens the page, by which the clock's own events are caught up."""

    login: str
    event: str
    facts: Facts | Told = field(default_factory=dict)
    papers: tuple[str, ...] = ()
    reason: str = ""
    opinion: str = ""
    after: timedelta = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Story:
    """A case that `login` starts at `begins`; it ends in `state`."""

    procedure: str
    state: str
    unit: str | None
    applicant: int | None
    begins: datetime
    steps: tuple[Step, ...] = ()
    login: str = "front_desk"
    facts: Facts = field(default_factory=dict)

    def moments(self) -> list[datetime]:
        """Of its start and of each step."""
        found = [self.begins]
        for step in self.steps:
            found.append(found[-1] + step.after)
        return found


def tell(office: Office, stories: Iterable[Story], told: Callable[[], None]) -> list[str]:
    """Runs every story through the service; answers the numbers. `told` is called when a story has come to its end."""
    every = list(stories)
    line = sorted(
        (moment, number, place) for number, story in enumerate(every) for place, moment in enumerate(story.moments())
    )
    cases: dict[int, Telling] = {}
    for moment, number, place in line:
        if place == 0:
            cases[number] = Telling.begin(office, every[number], moment)
        else:
            cases[number].go_on(office, every[number].steps[place - 1], moment)
        if place == len(every[number].steps):
            told()
    return [cases[number].number for number in range(len(every))]


@dataclass(slots=True)
class Telling:
    number: str
    seen: int

    @classmethod
    def begin(cls, office: Office, story: Story, now: datetime) -> Telling:
        opening = Opening(story.login, story.procedure, KEY, story.unit, story.applicant, story.facts)
        return cls(start(office, opening, now).number, 1)

    def go_on(self, office: Office, step: Step, now: datetime) -> None:
        for kind in step.papers:
            self._attach(office, step.login, kind, now)
        if step.event == CLAIM:
            self.seen = claim(office, step.login, self.number, now, KEY).seq
        elif step.event == LOOK:
            self.seen = case_view(office, step.login, self.number, now, KEY).revision
        else:
            facts = step.facts(now) if callable(step.facts) else step.facts
            request = Request(
                step.login, self.number, step.event, self.seen, facts, step.reason, step.opinion, site=KEY
            )
            self.seen = act(office, request, now).seq

    def _attach(self, office: Office, login: str, kind: str, now: datetime) -> None:
        picture = PHOTO in kind
        content = papers.png(len(kind) * 7 % 256) if picture else papers.pdf(f"Demonstration: {kind}")
        name = f"{kind}.{'png' if picture else 'pdf'}"
        self.seen = attach(office, login, self.number, kind, name, content, now, KEY).seq


def until(steps: Iterable[Step], event: str, *, times: int = 1) -> tuple[Step, ...]:
    """The steps up to and with the `times`-th of that event."""
    found: list[Step] = []
    for step in steps:
        found.append(step)
        times -= step.event == event
        if times == 0:
            return tuple(found)
    raise ValueError(f"no {event} in these steps")


def in_order(stories: Iterable[Story], now: datetime) -> tuple[Story, ...]:
    """The stories, held to what a telling needs: nothing begins before what goes before it, nothing lies ahead."""
    every = tuple(stories)
    for story in every:
        moments = story.moments()
        if any(later < earlier for earlier, later in pairwise(moments)) or moments[-1] > now:
            raise ValueError(f"{story.procedure} {story.state}: {moments[-1]} lies ahead")
    return every
