"""What a button says of an event that may yet go several ways."""

from flows.definition import BEYOND, Actor, Event, Field, Guard, Post, Procedure, Role, Situation, State, Transition
from flows.engine.compiled import Compiled
from flows.engine.decide import offer, open_ways
from tests.procedures.situations import situation

DESK = Role("front_desk", "前台接待", "Front desk")
SETTLE, END = Event("settle", "了结", "Settle"), Event("end", "结束", "End")
OUTCOME = Field("outcome", "text", "结果", "Outcome")
IS_KEPT = Guard("is_kept", lambda s: s.text("outcome") == "kept", "保留", "Kept", reads=["outcome"])
BALANCED = Guard("balanced", lambda s: s.data.get("open_items") == 0, "须结清", "All is settled")
SIGNED = Guard("signed", lambda s: s.data.get("signed") is True, "须签字", "It is signed")
PROCEDURE = Procedure(
    "two_ways",
    version=1,
    zh="两路",
    en="Two ways",
    prefix="TW",
    clause=BEYOND,
    states=[State("open", "办理", "Open", DESK), State("kept", "保留", "Kept"), State("dropped", "取消", "Dropped")],
    transitions=[
        Transition(SETTLE, "open", "kept", route=IS_KEPT, needs=[OUTCOME], when=[SIGNED], clause=BEYOND),
        Transition(SETTLE, "open", "dropped", needs=[OUTCOME], when=[SIGNED, BALANCED], clause=BEYOND),
    ],
)
COMPILED = Compiled(PROCEDURE, "")


def desk(**data: object) -> Situation:
    return situation("complaint", state="open", data=data, actor=Actor("wei", "wei", (Post("front_desk"),)))


def test_a_way_that_is_shut_does_not_close_the_button_while_another_is_open() -> None:
    shown = offer(COMPILED, desk(signed=True, open_items=2), "settle")
    assert shown.allowed
    assert [guard.code for guard in shown.depends] == ["balanced"]


def test_what_shuts_every_way_closes_the_button() -> None:
    shown = offer(COMPILED, desk(signed=False, open_items=2), "settle")
    assert not shown.allowed
    assert "signed" in {u.guard for u in shown.unmet}


def test_where_nothing_is_shut_nothing_is_said() -> None:
    shown = offer(COMPILED, desk(signed=True, open_items=0), "settle")
    assert (shown.allowed, shown.depends) == (True, ())


def test_a_route_over_what_the_case_has_already_leaves_one_way_open() -> None:
    known = Guard("known", lambda s: s.data.get("fee") == 0, "无费用", "No fee", reads=["fee"])
    free = Transition(END, "open", "kept", route=known, clause=BEYOND)
    paid = Transition(END, "open", "dropped", clause=BEYOND)
    assert open_ways((free, paid), desk(fee=0)) == (free,)
    assert open_ways((free, paid), desk(fee=5)) == (paid,)
