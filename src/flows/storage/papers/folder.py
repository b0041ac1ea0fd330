"""Papers in a folder: of this machine, or of several that share it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.storage.papers.store import Denied, NotReached, name_of


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    def prepare(self) -> None:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise Denied(str(fault)) from fault

    def keep(self, digest: str, content: bytes) -> None:
        place = self.path / name_of(digest)
        with _asking():
            if place.exists() and place.stat().st_size == len(content):
                return  # of another size it is a rest that a crash or a copy has left
            _write(place, content)

    def replace(self, digest: str, content: bytes) -> None:
        place = self.path / name_of(digest)
        with _asking():
            _write(place, content)

    def remove(self, digest: str) -> None:
        with _asking():
            (self.path / name_of(digest)).unlink(missing_ok=True)

    def read(self, digest: str) -> bytes | None:
        with _asking():
            try:
                return (self.path / name_of(digest)).read_bytes()
            except FileNotFoundError:
                return None

    def has(self, digest: str) -> bool:
        with _asking():
            return (self.path / name_of(digest)).exists()

    def is_ready(self) -> bool:
        return self.path.is_dir()

    def close(self) -> None:
        """Nothing is open between two calls."""


def _write(place: Path, content: bytes) -> None:
    """Whole and lasting, or not at all."""
    if not place.parent.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        lasting(place.parent.parent)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        except OSError:  # a full disk: what was written of it would take room for good
            Path(draft.name).unlink()
            raise
    Path(draft.name).replace(place)
    lasting(place.parent)


def lasting(folder: Path) -> None:
    """A name is an entry of its folder: after a power cut it is there only if the folder was written out, too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except PermissionError as fault:
        raise Denied(str(fault)) from fault
    except OSError as fault:
        raise NotReached(str(fault)) from fault
