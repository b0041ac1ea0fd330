"""What of an entry is shown to an auditor. The list is frozen: an anchored root stands for it."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from flows.service.keys import derived_key
from flows.service.proof.verify_history import canonical

SHOWN = (
    "number", "site", "seq", "previous", "at", "event", "kind", "role", "source", "target", "procedure", "version",
    "fingerprint",
)  # fmt: skip
"""Names of things, never what somebody typed. Whoever adds one makes another format, and keeps this one for old roots."""
PURPOSE = "blinding"


def public_of(secret: bytes, content: str) -> dict[str, Any]:
    """In place of the rest a digest, keyed, so that nobody tries telephone numbers on it. `secret`: of the ring, the one
    that the entry was keyed with."""
    try:
        record = json.loads(content)
        shown = _shown(record)
    except (ValueError, TypeError, AttributeError):  # written over by force: nothing of it is shown, sealing goes on
        record, shown = content, {}
    rest = canonical(record).encode()
    return {**shown, "rest": hmac.new(derived_key(secret, PURPOSE), rest, hashlib.sha256).hexdigest()}


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    """Takes the names of things out of the record."""
    shown = {name: record.pop(name) for name in SHOWN if name in record}
    shown["actor"] = record.get("actor", {}).get("login")
    if record.get("for"):
        shown["for"] = record["for"].get("login")
    return shown


READING = ("id", "site_id", "case_id", "user_id", "role", "instead_of", "place", "reason", "party_id")


def keyed_reading(secret: bytes, row: Any) -> str:
    """Of a row of who was shown what, under the secret of the checkpoint that holds it."""
    told = {name: getattr(row, name) for name in READING} | {"at": row.at.isoformat()}
    return hmac.new(derived_key(secret, PURPOSE), canonical(told).encode(), hashlib.sha256).hexdigest()
