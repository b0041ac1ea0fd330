"""Addresses and secrets that must be had back in clear, sealed with a key derived from the office's secret.

AES-256-GCM with a fresh nonce for each; `what` is bound to it, so that a sealed value moved to another row opens
nothing.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from flows.service.channels.outward import Failed
from flows.service.keys import derived_key

NONCE = 12  # bytes
PURPOSE = "addresses"


def sealed(secret: bytes, what: str, clear: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 7 MB that a web process hardly ever needs

    nonce = os.urandom(NONCE)
    box = AESGCM(derived_key(secret, PURPOSE)).encrypt(nonce, clear.encode(), what.encode())
    return urlsafe_b64encode(nonce + box).decode()


def opened(secret: bytes, what: str, kept: str) -> str:
    """Raises Failed where it was sealed with another secret, or for something else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        box = urlsafe_b64decode(kept.encode())
        return AESGCM(derived_key(secret, PURPOSE)).decrypt(box[:NONCE], box[NONCE:], what.encode()).decode()
    except (InvalidTag, ValueError):
        zh, en = "地址无法解密（密钥已更换？）", "the address can't be opened: was the secret changed?"
        raise Failed(zh, en, final=True) from None
