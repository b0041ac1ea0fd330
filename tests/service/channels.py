"""What messages are sent to in tests: a web server and a mail server on the loopback, each a thread of its own."""

import json
import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

HANG = 3.0  # seconds that a hanging channel keeps silent; longer than the patience of the tests


@dataclass
class Receiver:
    """`answers`: the statuses given one after the other, the last for good; 0: silence. `says`: the words of each answer."""

    answers: list[int] = field(default_factory=lambda: [200])
    says: bytes = b""
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for _, headers, _ in self.got]

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.got]


@contextmanager
def receiving(*answers: int) -> Iterator[Receiver]:
    receiver = Receiver(list(answers) or [200])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, dict(self.headers), body))
            status = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            if status == 0:
                time.sleep(HANG)
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", receiver.address)
            self.send_header("Content-Length", str(len(receiver.says)))
            self.end_headers()
            self.wfile.write(receiver.says)

        def log_message(self, *_: object) -> None:
            pass

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as receiver.port:
        yield receiver


@dataclass
class Postbox:
    """`refuses`: how many letters it answers with “try again” first. `goodbye`: what it answers to QUIT; none: silence."""

    letters: list[str] = field(default_factory=list)
    refuses: int = 0
    goodbye: str = "221 bye"
    port: int = 0

    @property
    def server(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?from=flows@example.com"


@contextmanager
def postbox(refuses: int = 0, goodbye: str = "221 bye") -> Iterator[Postbox]:
    box = Postbox(refuses=refuses, goodbye=goodbye)

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 tests")
            for line in self.rfile:
                word = line.split(b" ")[0].strip().upper()
                if word == b"DATA":
                    self.letter()
                elif word == b"RCPT" and box.refuses:
                    box.refuses -= 1
                    self.say("450 not now")
                elif word == b"QUIT":
                    self.leave()
                    return
                else:
                    self.say("250 fine")

        def leave(self) -> None:
            if box.goodbye:
                self.say(box.goodbye)
            else:
                time.sleep(HANG)

        def letter(self) -> None:
            self.say("354 go on")
            lines = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                lines.append(line)
            box.letters.append(b"".join(lines).decode())
            self.say("250 taken")

        def say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    with served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)) as box.port:
        yield box


@contextmanager
def served(server: socketserver.ThreadingMixIn | Any) -> Iterator[int]:
    server.daemon_threads, server.block_on_close = True, False
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
