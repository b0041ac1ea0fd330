"""Where a webhook may reach: public addresses, and the private networks that whoever runs the office names.

The name is looked up once and the connection goes to the address that was checked, so that a name which points
elsewhere a moment later leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import urlsplit

from flows.service.channels.outward import Failed

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
NAT64 = IPv6Network("64:ff9b::/96")
LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the web taken apart; `path` with its query."""

    host: str
    port: int
    path: str
    tls: bool


def place_of(url: str) -> Place:
    """Raises Failed for what is no address of a web server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _no_address() from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not plain or parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise _no_address()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.hostname, port or (443 if parts.scheme == "https" else 80), path, parts.scheme == "https")


def _no_address() -> Failed:
    zh, en = "须为 https:// 开头的地址，不含用户名和密码", "must be an address with https://, without user and password"
    return Failed(zh, en, final=True)


def reached(place: Place, private: Iterable[Network]) -> str:
    """The address to connect to. Raises Failed where a name leads inside, or nowhere; a name that leads to several is
    refused if any of them is."""
    try:
        answers = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Failed("找不到主机", "the host is unknown") from None
    found = [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
    networks = tuple(private)
    named = all(_within(address, networks) for address in found)
    if not named and not all(_meant(address).is_global for address in found):
        raise Failed("不允许指向内网或本机地址", "leads to a private address, which is not allowed", final=True)
    if not named and not place.tls:
        raise Failed("须用 https", "needs https", final=True)
    return str(found[0])


def _within(address: Address, networks: Iterable[Network]) -> bool:
    meant = _meant(address)
    return any(meant in network for network in networks if network.version == meant.version)


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one wraps, where it wraps one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
