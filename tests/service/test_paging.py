"""Lists of somebody at several sites, and of somebody at more than are read one by one."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from flows.service import registers
from flows.service.errors import Invalid
from flows.service.office import Office
from flows.service.pages import Page, key_of
from flows.service.registers import NewParty
from flows.service.rights import OPERATOR
from tests.service.a_site import NOW, an_office

NAMES = ("丁", "丙", "乙", "甲")
CODES = ["1-0101", "1-0102", "9-1", "9-2"]


@pytest.fixture
def office(site_url: str, tmp_path: Path) -> Iterator[Office]:
    """Two units and two people at each of two sites; `root.one` administers both."""
    with an_office(site_url, tmp_path) as made:
        for code in ("9-2", "9-1"):
            registers.add_unit(made, OPERATOR, "south", code, "9", NOW)
        for number, name in enumerate(NAMES):
            site = ("north", "south")[number % 2]
            registers.add_party(made, "root.one", site, NewParty(name), NOW)
        yield made


def pages(listed: Callable[..., Page[Any]], office: Office, **which: Any) -> list[list[Any]]:
    found, cursor = [], None
    while True:
        page = listed(office, "root.one", NOW, cursor=cursor, **which)
        found.append(list(page.items))
        cursor = page.cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("runs", [1, 2, 20])
def test_units_come_site_by_site(office: Office, monkeypatch: pytest.MonkeyPatch, runs: int, limit: int) -> None:
    monkeypatch.setattr(import_module("flows.service.registers.units"), "RUNS", runs)
    found = pages(registers.list_units, office, limit=limit)
    assert [unit.code for page in found for unit in page] == CODES
    assert all(len(page) <= limit for page in found)
    assert [unit.code for page in pages(registers.list_units, office, q="9-", limit=limit) for unit in page] == CODES[
        2:
    ]


@pytest.mark.parametrize("limit", [1, 3, 50])
@pytest.mark.parametrize("runs", [1, 20])
def test_people_come_by_name_over_all_sites(
    office: Office, monkeypatch: pytest.MonkeyPatch, runs: int, limit: int
) -> None:
    monkeypatch.setattr(import_module("flows.service.registers.parties"), "RUNS", runs)
    found = [party.name for page in pages(registers.list_parties, office, limit=limit) for party in page]
    once = [party.name for party in registers.list_parties(office, "root.one", NOW).items]
    assert sorted(found) == sorted(NAMES)
    assert found == once  # by the order that the database gives to names
    assert [party.name for party in registers.list_parties(office, "root.one", NOW, site="south").items] == ["丙", "甲"]


@pytest.mark.parametrize("text", ["[" * 100_000, "[1", "{}", '["a", 1, 2]'])
def test_a_cursor_that_nobody_gave_out_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        key_of(urlsafe_b64encode(text.encode()).decode(), str, int)
