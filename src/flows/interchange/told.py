"""What a declaration says of an arrow or a state in words, and what a format of other programs can't carry of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from flows.definition.captions import BEYOND_TEXT, COMMA, arrow_hover, holder_words, other_actor
from flows.definition.effects import (
    Compute,
    Effect,
    ExpectPayment,
    GiveNumber,
    MoveEntry,
    OpenEntry,
    RecordPayment,
    StartCase,
    Tell,
)
from flows.definition.limits import BEYOND, Deadline, Span
from flows.definition.model import CLOCK, Procedure, Setting, State, Transition, roles_of
from flows.definition.text import Text

Format = Literal["dot", "mermaid", "bpmn", "scxml"]

WORDS_OF_EFFECTS: dict[type[Effect], Text] = {
    GiveNumber: Text("编号", "gives a number"),
    Compute: Text("计算", "works out"),
    OpenEntry: Text("登记", "opens an entry of"),
    MoveEntry: Text("变更登记", "moves the entries of"),
    ExpectPayment: Text("应收", "expects a payment for"),
    RecordPayment: Text("收付款", "records a payment for"),
    StartCase: Text("另立单据", "starts a case of"),
    Tell: Text("告知单据", "tells the cases of"),
}


def is_timed(procedure: Procedure, transition: Transition, source: str) -> bool:
    """Whether the clock may take it: when a limit passes, or when another case tells of it."""
    return CLOCK in roles_of(procedure.holder(transition, source))


def is_pressed(procedure: Procedure, transition: Transition, source: str) -> bool:
    return any(role != CLOCK for role in roles_of(procedure.holder(transition, source)))


def flow_name(procedure: Procedure, transition: Transition, source: str, lang: str) -> str:
    """The event, the way it goes where it can go several, and who acts where it isn't whoever holds the state."""
    words = Text(transition.event.zh, transition.event.en).in_(lang)
    alike = [t for t in procedure.leaving(source) if t.event.code == transition.event.code]
    if len(alike) > 1:
        route = transition.route
        said = Text(route.zh, route.en) if route else Text("其他情形", "otherwise")
        words += Text(f"［{said.zh.rstrip('。')}］", f" [{said.en.rstrip('.')}]").in_(lang)
    if actor := other_actor(procedure, transition, source, lang):
        words += Text(f"（{actor}）", f" ({actor})").in_(lang)
    return words


def arrow_words(procedure: Procedure, transition: Transition, source: str, lang: str) -> str:
    """All that is declared of it, a line each; what it brings about at the end."""
    effects = [effect_words(effect, lang) for effect in transition.effects]
    told = [arrow_hover(procedure, transition, source, lang)]
    if effects:
        told.append(Text("后果：", "Brings about: ").in_(lang) + COMMA.in_(lang).join(effects))
    if transition.signs:
        told.append(Text("算作一个会签签字", "Counts as one of the signatures that the state needs").in_(lang))
    return "\n".join(told)


def effect_words(effect: Effect, lang: str) -> str:
    match effect:
        case GiveNumber():
            what = f"{effect.field} ({effect.prefix})"
        case Compute():
            what = f"{effect.field} ({Text(effect.rule.zh, effect.rule.en).in_(lang)})"
        case OpenEntry() | MoveEntry():
            what = effect.kind
        case ExpectPayment() | RecordPayment():
            what = effect.purpose
        case StartCase():
            what = effect.procedure
        case Tell():
            what = f"{effect.procedure} ({effect.event})"
    return f"{WORDS_OF_EFFECTS[type(effect)].in_(lang)} {what}"


def deadline_words(procedure: Procedure, deadline: Deadline, lang: str) -> str:
    clause = BEYOND_TEXT.in_(lang) if deadline.clause == BEYOND else deadline.clause
    name = Text(deadline.zh, deadline.en).in_(lang)
    return f"{name}: {span_expression(procedure, deadline.span)} [{clause}]"


def span_expression(procedure: Procedure, span: Span) -> str:
    """A span as a call by the name of its unit: `working_days(review_days=1)`, `field(ends_at)`."""
    amount = span_amount(procedure, span)
    given = f"{span.setting}={amount}" if span.setting else span.field or (str(amount) if amount else "")
    since = f", since {span.since}" if span.since else ""
    before = f", before {span.before}" if span.before else ""
    return f"{span.unit}({given}{since}{before})"


def span_amount(procedure: Procedure, span: Span) -> int:
    setting: Setting | None = next((s for s in procedure.settings if s.code == span.setting), None)
    return int(setting.default) if setting else span.amount


def state_words(procedure: Procedure, state: State, lang: str) -> str:
    """Who holds it, what it asks, its limits, signatures and pauses, a line each."""
    lines = [holder_words(procedure, state.by, lang), Text(state.ask_zh, state.ask_en).in_(lang)]
    lines += [deadline_words(procedure, deadline, lang) for deadline in state.deadlines]
    if state.named:
        lines.append(Text(f"指定给表单项 {state.named} 中的人", f"Meant for the person in {state.named}").in_(lang))
    for sign in state.sign_offs:
        name = Text(sign.role.zh, sign.role.en).in_(lang)
        when = (
            Text(f"（参数 {sign.setting} 打开时）", f" (where {sign.setting} is on)").in_(lang) if sign.setting else ""
        )
        lines.append(Text("会签：", "Signed by: ").in_(lang) + name + when)
    for pause in state.pauses:
        words = Text(pause.zh, pause.en).in_(lang)
        lines.append(Text("可暂停计时：", "Its clock may be stopped: ").in_(lang) + f"{words} ({pause.setting})")
    return "\n".join(line for line in lines if line)


def not_carried(procedure: Procedure, form: Format, lang: str) -> list[str]:
    """A sentence for each thing that the format has no place for, of those that this procedure has."""
    return [said.in_(lang) for said in (*_of_all(procedure), *_of_one(procedure, form))]


def _of_all(procedure: Procedure) -> Iterator[Text]:
    guards = {guard.code for t in procedure.transitions for guard in (*t.when, *([t.route] if t.route else ()))}
    yield Text(
        "本文件只是流程声明的一部分；完整声明见 JSON 格式（flows export，格式 json）。",
        "This file is a part of the declaration; the JSON format has all of it (flows export, format json).",
    )
    if guards:
        yield Text(
            f"{len(guards)} 个前置条件、分流条件只有名称，判断方法在程序里。",
            f"{len(guards)} guards and routes are named only; what they test is in the program.",
        )
    yield Text(
        "回避（双人审批）、代理人、特殊处理、认领和材料的规则不在此格式内。",
        "Four eyes, substitutes, special treatment, claiming and the rules of papers have no place in this format.",
    )
    fields, documents = len(procedure.fields()), len(procedure.documents())
    if fields or documents:
        yield Text(
            f"{fields} 个表单项和 {documents} 种材料至多以名称出现，类型、上下限和选项不在内。",
            f"{fields} fields and {documents} kinds of papers are named at the most; not their types, bounds and choices.",
        )


def _of_one(procedure: Procedure, form: Format) -> Iterator[Text]:
    stays = any(t.target is None for t in procedure.transitions)
    limits = [deadline for state in procedure.states for deadline in state.deadlines]
    effects = any(t.effects for t in procedure.transitions)
    if form == "bpmn":
        if stays:
            yield Text(
                "留在原环节的操作画成回到本环节的连线；在 BPMN 引擎里计时会重来，在这里不会。",
                "What stays in its state is drawn as a flow back to it; a BPMN engine starts its timers anew, here they run on.",
            )
        if any(d.span.unit not in ("minutes", "hours", "days", "months") for d in limits):
            yield Text(
                "工作日、班次、月度和按表单项计的时限写成具名表达式，须由日历算出。",
                "Limits in working days, shifts, days of a month or up to a field are named expressions that a calendar must work out.",
            )
    else:
        if limits:
            yield Text(
                f"{len(limits)} 个时限不能执行；时钟的操作作为外来事件进入。",
                f"{len(limits)} deadlines can't be carried out; events of the clock come from outside.",
            )
        if form != "scxml":
            yield Text(
                "条款、参数和提醒不在此格式内。", "Clauses, settings and reminders have no place in this format."
            )
    if effects and form != "bpmn":
        yield Text(
            "办理后果（编号、登记、收付款、关联单据）不执行。",
            "Effects (numbers, entries, payments, related cases) are not carried out.",
        )
    if form == "scxml":
        yield Text(
            "前置条件不满足时解释器不动也不作声；在这里会逐条说明原因。",
            "Where a guard isn't met an interpreter stays and says nothing; here every reason is told.",
        )
