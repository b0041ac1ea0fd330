"""A procedure explained to those who learn it or are about to start a case: its two tables in the office's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flows.definition import (
    CLOCK,
    Deadline,
    Holder,
    Procedure,
    RoleFrom,
    Setting,
    Span,
    State,
    Text,
    Transition,
    roles_of,
)
from flows.definition.captions import by_clock, holder_words
from flows.definition.checks.clauses import clauses_of
from flows.procedures import ENTRY_KINDS
from flows.procedures.handbook import CLAUSES
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.rights import Rights, rights_of
from flows.service.vocabulary import effect_labels


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause and what it says in a sentence of ours; None for one that is not in our list."""

    code: str
    summary: Text | None


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """`event`: what the clock does when it passes, None where the case is only marked."""

    label: Text
    span: Text
    event: Text | None
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class StateLine:
    """`holder` None: a final state. `named` is the label of the field that names the one person meant."""

    code: str
    name: Text
    holder: Text | None
    named: Text | None
    ask: Text
    deadlines: tuple[DeadlineLine, ...]
    signers: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ArrowLine:
    """One transition. `target` None: the case stays where it is. `route`: the condition on which it goes this way.
    `moves` are the arrows that stand for it on the picture, as the picture names them."""

    event: str
    label: Text
    kind: str
    sources: tuple[Text, ...]
    target: Text | None
    who: Text
    by_clock: bool
    asked: tuple[Text, ...]
    optional: tuple[Text, ...]
    guards: tuple[Text, ...]
    route: Text | None
    cited: tuple[Cited, ...]
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettingLine:
    setting: Setting
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    procedure: Procedure
    states: tuple[StateLine, ...]
    arrows: tuple[ArrowLine, ...]
    settings: tuple[SettingLine, ...]
    cited: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure as one chooses it. `starters` holds its first state; `sites`: where the asker may start it."""

    procedure: Procedure
    starters: Text
    sites: tuple[str, ...]


def cards(office: Office, login: str, now: datetime) -> tuple[Card, ...]:
    """Every procedure of today, those that the asker may start first."""
    with office.read() as connection:
        rights = rights_of(connection, login, now)
    found = [_card(compiled.procedure, rights) for compiled in office.catalogue.current.values()]
    return tuple(sorted(found, key=lambda card: not card.sites))


def card(office: Office, login: str, key: str, now: datetime) -> Card:
    """Raises NotFound."""
    procedure = _declared(office, key)
    with office.read() as connection:
        return _card(procedure, rights_of(connection, login, now))


def _card(procedure: Procedure, rights: Rights) -> Card:
    holders = [role.code for role in roles_of(procedure.start.by)]
    sites = tuple(sorted({s.site for s in rights.standings if s.role in holders}))
    return Card(procedure, _holder(procedure, procedure.start.by), sites)


def _declared(office: Office, key: str) -> Procedure:
    compiled = office.catalogue.current.get(key)
    if compiled is None:
        raise NotFound("没有这个流程", "There is no such procedure")
    return compiled.procedure


def procedure_picture(office: Office, key: str, lang: str) -> str:
    """Its diagram as SVG, drawn when the version was published. Raises NotFound."""
    procedure = _declared(office, key)
    with office.read() as connection:
        return office.catalogue.picture(connection, key, procedure.version, lang)


def explain(office: Office, key: str) -> Explanation:
    """Raises NotFound."""
    procedure = _declared(office, key)
    arrows = tuple(_arrow(procedure, transition) for transition in procedure.transitions)
    every = dict.fromkeys(cited for arrow in arrows for cited in arrow.cited)
    return Explanation(
        procedure=procedure,
        states=tuple(_state(procedure, state) for state in procedure.states),
        arrows=arrows,
        settings=tuple(SettingLine(setting, cited(setting.source)) for setting in procedure.settings),
        cited=tuple(sorted(every, key=lambda c: c.code)),
    )


def cited(citation: str) -> tuple[Cited, ...]:
    """The clauses that a citation names; none for what goes beyond the handbook."""
    found = []
    for code in clauses_of(citation):
        clause = CLAUSES.get(code)
        found.append(Cited(code, Text(clause.zh, clause.en) if clause else None))
    return tuple(found)


def _state(procedure: Procedure, state: State) -> StateLine:
    field = procedure.fields().get(state.named) if state.named else None
    return StateLine(
        code=state.code,
        name=Text(state.zh, state.en),
        holder=_holder(procedure, state.by) if state.by else None,
        named=Text(field.zh, field.en) if field else None,
        ask=Text(state.ask_zh, state.ask_en),
        deadlines=tuple(_deadline(procedure, deadline) for deadline in state.deadlines),
        signers=tuple(Text(sign.role.zh, sign.role.en) for sign in state.sign_offs),
    )


def _holder(procedure: Procedure, holder: Holder | None) -> Text:
    return Text(holder_words(procedure, holder, "zh"), holder_words(procedure, holder, "en"))


def _deadline(procedure: Procedure, deadline: Deadline) -> DeadlineLine:
    fired = next((t.event for t in procedure.transitions if t.event.code == deadline.event), None)
    return DeadlineLine(
        label=Text(deadline.zh, deadline.en),
        span=span_words(procedure, deadline.span),
        event=Text(fired.zh, fired.en) if fired else None,
        cited=cited(deadline.clause),
    )


UNITS = {
    "minutes": Text("{} 分钟", "{} minutes"),
    "hours": Text("{} 小时", "{} hours"),
    "days": Text("{} 天", "{} days"),
    "working_hours": Text("{} 个工时", "{} working hours"),
    "working_days": Text("{} 个工作日", "{} working days"),
    "months": Text("{} 个月", "{} months"),
    "same_day": Text("当日最后一班结束前", "by the end of that day's last shift"),
    "month_day": Text("次月 {} 日前", "by day {} of the next month"),
    "month_working_day": Text("次月第 {} 个工作日前", "by working day {} of the next month"),
}


def span_words(procedure: Procedure, span: Span) -> Text:
    """How long a deadline runs. An amount that a site may change is the declared one, and says so."""
    if span.unit == "field":
        labels = effect_labels(procedure) | {name: Text(f.zh, f.en) for name, f in procedure.fields().items()}
        field = labels.get(span.field or "")
        return Text(f"以“{field.zh}”为准", f"as “{field.en}” says") if field else Text("以单据为准", "as the case says")
    setting = next((s for s in procedure.settings if s.code == span.setting), None)
    amount, words = setting.default if setting else span.amount, UNITS[span.unit]
    said = Text(words.zh.format(amount), words.en.format(amount))
    said = _no_later(procedure, span, _counted_from(procedure, span, said))
    return Text(f"{said.zh}（可设置）", f"{said.en} (a site setting)") if setting else said


def _counted_from(procedure: Procedure, span: Span, said: Text) -> Text:
    """A span begins with the step unless the declaration names where."""
    if span.since is None:
        return said
    labels = effect_labels(procedure) | {name: Text(f.zh, f.en) for name, f in procedure.fields().items()}
    begin = labels.get(span.since, Text(span.since, span.since))
    return Text(f"自“{begin.zh}”起 {said.zh}", f"{said.en} from “{begin.en}”")


def _no_later(procedure: Procedure, span: Span, said: Text) -> Text:
    field = procedure.fields().get(span.before or "")
    if field is None:
        return said
    return Text(f"{said.zh}，且不晚于“{field.zh}”", f"{said.en}, and by “{field.en}” at the latest")


def _arrow(procedure: Procedure, transition: Transition) -> ArrowLine:
    event = transition.event
    target = procedure.state(transition.target) if transition.target else None
    return ArrowLine(
        event=event.code,
        label=Text(event.zh, event.en),
        kind=event.kind,
        sources=tuple(Text(s.zh, s.en) for s in (procedure.state(code) for code in transition.source)),
        target=Text(target.zh, target.en) if target else None,
        who=_who(procedure, transition),
        by_clock=any(by_clock(procedure, transition, source) for source in transition.source),
        asked=tuple(_asked(transition)),
        optional=tuple(Text(f.zh, f.en) for f in transition.needs if not f.required),
        guards=tuple(Text(guard.zh, guard.en) for guard in transition.when),
        route=Text(transition.route.zh, transition.route.en) if transition.route else None,
        cited=cited(transition.clause),
        moves=tuple(f"{event.code}:{source}:{transition.lands_in(source)}" for source in transition.source),
    )


def _who(procedure: Procedure, transition: Transition) -> Text:
    """Whoever it names, else the holders of its sources, each once."""
    holders = (transition.by,) if transition.by else [procedure.state(code).by for code in transition.source]
    said = dict.fromkeys(words for holder in holders for words in _posts(procedure, holder))
    return Text("、".join(words.zh for words in said), ", ".join(words.en for words in said))


def _posts(procedure: Procedure, holder: Holder | None) -> list[Text]:
    """The posts one by one; a post that the case names, by the words for that."""
    if isinstance(holder, RoleFrom):
        return [_holder(procedure, holder)]
    return [Text(role.zh, role.en) for role in roles_of(holder) if role.code != CLOCK.code]


def _asked(transition: Transition) -> Iterable[Text]:
    yield from (Text(f.zh, f.en) for f in transition.needs if f.required)
    yield from (Text(d.zh, d.en) for d in transition.documents if d.at_least)
    if transition.needs_opinion:
        yield Text("意见", "An opinion")
    if transition.reason:
        yield Text("原因", "A reason")


def paper_name(kind: str) -> Text:
    """What the entries of a register are called; the kind itself for one that nothing of today opens."""
    return ENTRY_KINDS.get(kind, Text(kind, kind))
