"""Whoever asks too much is told when to come back, whichever process hears it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from flows.storage.tables import tallies
from tests.api.interface import Interface, interface_of


def asked(interface: Interface, times: int, login: str = "desk") -> list[int]:
    return [interface.get("/tasks", login).status_code for _ in range(times)]


@pytest.mark.parametrize("most", [3, 40])
def test_one_request_more_than_a_minute_allows_is_refused(both: Interface, most: int) -> None:
    interface = interface_of(both.world, most)
    assert asked(interface, most) == [200] * most
    refused = interface.get("/tasks", "desk")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert refused.mimetype == "application/problem+json"
    assert refused.json["type"].endswith("#/components/responses/too_many")
    assert refused.json["detail"] == "请求太多，请在 60 秒后再试"
    assert asked(interface, 1, "eng") == [200], "others are heard"
    both.world.later(seconds=45)
    assert interface.get("/tasks", "desk").headers["Retry-After"] == "15"
    both.world.later(seconds=15)
    assert asked(interface, most + 1) == [200] * most + [429]


def test_the_requests_of_all_processes_are_counted_together(both: Interface) -> None:
    first, second = interface_of(both.world, 100), interface_of(both.world, 100)
    heard = [asked(process, 1)[0] for _ in range(80) for process in (first, second)]
    assert heard.count(200) == 100
    assert heard[:100] == [200] * 100


def test_not_each_request_writes(both: Interface) -> None:
    interface = interface_of(both.world, 600)
    asked(interface, 29)
    with both.world.office.read() as connection:
        assert connection.execute(select(tallies.c.count)).scalars().all() == [30]


def test_the_document_says_so(still: Interface) -> None:
    document = still.call("GET", "/openapi.json", None).json
    assert all(
        "429" in operation["responses"]
        for path in document["paths"].values()
        for name, operation in path.items()
        if "security" not in operation
    )
