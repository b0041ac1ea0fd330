"""The keyed chain of a case's history: each entry's hash covers its content, and its content its predecessor's hash."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from flows.service.keys import KeyRing, derived_key
from flows.storage.values import canonical

PURPOSE = "history"


def link(key: bytes, record: Mapping[str, Any], number: str, site: str, previous: str) -> tuple[str, str]:
    """The content that is kept for `record`, and its hash. `number` and `site` bind the entry to its case."""
    content = canonical({**record, "number": number, "site": site, "previous": previous})
    return content, digest(key, content)


def digest(key: bytes, content: str) -> str:
    return hmac.digest(key, content.encode(), hashlib.sha256).hex()


def keyed_with(ring: KeyRing, content: Any, keyed: Any) -> bytes | None:
    """Which secret of the ring has made the hash; None: none has, or what was written over by force is no text."""
    if not (isinstance(content, str) and isinstance(keyed, str)):
        return None
    for secret in ring.secrets:
        if hmac.compare_digest(digest(derived_key(secret, PURPOSE), content), keyed):
            return secret
    return None
