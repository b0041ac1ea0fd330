"""A picture of two versions shows what came, went and changed, and not by colour alone."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest

from flows.definition import Procedure, State, Transition
from flows.definition.changes import changes
from flows.drawing.difference import svg
from flows.drawing.palette import PENS
from flows.procedures import PROCEDURES

OLD = PROCEDURES["renovation_extension"]
SVG = "{http://www.w3.org/2000/svg}"


def with_(procedure: Procedure, **what: Any) -> Procedure:
    named = {name: getattr(procedure, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    return Procedure(procedure.key, **{**named, "version": procedure.version + 1, **what})


def arrow(transition: Transition, source: str, target: str | None, **what: Any) -> Transition:
    names = [name for name in Transition.__dataclass_fields__ if name not in ("event", "source", "target")]
    kept = {name: getattr(transition, name) for name in names}
    return Transition(transition.event, source, target, **{**kept, **what})


def later() -> Procedure:
    """The first arrow leads to a state of its own, the second asks for a reason, the last is gone."""
    first, second, *rest = OLD.transitions
    check = State("check", "复核", "Check", OLD.start.by, "看", "Look")
    arrows = [
        arrow(first, first.source[0], "check"),
        arrow(first, "check", first.target),
        arrow(second, second.source[0], second.target, reason=not second.reason),
        *rest[:-1],
    ]
    return with_(OLD, states=[OLD.states[0], check, *OLD.states[1:]], transitions=arrows)


def test_what_differs_is_found_arrow_by_arrow() -> None:
    found = changes(OLD, later())
    first, second, last = OLD.transitions[0], OLD.transitions[1], OLD.transitions[-1]
    event, start, then = first.event.code, first.source[0], str(first.target)
    assert found.arrows[f"{event}:{start}:check"] == found.arrows[f"{event}:check:{then}"] == "added"
    assert found.arrows[f"{event}:{start}:{then}"] == "removed"
    assert found.arrows[f"{second.event.code}:{second.source[0]}:{second.target}"] == "changed"
    gone = {f"{last.event.code}:{source}:{last.lands_in(source)}" for source in last.source}
    assert {key for key, mark in found.arrows.items() if mark == "removed"} == gone | {f"{event}:{start}:{then}"}
    assert found.states == {"check": "added"}
    assert changes(later(), OLD).states == {"check": "removed"}
    assert changes(OLD, OLD).arrows == changes(OLD, OLD).states == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_change_has_a_sign_a_line_of_its_own_and_a_row_in_the_legend(lang: str) -> None:
    root = ET.fromstring(svg(OLD, later(), lang))
    edges = {part.get("class", "") for part in root.iter(f"{SVG}g")}
    words = [text.text or "" for text in root.iter(f"{SVG}text")]
    for mark, sign in (("added", "＋"), ("removed", "－"), ("changed", "≠")):
        assert f"edge {mark}" in edges
        assert any(line.startswith(f"{sign} ") and line != PENS[mark].words.in_(lang) for line in words)
        assert PENS[mark].words.in_(lang).split()[0] in " ".join(words)
    assert any(line.startswith("＋") and ("复核" if lang == "zh" else "Check") in line for line in words)
    looks = {(pen.dash, pen.head, pen.width) for look, pen in PENS.items() if look in ("added", "removed", "changed")}
    assert len(looks) == 3
    assert f"{OLD.version + 1}" in " ".join(words[:3])


def test_what_is_gone_stays_in_the_picture_where_it_stood() -> None:
    both = changes(later(), with_(OLD, version=9)).both
    assert [state.code for state in both.states][:3] == [OLD.states[0].code, "check", OLD.states[1].code]


def test_two_versions_alike_make_a_plain_picture() -> None:
    plain = svg(OLD, with_(OLD, states=[replace(state) for state in OLD.states]), "zh")
    assert not any(f'class="edge {mark}"' in plain for mark in ("added", "removed", "changed"))
