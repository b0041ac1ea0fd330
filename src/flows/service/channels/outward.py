"""What an installation has for sending, and how a sending fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from flows.definition import Text

TIMEOUT = 8.0  # seconds that one step of a sending may take: to connect, to read (beyond the handbook)


@dataclass(frozen=True, slots=True)
class Outward:
    """`base_url`: where links lead. `mail`: the mail server as `smtp://user:password@host:port?from=a@b`; none: no mail.
    `notify`: addresses that Apprise understands, told of everything urgent. `private`: networks that are not public and
    that webhooks may call nevertheless."""

    base_url: str = ""
    mail: str = ""
    notify: tuple[str, ...] = ()
    private: tuple[IPv4Network | IPv6Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one channel. `address` is in clear; `secret` and `key_id` are a webhook's."""

    key: str
    means: str
    address: str
    content: Mapping[str, Any]
    secret: str = ""
    key_id: str = ""


class Failed(Exception):
    """Not delivered. `final`: to try again is of no use. Says nothing of the address, which is secret."""

    def __init__(self, zh: str, en: str, *, final: bool = False) -> None:
        super().__init__(en)
        self.message = Text(zh, en)
        self.final = final
