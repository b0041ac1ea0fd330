"""The disk on which the database and the papers lie, and how it comes to be full.

Where one may mount (root, mostly) it is a small tmpfs, filled to the brim by one file. Elsewhere, on Linux, no process
of ours may make a file any larger for a while (RLIMIT_FSIZE), which it meets as it would meet a full disk: a write that
fails. Where neither can be had the disk is never full, and the report says so.
"""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BALLAST = "ballast"
PIECE = bytes(1 << 16)


@dataclass
class Volume:
    """`way`: how it is filled, in words; empty where it can't be."""

    place: Path
    way: str
    mounted: bool

    def fill(self, processes: Iterable[int]) -> None:
        if not self.mounted:
            _limit(processes, 0)
            return
        try:
            with (self.place / BALLAST).open("ab", buffering=0) as file:
                while True:
                    file.write(PIECE)
        except OSError:
            return

    def free(self, processes: Iterable[int]) -> None:
        if not self.mounted:
            _limit(processes, None)
            return
        (self.place / BALLAST).unlink(missing_ok=True)


@contextmanager
def volume(place: Path, megabytes: int, *, mount: bool = True) -> Iterator[Volume]:
    place.mkdir(parents=True)
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(place)]
    mounted = mount and not _run("mount", *options)
    if mounted:
        way = f"a tmpfs of {megabytes} MB, filled to the brim"
    else:
        way = "no process may make a file larger" if hasattr(resource, "prlimit") else ""
    try:
        yield Volume(place, way, mounted)
    finally:
        if mounted and _run("umount", str(place)):
            _run("umount", "--lazy", str(place))


def _run(*command: str) -> int:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode
    except FileNotFoundError:
        return 1


def _limit(processes: Iterable[int], size: int | None) -> None:
    """Of a file that is written to, in bytes; None: as it was. The hard limit stays, so that the soft one can be
    lifted again."""
    for process in processes:
        try:
            _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
            resource.prlimit(process, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))
        except (ProcessLookupError, PermissionError):
            continue
