"""Rules about who acts: each open state has a post, each signature somebody who may give it."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition.checks.subject import Arrow, Fault, Subject
from flows.definition.checks.uses import fields_of
from flows.definition.effects import Tell
from flows.definition.model import CLOCK, Holder, RoleFrom, State, roles_of
from flows.definition.text import Text

# The kinds of event that the engine holds up until all have signed.
WAITING = frozenset({"forward", "approval"})


def open_state_has_a_post(subject: Subject) -> Iterator[Fault]:
    """Whatever waits, waits for somebody; the clock is nobody."""
    for state in subject.procedure.states:
        posts = [role for role in roles_of(state.by) if role != CLOCK]
        if not posts and not subject.procedure.is_final(state.code):
            said = Text("还能办理，却没有经办岗位。", "Something can be done here, but no post holds it.")
            yield Fault(f"state {state.code}", said, subject.path(state.code))


def final_state_has_no_post(subject: Subject) -> Iterator[Fault]:
    """In a final state nobody has anything to do, and nothing falls due."""
    for state in subject.procedure.states:
        if subject.procedure.is_final(state.code) and _asks_for_work(state):
            said = Text(
                "没有任何操作，却有岗位、时限或会签。",
                "Nothing can be done here, yet it has a post, limit or signature.",
            )
            yield Fault(f"state {state.code}", said, subject.path(state.code))


def named_person_holds_the_post(subject: Subject) -> Iterator[Fault]:
    """Where one person is meant, the field that names them asks for a post that may act there."""
    fields = fields_of(subject.procedure)
    for arrow in subject.arrows:
        field = fields.get(_names_person(subject, arrow) or "")
        posts = {role.code for role in roles_of(subject.procedure.holder(arrow.transition, arrow.source))}
        if field and field.role and posts and field.role not in posts:
            said = Text(f"“{field.name}”指定的人不在此岗位。", f"Whoever “{field.name}” names does not hold this post.")
            yield Fault(str(arrow), said, subject.path_over(arrow))


def role_from_covers_choices(subject: Subject) -> Iterator[Fault]:
    """Where the case names the post, every choice of that field is one of the posts meant, and each can be chosen."""
    fields = fields_of(subject.procedure)
    for place, holder, path in _holders(subject):
        field = fields.get(holder.field) if isinstance(holder, RoleFrom) else None
        if isinstance(holder, RoleFrom) and field and field.kind == "choice":
            chosen, meant = {choice.code for choice in field.choices}, {role.code for role in holder.roles}
            if chosen != meant:
                odd = ", ".join(sorted(chosen ^ meant))
                said = Text(
                    f"字段“{field.name}”的选项与岗位不符：{odd}。",
                    f"Choices of “{field.name}” and posts differ: {odd}.",
                )
                yield Fault(place, said, path)


def sign_offs_can_be_given(subject: Subject) -> Iterator[Fault]:
    """A state with sign-offs has an event by which each of its posts signs, and a way out once all have signed."""
    for state in subject.procedure.states:
        if state.sign_offs and not subject.procedure.is_final(state.code):
            for said in _missing_signature(subject, state):
                yield Fault(f"state {state.code}", said, subject.path(state.code))


def signature_is_asked_for(subject: Subject) -> Iterator[Fault]:
    """A transition signs only where there is something to sign."""
    for arrow in subject.arrows:
        if arrow.transition.signs and not subject.procedure.state(arrow.source).sign_offs:
            said = Text("此环节没有会签。", "The state has no sign-offs.")
            yield Fault(str(arrow), said, subject.path_over(arrow))


def clock_fills_in_nothing(subject: Subject) -> Iterator[Fault]:
    """What the clock fires has no guard that asks who acts and nothing to fill in: it has no hands. It may have guards
    on the facts."""
    for arrow in subject.arrows:
        transition = arrow.transition
        needs = any(f.required for f in transition.needs) or any(d.at_least for d in transition.documents)
        if CLOCK in roles_of(transition.by) and (needs or any(guard.identity for guard in arrow.guards)):
            said = Text(
                "时钟不会填表、附件，也没有身份。", "The clock fills in nothing, attaches nothing and is nobody."
            )
            yield Fault(str(arrow), said, subject.path_over(arrow))


def what_follows_is_the_clocks(subject: Subject) -> Iterator[Fault]:
    """Nobody presses what follows on another case: it is for the clock alone. Nor does it tell others in its turn, or
    two procedures could tell each other for ever."""
    for arrow in subject.arrows:
        transition = arrow.transition
        tells = any(isinstance(effect, Tell) for effect in transition.effects)
        if transition.event.kind == "follow" and (tells or tuple(roles_of(transition.by)) != (CLOCK,)):
            said = Text(
                "随关联单据办理的操作只归时钟，也不再带动其他单据。",
                "What follows on another case is for the clock alone, and tells no further case.",
            )
            yield Fault(str(arrow), said, subject.path_over(arrow))


def _names_person(subject: Subject, arrow: Arrow) -> str | None:
    """The field with the one person who may take the arrow; a post of the arrow's own sets aside the state's."""
    own = arrow.transition.named
    return own if own or arrow.transition.by else subject.procedure.state(arrow.source).named


def _asks_for_work(state: State) -> bool:
    return bool(roles_of(state.by) or isinstance(state.by, RoleFrom) or state.deadlines or state.sign_offs)


def _holders(subject: Subject) -> Iterator[tuple[str, Holder | None, tuple[str, ...]]]:
    for state in subject.procedure.states:
        yield f"state {state.code}", state.by, subject.path(state.code)
    for arrow in subject.arrows:
        yield str(arrow), arrow.transition.by, subject.path_over(arrow)


def _waits_for_all(arrow: Arrow) -> bool:
    """What goes forward waits for every signature; what sends back or ends the case does not."""
    transition = arrow.transition
    return transition.event.kind in WAITING and not transition.signs and arrow.target != arrow.source


def _missing_signature(subject: Subject, state: State) -> Iterator[Text]:
    signing = [arrow for arrow in subject.leaving(state.code) if arrow.transition.signs]
    if not signing:
        yield Text("有会签，却没有签署的操作。", "It has sign-offs, but no event signs them.")
        return
    holders = (subject.procedure.holder(arrow.transition, arrow.source) for arrow in signing)
    able = {role.code for holder in holders for role in roles_of(holder)}
    for signature in state.sign_offs:
        if signature.role.code not in able:
            code = signature.role.code
            yield Text(f"岗位“{code}”无法签署。", f"The post “{code}” has no event by which to sign.")
    if not any(_waits_for_all(arrow) for arrow in subject.leaving(state.code)):
        yield Text("全部会签后没有前进的流转。", "Once all have signed, no way leads forward.")
