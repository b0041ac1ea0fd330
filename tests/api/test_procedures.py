"""The declarations as programs read them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from flows.procedures import PROCEDURES
from tests.api.interface import Interface


def test_every_procedure_is_listed_as_it_reads_by_itself(still_estate: Interface) -> None:
    items = still_estate.get("/procedures", "front_desk").json["items"]
    assert [item["key"] for item in items] == list(PROCEDURES)
    for item in items:
        assert still_estate.get(f"/procedures/{item['key']}", "front_desk").json == item


def test_states_and_transitions_are_those_declared(still_estate: Interface) -> None:
    for procedure in PROCEDURES.values():
        found = still_estate.get(f"/procedures/{procedure.key}", "front_desk").json
        assert [state["code"] for state in found["states"]] == [state.code for state in procedure.states]
        assert {state["code"] for state in found["states"] if state["final"]} == {
            state.code for state in procedure.states if procedure.is_final(state.code)
        }
        arrows = [(t["event"], t["source"], t["target"], t["clause"]) for t in found["transitions"]]
        assert arrows == [
            (t.event.code, source, t.lands_in(source), t.clause) for t in procedure.transitions for source in t.source
        ]
        assert all(code in found["guards"] for t in found["transitions"] for code in t["guards"])


def test_the_hot_work_permit_reads_as_the_book_has_it(still_estate: Interface) -> None:
    found = still_estate.get("/procedures/hot_work_permit", "front_desk").json
    submit = next(t for t in found["transitions"] if t["event"] == "submit")
    assert (submit["source"], submit["target"], submit["by"]) == ("draft", "engineering_review", ["front_desk"])
    assert "owner_or_agent" in submit["guards"]
    assert submit["clause"].startswith("CSH 5.5")
    assert found["label"] == {"zh": "动火许可证", "en": "Hot-work permit"}


def test_every_event_has_a_json_schema_of_its_input(still_estate: Interface) -> None:
    for item in still_estate.get("/procedures", "front_desk").json["items"]:
        assert {event["event"] for event in item["events"]} == {t["event"] for t in item["transitions"]}
        for event in item["events"]:
            Draft202012Validator.check_schema(event["input"])
            ways = [t["input"] for t in item["transitions"] if t["event"] == event["event"]]
            assert all(way in event["input"].get("anyOf", [event["input"]]) for way in ways)
        Draft202012Validator.check_schema(item["start"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_diagram_is_drawn_in_either_language(still_estate: Interface, lang: str) -> None:
    answer = still_estate.get(f"/procedures/hot_work_permit/diagram.svg?lang={lang}", "front_desk")
    assert answer.mimetype == "image/svg+xml"
    ElementTree.fromstring(answer.text)
    assert ("动火许可证" in answer.text) is (lang == "zh")
    assert ("Hot-work permit" in answer.text) is (lang == "en")


def test_what_an_offer_asks_for_is_what_the_declaration_says(interface: Interface) -> None:
    number = interface.start()["number"]
    offer = interface.get(f"/cases/{number}/offers").json["items"][0]
    found = interface.get("/procedures/errand").json
    assert offer["input"] == next(event["input"] for event in found["events"] if event["event"] == offer["event"])
