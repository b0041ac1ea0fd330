"""Every procedure held against bpmnlint's recommended rules, in both languages: half a second each, hence `make formats`."""

from __future__ import annotations

import pytest

from command.exporting import exported
from flows.procedures import PROCEDURES
from tests.interchange.reading import Bpmn


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", PROCEDURES)
def test_bpmnlint_finds_no_fault(key: str, lang: str) -> None:
    assert Bpmn(exported(PROCEDURES[key], "bpmn", lang)).lint() == {}
