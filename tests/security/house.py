"""An office that has one of everything that an address can name, and people of each relevant kind, signed in.

What a request writes is taken back after it: every cell of the table is asked of the same office.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from flows.procedures import ROLES
from flows.service import people, saved_filters, tokens, webhooks
from flows.service.channels.outward import Outward
from flows.service.claiming import claim
from flows.service.commenting import comment
from flows.service.letters import Letter, authorise
from flows.service.people import PostHeld
from flows.service.phrases import add_phrase
from flows.service.practice import Practices
from flows.service.registers import NewAuthorisation
from flows.service.rights import OPERATOR
from flows.service.signing_in import identity
from flows.service.substitutions import Absence, substitute
from flows.service.verification import code_of
from flows.storage import tables as t
from tests.pressing import revision_of
from tests.service.kept_office import story_office
from tests.stories.forms import CALLED, passes_in, permit_in, service_in, slip_in
from tests.stories.forms_office import charged
from tests.stories.office import StoryOffice
from tests.web.conftest import HASH, PASSWORD, Browser, hidden
from web.app import create_app

NOBODY = "nobody"
"""Has not signed in, and has no token."""
PEOPLE = {
    "none": "signed in, without a post",
    "south": "every post there is, administrator too, at the other site",
    "desk": "front desk of the north",
    "lead": "customer-service supervisor of the north",
    "safety": "safety supervisor of the north",
    "director": "director of the north",
    "gate": "security of the north",
    "trainer": "trainer of the north",
    "admin": "administrator of the north",
    "root": "administrator of all sites",
}
LOGINS = {
    "none": "without_posts",
    "south": "south_all",
    "desk": "front_desk",
    "lead": "cs_supervisor",
    "safety": "safety_supervisor",
    "director": "director",
    "gate": "security",
    "trainer": "trainer",
    "admin": "administrator",
    "root": "root_everywhere",
}
KINDS = (NOBODY, *PEOPLE)
# Written by every request or none: they hold nothing of an office's matters.
BESIDE = frozenset({"sessions", "tallies", "sent_forms"})
UNCHANGING = frozenset({"definitions", "calendar_days"})  # large; a trigger holds the one, the other has rows added


@dataclass
class House:
    app: Flask
    office: StoryOffice
    things: dict[str, str]
    file: Path
    cookies: dict[str, str] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    _kept: sqlite3.Connection | None = None
    _watch: sqlite3.Connection | None = None
    _seen: tuple[int, str] = (0, "")

    def enter(self) -> None:
        """Everybody signs in; then this is the state that every request finds."""
        for kind, login in LOGINS.items():
            browser = Browser(self.app.test_client())
            browser.get("/login")
            assert browser.post("/login", {"login": login, "password": PASSWORD}).status_code == 303
            browser.get("/account")
            self.csrf[kind] = hidden(browser.last, "csrf_token")
            cookie = browser.client.get_cookie("flows")
            assert cookie
            self.cookies[kind] = cookie.value
            self.tokens[kind] = tokens.create_token(
                self.office.office, OPERATOR, login, "tests", self.office.now, originals=True
            ).secret
        self._kept = sqlite3.connect(":memory:")
        self._watch = sqlite3.connect(self.file)
        self._watch.backup(self._kept)
        self._seen = self._state()

    def ask(self, kind: str, method: str, path: str, *, csrf: bool = True, **sent: Any) -> TestResponse:
        """As that kind of person, in a browser below anything but /api, by a token there."""
        client = self.app.test_client()
        if path.startswith("/api/"):
            headers = {"Authorization": f"Bearer {self.tokens[kind]}"} if kind != NOBODY else {}
            sent["headers"] = {**headers, **sent.get("headers", {})}
        else:
            if kind != NOBODY:
                client.set_cookie("flows", self.cookies[kind])
            if method == "POST":
                data = dict(sent.get("data", {}))
                sent["data"] = {"csrf_token": self._csrf(kind, client), **data} if csrf else data
        return client.open(path, method=method, buffered=True, **sent)

    def _csrf(self, kind: str, client: Any) -> str:
        if kind != NOBODY:
            return self.csrf[kind]
        found = re.search(r'name="csrf_token" value="([^"]*)"', client.get("/login").text)
        assert found
        return found.group(1)

    def wrote(self) -> bool:
        """Whether anything was written since the last time; it is as before afterwards."""
        now = self._state()
        if now == self._seen:
            return False
        changed = now[1] != self._seen[1]
        assert self._kept
        back = sqlite3.connect(self.file)
        self._kept.backup(back)
        back.close()
        self._seen = self._state()
        return changed

    def _state(self) -> tuple[int, str]:
        """SQLite's count of what others have committed, and, if that has changed, a digest of all that is there."""
        assert self._watch
        version = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return (version, self._seen[1] if version == self._seen[0] else self._digest())

    def _digest(self) -> str:
        assert self._watch
        names = [name for (name,) in self._watch.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = hashlib.sha256()
        for name in sorted(set(names) - BESIDE):
            if not name.startswith(("sqlite_", "case_texts_", "party_names_")):
                what = "count(*)" if name in UNCHANGING else "*"
                found.update(repr((name, self._watch.execute(f'SELECT {what} FROM "{name}"').fetchall())).encode())
        return found.hexdigest()


@contextmanager
def house(url: str, folder: Path) -> Iterator[House]:
    with story_office(url, folder) as office:
        _people(office)
        things = _things(office)
        app = create_app(office.office, lambda: office.now, practices=Practices(folder / "practice"))
        app.testing = True
        made = House(app, office, things, folder / "flows.db")
        made.enter()
        with without_what_takes_long():
            yield made


@contextmanager
def without_what_takes_long() -> Iterator[None]:
    """Who gets a form is asked before it is set as PDF, and who sets a password before it is hashed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("flows.service.signing_in.HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patched.setattr("flows.service.signing_in._nobody", lambda: HASH)
        patched.setattr("flows.printing.pdf.pdf", lambda *_: b"%PDF-1.7 set")
        yield


def _people(office: StoryOffice) -> None:
    everywhere = [PostHeld(role, "south") for role in ROLES]
    people.add_user(office.office, OPERATOR, LOGINS["none"], "示例无岗位", None, office.now)
    people.add_user(office.office, OPERATOR, LOGINS["south"], "示例南苑", None, office.now, held=everywhere)
    at_all = [PostHeld("administrator", None)]
    people.add_user(office.office, OPERATOR, LOGINS["root"], "示例总管", None, office.now, held=at_all)
    at_both = [PostHeld("front_desk", "north"), PostHeld("director", "south")]
    people.add_user(office.office, OPERATOR, "works_at_both", "示例两处", None, office.now, held=at_both)
    with office.office.transaction() as connection:
        connection.execute(update(t.users).values(password=HASH))


def _things(office: StoryOffice) -> dict[str, str]:
    flat = office.flat().renovated(-80, 10)
    agent = flat.agent()
    waits = permit_in(office, "safety_review", flat, agent.party)
    valid = permit_in(office, "in_force", flat, agent.party)
    served = service_in(office, "follow_up").at("front_desk").takes("record_follow_up", **CALLED)
    passes, slip, fault = (
        passes_in(office, "in_use", flat),
        slip_in(office, "valid"),
        charged(office, "front_desk", "1950-04-15", 4),
    )
    claim(office.office, "safety_supervisor", waits.number, office.now)
    comment(office.office, "front_desk", waits.number, "请尽快", office.now)
    at = office.now
    who = identity(office.office, "front_desk", at)
    assert who
    saved_filters.save(office.office, who, "我的", {"procedure": "complaint"}, at)
    away = Absence("front_desk", "second_desk", at, office.now.replace(year=2027), "休假", "north")
    lent = substitute(office.office, "front_desk", away, at)
    token = tokens.create_token(office.office, OPERATOR, "front_desk", "例", at)
    outward = Outward(private=(ip_network("127.0.0.0/8"),))
    hook = webhooks.add_webhook(office.office, "administrator", "north", "例", "http://127.0.0.1:1/x", outward, at)
    add_phrase(office.office, "administrator", "north", "opinion", "已核对", at)
    tenant = flat.tenant()
    span = (office.now.date(), office.now.date() + timedelta(days=30))
    granted = NewAuthorisation(flat.code, flat.owner, tenant, "renovation", *span)
    letter = authorise(office.office, "front_desk", "north", granted, Letter("letter.pdf", b"%PDF-1.7 a letter"), at)
    begun = passes_in(office, "draft", flat)
    with office.office.read() as connection:
        tasks = dict(
            connection.execute(
                select(t.cases.c.number, t.tasks.c.id).join(t.tasks).where(t.tasks.c.status.in_(("open", "claimed")))
            ).all()
        )
    return {
        "number": waits.number,
        "valid": valid.number,
        "served": served.number,
        "passes": passes.number,
        "slip": slip.number,
        "fault": fault.number,
        "unit": flat.code,
        "party": str(flat.owner),
        "tenant": str(tenant),
        "authorisation": str(agent.authorisation),
        "with_letter": str(letter.id),
        "substitution": str(lent.id),
        "token": str(token.token.id),
        "revision": str(revision_of(office.office, waits.number)),
        "task": str(tasks[waits.number]),
        "task_open": str(tasks[begun.number]),
        "webhook": str(hook.webhook.id),
        "begun": begun.number,
        "code": code_of(office.office, "north", waits.number),
    }
