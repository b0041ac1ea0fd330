"""Which provider, what it is asked, and who its answer names. Nothing here speaks to it (`client` does)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.definition import Text
from flows.service.errors import Answer

RANDOM = 32  # bytes of each secret; RFC 7636, 4.1 asks for as many of a verifier
USUAL_CLAIM = "preferred_username"
# RFC 8176: the person has shown more than one factor. Which one is the provider's matter.
SEVERAL_FACTORS = "mfa"
STRANGER = Text(
    "统一登录没有说明您是谁，请联系管理员。",
    "Single sign-on did not say who you are; please ask the administrator.",
)
DECLINED = Text(
    "统一登录没有完成，没有登录。请重新登录，或用用户名和密码登录。",
    "Single sign-on was not completed, and you are not signed in. Begin again, or use your user name and password.",
)


class NotSignedIn(Answer):
    """The provider's answer lets nobody in; the sentence is for whoever tried, `why` for whoever looks into it."""

    def __init__(self, message: Text, why: str) -> None:
        super().__init__(message)
        self.why = why


class Unreachable(NotSignedIn):
    """The provider doesn't answer, or not as one does."""

    def __init__(self, why: str) -> None:
        zh, en = "现在连不上统一登录", "Single sign-on can't be reached just now"
        super().__init__(
            Text(
                f"{zh}，请稍后再试，或用用户名和密码登录。",
                f"{en}; try again later, or use your user name and password.",
            ),
            why,
        )


@dataclass(frozen=True, slots=True)
class Provider:
    """`claim` names the login; where `domain` is set, as an address at it. `label`: what people call the provider."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str = USUAL_CLAIM
    domain: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser keeps between leaving for the provider and coming back: each once, and unlike any other's."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def anew(cls) -> Asked:
        return cls(*(secrets.token_urlsafe(RANDOM) for _ in range(3)))


def known_as(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The login that the claims name. Raises NotSignedIn.

    Logins have small letters, providers take large ones for the same: only ASCII is made small, as elsewhere other letters
    become one of ours (the sign of the kelvin a k)."""
    value = claims.get(provider.claim)
    if not isinstance(value, str) or not value.isascii() or not value.strip():
        raise NotSignedIn(STRANGER, f"the claim {provider.claim} is {value!r}")
    if provider.claim == "email" and claims.get("email_verified") is not True:
        zh, en = "统一登录还没有核实您的邮箱", "Single sign-on has not verified your address of mail"
        raise NotSignedIn(
            Text(f"{zh}，请联系管理员。", f"{en}; please ask the administrator."), "email is not verified"
        )
    name = value.strip().lower()
    if not provider.domain:
        return name
    local, _, domain = name.rpartition("@")
    if not local or domain != provider.domain.lower():
        raise NotSignedIn(STRANGER, f"{value!r} is not at {provider.domain}")
    return local


def unknown(login: str) -> NotSignedIn:
    """Not told apart from a closed account: who may be here is the office's matter."""
    zh = f"“{login}”在这里没有可用的账号，没有登录。请管理员建立账号，用户名为“{login}”。"
    en = f"“{login}” has no account in use here, and you are not signed in. Ask an administrator for one with the user name “{login}”."
    return NotSignedIn(Text(zh, en), f"no active user {login!r}")


def several_factors(claims: Mapping[str, Any]) -> bool:
    """Whether the provider vouches that the person has shown more than a password."""
    methods = claims.get("amr")
    return isinstance(methods, list) and SEVERAL_FACTORS in methods
