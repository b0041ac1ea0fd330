"""A small S3-compatible server on the loopback: it checks every signature, keeps objects in memory, and can be told to fail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from flows.storage.papers.store import BucketAddress, Patience

KEY, SECRET, REGION, BUCKET = "a-key", "a secret of the store", "us-east-1", "papers"
QUICK = Patience(connect=1, read=0.3, tries=2)


class ObjectStore(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.failures = 0  # how many of the next requests are answered with 503
        self.answers: list[tuple[int, dict[str, str], bytes]] = []  # given instead, one after the other
        self.broken_off = False  # a content ends before it should
        self.hangs = False
        self.over = Event()
        self.scheme = "http"

    def speak_tls(self, certificate: Path) -> None:
        """From now on, with the key and certificate in the file."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.scheme = "https"

    @property
    def endpoint(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def at(self, bucket: str = BUCKET, secret: str = SECRET, prefix: str = "a/b") -> BucketAddress:
        return BucketAddress(bucket, prefix, self.endpoint, REGION, KEY, secret, patience=QUICK)

    def variables(self, **changed: str) -> dict[str, str]:
        """As an administrator would set them."""
        return {
            "FLOWS_ATTACHMENTS": f"s3://{BUCKET}/a/b",
            "FLOWS_S3_ENDPOINT": self.endpoint,
            "FLOWS_S3_CONNECT_SECONDS": "1",
            "FLOWS_S3_READ_SECONDS": "1",
            "FLOWS_S3_TRIES": "1",
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        } | changed

    def counted(self, method: str) -> int:
        return sum(asked == method for asked, _ in self.asked)


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    with ObjectStore() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ObjectStore

    def _serve(self) -> None:
        store, path = self.server, urlsplit(self.path).path
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        store.asked.append((self.command, path))
        if store.hangs:
            store.over.wait(30)
        elif store.answers:
            self._answer(*store.answers.pop(0))
        elif store.failures:
            store.failures -= 1
            self._refuse(503, "SlowDown")
        elif not self._is_signed(content):
            self._refuse(403, "SignatureDoesNotMatch")
        else:
            _, bucket, key = path.split("/", 2)
            self._act(bucket, key, content)

    def _act(self, bucket: str, key: str, content: bytes) -> None:
        objects = self.server.objects
        if bucket != BUCKET:
            self._refuse(404, "NoSuchBucket")
        elif self.command == "PUT":
            objects[key] = content
            self._answer(200, {"ETag": '"e"'}, b"")
        elif self.command == "DELETE":
            objects.pop(key, None)
            self._answer(204, {}, b"")
        elif key not in objects:
            self._refuse(404, "NoSuchKey")
        else:
            media = {"Content-Type": "application/pdf", "Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
            self._answer(200, {"ETag": '"e"'} | media, objects[key])

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if self.server.broken_off:
            self.close_connection = True
            body = body[:-1]
        self.wfile.write(body)

    def _refuse(self, status: int, code: str) -> None:
        body = f"<Error><Code>{code}</Code><Message>told to</Message></Error>".encode()
        self._answer(status, {"Content-Type": "application/xml"}, body)

    def _is_signed(self, content: bytes) -> bool:
        """AWS Signature Version 4, worked out anew from what arrived. Over plain HTTP the content is signed, too; over
        TLS it comes with a checksum."""
        given = dict(part.split("=", 1) for part in self.headers["Authorization"].split(" ", 1)[1].split(", "))
        digest, moment = self.headers["x-amz-content-sha256"], self.headers["x-amz-date"]
        scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
        names = given["SignedHeaders"].split(";")
        signed = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names)
        split = urlsplit(self.path)
        asked = "\n".join([self.command, split.path, split.query, signed, ";".join(names), digest])
        text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(asked.encode()).hexdigest()])
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        mark = hmac.digest(key, text.encode(), "sha256").hex()
        told = digest == hashlib.sha256(content).hexdigest()
        if self.server.scheme == "https" and digest == "UNSIGNED-PAYLOAD":
            md5 = self.headers.get("Content-MD5")
            told = md5 == base64.b64encode(hashlib.md5(content).digest()).decode() if content else True
        whole = told and {"host", "x-amz-date"} <= set(names)
        return whole and (given["Credential"], given["Signature"]) == (f"{KEY}/{scope}", mark)

    do_GET = do_HEAD = do_PUT = do_DELETE = _serve  # noqa: N815 - the names that the standard library looks for

    def handle(self) -> None:
        with suppress(ConnectionError, ssl.SSLError):  # who asks has gone, or doesn't believe us
            super().handle()

    def log_message(self, *_: object) -> None:
        """Nothing between the dots of the tests."""
