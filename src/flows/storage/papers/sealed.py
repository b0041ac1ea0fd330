"""Papers sealed before they reach a folder or a bucket: whoever has the disk, or the store, has nothing to read.

A sealed file is MAGIC, the id of the office's key (8 bytes), a key of the file's own sealed with the office's (nonce 12,
key 32, tag 16), then the content sealed with that one (nonce 12, content, tag 16): AES-256-GCM both times. Another key of
the office means another few bytes at the front. To both is bound the hash that the file lies under, so that one that is
laid in another's place opens nothing. A paper has 20 MB at the most, so it is sealed in one piece.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.storage.papers.store import PROBE, Denied, Store, prove

MAGIC = b"FLOWS-SEALED-1\n"  # no PDF, JPEG or PNG begins so: what lies there unsealed is told by its first bytes
ID, NONCE, KEY, TAG = 8, 12, 32, 16  # bytes
FRONT = len(MAGIC) + ID + NONCE + KEY + TAG
OVERHEAD = FRONT + NONCE + TAG


class Locked(Denied):
    """Sealed with a key that isn't among those given."""

    def __init__(self, key: str) -> None:
        super().__init__(f"sealed with the key {key}, which is not among those given (FLOWS_ATTACHMENTS_KEY)")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the office, worked out of a secret of any length."""

    id: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Key:
        return cls(*worked_out(secret, b"flows papers 1\x01"))


def worked_out(secret: bytes, purpose: bytes) -> tuple[bytes, bytes]:
    """(name, key) for one purpose alone: the name says which key it is, and nothing of it."""
    made = hmac.digest(secret, purpose, hashlib.sha256)
    return hmac.digest(made, b"which key", hashlib.sha256)[:ID], made


@dataclass(frozen=True, slots=True)
class Sealed:
    """The first of `keys` seals; all of them open. What lies `beneath` unsealed, from before there were keys, is read as
    it is."""

    beneath: Store
    keys: Sequence[Key]

    @property
    def name(self) -> str:
        return self.beneath.name

    def prepare(self) -> None:
        self.beneath.prepare()

    def keep(self, digest: str, content: bytes) -> None:
        """What is there stays if one of the keys opens it and it is what it is called. Its size alone tells nothing: a
        damaged file has it too, and one sealed with a key that is gone."""
        try:
            found = self._found(digest)
        except (Locked, ValueError):
            found = None
        if found is None or found[0] == "plain":
            self.beneath.replace(digest, self._sealed(digest, content))

    def replace(self, digest: str, content: bytes) -> None:
        self.beneath.replace(digest, self._sealed(digest, content))

    def read(self, digest: str) -> bytes | None:
        """Raises Locked. What was tampered with comes back as it lies there, and won't have its hash."""
        box = self.beneath.read(digest)
        return None if box is None else self._opened(digest, box)

    def has(self, digest: str) -> bool:
        return self.beneath.has(digest)

    def remove(self, digest: str) -> None:
        self.beneath.remove(digest)

    def is_ready(self) -> bool:
        return self.beneath.is_ready()

    def close(self) -> None:
        self.beneath.close()

    def lies(self, digest: str) -> str | None:
        """`sealed` (by the first key), `plain`, or the id of the older key that sealed it. None: there is none. Raises
        Locked, and ValueError where it isn't what it is called."""
        found = self._found(digest)
        return found and found[0]

    def renew(self, digest: str) -> str | None:
        """Seals with the first key what lies there otherwise; answers and raises as `lies`, for how it lay."""
        found = self._found(digest)
        if found and found[0] != "sealed":
            self.replace(digest, found[1])
        return found and found[0]

    def _found(self, digest: str) -> tuple[str, bytes] | None:
        box = self.beneath.read(digest)
        if box is None:
            return None
        content, lies = self._opened(digest, box), how(box)
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(digest)
        return "sealed" if lies == self.keys[0].id.hex() else lies, content

    def _sealed(self, digest: str, content: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 7 MB, for who brings or reads papers

        office, own, bound = self.keys[0], os.urandom(KEY), digest.encode()
        first, second = os.urandom(NONCE), os.urandom(NONCE)
        wrapped = AESGCM(office.secret).encrypt(first, own, MAGIC + office.id + bound)
        return b"".join((MAGIC, office.id, first, wrapped, second, AESGCM(own).encrypt(second, content, MAGIC + bound)))

    def _opened(self, digest: str, box: bytes) -> bytes:
        if how(box) == "plain":
            return box
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        bound, start = digest.encode(), len(MAGIC) + ID
        named = box[len(MAGIC) : start]
        office = next((key for key in self.keys if key.id == named), None)
        if office is None:
            raise Locked(named.hex())
        first, wrapped = box[start : start + NONCE], box[start + NONCE : FRONT]
        try:
            own = AESGCM(office.secret).decrypt(first, wrapped, MAGIC + named + bound)
            return AESGCM(own).decrypt(box[FRONT : FRONT + NONCE], box[FRONT + NONCE :], MAGIC + bound)
        except InvalidTag:
            return box


def prove_at_start(store: Store) -> None:
    """As `prove`. Where an earlier start has kept under the present key what is kept there, that it can be read is enough:
    its front names the key, and to open it takes 8 MB that a process which serves pages would keep for good. It doesn't
    notice a damaged rest of the same size, a right to write taken since, a broken `cryptography` (decision 0066)."""
    if isinstance(store, Sealed):
        try:
            box = store.beneath.read(hashlib.sha256(PROBE).hexdigest())
        finally:
            store.close()
        if box and len(box) == OVERHEAD + len(PROBE) and how(box) == store.keys[0].id.hex():
            return
    prove(store)


def how(box: bytes) -> str:
    """`plain`, or the id of the key that it is sealed with, in hex. A rest that broke off early is `plain`."""
    if not box.startswith(MAGIC) or len(box) < OVERHEAD:
        return "plain"
    return box[len(MAGIC) : len(MAGIC) + ID].hex()
