"""Rules about four eyes: every approval asks for them, and the posts named have people enough to give them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.definition.checks.subject import Arrow, Fault, Subject, Way, steps
from flows.definition.model import Role, roles_of
from flows.definition.text import Text

FOUR_EYES = "four_eyes"


Posts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that one person does and nobody who did another of the same chain may do. `posts` with few seats
    only: an act that any number of people may do always finds somebody."""

    name: str
    posts: Posts


Chain = tuple[Act, ...]


def approval_needs_four_eyes(subject: Subject) -> Iterator[Fault]:
    """Nobody approves what they registered, nobody approves twice: every approval has the guard that says so."""
    for arrow in subject.arrows:
        if _is_approval(arrow) and not _is_guarded(arrow):
            said = Text(f"审批没有前置条件“{FOUR_EYES}”。", f"An approval without the guard “{FOUR_EYES}”.")
            yield Fault(str(arrow), said, subject.path_over(arrow))


def four_eyes_satisfiable(subject: Subject) -> Iterator[Fault]:
    """On no way from the start does a chain need more people than its posts have seats.

    Whoever registers the case takes part in every chain, an approval in all of its chain that follows, another event
    with the guard in nothing that follows; a `return` begins a new chain. The best case is reckoned with: the posts are
    held by different people. Ways that go round are followed until a chain can't be staffed or repeats itself, which it
    must, since an act that any number of people may do is not counted. Sign-offs are not counted either.
    """
    told: set[str] = set()
    first = _act("registration", roles_of(subject.procedure.start.by))
    seats = _seats(subject)
    waiting: deque[tuple[str, Chain, Way]] = deque([(subject.procedure.start.code, first, ())])
    seen = {(subject.procedure.start.code, _posts(first))}
    while waiting:
        state, chain, way = waiting.popleft()
        for arrow in subject.leaving(state):
            acting = _acting(subject, arrow, chain)
            after = first if arrow.transition.event.kind == "return" else acting if _is_approval(arrow) else chain
            if not staffable(_posts(acting), seats):
                if str(arrow) not in told:
                    told.add(str(arrow))
                    yield Fault(str(arrow), _too_few(acting), steps((*way, arrow)))
            elif (arrow.target, _posts(after)) not in seen:
                seen.add((arrow.target, _posts(after)))
                waiting.append((arrow.target, after, (*way, arrow)))


def staffable(acts: Sequence[Posts], seats: Mapping[str, int]) -> bool:
    """Whether each act can be given a person of its own: a matching of acts and seats by augmenting paths."""
    places = [(post, seat) for post, count in seats.items() for seat in range(count)]
    sitting: dict[tuple[str, int], int] = {}

    def find_seat(act: int, tried: set[tuple[str, int]]) -> bool:
        for place in places:
            if place[0] in acts[act] and place not in tried:
                tried.add(place)
                if place not in sitting or find_seat(sitting[place], tried):
                    sitting[place] = act
                    return True
        return False

    return all(find_seat(act, set()) for act in range(len(acts)))


def _posts(chain: Chain) -> tuple[Posts, ...]:
    return tuple(sorted(act.posts for act in chain))


def _is_guarded(arrow: Arrow) -> bool:
    return any(guard.code == FOUR_EYES for guard in arrow.guards)


def _is_approval(arrow: Arrow) -> bool:
    return arrow.transition.event.kind == "approval"


def _act(name: str, roles: tuple[Role, ...]) -> Chain:
    if not roles or any(role.seats is None for role in roles):
        return ()
    return (Act(name, tuple(sorted(role.code for role in roles))),)


def _acting(subject: Subject, arrow: Arrow, chain: Chain) -> Chain:
    """The chain with whoever takes the arrow, where that must be somebody new."""
    if not _is_approval(arrow) and not _is_guarded(arrow):
        return chain
    holder = subject.procedure.holder(arrow.transition, arrow.source)
    return (*chain, *_act(str(arrow), roles_of(holder)))


def _seats(subject: Subject) -> dict[str, int]:
    holders = [state.by for state in subject.procedure.states] + [t.by for t in subject.procedure.transitions]
    roles = (role for holder in holders for role in roles_of(holder))
    return {role.code: role.seats for role in roles if role.seats is not None}


def _too_few(chain: Chain) -> Text:
    acts = ", ".join(f"{act.name} ({' / '.join(act.posts)})" for act in chain)
    return Text(
        f"岗位人数不足以由不同的人办理：{acts}。", f"The posts have too few people for different ones to do: {acts}."
    )
