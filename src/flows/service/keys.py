"""The secrets of an installation, the newest first: the newest keys what is made, all of them what is read.

A secret is known by its id, a digest that gives nothing of it away. Each purpose has a key of its own, so that one that
leaks opens nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

ID = 8  # letters: to tell a handful of keys apart, not to be unguessable


def derived_key(secret: bytes, purpose: str) -> bytes:
    """HMAC as key derivation (RFC 5869, expand step with one block): 32 bytes."""
    return hmac.new(secret, f"flows {purpose} 1\x01".encode(), hashlib.sha256).digest()


def id_of(secret: bytes) -> str:
    return derived_key(secret, "key id").hex()[:ID]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """At least one secret. They don't show where a ring is printed."""

    secrets: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.secrets or not all(self.secrets):
            raise ValueError("a ring without a key")

    @property
    def newest(self) -> bytes:
        return self.secrets[0]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(map(id_of, self.secrets))

    def derived(self, purpose: str) -> tuple[bytes, ...]:
        """A key of each secret, the newest first."""
        return tuple(derived_key(secret, purpose) for secret in self.secrets)

    def of(self, key_id: str) -> bytes | None:
        return next((secret for secret in self.secrets if id_of(secret) == key_id), None)


def ring_of(secrets: bytes | Iterable[bytes] | KeyRing) -> KeyRing:
    """Of one secret, or several with the newest first; what is named twice counts once."""
    if isinstance(secrets, KeyRing):
        return secrets
    return KeyRing(tuple(dict.fromkeys([secrets] if isinstance(secrets, bytes) else secrets)))
