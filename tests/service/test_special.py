"""Special treatment: one guard set aside for one event, in writing, one level up (EMP ch3.25)."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from flows.procedures import GUARDS
from flows.service.audit import replay_all, verify
from flows.service.case_view import case_view
from flows.service.errors import Conflict, Forbidden, Invalid, Refused
from flows.service.papers import attach
from flows.service.special import Exemption, treat_specially
from flows.storage import tables as t
from tests.service.errand import World

WHY = "业主急用，已当面核实，补交说明附后"


def asked(north: World, number: str, login: str = "chief", **other: Any) -> Exemption:
    values: dict[str, Any] = {"event": "submit", "guard": "small", "explanation": WHY, "seen": north.revision(number)}
    return Exemption(login, number, **{**values, **other})


def drafted(north: World) -> str:
    number = north.start()
    attach(north.office, "desk", number, "paper", "a.pdf", b"%PDF-1.4", north.now)
    return number


def test_the_post_above_sets_a_guard_aside_and_the_history_says_so(north: World) -> None:
    number = drafted(north)
    with pytest.raises(Refused, match="at most 100"):
        north.act("desk", number, "submit", price="400")
    treat_specially(north.office, asked(north, number), north.now)
    north.act("desk", number, "submit", price="400")
    view = case_view(north.office, "eng", number, north.now)
    entry = next(h for h in view.history if h.event == "special_treatment")
    assert (view.state.code, entry.reason, entry.role) == ("review", WHY, "cs_supervisor")
    with north.office.read() as connection:
        last = connection.execute(select(t.history.c.content).order_by(t.history.c.seq.desc()).limit(1)).scalar_one()
    assert json.loads(last)["special"] == ["small"]
    assert verify(north.office).faults == ()
    assert replay_all(north.office)[1] == ()


def test_it_frees_this_event_in_this_round_alone(north: World) -> None:
    number = drafted(north)
    treat_specially(north.office, asked(north, number), north.now)
    north.act("desk", number, "submit", price="400")
    north.act("eng", number, "return", reason="价格太高")
    with pytest.raises(Refused, match="at most 100"):
        north.act("desk", number, "submit")


@pytest.mark.parametrize("login", ["desk", "desk2", "eng", "boss"])
def test_nobody_but_the_post_one_level_above_gives_it(north: World, login: str) -> None:
    number = drafted(north)
    with pytest.raises(Forbidden, match="one level above: Customer-service supervisor"):
        treat_specially(north.office, asked(north, number, login), north.now)


def test_it_needs_an_explanation_a_condition_of_the_event_and_the_case_as_it_is(north: World) -> None:
    number = drafted(north)
    with pytest.raises(Invalid) as short:
        treat_specially(north.office, asked(north, number, explanation="  急  "), north.now)
    assert short.value.errors[0].path == "explanation"
    with pytest.raises(Invalid):
        treat_specially(north.office, asked(north, number, guard="four_eyes"), north.now)
    drawn = north.revision(number)
    north.act("desk", number, "submit", price="1")
    north.act("eng", number, "return", reason="再议")
    with pytest.raises(Conflict):
        treat_specially(north.office, asked(north, number, seen=drawn), north.now)


def test_whoever_may_not_give_it_is_told_so_before_their_words_are_weighed(north: World) -> None:
    number = drafted(north)
    with pytest.raises(Forbidden, match="one level above"):
        treat_specially(north.office, asked(north, number, "eng", explanation="急"), north.now)


def test_four_eyes_is_never_set_aside(north: World) -> None:
    number = drafted(north)
    north.act("desk", number, "submit", price="1")
    with pytest.raises(Forbidden, match="can't be set aside"):
        treat_specially(north.office, asked(north, number, "boss", event="endorse", guard="four_eyes"), north.now)


def test_the_law_and_what_effects_rely_on_stand_whatever_is_explained() -> None:
    for code in (
        "place_allows_hot_work",
        "welder_certified",
        "pass_in_use",
        "pass_is_void",
        "renovation_permit_on_file",
    ):
        assert GUARDS[code].absolute
    for code in ("four_eyes", "owner_or_agent", "not_about_me"):
        assert GUARDS[code].identity
