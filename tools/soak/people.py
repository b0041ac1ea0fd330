"""People at work: each takes cases of their own through their steps, sends what must be refused, and asks again where
no answer came."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC
from http.client import HTTPConnection, HTTPException
from itertools import count
from random import Random
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any

from tools.bench.servers import HOST
from tools.soak.clocked import Clock
from tools.soak.ledger import Asked, Ledger, Must
from tools.soak.ways import STRANGER, WAYS, Step

PATIENCE = 20.0  # seconds for one answer
PAUSE = 0.5  # seconds before the same is asked again
DEFINITE = range(400, 500)
BUSY = 429
TWO_AT_ONCE, WRONG = 0.15, 0.2  # of the steps
BOUNDARY = "a-boundary-of-the-soak"
PDF = b"%PDF-1.4 a paper of the soak"

Answer = tuple[int, dict[str, Any]]


@dataclass
class Desk:
    """What everybody shares. `over`: nothing new is begun; `late`: nothing is asked again either."""

    ports: Callable[[], list[int]]
    tokens: Mapping[str, str]
    places: list[tuple[str, int]]  # a unit and its owner
    clock: Clock
    ledger: Ledger
    over: Event = field(default_factory=Event)
    late: Event = field(default_factory=Event)


@dataclass
class Case:
    number: str
    way: tuple[Step, ...]
    revision: int
    done: int = 0
    state: str = ""


class Person(Thread):
    """Works until the desk closes."""

    def __init__(self, desk: Desk, number: int, seed: int) -> None:
        super().__init__(name=f"person-{number}", daemon=True)
        self.desk, self.chance = desk, Random(seed * 1000 + number)
        self.keys = (f"p{number}-{place}" for place in count(1))
        self.cases: list[Case] = []
        self.broken: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.desk.over.is_set():
                self._work()
        except BaseException as fault:
            self.broken = fault
            raise

    def _work(self) -> None:
        if len(self.cases) < 4:
            self._start()
            return
        case = self.chance.choice(self.cases)
        if case.done >= len(case.way):
            self.cases.remove(case)
            return
        step = case.way[case.done]
        if self.chance.random() < WRONG:
            self._send_wrong(case, step)
        for kind in step.papers:
            self._bring(case, step.login, kind)
        if step.papers:
            self._look(case, step.login)
        taken = self._two_at_once(case, step) if self.chance.random() < TWO_AT_ONCE else self._take(case, step)
        if taken:
            case.done += 1
        else:
            self._find_out(case, step)

    def _start(self) -> None:
        procedure = self.chance.choice(sorted(WAYS))
        unit, owner = self.chance.choice(self.desk.places)
        body = {"procedure": procedure, "site": "demo", "unit": unit, "applicant": owner}
        asked = self._entered("front_desk", "start")
        status, answer = self._until_answered(asked, "/api/v1/cases", body, None)
        if status == 201:
            asked.number = answer["number"]
            self.cases.append(Case(asked.number, WAYS[procedure], answer["revision"]))

    def _take(
        self, case: Case, step: Step, login: str = "", seen: int | None = None, must: Must = "", **instead: Any
    ) -> bool:
        """Whether it was accepted; then the case's revision is known anew."""
        body = {"event": step.event, "data": step.form(self.desk.clock.now(UTC)), "opinion": step.opinion, **instead}
        asked = self._entered(login or step.login, body["event"], case.number, must)
        revision = case.revision if seen is None else seen
        status, answer = self._until_answered(asked, f"/api/v1/cases/{case.number}/events", body, revision)
        if status == 200:
            case.revision = answer["revision"]
        return status == 200

    def _send_wrong(self, case: Case, step: Step) -> None:
        """By somebody who never may, without its form, on a page that is long out of date, or what there is not."""
        kind = self.chance.randrange(4)
        if kind == 0:
            self._take(case, step, login=STRANGER, must="refused")
        elif kind == 1 and step.form(self.desk.clock.now(UTC)):
            self._take(case, step, data={}, must="refused")
        elif kind == 2 and case.done:
            self._take(case, step, seen=1, must="refused")
        else:
            self._take(case, step, event="no_such_event", must="refused")

    def _two_at_once(self, case: Case, step: Step) -> bool:
        """The same step by two requests of their own, from the same page; the second goes by another thread."""
        together, found = Barrier(2), []
        body = {"event": step.event, "data": step.form(self.desk.clock.now(UTC)), "opinion": step.opinion}
        asked = [self._entered(step.login, step.event, case.number) for _ in range(2)]
        self.desk.ledger.pair(asked[0].key, asked[1].key)

        def send(one: Asked) -> None:
            try:
                together.wait(5)
            except BrokenBarrierError:
                return
            found.append(self._until_answered(one, f"/api/v1/cases/{case.number}/events", body, case.revision))

        second = Thread(target=send, args=(asked[1],), daemon=True)
        second.start()
        send(asked[0])
        second.join()
        accepted = [answer["revision"] for status, answer in found if status == 200]
        case.revision = max([case.revision, *accepted])
        return bool(accepted)

    def _bring(self, case: Case, login: str, kind: str) -> None:
        """Papers have no key: where no answer came nobody knows, and it isn't sent again."""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n--{BOUNDARY}\r\n'
        head += 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        content = head.encode() + PDF + f"\r\n--{BOUNDARY}--\r\n".encode()
        kind_of = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        status, _ = self._asked(login, "POST", f"/api/v1/cases/{case.number}/documents", content, kind_of)
        if status == 201 or status not in DEFINITE:
            self.desk.ledger.paper(case.number, sure=status == 201)

    def _look(self, case: Case, login: str) -> bool:
        status, answer = self._asked(login, "GET", f"/api/v1/cases/{case.number}", b"", {})
        if status == 200:
            case.revision, case.state = answer["revision"], answer["state"]
        return status == 200

    def _find_out(self, case: Case, step: Step) -> None:
        """Refused, or somebody was faster: the clock may have ended the case. After a while another is begun."""
        self._look(case, step.login)
        if case.state in ("expired", "closed", "withdrawn") or self.chance.random() < 0.3:
            self.cases.remove(case)

    def _entered(self, login: str, event: str, number: str = "", must: Must = "") -> Asked:
        asked = Asked(next(self.keys), login, event, number, must=must)
        self.desk.ledger.enter(asked)
        return asked

    def _until_answered(self, asked: Asked, path: str, body: Mapping[str, Any], seen: int | None) -> Answer:
        """The same request with the same key until it is taken or refused: as a good client does."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": asked.key}
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        content = json.dumps(body).encode()
        while not self.desk.late.is_set():
            asked.tries += 1
            status, answer = self._asked(asked.login, "POST", path, content, headers)
            if status in (200, 201) or (status in DEFINITE and status != BUSY):
                asked.status, asked.outcome = status, "accepted" if status < 400 else "refused"
                return status, answer
            self.desk.late.wait(PAUSE)
        return 0, {}

    def _asked(self, login: str, method: str, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """Status 0: nothing definite came back."""
        port = self.chance.choice(self.desk.ports())
        told = {**headers, "Authorization": f"Bearer {self.desk.tokens[login]}"}
        began = time.time()
        try:
            with closing(HTTPConnection(HOST, port, timeout=PATIENCE)) as connection:
                connection.request(method, path, content, told)
                answer = connection.getresponse()
                read = answer.read()
                found = json.loads(read) if read else {}
        except (OSError, HTTPException, ValueError) as fault:
            self.desk.ledger.nothing(type(fault).__name__, began, str(port))
            return 0, {}
        if answer.status >= 500:
            self.desk.ledger.nothing(f"status {answer.status}", began, str(port))
        return answer.status, found
