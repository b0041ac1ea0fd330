"""A worker tells whoever watches it what it has done, where a listener is set up, and nothing else to nobody."""

import socket
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

import click
import pytest

from command.configuration import Misconfigured, configuration
from command.shell import Shell
from command.watched import watched
from flows.service import working
from flows.service.working import work
from tests.service.errand import World, errand, world
from tests.service.test_working import reviewed


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, errand())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def shell_at(port: int, place: World) -> Shell:
    class Then(Shell):
        def now(self) -> datetime:
            return place.now

    shell = Then("en")
    shell.configuration = configuration({"FLOWS_WORKER_METRICS": str(port)})
    return shell


def asked(port: int, path: str = "/metrics") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def test_it_tells_what_it_did_what_failed_and_how_late_it_is(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    with watched(shell_at(port, place), place.office):
        assert asked(port, "/healthz") == "ok\n"
        assert asked(port, "/readyz") == "ready\n"
        reviewed(place)
        place.later(hours=3)
        told = asked(port)
        assert "flows_due_deadlines 1\n" in told
        assert "flows_due_oldest_seconds 3600\n" in told
        work(place.office, place.now)
        monkeypatch.setattr(working, "post", lambda *_: 1 / 0)
        work(place.office, place.now)
        told = asked(port)
        for line in (
            'flows_worked_total{kind="climbed"} 1',
            'flows_work_failures_total{kind="posted"} 1',
            "flows_due_deadlines 0",
            "flows_due_oldest_seconds 0",
        ):
            assert f"{line}\n" in told, told
        with pytest.raises(urllib.error.HTTPError, match="404") as refused:
            asked(port, "/login")
        refused.value.close()
    with pytest.raises(OSError):
        asked(port)


def test_a_port_that_is_taken_ends_the_command_with_a_sentence(
    place: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(click.exceptions.Exit), watched(shell_at(port, place), place.office):
            pass
    assert f"Can't listen on 127.0.0.1, port {port}" in capsys.readouterr().err


def test_where_it_listens_is_a_port_of_this_machine_or_an_address_that_is_named() -> None:
    def at(text: str) -> object:
        return configuration({"FLOWS_WORKER_METRICS": text}).worker_metrics

    assert (at(""), at("9101")) == (None, ("127.0.0.1", 9101))
    assert (at("10.0.0.5:9101"), at("[::1]:9101")) == (("10.0.0.5", 9101), ("::1", 9101))
    for wrong in ("0", "65536", "host:", "http://127.0.0.1:9", "a b:9"):
        with pytest.raises(Misconfigured):
            at(wrong)
