"""Addresses and secrets that must be had back in clear, sealed with a key derived from the office's secret.

AES-256-GCM with a fresh nonce for each; `what` is bound to it, so that a sealed value moved to another row opens
nothing.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flows.service.channels.outward import Failed
from flows.service.keys import KeyRing, derived_key, ring_of

NONCE = 12  # bytes
PURPOSE = "addresses"


def sealed(secret: bytes, what: str, clear: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 7 MB that a web process hardly ever needs

    nonce = os.urandom(NONCE)
    box = AESGCM(derived_key(secret, PURPOSE)).encrypt(nonce, clear.encode(), what.encode())
    return urlsafe_b64encode(nonce + box).decode()


def opened(secrets: bytes | KeyRing, what: str, kept: str) -> str:
    """By whichever of the secrets has sealed it. Raises Failed where none has, or it was sealed for something else."""
    return opened_by(ring_of(secrets), what, kept)[1]


def opened_by(ring: KeyRing, what: str, kept: str) -> tuple[bytes, str]:
    """The secret that has sealed it, and what it holds. Raises Failed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for secret in ring.secrets:
        try:
            box = urlsafe_b64decode(kept.encode())
            clear = AESGCM(derived_key(secret, PURPOSE)).decrypt(box[:NONCE], box[NONCE:], what.encode())
            return secret, clear.decode()
        except (InvalidTag, ValueError):
            continue
    raise Failed("地址无法解密（密钥已更换？）", "the address can't be opened: was the secret changed?", final=True)
