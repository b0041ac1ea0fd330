"""Mermaid source: every state and arrow, in either language, with nothing that Mermaid would read as syntax."""

import re

import pytest

from flows.drawing import mermaid
from flows.procedures import PROCEDURES

ARROW = re.compile(r"  (\w+) --> (\w+) : ([^:;\n]+)")


@pytest.mark.parametrize("key", PROCEDURES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_and_arrow_is_drawn(key: str, lang: str) -> None:
    procedure = PROCEDURES[key]
    lines = mermaid.source(procedure, lang).splitlines()
    arrows = [(m[1], m[2]) for line in lines if (m := ARROW.fullmatch(line))]
    declared = [(source, t.lands_in(source)) for t in procedure.transitions for source in t.source]
    assert arrows == declared
    for state in procedure.states:
        assert sum(line.endswith(f" as {state.code}") for line in lines) == 1
        assert (f"  {state.code} --> [*]" in lines) == procedure.is_final(state.code)
    assert f"  [*] --> {procedure.start.code}" in lines
