"""What the search for people has found, in words of the office: for the command line, and for those who answer for leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flows.definition import Text, roles_of
from flows.procedures import ROLES
from flows.procedures.readers import READERS
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.service.staffing import Answered, Stuck, staffing
from flows.service.substitutions import NAMERS

LISTED = 50  # on a page


def said(stuck: Stuck) -> list[Text]:
    """Why, in words: the way so far, where it stands then, and whose turn it would be."""
    question, outcome = stuck.question, stuck.outcome
    procedure, lines = question.procedure, list[Text]()
    for step in outcome.path:
        who, state = step.who.name if step.who else "", procedure.state(step.target)
        if step.transition is None:
            lines.append(Text(f"{who} 把“{state.zh}”改派给 {step.to}", f"{who} gives “{state.en}” to {step.to}"))
            continue
        event = step.transition.event
        lines.append(Text(f"{who} {event.zh} → {state.zh}".strip(), f"{who} {event.en} → {state.en}".strip()))
    state = procedure.state(outcome.state)
    if not outcome.decided:
        lines.append(
            Text(f"“{state.zh}”之后情况太多，没有算完", f"too many situations behind “{state.en}”: not decided")
        )
    for transition in outcome.wanted:
        roles = roles_of(procedure.holder(transition, outcome.state))
        zh, en = "、".join(role.zh for role in roles), " or ".join(role.en for role in roles)
        asked = [f.role for f in transition.needs if f.kind == "user" and f.required and f.role]
        named = [ROLES[code] for code in asked if code in ROLES]
        if named:
            zh += f"，并指定{'、'.join(role.zh for role in named)}"
            en += f", naming {', '.join(role.en for role in named)}"
        event = transition.event
        lines.append(
            Text(
                f"“{state.zh}”：没有人能办“{event.zh}”（{zh}）",
                f"“{state.en}”: nobody can take “{event.en}” ({en})",
            )
        )
    return lines


def which(stuck: Stuck) -> Text:
    """The cases, or that it is a fresh one."""
    procedure, numbers = stuck.question.procedure, stuck.question.numbers
    if not numbers:
        return Text(f"{procedure.zh}，新单", f"{procedure.en}, a fresh case")
    return Text(f"{procedure.zh} {'、'.join(numbers)}", f"{procedure.en} {', '.join(numbers)}")


def posts_told(codes: Iterable[str]) -> Text:
    """How many of each post."""
    found = [(ROLES[code], many) for code, many in sorted(Counter(codes).items())]
    zh = "、".join(f"{role.zh} {many} 人" for role, many in found)
    return Text(zh, ", ".join(f"{many} × {role.en}" for role, many in found))


def missing_told(found: Answered) -> Text | None:
    """None where nobody new is asked for."""
    if found.missing is None:
        return Text("每个岗位各增三人也不够", "Three more in each post are too few")
    if not found.missing:
        return None
    posts = posts_told(found.missing)
    least = (
        ("", "")
        if found.smallest
        else ("（有的情况没有算完，未证明人数最少）", " (not everything was decided: not proven to be the fewest)")
    )
    return Text(f"还缺：{posts.zh}{least[0]}", f"missing: {posts.en}{least[1]}")


@dataclass(frozen=True, slots=True)
class Line:
    which: Text
    why: tuple[Text, ...]
    hopeless: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`lines`: what can't be finished, matters of the staff without their numbers and ways; `more` than are listed."""

    since: datetime
    until: datetime
    cases: int
    fresh: int
    lines: tuple[Line, ...]
    more: int
    missing: Text | None


def staffing_shown(office: Office, login: str, site: str, now: datetime) -> Shown:
    """For whoever names substitutes at the site. Raises Forbidden, NotFound."""
    with office.read() as connection:
        rights_of(connection, login, now).must_hold(site, (*NAMERS, *ADMINISTRATORS))
    found = staffing(office, site, now)
    lines, more = tuple(_line(stuck) for stuck in found.stuck[:LISTED]), max(0, len(found.stuck) - LISTED)
    return Shown(found.since, found.until, found.cases, found.fresh, lines, more, missing_told(found))


def _line(stuck: Stuck) -> Line:
    procedure, many = stuck.question.procedure, len(stuck.question.numbers)
    if many and procedure.key in READERS:
        told = Text(
            f"{procedure.zh}，{many} 件（单号只给可看的人）", f"{procedure.en}, {many} (numbers for its readers alone)"
        )
        return Line(told, (), stuck.hopeless)
    return Line(which(stuck), tuple(said(stuck)), stuck.hopeless)
