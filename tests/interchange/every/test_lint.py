"""Every procedure read by bpmn.io's reader and held against bpmnlint's rules, in both languages: half a second each, hence `make formats`."""

from __future__ import annotations

import pytest

from command.exporting import exported
from flows.procedures import PROCEDURES
from tests.interchange.reading import Bpmn, moves


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", PROCEDURES)
def test_bpmn_io_reads_the_same_arrows_and_bpmnlint_finds_no_fault(key: str, lang: str) -> None:
    read = Bpmn(exported(PROCEDURES[key], "bpmn", lang))
    assert read.moves() == moves(PROCEDURES[key])
    assert read.lint() == {}
