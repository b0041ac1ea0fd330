"""Where papers lie: each whole, under the SHA-256 of its content, sealed by a key of the office. A folder, or a bucket of
an S3-compatible store; under the same names, so that a folder can be copied into a bucket as it is."""

from __future__ import annotations

from pathlib import Path

from flows.storage.papers.folder import Folder
from flows.storage.papers.store import BucketAddress, Store


def opened(at: Path | BucketAddress) -> Store:
    """Nothing is asked of it yet. Raises ModuleNotFoundError where a bucket's extra isn't installed."""
    if isinstance(at, Path):
        return Folder(at)
    # Only who keeps papers in a bucket pays for the library's memory.
    from flows.storage.papers.bucket import Bucket

    return Bucket(at)
