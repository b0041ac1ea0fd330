"""A tiny sound declaration and the words it is made of; each faulty one differs from it in one place."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flows.definition import (
    BEYOND,
    CLOCK,
    Event,
    Field,
    Guard,
    Procedure,
    Role,
    Setting,
    Situation,
    State,
    Transition,
)

CLAUSES = frozenset({"CSH 5.5", *(f"CSH 5.5.{step}" for step in range(1, 6)), "EMP ch4.2", "SSP 2.3"})

DESK = Role("front_desk", "前台接待", "Front desk", superior="director", clause="CSH 5.5")
CHIEF = Role("engineering_supervisor", "工程部主管", "Engineering supervisor", superior="director", seats=1)
DIRECTOR = Role("director", "管理处主任", "Director", seats=1)

SUBMIT = Event("submit", "提交", "Submit")
ENDORSE = Event("endorse", "审核", "Endorse", "approval")
APPROVE = Event("approve", "批准", "Approve", "approval")
RETURN = Event("return", "退回", "Return", "return")
REJECT = Event("reject", "驳回", "Reject", "reject")
NOTE = Event("note", "备注", "Note", "note")
EXPIRE = Event("expire", "过期", "Expire", "expire")
FOLLOW = Event("follow", "随办", "Follow", "follow")
SIGN = Event("sign", "会签", "Sign")
PASS = Event("pass_on", "转出", "Pass on")


def always(situation: Situation) -> bool:
    return True


four_eyes = Guard("four_eyes", always, "不得由同一人办理", "Another person must do this", identity=True)

PLACE = Field("place", "text", "地点", "Place")

STATES = (
    State("draft", "填写申请", "Draft", DESK, "请填写申请。", "Fill in the application."),
    State("review", "审核", "Review", CHIEF, "请审核。", "Review it."),
    State("approval", "审批", "Approval", DIRECTOR, "请审批。", "Decide on it."),
    State("closed", "已关闭", "Closed"),
    State("rejected", "已驳回", "Rejected"),
)
SUBMITTED = Transition(SUBMIT, "draft", "review", needs=[PLACE], clause="CSH 5.5.1-3")
ENDORSED = Transition(ENDORSE, "review", "approval", when=[four_eyes], clause="CSH 5.5.4")
APPROVED = Transition(APPROVE, "approval", "closed", when=[four_eyes], clause="CSH 5.5.4")
RETURNED = Transition(RETURN, ("review", "approval"), "draft", clause=BEYOND)
REJECTED = Transition(REJECT, ("review", "approval"), "rejected", clause="CSH 5.5")
TRANSITIONS = (SUBMITTED, ENDORSED, APPROVED, RETURNED, REJECTED)

TO_REVIEW = "draft --submit--> review"
TO_APPROVAL = "review --endorse--> approval"
TO_CLOSED = "approval --approve--> closed"


def tiny(
    *,
    states: Iterable[State] = STATES,
    transitions: Iterable[Transition] = TRANSITIONS,
    settings: Iterable[Setting] = (),
    **head: Any,
) -> Procedure:
    """The sound declaration, with other states, transitions, settings or head where the test says so."""
    given = {"key": "tiny", "version": 1, "zh": "小流程", "en": "Tiny", "prefix": "TY", "clause": "CSH 5.5"} | head
    return Procedure(**given, states=states, transitions=transitions, settings=settings)


def with_state(code: str, **changes: Any) -> tuple[State, ...]:
    """The states with one of them changed."""
    return tuple(replace(state, **changes) if state.code == code else state for state in STATES)


def with_transition(old: Transition, *new: Transition) -> tuple[Transition, ...]:
    """The transitions with one of them replaced."""
    before = TRANSITIONS.index(old)
    return (*TRANSITIONS[:before], *new, *TRANSITIONS[before + 1 :])


def open_state(code: str, by: Any = DESK, **given: Any) -> State:
    return State(code, "环节", "State", by, "请办理。", "Do it.", **given)


def guard(code: str, **given: Any) -> Guard:
    return Guard(code, always, "条件", "Condition", **given)


def by_clock(source: str, target: str | None, **given: Any) -> Transition:
    return Transition(EXPIRE, source, target, by=CLOCK, clause=BEYOND, **given)


@dataclass(frozen=True)
class Faulty:
    """A declaration with one fault: the rule that refuses it, where, and the counter-example."""

    story: str
    rule: str
    procedure: Procedure
    where: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.rule}: {self.story}"
