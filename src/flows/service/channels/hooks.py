"""Webhooks: CloudEvents 1.0 as JSON (structured mode), signed so that the receiver knows who sent them and when."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from datetime import datetime

from flows.service.channels.outward import TIMEOUT, Failed, Outward, Parcel
from flows.service.channels.reach import Place, place_of, reached

MEDIA = "application/cloudevents+json; charset=utf-8"
GONE = 410


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def headers(parcel: Parcel, body: bytes, now: datetime) -> Mapping[str, str]:
    timestamp = int(now.timestamp())
    signed = signature(parcel.secret, timestamp, body)
    return {
        "Content-Type": MEDIA,
        "Idempotency-Key": parcel.key,
        "Flows-Signature": f"t={timestamp},k={parcel.key_id},v1={signed}",
        "User-Agent": "flows",
    }


def call(parcel: Parcel, outward: Outward, now: datetime) -> None:
    """Raises Failed unless the receiver answers 2xx. A redirect is followed by nobody."""
    place = place_of(parcel.address)
    body = json.dumps(parcel.content, ensure_ascii=False, separators=(",", ":")).encode()
    connection = _Pinned(place, reached(place, outward.private))
    try:
        connection.request("POST", place.path, body, dict(headers(parcel, body, now)))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as fault:
        raise Failed(f"连接失败（{type(fault).__name__}）", f"no connection ({type(fault).__name__})") from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise Failed(f"对方答复 {status}", f"the receiver answers {status}", final=status == GONE)


class _Pinned(http.client.HTTPConnection):
    """To the address that was checked, whatever its name leads to by now; TLS goes by the name."""

    def __init__(self, place: Place, address: str) -> None:
        super().__init__(place.host, place.port, timeout=TIMEOUT)
        self._address, self._tls = address, place.tls

    def connect(self) -> None:
        sock = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host) if self._tls else sock
