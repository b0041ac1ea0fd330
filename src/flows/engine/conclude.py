"""All that follows from an event that may be taken: the record for the history, the new task, deadlines, entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from flows.definition import (
    CLOCK,
    Case,
    Compute,
    ExpectPayment,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    RecordPayment,
    Role,
    RoleFrom,
    Situation,
    Span,
    StartCase,
    State,
    Tell,
    roles_of,
)
from flows.definition.copying import changed
from flows.engine.compiled import Compiled
from flows.engine.decide import Verdict
from flows.engine.decision import Decision, EntryChange, NewTask, PaymentChange, RunningDeadline
from flows.engine.replay import apply

Due = Callable[[Span, datetime, Mapping[str, Any], Mapping[str, Any]], datetime | None]
"""(span, start, case data, case settings) to the moment it runs out, or None where there is none."""


class Consequences:
    """Gathers what the effects of one transition bring about, in the order declared."""

    def __init__(self, verdict: Verdict, numbers: Mapping[str, str]) -> None:
        self.situation = verdict.situation
        self.values = dict(verdict.values)
        self.numbers = numbers
        self.entries: list[EntryChange] = []
        self.payments: list[PaymentChange] = []
        self.starts: list[StartCase] = []
        self.tells: list[Tell] = []

    def set(self, field: str, value: Any) -> None:
        self.values[field] = value
        self.situation = changed(self.situation, data={**self.situation.data, field: value})

    def add(self, effect: object) -> None:
        match effect:
            case GiveNumber():
                self.set(effect.field, self.numbers[effect.field])
            case Compute():
                self.set(effect.field, effect.rule.value(self.situation))
            case OpenEntry():
                self._open(effect)
            case MoveEntry():
                self._move(effect)
            case ExpectPayment():
                if amount := self.situation.money(effect.amount):
                    self.payments.append(PaymentChange(effect.purpose, "expected", str(amount)))
            case RecordPayment():
                self._pay(effect)
            case StartCase():
                self.starts.append(effect)
            case Tell():
                self.tells.append(effect)

    def _pay(self, effect: RecordPayment) -> None:
        amount, receipt = self.situation.money(effect.amount), self.situation.text(effect.receipt)
        kind = "refunded" if effect.gives_back else "kept" if effect.keeps else "received"
        if amount:
            self.payments.append(PaymentChange(effect.purpose, kind, str(amount), receipt))

    def _open(self, effect: OpenEntry) -> None:
        own = self.situation.own_entries(effect.kind)
        line = max((entry.line for entry in own), default=0)
        for row in self._sources(effect):
            line += 1
            facts = {name: row[name] for name in effect.copies if row.get(name) is not None}
            self.entries.append(
                EntryChange(
                    effect.kind,
                    line,
                    "in_use",
                    opens=True,
                    valid_from=self._moment(effect.valid_from, row, end=False),
                    valid_until=self._moment(effect.valid_until, row, end=True),
                    facts=facts,
                )
            )

    def _sources(self, effect: OpenEntry) -> list[Mapping[str, Any]]:
        """What each new entry copies: a row, the line issued anew (which it then names), or the case's own fields."""
        if effect.again:
            line = self.situation.data[effect.again]
            old = next(e for e in self.situation.own_entries(effect.kind) if e.line == line)
            return [{**self.situation.data, **old.facts, effect.again: line}]
        if effect.per:
            rows = self.values.get(effect.per, self.situation.rows(effect.per))  # of rows added to, only the new
            return [{**self.situation.data, **row} for row in rows or ()]
        return [self.situation.data]

    def _move(self, effect: MoveEntry) -> None:
        given = self.situation.data[effect.line] if effect.line else None
        lines = given if isinstance(given, list) else [given]
        gone = {change.line for change in self.entries if change.kind == effect.kind and not change.opens}
        for entry in self.situation.own_entries(effect.kind):
            left = entry.state == "in_use" and entry.line not in gone
            if entry.line in lines or (given is None and left):
                self.entries.append(EntryChange(effect.kind, entry.line, effect.to, opens=False))

    def _moment(self, name: str | None, row: Mapping[str, Any], *, end: bool) -> datetime | None:
        value = str(row.get(name) or "") if name else ""
        if not value:
            return None
        if "T" in value:
            return datetime.fromisoformat(value).astimezone(UTC)
        clock = time(23, 59, 59) if end else time.min
        day = datetime.fromisoformat(value).date()
        return datetime.combine(day, clock, self.situation.zone).astimezone(UTC)


def conclude(compiled: Compiled, verdict: Verdict, due: Due, numbers: Mapping[str, str]) -> Decision:
    """The decision that `verdict` comes to. `numbers` holds, for every GiveNumber of the transition, what was drawn."""
    found = Consequences(verdict, numbers)
    for effect in verdict.transition.effects:
        found.add(effect)
    situation, transition = found.situation, verdict.transition
    target = compiled.step(situation.case.state, transition)
    record = _record(situation, verdict, found, target, compiled)
    case = apply(situation.case, record)
    state = compiled.procedure.state(target)
    deadlines = running(state, case, due)
    moves = target != situation.case.state
    return Decision(
        transition=transition,
        record=record,
        case=case,
        moves=moves,
        task=new_task(state, case, deadlines) if moves else None,
        deadlines=deadlines,
        entries=tuple(found.entries),
        payments=tuple(found.payments),
        starts=tuple(found.starts),
        tells=tuple(found.tells),
    )


def _record(
    situation: Situation, verdict: Verdict, found: Consequences, target: str, compiled: Compiled
) -> dict[str, Any]:
    transition, post = verdict.transition, situation.post
    absent = post.instead_of if post else None
    record: dict[str, Any] = {
        "seq": situation.case.revision + 1,
        "at": situation.now.isoformat(),
        "event": transition.event.code,
        "kind": transition.event.kind,
        "source": situation.case.state,
        "target": target,
        "actor": {"login": situation.actor.login, "name": situation.actor.name},
        "role": post.role if post else CLOCK.code,
    }
    optional = {
        "for": {"login": absent.login, "name": absent.name} if absent else None,
        "reason": situation.reason.strip(),
        "opinion": situation.opinion.strip(),
        "data": found.values,
        "adds": sorted(compiled.asked(transition).adds.intersection(verdict.values)),
        "signs": transition.signs,
        "entries": [_entry(change) for change in found.entries],
        "payments": [
            {"purpose": p.purpose, "kind": p.kind, "amount": p.amount, "receipt": p.receipt} for p in found.payments
        ],
        "final": target in compiled.final,
        "registers": situation.case.state == compiled.procedure.start.code != target,
        "special": _special(verdict) if situation.case.waivers else None,
    }
    return record | {name: value for name, value in optional.items() if value}


def _special(verdict: Verdict) -> list[str]:
    """The guards that special treatment sets aside and that would have refused."""
    transition, here = verdict.transition, verdict.situation
    waived = (guard for guard in transition.when if here.case.waives(guard.code, transition.event.code))
    return [guard.code for guard in waived if guard.test(here) is not True]


def _entry(change: EntryChange) -> dict[str, Any]:
    facts: dict[str, Any] = {"kind": change.kind, "line": change.line, "state": change.state}
    if change.opens:
        facts |= {
            "opens": True,
            "valid_from": change.valid_from.isoformat() if change.valid_from else None,
            "valid_until": change.valid_until.isoformat() if change.valid_until else None,
            "facts": dict(change.facts),
        }
    return facts


def running(state: State, case: Case, due: Due) -> tuple[RunningDeadline, ...]:
    """The deadlines of `state`, counted from the moment the case entered it."""
    found = []
    for deadline in state.deadlines:
        moment = due(deadline.span, case.entered_at, case.data, case.settings)
        if moment is not None:
            found.append(RunningDeadline(deadline.code, state.code, moment, deadline.event))
    return tuple(found)


def new_task(state: State, case: Case, deadlines: tuple[RunningDeadline, ...]) -> NewTask | None:
    """What the case now waits for; None in a final state."""
    if state.by is None:
        return None
    if isinstance(state.by, RoleFrom):
        audience: tuple[str, ...] = (str(case.data[state.by.field]),)
    elif isinstance(state.by, Role):
        audience = (state.by.code,)
    else:
        audience = tuple(sorted(role.code for role in roles_of(state.by)))
    named = case.data.get(state.named) if state.named else None
    return NewTask(state.code, audience, named, min((d.due_at for d in deadlines), default=None))
