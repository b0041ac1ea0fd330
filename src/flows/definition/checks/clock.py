"""Rules about time: what the clock fires falls due somewhere, what falls due can be fired, every span has a length."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition.bounds import bounds, sum_in
from flows.definition.checks.constants import words_of
from flows.definition.checks.subject import Fault, Subject
from flows.definition.effects import Compute
from flows.definition.limits import Deadline
from flows.definition.model import CLOCK, Procedure, Setting, roles_of
from flows.definition.text import Text

LATEST_DAY_OF_EVERY_MONTH = 28


def clock_arrow_has_deadline(subject: Subject) -> Iterator[Fault]:
    """What the clock may take, some deadline of the state fires; what follows on another case is told by that one."""
    for arrow in subject.arrows:
        fired = {deadline.event for deadline in subject.procedure.state(arrow.source).deadlines}
        event = arrow.transition.event
        if CLOCK in roles_of(arrow.transition.by) and event.kind != "follow" and event.code not in fired:
            said = Text("没有时限触发它，时钟永远不会办理。", "No deadline fires it, so the clock never takes it.")
            yield Fault(str(arrow), said, subject.path_over(arrow))


def deadline_event_is_taken(subject: Subject) -> Iterator[Fault]:
    """What a deadline fires, the clock may take from that state."""
    events = {transition.event.code for transition in subject.procedure.transitions}
    for state in subject.procedure.states:
        if subject.procedure.is_final(state.code):
            continue
        taken = {t.event.code for t in subject.procedure.leaving(state.code) if CLOCK in roles_of(t.by)}
        for deadline in state.deadlines:
            if deadline.event in events - taken:
                place = f"state {state.code}: deadline {deadline.code}"
                said = Text(
                    f"时钟在此不能办理“{deadline.event}”。", f"The clock can't take “{deadline.event}” from here."
                )
                yield Fault(place, said, subject.path(state.code))


def span_has_a_length(subject: Subject) -> Iterator[Fault]:
    """Minutes, hours and days are counted: one at least, here or in the setting. A day of the month exists in every
    month; a span that ends with a field names it."""
    settings = {setting.code: setting for setting in subject.procedure.settings}
    for state in subject.procedure.states:
        for deadline in state.deadlines:
            if not _has_length(deadline, settings):
                said = Text("期限没有长度。", "The span has no length.")
                yield Fault(f"state {state.code}: deadline {deadline.code}", said, subject.path(state.code))


def setting_is_plain(subject: Subject) -> Iterator[Fault]:
    """A setting is a number, a word or yes or no: it is edited in a form and kept as JSON."""
    for setting in subject.procedure.settings:
        if not isinstance(setting.default, int | float | str):
            said = Text("参数只能是数、词或是否。", "A setting is a number, a word, or yes or no.")
            yield Fault(f"setting {setting.code}", said)


def setting_within_bounds(subject: Subject) -> Iterator[Fault]:
    """A default lies where a site may set it, and what counts days of a month stays within every month."""
    p = subject.procedure
    of_month = {d.span.setting for s in p.states for d in s.deadlines if d.span.unit == "month_day"}
    for setting in p.settings:
        found = bounds(setting)
        if found is None:
            continue
        low, high = found
        value = sum_in(setting.default)
        if value is None or not low <= value <= high:
            said = Text(f"默认值不在 {low} 与 {high} 之间。", f"The default does not lie between {low} and {high}.")
            yield Fault(f"setting {setting.code}", said)
        elif setting.code in of_month and high > LATEST_DAY_OF_EVERY_MONTH:
            said = Text("并非每个月都有这一天。", "Not every month has the last day that it allows.")
            yield Fault(f"setting {setting.code}", said)


def dead_setting(subject: Subject) -> Iterator[Fault]:
    """A setting that nothing reads would lie to whoever changes it. Spans name theirs; of guards and rules the rule
    sees the words that stand in their byte code and in the functions they call, not words put together at run time.
    """
    p = subject.procedure
    used = {deadline.span.setting for state in p.states for deadline in state.deadlines} | words_of(_functions(p))
    used |= {signature.setting for state in p.states for signature in state.sign_offs}
    used |= {pause.setting for state in p.states for pause in state.pauses}
    fields = p.fields().values()
    used |= {each.offers for field in fields for each in (field, *field.columns)}
    for setting in p.settings:
        if setting.code not in used:
            said = Text("没有时限、前置条件或规则用到它。", "No deadline, guard or rule reads it.")
            yield Fault(f"setting {setting.code}", said)


def _functions(p: Procedure) -> Iterator[object]:
    yield from (compute.rule for compute in p.computes)
    for transition in p.transitions:
        yield from transition.when
        yield transition.route
        yield from (effect.rule for effect in transition.effects if isinstance(effect, Compute))


def _has_length(deadline: Deadline, settings: dict[str, Setting]) -> bool:
    span = deadline.span
    if span.unit == "field":
        return span.field is not None
    if span.unit == "same_day" or (span.setting is not None and span.setting not in settings):
        return True
    amount = settings[span.setting].default if span.setting is not None else span.amount
    counted = isinstance(amount, int) and not isinstance(amount, bool) and amount >= 1
    return counted and (span.unit != "month_day" or amount <= LATEST_DAY_OF_EVERY_MONTH)
