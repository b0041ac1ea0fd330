"""A file sealed in pieces, each of which says where it belongs: of any size, in the memory of one piece.

It begins with MAGIC, the id of the key (8 bytes) and a salt (32 bytes), of which the key of this file is worked out. Then come
pieces of PIECE bytes, the last of any length, each sealed with AES-256-GCM (tag 16). Its nonce is its number and whether it
is the last, and the beginning of the file is bound to it: a piece that was changed, left out, moved, doubled or taken from
another file does not open, nor does the last one of a file that was cut off.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from flows.definition import Text
from flows.service.errors import Answer
from flows.storage.papers.sealed import ID, worked_out

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"FLOWS-BACKUP-SEALED-1\n"  # no tar begins so
SALT, TAG, NUMBER = 32, 16, 11  # bytes
FRONT = len(MAGIC) + ID + SALT
PIECE = 64 * 1024  # bytes of what is sealed
SEALED_PIECE = PIECE + TAG


class BadSeal(Answer):
    """The file can't be opened, or isn't as it was sealed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Text(f"加密的备份打不开：{zh}", f"The encrypted backup can't be opened: {en}"))


@dataclass(frozen=True, slots=True)
class FileKey:
    """Worked out of a secret of any length."""

    id: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> FileKey:
        return cls(*worked_out(secret, b"flows backup 1\x01"))

    def cipher(self, salt: bytes) -> AESGCM:
        """Of one file: nonces are counted, so that no two files may share a key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hmac.digest(self.secret, b"file" + salt, hashlib.sha256))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NUMBER, "big") + bytes([last])


class Sealing:
    """What is written to it comes sealed into `file`, which stays open. Whole once it was closed."""

    def __init__(self, file: IO[bytes], key: FileKey) -> None:
        salt = os.urandom(SALT)
        self._file, self._front, self._cipher = file, MAGIC + key.id + salt, key.cipher(salt)
        self._left, self._number, self._told = bytearray(), 0, 0
        file.write(self._front)

    def tell(self) -> int:
        return self._told

    def write(self, content: bytes) -> int:
        size = len(content)
        self._left += content
        self._told += size
        while len(self._left) > PIECE:  # one byte at least is left for the last
            self._seal(PIECE, last=False)
        return size

    def close(self) -> None:
        self._seal(len(self._left), last=True)

    def _seal(self, size: int, *, last: bool) -> None:
        nonce = _nonce(self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, bytes(self._left[:size]), self._front))
        del self._left[:size]
        self._number += 1


class Opening(io.RawIOBase):
    """What is sealed in `file`, from any place on. Raises BadSeal, at the beginning where the key is another or the end is
    missing, else where a piece is read that does not open."""

    def __init__(self, file: IO[bytes], keys: Iterable[FileKey]) -> None:
        self._file, self._front = file, file.read(FRONT)
        named = self._front[len(MAGIC) : len(MAGIC) + ID]
        key = next((one for one in keys if one.id == named), None)
        if len(self._front) < FRONT:
            raise BadSeal("文件被截断", "it was cut off")
        if key is None:
            zh = f"它用密钥 {named.hex()} 加密，没有给出（FLOWS_BACKUP_KEY、FLOWS_ATTACHMENTS_KEY、FLOWS_SECRET_KEY）"
            en = f"it is sealed with the key {named.hex()}, which is not given (FLOWS_BACKUP_KEY, FLOWS_ATTACHMENTS_KEY, FLOWS_SECRET_KEY)"
            raise BadSeal(zh, en)
        self._cipher = key.cipher(self._front[-SALT:])
        length = file.seek(0, os.SEEK_END) - FRONT
        self._pieces = max(1, -(-length // SEALED_PIECE))
        self._size = length - self._pieces * TAG
        self._at, self._held, self._piece = 0, -1, b""
        self._opened(self._pieces - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._size:
            return 0
        number, within = divmod(self._at, PIECE)
        some = self._opened(number)[within : within + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _opened(self, number: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        if number != self._held:
            last = number == self._pieces - 1
            self._file.seek(FRONT + number * SEALED_PIECE)
            try:
                box = self._file.read(SEALED_PIECE)
                self._piece = self._cipher.decrypt(_nonce(number, last=last), box, self._front)
            except (InvalidTag, ValueError) as fault:
                if last:
                    raise BadSeal("末尾缺失或被改动", "its end is missing or was changed") from fault
                zh, en = f"第 {number + 1} 段被改动", f"piece {number + 1} is not as it was written"
                raise BadSeal(zh, en) from fault
            self._held = number
        return self._piece


def opened(place: Path, keys: Iterable[FileKey]) -> IO[bytes]:
    """To be read from any place on, sealed or not. Raises BadSeal, OSError."""
    file = place.open("rb")
    try:
        sealed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        return io.BufferedReader(Opening(file, keys), PIECE) if sealed else file
    except BaseException:
        file.close()
        raise
