"""What is asked of a store of papers, and how it says no."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Protocol

PROBE = b"flows\n"  # kept by `prove`: what no case names is harmless


class NotReached(Exception):
    """No answer, or none that can be used: later it may be another. Nothing has been kept, or all of it; to keep it once
    more is safe."""


class Denied(NotReached):
    """The store has answered, and its answer is no; waiting won't help."""


class Store(Protocol):
    """`digest` is the SHA-256 of the content in hex. Every call may raise NotReached or Denied."""

    @property
    def name(self) -> str:
        """As a person would write it, without anything secret."""

    def prepare(self) -> None:
        """Makes what this machine alone can make, before anything is kept."""

    def keep(self, digest: str, content: bytes) -> None:
        """Whole and lasting when it returns. What is there already stays as it is: of the same size, or where papers are
        sealed, if it opens."""

    def read(self, digest: str) -> bytes | None:
        """As it lies there, whatever it is by now: hold it against the hash. None: there is none."""

    def has(self, digest: str) -> bool: ...

    def replace(self, digest: str, content: bytes) -> None:
        """As `keep`, over what is there."""

    def remove(self, digest: str) -> None:
        """It is gone when this returns; what isn't there is gone already."""

    def is_ready(self) -> bool:
        """False where this machine lacks what another may have. Asks nothing of other machines."""

    def close(self) -> None:
        """Lets go of connections, before processes part. It can be used on."""


def name_of(digest: str) -> str:
    """Below the folder or the prefix. In 256 parts: a folder of millions of files is slow to list."""
    return f"{digest[:2]}/{digest}"


def prove(store: Store) -> None:
    """Keeps a few bytes and reads them back. Raises NotReached, Denied."""
    digest = hashlib.sha256(PROBE).hexdigest()
    try:
        store.read(digest)  # a key that isn't the one is told before anything is written with it
        store.keep(digest, PROBE)
        if store.read(digest) != PROBE:
            raise Denied("what was kept does not come back as it was")
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class Patience:
    """Beyond the handbook: `connect` and `read`, in seconds, are far more than a store in the same country takes, and
    what somebody who brings a paper still waits for; the second of `tries` makes up for a connection that was dropped.
    `read` holds for the answer, and again for each piece of it."""

    connect: float = 2
    read: float = 10
    tries: int = 2


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket and how it is reached. `endpoint` begins with http:// or https:// and has no path. The secrets don't
    show where a BucketAddress is printed."""

    bucket: str
    prefix: str
    endpoint: str
    region: str
    key: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)
    patience: Patience = Patience()
    addressing: str = ""  # path, virtual, or the library's choice by the endpoint
