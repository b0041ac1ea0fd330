"""A webhook reaches no machine of ours, whatever its name leads to."""

import ipaddress
import socket
from typing import Any

import pytest

from flows.service.channels import hooks
from flows.service.channels.outward import Failed, Outward, Parcel
from flows.service.channels.reach import place_of, reached
from flows.service.channels.sealed import opened, sealed
from tests.service.channels import receiving
from tests.service.errand import NOW

INSIDE = (
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "192.168.1.1",
    "0.0.0.0",
    "::1",
    "fe80::1%lo",
    "fd00::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
)


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []

    def answer(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    leads_to(monkeypatch, "93.184.216.34", address)
    with pytest.raises(Failed, match="private address"):
        reached(place_of("https://hooks.example/x"), ())


def test_a_public_one_is_reached_with_tls_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "93.184.216.34")
    assert reached(place_of("https://hooks.example/x"), ()) == "93.184.216.34"
    with pytest.raises(Failed, match="needs https"):
        reached(place_of("http://hooks.example/x"), ())


def test_a_network_that_the_operator_names_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "10.1.2.3")
    assert reached(place_of("http://inside/x"), (ipaddress.ip_network("10.1.0.0/16"),)) == "10.1.2.3"
    with pytest.raises(Failed, match="private address"):
        reached(place_of("https://inside/x"), (ipaddress.ip_network("10.2.0.0/16"),))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "https://",
        "//a.example",
        "https://u:p@a.example/",
        "https://a.example:x/",
        "https://a\r\n/",
        "x",
        "https://例子/",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(Failed, match="must be an address"):
        place_of(url)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is asked for once: what it leads to a moment later doesn't count."""
    with receiving() as hook:
        asked = leads_to(monkeypatch, "127.0.0.1")
        parcel = Parcel("k", "webhook", f"http://inside.example:{hook.port}/in?a=b", {}, "s", "kid")
        connect = socket.create_connection
        to: list[Any] = []
        monkeypatch.undo()
        asked_again = leads_to(monkeypatch, "127.0.0.1")
        monkeypatch.setattr(socket, "create_connection", lambda address, timeout: to.append(address) or _to(address))
        hooks.call(parcel, Outward(private=(ipaddress.ip_network("127.0.0.0/8"),)), NOW)
        assert connect is not socket.create_connection
        assert (asked, asked_again, to) == ([], ["inside.example"], [("127.0.0.1", hook.port)])
        assert hook.got[0][0] == "/in?a=b"
        assert hook.got[0][1]["Host"] == f"inside.example:{hook.port}"


def _to(address: tuple[str, int]) -> socket.socket:
    made = socket.socket()
    made.settimeout(5)
    made.connect(address)
    return made


def test_a_redirect_is_not_followed() -> None:
    with receiving(302) as hook:
        parcel = Parcel("k", "webhook", hook.address, {}, "s", "kid")
        with pytest.raises(Failed, match="answers 302"):
            hooks.call(parcel, Outward(private=(ipaddress.ip_network("127.0.0.0/8"),)), NOW)
        assert len(hook.got) == 1


def test_what_is_sealed_opens_with_the_same_secret_for_the_same_thing_alone() -> None:
    kept = sealed(b"one secret", "wish eng", "bot://secret")
    assert opened(b"one secret", "wish eng", kept) == "bot://secret"
    assert kept != sealed(b"one secret", "wish eng", "bot://secret")
    for secret, what, box in (
        (b"another", "wish eng", kept),
        (b"one secret", "wish boss", kept),
        (b"one secret", "wish eng", "x"),
    ):
        with pytest.raises(Failed):
            opened(secret, what, box)
