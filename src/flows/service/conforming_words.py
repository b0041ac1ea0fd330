"""What a foreign log may call activities and posts, and what in it moves nothing."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import CLOCK, Procedure
from flows.engine.replay import CHANGE, SIDE_EVENTS, SPECIAL, START
from flows.procedures import ROLES

STARTS = (START, "登记", "registered")
ASIDE = frozenset({*SIDE_EVENTS, SPECIAL})
# What the standard lifecycle of XES (IEEE 1849) has besides `complete`; any other word is a program's own for an event like any.
UNFINISHED = frozenset(
    {
        *("schedule", "assign", "reassign", "withdraw", "start", "suspend", "resume"),
        *("pi_abort", "ate_abort", "autoskip", "manualskip", "unknown"),
    }
)
TASK = "task:"  # before a state: somebody's work on it, as our own log tells it


class Words:
    """What an activity or a post may be called: its code or its name in either language."""

    def __init__(self, procedure: Procedure, named: Mapping[str, str]) -> None:
        self.events: dict[str, set[str]] = {}
        self.posts: dict[str, str] = {}
        for transition in procedure.transitions:
            event = transition.event
            for word in (event.code, event.zh, event.en):
                self.events.setdefault(word.lower(), set()).add(event.code)
        for activity, code in named.items():
            self.events[activity.lower()] = {code}
        for role in (CLOCK, *ROLES.values()):
            self.posts |= {word.lower(): role.code for word in (role.code, role.zh, role.en)}

    def knows(self, activity: str) -> bool:
        return activity in self.events or activity in {*STARTS, CHANGE} or activity.startswith(TASK)
