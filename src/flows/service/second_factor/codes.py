"""Codes of a second factor: six digits of the half-minute (RFC 6238), and recovery codes for a lost telephone."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from typing import TYPE_CHECKING

from flows.service.keys import derived_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, STEP = 6, 30  # seconds; what every authenticator takes for granted
DRIFT = 1  # steps before and after: RFC 6238, 5.2
KEY = 20  # bytes: RFC 4226, 4
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # without what is mistaken for something else
RECOVERY, LENGTH = 10, 12  # codes of somebody; letters of each: 58 bits


def new_secret() -> str:
    """In base 32, as people copy it where a camera is missing."""
    return b32encode(os.urandom(KEY)).decode()


def address(secret: str, login: str, issuer: str) -> str:
    """What an authenticator reads from the square code."""
    return _totp(secret).get_provisioning_uri(login, issuer)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half-minute that `code` is of, near `now`; None: of none."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) == DIGITS):
        return None
    totp, here = _totp(secret), int(now.timestamp()) // STEP
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        if hmac.compare_digest(totp.generate(step * STEP), digits.encode()):
            found = step
    return found


def _totp(secret: str) -> TOTP:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    return TOTP(b32decode(secret), DIGITS, SHA1(), STEP)  # noqa: S303  # within an HMAC, and all that authenticators know


def new_recovery_codes() -> tuple[str, ...]:
    return tuple("-".join(_letters() for _ in range(LENGTH // 4)) for _ in range(RECOVERY))


def _letters() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(4))


def recovery_digest(secret: bytes, user_id: int, code: str) -> str:
    """Keyed, so that a copy of the database opens nothing; drawn by lot, so that nothing slower is needed."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hmac.new(derived_key(secret, "recovery"), f"{user_id}:{plain}".encode(), hashlib.sha256).hexdigest()
