"""A backup that is sealed, and the keys that it says it needs."""

import io
import os
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import create_engine, inspect

from flows.service.backup import BadArchive, BadSeal, FileKey, archive, back_up, restore
from flows.service.backup.archive import MANIFEST, Manifest, Reader
from flows.service.backup.restoring import NotSound, Target
from flows.service.backup.sealed_file import FRONT, MAGIC, PIECE, SEALED_PIECE, Sealing, opened
from flows.service.keys import ring_of
from flows.storage.papers.folder import Folder
from flows.storage.papers.sealed import Key, Sealed
from tests.service.errand import World, errand, world
from tests.service.test_backup import SECRET, filled_with
from tests.service.test_backup import empty_url as empty_url

OWN, OTHER = b"a key of its own for backups", b"a key that is another altogether"


@pytest.fixture
def filled(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    made = world(sqlite_url, tmp_path / "attachments", errand())
    yield filled_with(made)
    made.office.engine.dispose()


def sealed_bytes(content: bytes, key: FileKey, step: int = 10_000) -> bytes:
    file = io.BytesIO()
    sealing = Sealing(file, key)
    for at in range(0, len(content), step):
        sealing.write(content[at : at + step])
    assert sealing.tell() == len(content)
    sealing.close()
    return file.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 5])
def test_what_is_sealed_opens_from_any_place_on(tmp_path: Path, size: int) -> None:
    content, key = os.urandom(size), FileKey.of(OWN)
    (tmp_path / "a").write_bytes(sealed_bytes(content, key))
    with opened(tmp_path / "a", [FileKey.of(OTHER), key]) as file:
        assert file.read() == content
        for at in (0, 1, size // 2, size - 1, size, size + 9):
            file.seek(max(at, 0))
            assert file.read(700) == content[max(at, 0) : max(at, 0) + 700]
    assert size < 64 or content[:64] not in (tmp_path / "a").read_bytes()  # a byte or two stand anywhere by chance


def _pieces(box: bytes) -> list[bytes]:
    rest = box[FRONT:]
    return [rest[at : at + SEALED_PIECE] for at in range(0, len(rest), SEALED_PIECE)]


def _with_pieces(box: bytes, order: list[int]) -> bytes:
    pieces = _pieces(box)
    return box[:FRONT] + b"".join(pieces[n] for n in order)


def _flipped(box: bytes, at: int) -> bytes:
    return box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :]


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "cut within a piece": lambda box: box[:-5],
    "cut at the end of a piece": lambda box: _with_pieces(box, [0, 1, 2]),
    "cut within its beginning": lambda box: box[: FRONT - 3],
    "nothing but its beginning": lambda box: box[:FRONT],
    "two pieces in another order": lambda box: _with_pieces(box, [1, 0, 2, 3]),
    "a piece doubled": lambda box: _with_pieces(box, [0, 0, 1, 2, 3]),
    "a piece left out": lambda box: _with_pieces(box, [0, 2, 3]),
    "the last brought forward": lambda box: _with_pieces(box, [0, 1, 3]),
    "something behind its end": lambda box: box + b"more",
    "a byte of the salt": lambda box: _flipped(box, FRONT - 1),
    "a byte of the first piece": lambda box: _flipped(box, FRONT + 7),
    "a byte of the second": lambda box: _flipped(box, FRONT + SEALED_PIECE + 7),
    "a byte of the last": lambda box: _flipped(box, len(box) - 1),
    "a byte of the key's id": lambda box: _flipped(box, len(MAGIC)),
}


@pytest.mark.parametrize("how", SPOILT)
def test_whatever_is_done_to_a_sealed_file_is_found(tmp_path: Path, how: str) -> None:
    key = FileKey.of(OWN)
    box = sealed_bytes(os.urandom(3 * PIECE + 99), key)
    (tmp_path / "a").write_bytes(SPOILT[how](box))
    with pytest.raises(BadSeal), opened(tmp_path / "a", [key]) as file:
        file.read()


def test_a_piece_of_another_file_with_the_same_key_does_not_open(tmp_path: Path) -> None:
    key, content = FileKey.of(OWN), os.urandom(2 * PIECE + 1)
    one, other = sealed_bytes(content, key), sealed_bytes(content, key)
    (tmp_path / "a").write_bytes(one[:FRONT] + _pieces(other)[0] + one[FRONT + SEALED_PIECE :])
    with pytest.raises(BadSeal), opened(tmp_path / "a", [key]) as file:
        file.read()


def test_a_file_of_any_size_takes_the_memory_of_a_piece(tmp_path: Path) -> None:
    key, block = FileKey.of(OWN), os.urandom(PIECE)
    sealed_bytes(block, key)  # the library is there
    tracemalloc.start()
    with (tmp_path / "a").open("wb") as file:
        sealing = Sealing(file, key)
        for _ in range(200):
            sealing.write(block)
        sealing.close()
    with opened(tmp_path / "a", [key]) as file:
        assert sum(iter(lambda: len(file.read(PIECE)), 0)) == 200 * PIECE
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 12 * PIECE


def target(url: str, folder: Path, **given: Any) -> Target:
    return Target(url, ring_of(SECRET), folder, procedures=(errand(),), **given)


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    found = inspect(engine).get_table_names()
    engine.dispose()
    return found


def test_a_sealed_backup_comes_back_with_its_key_and_shows_nothing_without(
    filled: World, empty_url: str, tmp_path: Path
) -> None:
    place, url = tmp_path / "a.flows", empty_url
    manifest = back_up(filled.office, place, filled.now, key=FileKey.of(OWN))
    content = place.read_bytes()
    assert content.startswith(MAGIC)
    assert MANIFEST.encode() not in content
    with pytest.raises(BadSeal, match=FileKey.of(OWN).id.hex()):
        restore(place, target(url, tmp_path / "papers", backup_keys=(OTHER,)))
    assert tables(url) == []
    assert not (tmp_path / "papers").exists()
    found = restore(place, target(url, tmp_path / "papers", backup_keys=(OTHER, OWN)))
    assert (found.cases, found.papers, found.rows) == (2, 1, sum(manifest.counts.values()))


def test_without_a_key_of_its_own_that_of_the_papers_or_the_secret_opens(filled: World, tmp_path: Path) -> None:
    for name, secret, given in (("papers", OWN, {"paper_keys": (OWN,)}), ("secret", SECRET, {})):
        back_up(filled.office, tmp_path / f"{name}.flows", filled.now, key=FileKey.of(secret))
        url = f"sqlite:///{tmp_path / name}.db"
        assert restore(tmp_path / f"{name}.flows", target(url, tmp_path / name, **given)).cases == 2


@pytest.mark.parametrize("spoil", ["cut", "a byte early", "a byte late"])
def test_a_spoilt_sealed_backup_writes_nothing(filled: World, tmp_path: Path, spoil: str) -> None:
    place, url = tmp_path / "a.flows", f"sqlite:///{tmp_path / 'another.db'}"
    back_up(filled.office, place, filled.now, key=FileKey.of(OWN))
    box = place.read_bytes()
    ways = {
        "cut": box[: len(box) // 2],
        "a byte early": _flipped(box, FRONT + 99),
        "a byte late": _flipped(box, len(box) - 99),
    }
    place.write_bytes(ways[spoil])
    with pytest.raises(BadSeal):
        restore(place, target(url, tmp_path / "papers", backup_keys=(OWN,)))
    assert tables(url) == []
    assert not (tmp_path / "papers").exists()


def test_the_key_of_the_papers_is_named_and_asked_for_before_anything_is_written(
    filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fingerprint of the key, never the key; a backup from before it was said is looked into."""
    [kept] = [file for file in (tmp_path / "attachments").rglob("*") if file.is_file()]
    papers = Sealed(Folder(tmp_path / "attachments"), (Key.of(OWN), Key.of(SECRET)))
    papers.renew(kept.name)
    place, url = tmp_path / "a.flows", f"sqlite:///{tmp_path / 'another.db'}"
    manifest = back_up(filled.office, place, filled.now)
    assert manifest.paper_keys == [Key.of(OWN).id.hex()]
    assert OWN not in place.read_bytes()
    with pytest.raises(NotSound, match=f"{Key.of(OWN).id.hex()}, which is not given"):
        restore(place, target(url, tmp_path / "papers", paper_keys=(OTHER,)))
    monkeypatch.setattr(Reader, "_hold", lambda *_: pytest.fail("it was read through first"))
    with pytest.raises(NotSound):
        restore(place, target(url, tmp_path / "papers"))
    monkeypatch.undo()
    monkeypatch.setattr("flows.service.backup.archive.Manifest", _of_before)
    with pytest.raises(NotSound, match="which is not given"):
        restore(place, target(url, tmp_path / "papers"))
    monkeypatch.undo()
    assert tables(url) == []
    assert not (tmp_path / "papers").exists()
    assert restore(place, target(url, tmp_path / "papers", paper_keys=(OWN,))).papers == 1


def _of_before(**told: Any) -> object:
    return Manifest(**{name: value for name, value in told.items() if name != "paper_keys"})


def test_what_is_neither_sealed_nor_a_backup_is_told_as_before(tmp_path: Path) -> None:
    (tmp_path / "a.flows").write_bytes(b"FLOWS-BACKUP-SOMETHING" * 99)
    with pytest.raises(BadArchive):
        restore(tmp_path / "a.flows", target(f"sqlite:///{tmp_path / 'b.db'}", tmp_path / "papers"))


class Spilt(tempfile.SpooledTemporaryFile[bytes]):
    """Keeps the beginning of what went to the disk."""

    seen: ClassVar[list[bytes]] = []

    def __enter__(self) -> "Spilt":
        self.seen.append(b"")
        return self

    def write(self, content: Any) -> int:
        self.seen[-1] += bytes(content)
        return super().write(content)


@pytest.mark.parametrize(("key", "begins"), [(FileKey.of(OWN), MAGIC), (None, b"\x1f\x8b")])
def test_what_a_sealed_backup_gathers_on_the_way_is_sealed_too(
    filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: FileKey | None, begins: bytes
) -> None:
    monkeypatch.setattr(archive, "IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", Spilt)
    Spilt.seen.clear()
    manifest = back_up(filled.office, tmp_path / "a.flows", filled.now, key=key)
    assert len(Spilt.seen) == len(manifest.columns)
    assert all(one.startswith(begins) for one in Spilt.seen)
    found = Reader(tmp_path / "a.flows", lambda: None, [key] if key else ())
    assert [len(list(found.rows(name))) for name in manifest.columns] == list(manifest.counts.values())
    found.close()
