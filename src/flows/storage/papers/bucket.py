"""Papers in a bucket of an S3-compatible store. Imported only where one is configured: its library is an extra."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

import certifi
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from flows.storage.papers.store import BucketAddress, Denied, NotReached, name_of

FAULTS = (MinioException, HTTPError, OSError, ParseError, UnicodeError)
"""What the library lets through: its own, those of the connection, and an answer that is no S3 at all."""
ONE_PIECE = 5 * 1024 * 1024  # bytes: the least that S3 calls a part; a paper is sent as one, or it would need threads
BUSY = (500, 502, 503, 504)
PAUSE = 0.2  # seconds before the second try, doubled for each further one
UNKNOWN = frozenset({"NoSuchKey", "NoSuchObject"})


class Bucket:
    def __init__(self, address: BucketAddress) -> None:
        self.address = address
        self._opened: tuple[int, PoolManager, Minio] | None = None

    @property
    def name(self) -> str:
        return f"s3://{'/'.join(part for part in (self.address.bucket, self.address.prefix) if part)} ({self.address.endpoint})"

    def prepare(self) -> None:
        """A bucket is made by whoever runs the store, who decides on its versions, locks and copies."""

    def keep(self, digest: str, content: bytes) -> None:
        if self._size(digest) == len(content):
            return  # of another size it is a rest that a broken copy has left
        self.replace(digest, content)

    def replace(self, digest: str, content: bytes) -> None:
        with self._asking() as client:
            size = len(content)
            written = client.put_object(
                self.address.bucket, self._key(digest), BytesIO(content), size, part_size=max(size, ONE_PIECE)
            )
        _believed(written.etag)

    def read(self, digest: str) -> bytes | None:
        with self._asking() as client:
            try:
                answer = client.get_object(self.address.bucket, self._key(digest))
            except S3Error as fault:
                if fault.code in UNKNOWN:
                    return None
                raise
            with closing(answer):
                content: bytes = answer.read()
                answer.release_conn()
                return content

    def remove(self, digest: str) -> None:
        """Where the bucket keeps versions, the store keeps them as long as its own rules say."""
        with self._asking() as client:
            client.remove_object(self.address.bucket, self._key(digest))

    def has(self, digest: str) -> bool:
        return self._size(digest) is not None

    def _size(self, digest: str) -> int | None:
        """In bytes. None: there is none."""
        with self._asking() as client:
            try:
                found = client.stat_object(self.address.bucket, self._key(digest))
            except S3Error as fault:
                if fault.code in UNKNOWN:
                    return None
                raise
        _believed(found.etag)
        return found.size or 0

    def is_ready(self) -> bool:
        """All machines share it: should it be away, pages go on without papers, and no machine is better than another."""
        return True

    def close(self) -> None:
        if self._opened is not None:
            self._opened[1].clear()
            self._opened = None

    def _key(self, digest: str) -> str:
        return "/".join(part for part in (self.address.prefix, name_of(digest)) if part)

    @contextmanager
    def _asking(self) -> Iterator[Minio]:
        try:
            yield self._client()
        except S3Error as fault:
            said = f"{fault.code}: {fault.message}"
            raise (NotReached if fault.response.status in BUSY else Denied)(said) from fault
        except FAULTS as fault:
            raise NotReached(str(fault) or type(fault).__name__) from fault
        except ValueError as fault:  # a region or a bucket's name that can't be one
            raise Denied(str(fault)) from fault

    def _client(self) -> Minio:
        """Each process has its own: connections that two processes share mix up their answers. Of two threads that come
        first both make one, and one of the two stays."""
        opened = self._opened
        if opened is None or opened[0] != os.getpid():
            pool = _pool(self.address)
            opened = self._opened = (os.getpid(), pool, _connected(self.address, pool))
        return opened[2]


def _believed(etag: str | None) -> None:
    """Stores give it with each of these answers. A page that asks to sign in to a network says yes to everything, too,
    and keeps nothing."""
    if not etag:
        raise NotReached("whoever answers doesn't answer as a store does")


def _pool(address: BucketAddress) -> PoolManager:
    again = Retry(
        address.patience.tries - 1, redirect=False, status_forcelist=BUSY, backoff_factor=PAUSE, raise_on_status=False,
        respect_retry_after_header=False,  # a store that asks for an hour would hold the thread for it
    )  # fmt: skip
    patience = Timeout(connect=address.patience.connect, read=address.patience.read)
    if not address.endpoint.startswith("https:"):
        return PoolManager(timeout=patience, retries=again)
    # Whom the machine trusts, SSL_CERT_FILE included, and whom certifi knows: a bare machine knows nobody.
    trust = ssl.create_default_context(cafile=certifi.where())
    trust.load_default_certs()
    return PoolManager(timeout=patience, retries=again, ssl_context=trust)


def _connected(address: BucketAddress, pool: PoolManager) -> Minio:
    endpoint = urlsplit(address.endpoint)
    client = Minio(
        endpoint.netloc,
        access_key=address.key,
        secret_key=address.secret,
        session_token=address.token,
        secure=endpoint.scheme == "https",
        region=address.region,
        http_client=pool,
    )
    if address.addressing == "virtual":
        client.enable_virtual_style_endpoint()  # type: ignore[no-untyped-call]  # untyped there
    elif address.addressing == "path":
        client.disable_virtual_style_endpoint()  # type: ignore[no-untyped-call]  # untyped there
    return client
