"""What a picture of a procedure says about its boxes and arrows, in one language: the words on them and the longer
text that appears on hover."""

from __future__ import annotations

from flows.definition.effects import Compute
from flows.definition.lettering import wrap
from flows.definition.limits import BEYOND
from flows.definition.model import CLOCK, Holder, Procedure, Role, RoleFrom, State, Transition, roles_of
from flows.definition.text import Text

GUARDED = "◆"
FEW, MANY = 3, 4
ROUTE_EM, ROUTE_LINES = {"zh": 12.0, "en": 18.0}, 3

COMMA = Text("、", ", ")
COLON = Text("：", ": ")
BEYOND_TEXT = Text("手册未规定", BEYOND)


def name(thing: State | Procedure, lang: str) -> str:
    return Text(thing.zh, thing.en).in_(lang)


def holder_words(procedure: Procedure, holder: Holder | None, lang: str) -> str:
    """The post or posts; where the case itself names one of many, what that is called on the case."""
    if isinstance(holder, RoleFrom) and not shown_posts(holder):
        label = _named_in(procedure, holder)
        return Text(f"{label.zh}（按单据）", f"{label.en} (as on the case)").in_(lang)
    words = [Text(role.zh, role.en).in_(lang) for role in roles_of(holder)]
    if isinstance(holder, RoleFrom) and len(words) > 1:
        words[-2:] = [words[-2] + Text("或", " or ").in_(lang) + words[-1]]
    return COMMA.in_(lang).join(words)


def shown_posts(holder: Holder | None) -> tuple[Role, ...]:
    """The posts that a box shows one by one: not where the case names one of more than a few."""
    roles = roles_of(holder)
    return () if isinstance(holder, RoleFrom) and len(roles) > FEW else roles


def _named_in(procedure: Procedure, holder: RoleFrom) -> Text:
    """The label of the field that names the post, or of the rule that works it out."""
    if field := procedure.fields().get(holder.field):
        return Text(field.zh, field.en)
    effects = (effect for transition in procedure.transitions for effect in transition.effects)
    rules = (e.rule for e in effects if isinstance(e, Compute) and e.field == holder.field)
    return next((Text(rule.zh, rule.en) for rule in rules), Text(holder.field, holder.field))


def by_clock(procedure: Procedure, transition: Transition, source: str) -> bool:
    return transition.event.kind == "expire" or CLOCK in roles_of(procedure.holder(transition, source))


def other_actor(procedure: Procedure, transition: Transition, source: str, lang: str) -> str:
    """Who acts, where it is not whoever holds the state; empty for the clock, which has a sign of its own. Many posts are
    counted: the hover text names them."""
    if transition.event.kind == "follow":
        return Text("随关联单据", "with a related case").in_(lang)
    if transition.by is None or by_clock(procedure, transition, source):
        return ""
    count = len(roles_of(transition.by))
    if count > MANY:
        return Text(f"{count} 个岗位均可", f"any of {count} posts").in_(lang)
    words = holder_words(procedure, transition.by, lang)
    return "" if words == holder_words(procedure, procedure.state(source).by, lang) else words


def state_hover(procedure: Procedure, state: State, lang: str) -> str:
    lines = [name(state, lang)]
    if state.by is None:
        lines.append(Text("流程到此结束", "The procedure ends here").in_(lang))
    else:
        lines.append(_line(Text("岗位", "Post"), holder_words(procedure, state.by, lang), lang))
    if state.named and (field := procedure.fields().get(state.named)):
        lines.append(_line(Text("指定给", "Meant for"), Text(field.zh, field.en).in_(lang), lang))
    if state.sign_offs:
        signers = COMMA.in_(lang).join(Text(s.role.zh, s.role.en).in_(lang) for s in state.sign_offs)
        lines.append(_line(Text("会签", "Signed by each of"), signers, lang))
    lines.extend(_line(Text("时限", "Deadline"), Text(d.zh, d.en).in_(lang), lang) for d in state.deadlines)
    if ask := Text(state.ask_zh, state.ask_en).in_(lang):
        lines.append(ask)
    return "\n".join(lines)


def arrow_hover(procedure: Procedure, transition: Transition, source: str, lang: str) -> str:
    """Event, from where to where, who, what it needs, every guard's sentence and the clause, a line each."""
    event, target = transition.event, transition.lands_in(source)
    between = Text("留在原环节", "stays where it is").in_(lang)
    if target != source:
        between = f"{name(procedure.state(source), lang)} → {name(procedure.state(target), lang)}"
    lines = [_line(Text(event.zh, event.en), between, lang)]
    if event.kind == "follow":
        lines.append(Text("关联单据办理时由系统一并办理", "Taken together with an event of a related case").in_(lang))
    elif by_clock(procedure, transition, source):
        lines.append(Text("到时由系统时钟自动办理", "Taken by the clock when the time comes").in_(lang))
    else:
        lines.append(
            _line(Text("经办", "By"), holder_words(procedure, procedure.holder(transition, source), lang), lang)
        )
    lines.extend(_requirements(transition, lang))
    clause = BEYOND_TEXT.in_(lang) if transition.clause == BEYOND else transition.clause
    lines.append(_line(Text("依据", "Clause"), clause, lang))
    return "\n".join(lines)


def route_words(transition: Transition, is_route: bool, lang: str) -> list[str]:
    """On which condition an event goes this way, where it can go several; a long one is left to the hover text."""
    if not is_route:
        return []
    route = Text(transition.route.zh, transition.route.en) if transition.route else Text("其他情形", "otherwise")
    lines = wrap(Text(f"［{route.zh.rstrip('。')}］", f"[{route.en.rstrip('.')}]").in_(lang), ROUTE_EM[lang])
    return lines if len(lines) <= ROUTE_LINES else [Text("［符合条件时］", "[on a condition]").in_(lang)]


def _requirements(transition: Transition, lang: str) -> list[str]:
    lines = []
    if transition.route:
        lines.append(
            _line(Text("走此路的条件", "This way if"), Text(transition.route.zh, transition.route.en).in_(lang), lang)
        )
    asked = [Text(f.zh, f.en).in_(lang) for f in transition.needs if f.required]
    asked += [Text(d.zh, d.en).in_(lang) for d in transition.documents if d.at_least]
    if transition.needs_opinion:
        asked.append(Text("意见", "an opinion").in_(lang))
    if transition.reason:
        asked.append(Text("原因", "a reason").in_(lang))
    if asked:
        lines.append(_line(Text("需填写或提交", "Needs"), COMMA.in_(lang).join(asked), lang))
    lines.extend(f"{GUARDED} {Text(guard.zh, guard.en).in_(lang)}" for guard in transition.when)
    return lines


def _line(label: Text, words: str, lang: str) -> str:
    return f"{label.in_(lang)}{COLON.in_(lang)}{words}"
