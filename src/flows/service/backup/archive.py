"""The file of a backup: a tar of the tables as gzipped lines of JSON, the papers as they lie, and, last, the manifest.

`tables/NAME.jsonl.gz` has a row in each line, an array in the order of the manifest's columns; `papers/HASH` is sealed or
not, as its store had it. `manifest.json` names every other member with its size and SHA-256: a file without it, or with
another, was not written to its end.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Any

from flows.definition import Text
from flows.service.backup.sealed_file import SALT, FileKey, Opening, Sealing, opened
from flows.service.errors import Answer
from flows.storage.papers.sealed import OVERHEAD as BEGINNING
from flows.storage.papers.sealed import how

FORMAT = "flows backup 1"
MANIFEST = "manifest.json"
PIECE = 1024 * 1024  # bytes read at a time
PLAIN = "plain"
IN_MEMORY = 4 * PIECE  # of one table's lines; more goes through a file, which a sealed backup seals, too


class BadArchive(Answer):
    """The file is no backup, or not as it was written."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Text(f"备份文件不能用：{zh}", f"The backup can't be used: {en}"))


@dataclass(slots=True)
class Manifest:
    """`columns`: by table, in the order in which they are filled; `counts`: rows by table; `members`: size and SHA-256 by
    name; `missing`: hashes of papers that were not in the store; `faults` and `differing`: of the history and its replay when it was written;
    `checkpoint`: the newest, as its number and seal; `keys`: ids of the secrets, the newest first; `paper_keys`: ids of those that the
    papers lie sealed with. None: written by a program that didn't say."""

    taken_at: str
    revision: str
    keys: list[str]
    checkpoint: list[Any] | None
    columns: dict[str, list[tuple[str, str]]]
    counts: dict[str, int] = field(default_factory=dict)
    members: dict[str, list[Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    faults: int = 0
    differing: int = 0
    paper_keys: list[str] | None = None
    format: str = FORMAT


class Writer:
    """Members one after the other; `close` writes the manifest. With a `key` all of it is sealed."""

    def __init__(self, file: IO[bytes], manifest: Manifest, key: FileKey | None = None) -> None:
        self._sealing = Sealing(file, key) if key else None
        into: Any = self._sealing or file  # of a file no more is asked than to write and tell where it is
        self.manifest = manifest
        self._paper_keys = manifest.paper_keys = list[str]()
        self._tar = tarfile.open(fileobj=into, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  # closed by `close`

    def table(self, name: str, rows: Iterator[list[Any]]) -> None:
        count = 0
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            key = FileKey.of(os.urandom(SALT)) if self._sealing else None  # of no use to anybody once this is over
            into: Any = Sealing(spool, key) if key else spool
            with gzip.GzipFile(fileobj=into, mode="wb", mtime=0) as packed:
                for row in rows:
                    packed.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                    count += 1
            self.manifest.counts[name] = count
            self._member(f"tables/{name}.jsonl.gz", _read_again(into, spool, key))

    def paper(self, digest: str, box: bytes) -> None:
        if (lies := how(box)) != PLAIN and lies not in self._paper_keys:
            self._paper_keys.append(lies)
        self._member(f"papers/{digest}", BytesIO(box))

    def close(self) -> None:
        told = json.dumps(asdict(self.manifest), ensure_ascii=False, indent=1).encode()
        self._add(MANIFEST, BytesIO(told), len(told))
        self._tar.close()
        if self._sealing:
            self._sealing.close()

    def _member(self, name: str, content: IO[bytes]) -> None:
        content.seek(0)
        size, digest = _measured(content)
        self.manifest.members[name] = [size, digest]
        content.seek(0)
        self._add(name, content, size)

    def _add(self, name: str, content: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        self._tar.addfile(entry, content)


class Reader:
    """A backup that was held against its manifest, every byte. `fits` is asked of the manifest before: it may raise, and spare
    the reading. Raises BadArchive, BadSeal."""

    def __init__(
        self,
        place: Path,
        progress: Callable[[], object],
        keys: Iterable[FileKey] = (),
        fits: Callable[[Manifest], None] = lambda _: None,
    ) -> None:
        with ExitStack() as unless_whole:
            try:
                self._whole = unless_whole.enter_context(opened(place, keys))
                self._tar = unless_whole.enter_context(tarfile.open(fileobj=self._whole, mode="r:"))
            except (OSError, tarfile.TarError) as fault:
                raise BadArchive(f"读不出（{fault}）", f"it can't be read ({fault})") from fault
            try:
                self._entries = {entry.name: entry for entry in self._tar.getmembers()}
                self.manifest = self._read_manifest()
                fits(self.manifest)
                self._hold(progress)
            except (tarfile.TarError, EOFError, OSError) as fault:
                raise BadArchive(f"不完整（{fault}）", f"it is not whole ({fault})") from fault
            unless_whole.pop_all()

    def rows(self, name: str) -> Iterator[list[Any]]:
        with gzip.open(self._file(f"tables/{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    @property
    def digests(self) -> list[str]:
        """Of its papers."""
        return [name.removeprefix("papers/") for name in self.manifest.members if name.startswith("papers/")]

    def paper(self, digest: str) -> bytes:
        """As it lay in its store."""
        return self._file(f"papers/{digest}").read()

    def close(self) -> None:
        self._tar.close()
        self._whole.close()

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._entries:
            raise BadArchive("没有写完", "it was not written to its end")
        try:
            found = Manifest(**json.loads(self._file(MANIFEST).read()))
        except (ValueError, TypeError) as fault:
            raise BadArchive("清单读不懂", "its manifest is not understood") from fault
        if found.format != FORMAT:
            raise BadArchive(f"格式为 {found.format}", f"its format is {found.format}")
        if found.paper_keys is None:
            boxes = (self._file(name).read(BEGINNING) for name in found.members if name.startswith("papers/"))
            found.paper_keys = [key for key in dict.fromkeys(map(how, boxes)) if key != PLAIN]
        return found

    def _hold(self, progress: Callable[[], object]) -> None:
        named = {*self.manifest.members, MANIFEST}
        if set(self._entries) != named or len(self._tar.getmembers()) != len(named):
            raise BadArchive("成员与清单不符", "its members are not those of its manifest")
        for name, (size, digest) in self.manifest.members.items():
            if _measured(self._file(name)) != (size, digest):
                raise BadArchive(f"{name} 与清单不符", f"{name} is not as the manifest has it")
            progress()

    def _file(self, name: str) -> IO[bytes]:
        found = self._tar.extractfile(self._entries[name])
        if found is None:
            raise BadArchive(f"{name} 不是文件", f"{name} is no file")
        return found


def _read_again(into: Any, spool: IO[bytes], key: FileKey | None) -> IO[bytes]:
    if key is None:
        return spool
    into.close()
    spool.seek(0)
    return BufferedReader(Opening(spool, [key]), PIECE)


def _measured(content: IO[bytes]) -> tuple[int, str]:
    """Its bytes, and their SHA-256."""
    size, digest = 0, hashlib.sha256()
    while piece := content.read(PIECE):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()
