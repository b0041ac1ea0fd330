"""A foreign event log held against a procedure: each case run again on our own machine of the declaration.

What a log tells is which activity came when and who did it, perhaps in which post. So what is held against the declaration is
the order of events, the posts, the signatures of all who sign, and that nobody approved what they registered or approved in the
same round, and the deadlines that count from the moment a state was entered. Facts, papers and the other guards a log doesn't know, and they are not judged. Where an event isn't open the run goes on behind it, by the
shortest way that would have led there; the steps left out are told with their clauses.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.definition import Text, Transition, roles_of
from flows.engine.compiled import Compiled
from flows.engine.conditions import HOLDING
from flows.engine.replay import CHANGE
from flows.interchange.event_log import Happening, Trace
from flows.service.conforming_deadlines import MOVED, STOPS, Reckoning, Stay
from flows.service.conforming_found import Deviation, Held
from flows.service.conforming_words import ASIDE, STARTS, UNFINISHED, Words

FOUR_EYES, LATE = "four_eyes", "late"


def conform(
    compiled: Compiled,
    log: Iterable[Trace],
    named: Mapping[str, str],
    reckoning: Reckoning | None = None,
    *,
    finished: bool = False,
) -> Held:
    """`named` gives the event for activities that are called otherwise; `reckoning`: what deadlines are reckoned with, else
    the declaration's settings and no calendar; `finished`: a case that has not come to an end deviates, else it is counted
    alone."""
    reckoning = reckoning or Reckoning(ZoneInfo("UTC"))
    held, words = Held(compiled.procedure), Words(compiled.procedure, named)
    for trace in log:
        if trace.more.get("procedure", compiled.procedure.key) != compiled.procedure.key:
            held.other_procedures += 1
            continue
        held.other_versions += trace.more.get("version", str(compiled.procedure.version)) != str(
            compiled.procedure.version
        )
        held.cases += 1
        held.events += len(trace.events)
        held.add(_Run(compiled, words, held, trace, reckoning).deviations(finished=finished))
    return held


class _Run:
    """One case. Where one event could lead several ways, all of them stay possible until a later event tells."""

    def __init__(self, compiled: Compiled, words: Words, held: Held, trace: Trace, reckoning: Reckoning) -> None:
        self.reckoning = reckoning
        self.compiled, self.words, self.held, self.trace = compiled, words, held, trace
        self.procedure = compiled.procedure
        self.registrars: set[str] = set()
        self.approvers: set[str] = set()
        self.signed: set[str] = set()  # posts, of the present stay in a state
        self.found: list[Deviation] = []
        self.unsure: set[str] = set()  # deadlines that one of several states might have, of the present stay
        self.stays = {self.procedure.start.code: self._stay(self.procedure.start.code, None)}

    @property
    def states(self) -> set[str]:
        """In any of which the case may be."""
        return set(self.stays)

    def _stay(self, state: str, since: datetime | None) -> Stay:
        return Stay(self.procedure, self.reckoning, self.procedure.state(state), since)

    def _enter(self, states: set[str], since: datetime | None) -> None:
        self.stays = {state: self._stay(state, since) for state in states}
        self.unsure.clear()

    def deviations(self, *, finished: bool) -> list[Deviation]:
        for event in self._in_order():
            self._take(event)
        if not any(self.procedure.is_final(state) for state in self.states):
            self.held.unfinished += 1
            if finished:
                at = self.procedure.state(min(self.states))
                said = Text(f"停在“{at.zh}”，没有办结", f"stays in “{at.en}” and never ends")
                last = self.trace.events[-1] if self.trace.events else Happening("", None)
                self._tell(last, "unfinished", self.procedure.clause, said)
        return self.found

    def _in_order(self) -> list[Happening]:
        events = list(self.trace.events)
        if any(event.at is None for event in events):
            return events
        ordered = sorted(events, key=lambda event: event.at.timestamp() if event.at else 0.0)
        self.held.out_of_order += ordered != events
        return ordered

    def _take(self, event: Happening) -> None:
        activity = event.activity.lower()
        if event.lifecycle in STOPS or activity == MOVED:
            for stay in self.stays.values():
                stay.stopped = True
        if activity in ASIDE:
            self.held.aside[event.activity] += 1
        elif event.lifecycle in UNFINISHED and self.words.knows(activity):
            self.held.aside[f"{event.activity} ({event.lifecycle})"] += 1
        elif activity == CHANGE:
            self.held.aside[CHANGE] += 1
            target = event.more.get("target", "")
            known = target in {state.code for state in self.procedure.states}
            self._enter(
                {target} if known else self.states, None
            )  # what runs under the new version, the log doesn't say
        elif activity in self.words.events:
            self._event(event, self.words.events[activity])
        elif activity in STARTS:
            self.registrars |= {event.person} - {""}
            self._enter(self.states, event.at)
        else:
            self.held.unknown[event.activity] += 1
            said = Text(f"流程没有“{event.activity}”这一操作", f"the procedure has no event “{event.activity}”")
            self._tell(event, "unknown", "", said)

    def _event(self, event: Happening, codes: set[str]) -> None:
        ways = [(s, way) for s in sorted(self.states) for code in sorted(codes) for way in self._open(s, code)]
        behind = not ways
        if behind:
            ways = self._behind(event, codes)
        if not ways:
            return
        post = self._post(event)
        fitting = [(s, way) for s, way in ways if not post or post in self._posts(s, way)]
        if not fitting:
            state, way = ways[0]
            who = self._names(state, way)
            said = Text(f"由{event.post}办理，应由{who.zh}", f"taken as {event.post}, belongs to {who.en}")
            self._tell(event, "post", way.clause, said)
        ways = fitting or ways
        self._eyes(event, ways)
        self._signatures(event, post, ways)
        self._late(event, codes, self.states if behind else {state for state, _ in ways})
        states = {self.compiled.step(state, way) for state, way in ways}
        if states != self.states:
            self.signed.clear()
        if behind:
            self._enter(states, event.at)
        else:
            self._go_on(event, ways)

    def _go_on(self, event: Happening, ways: Sequence[tuple[str, Transition]]) -> None:
        """A way that leads back into its state goes on with the stay there; where one came just now and another stayed, it
        isn't known since when."""
        stays = dict[str, Stay]()
        for state, way in ways:
            target = self.compiled.step(state, way)
            stay = self.stays[state] if target == state else self._stay(target, event.at)
            if target in stays and (stays[target].since, stays[target].stopped) != (stay.since, stay.stopped):
                stay = self._stay(target, None)
            stays[target] = stay
        if any(stay is not self.stays.get(state) for state, stay in stays.items()):
            self.unsure.clear()
        self.stays = stays

    def _late(self, event: Happening, codes: set[str], states: set[str]) -> None:
        """`states`: in which the event may have found the case. Where steps were left out, only the first of the states on the
        way is known, and since when."""
        if len(states) > 1:
            limits = {deadline.code for state in states for deadline in self.procedure.state(state).deadlines}
            self.held.not_judged.update((code, "several") for code in limits - self.unsure)
            self.unsure |= limits
            return
        [stay] = (self.stays[state] for state in states)
        for deadline, found in stay.late(event, codes):
            if isinstance(found, str):
                self.held.not_judged[deadline.code, found] += 1
                continue
            when = found.astimezone(self.reckoning.zone).isoformat(" ", "minutes")
            said = Text(
                f"“{deadline.zh}”应在 {when} 前，“{event.activity}”来得迟了",
                f"“{deadline.en}” fell due at {when}; “{event.activity}” came after it",
            )
            self._tell(event, LATE, deadline.clause, said)

    def _open(self, state: str, code: str) -> tuple[Transition, ...]:
        return self.compiled.arrows.get((state, code), ())

    def _behind(self, event: Happening, codes: set[str]) -> list[tuple[str, Transition]]:
        """The nearest state in which the event is open; what was left out on the way there is told."""
        here = self.procedure.state(min(self.states))
        skipped = self._way_to(codes)
        arrow = next(t for t in self.procedure.transitions if t.event.code in codes)
        if skipped is None:
            said = Text(
                f"单据处于“{here.zh}”，此后不能再“{arrow.event.zh}”",
                f"the case is in “{here.en}”, after which “{arrow.event.en}” can't come any more",
            )
            kind = "ended" if all(self.procedure.is_final(state) for state in self.states) else "order"
            self._tell(event, kind, arrow.clause, said)
            return []
        state = self.compiled.step(*skipped[-1])
        names = Text("、".join(t.event.zh for _, t in skipped), ", ".join(t.event.en for _, t in skipped))
        said = Text(
            f"单据处于“{here.zh}”，还没有办“{names.zh}”就“{arrow.event.zh}”",
            f"the case is in “{here.en}”; “{arrow.event.en}” came without “{names.en}”",
        )
        self._tell(event, "order", skipped[0][1].clause, said)
        return [(state, way) for code in sorted(codes) for way in self._open(state, code)]

    def _way_to(self, codes: set[str]) -> list[tuple[str, Transition]] | None:
        """The fewest steps from where the case is to where one of the events is open."""
        ways: dict[str, list[tuple[str, Transition]]] = {state: [] for state in sorted(self.states)}
        waiting = deque(ways)
        while waiting:
            state = waiting.popleft()
            if ways[state] and any(self._open(state, code) for code in codes):
                return ways[state]
            for transition in self.procedure.leaving(state):
                target = self.compiled.step(state, transition)
                if target not in ways:
                    ways[target] = [*ways[state], (state, transition)]
                    waiting.append(target)
        return None

    def _post(self, event: Happening) -> str:
        known = self.words.posts.get(event.post.lower(), "")
        if event.post and not known:
            self.held.unknown_posts[event.post] += 1
        return known

    def _posts(self, state: str, way: Transition) -> set[str]:
        return {role.code for role in roles_of(self.procedure.holder(way, state))}

    def _names(self, state: str, way: Transition) -> Text:
        roles = roles_of(self.procedure.holder(way, state))
        return Text("、".join(role.zh for role in roles), " or ".join(role.en for role in roles))

    def _signatures(self, event: Happening, post: str, ways: Sequence[tuple[str, Transition]]) -> None:
        """Whether all have signed who sign by the declaration's own settings; of a log that tells posts."""
        if any(way.signs for _, way in ways):
            self.signed |= {post} - {""}
            return
        state, way = ways[0]
        if not post or len(ways) > 1 or way.target is None or way.event.kind not in HOLDING:
            return
        settings = {setting.code: setting.default for setting in self.procedure.settings}
        asked = [sign.role for sign in self.procedure.state(state).sign_offs if sign.needed(settings)]
        missing = [role for role in asked if role.code not in self.signed]
        if missing:
            names = Text("、".join(role.zh for role in missing), ", ".join(role.en for role in missing))
            said = Text(f"尚未会签：{names.zh}", f"yet to sign: {names.en}")
            self._tell(event, "signatures", way.clause, said)

    def _eyes(self, event: Happening, ways: Sequence[tuple[str, Transition]]) -> None:
        """Only what is so on every way that is still possible."""
        asked = all(FOUR_EYES in {guard.code for guard in way.when} for _, way in ways)
        people = {event.person, event.more.get("stands_in_for", "")} - {""}
        for person in sorted(people & (self.registrars | self.approvers)) if asked else ():
            as_what = Text("登记", "registered it") if person in self.registrars else Text("批过", "approved it before")
            said = Text(f"{person} 已{as_what.zh}，不能再审批", f"{person} {as_what.en} and can't approve it")
            self._tell(event, FOUR_EYES, ways[0][1].clause, said)
        start = self.procedure.start.code
        if any(state == start != self.compiled.step(state, way) for state, way in ways):
            self.registrars |= people
        if any(way.event.kind == "approval" or way.signs for _, way in ways):
            self.approvers |= people
        if any(way.event.kind == "return" for _, way in ways):
            self.approvers.clear()

    def _tell(self, event: Happening, kind: str, clause: str, said: Text) -> None:
        at = event.at.isoformat() if event.at else ""
        self.found.append(Deviation(self.trace.case, event.activity, at, kind, clause, said, event.line))
