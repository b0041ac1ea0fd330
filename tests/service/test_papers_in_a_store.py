"""Bringing a paper to a case and taking it home, wherever papers lie; and what happens while the store is away."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows.service import papers
from flows.service.audit import replay_all, verify
from flows.service.errors import Invalid, NotFound, OutOfReach
from flows.service.office import NoPapers, open_office
from flows.service.papers import attach, paper
from flows.service.pulse import is_ready
from flows.storage import tables as t
from flows.storage.papers.folder import Folder
from flows.storage.papers.store import NotReached, name_of
from tests.service.errand import NOW, World, errand, world
from tests.storage.object_store import ObjectStore, object_store

PDF = b"%PDF-1.4 a form"
DIGEST = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def server() -> Iterator[ObjectStore]:
    with object_store() as made:
        yield made


@pytest.fixture(params=["folder", "bucket"])
def north(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[World]:
    at = tmp_path / "papers" if request.param == "folder" else request.getfixturevalue("server").at()
    made = world(database_url, at, errand())
    yield made
    made.office.attachments.close()
    made.office.engine.dispose()


@pytest.fixture
def far(sqlite_url: str, server: ObjectStore) -> Iterator[World]:
    """Papers lie in a bucket; the database is no part of it."""
    made = world(sqlite_url, server.at(), errand())
    yield made
    made.office.attachments.close()
    made.office.engine.dispose()


def brought(north: World, number: str, content: bytes = PDF, kind: str = "paper") -> None:
    attach(north.office, "desk", number, kind, "form.pdf", content, north.now)


def rows(north: World) -> int:
    with north.office.read() as connection:
        return connection.execute(select(func.count()).select_from(t.documents)).scalar_one()


def the_paper(north: World, number: str) -> bytes:
    with north.office.read() as connection:
        document = connection.execute(select(func.max(t.documents.c.id))).scalar_one()
    return paper(north.office, "desk", number, document, north.now).content


def test_a_paper_is_there_before_its_row_and_comes_back(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store, seen = north.office.attachments, []
    keep = type(store).keep

    def watched(self: object, digest: str, content: bytes) -> None:
        keep(store, digest, content)
        seen.append((rows(north), store.has(DIGEST)))

    monkeypatch.setattr(type(store), "keep", watched)
    first, second = north.start(), north.start()
    with pytest.raises(Invalid):
        brought(north, first, kind="another")
    assert (seen, rows(north)) == ([], 0), "what the case does not take is not kept"
    for number in (first, second):  # the same form at two cases
        brought(north, number)
        assert the_paper(north, number) == PDF
    assert seen == [(0, True), (1, True)]
    assert (verify(north.office).faults, replay_all(north.office)[1]) == ((), ())
    assert is_ready(north.office)


def test_what_is_no_longer_what_was_kept_is_not_handed_out(far: World, server: ObjectStore, tmp_path: Path) -> None:
    number = far.start()
    brought(far, number)
    server.objects[f"a/b/{name_of(DIGEST)}"] = PDF + b", but another"
    with pytest.raises(NotFound) as changed:
        the_paper(far, number)
    assert "recorded hash" in changed.value.message.en
    server.objects.clear()
    with pytest.raises(NotFound) as gone:
        the_paper(far, number)
    assert "not where papers lie" in gone.value.message.en
    elsewhere = replace(far, office=replace(far.office, attachments=Folder(tmp_path)))
    with pytest.raises(NotFound, match="not where papers lie"):
        the_paper(elsewhere, number)


def test_while_the_store_is_away_nothing_is_half_done(
    far: World, server: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    number = far.start()
    before = far.revision(number)
    server.hangs = True
    with pytest.raises(OutOfReach) as away:
        brought(far, number)
    assert "没有丢失" in away.value.message.zh
    assert server.endpoint not in away.value.message.en
    assert "NotReached" in caplog.text
    assert (far.revision(number), rows(far)) == (before, 0)
    server.hangs = False
    brought(far, number)
    assert the_paper(far, number) == PDF
    server.failures = 2
    with pytest.raises(OutOfReach) as away:
        the_paper(far, number)
    assert "none is lost" in away.value.message.en
    far.act("desk", number, "submit", price="0")  # work goes on without looking at papers
    assert is_ready(far.office), "a machine is no worse than another for a store that all of them share"
    assert replay_all(far.office)[1] == ()


def test_a_folder_that_is_no_folder_is_told_at_the_start(tmp_path: Path, sqlite_url: str) -> None:
    (tmp_path / "taken").write_bytes(b"a file")
    with pytest.raises(NoPapers) as told:
        open_office(sqlite_url, b"a secret of the tests", tmp_path / "taken", NOW, [errand()])
    assert str(tmp_path / "taken") in told.value.message.zh


def test_a_folder_that_fails_is_told_like_a_store_that_is_away(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = world(sqlite_url, tmp_path / "papers", errand())

    def full(*_: object) -> None:
        raise NotReached("No space left on device")

    monkeypatch.setattr(Folder, "replace", full)
    with pytest.raises(OutOfReach):
        brought(north, north.start())
    assert rows(north) == 0
    north.office.engine.dispose()


def test_what_is_refused_does_not_lie_in_the_store(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = world(sqlite_url, tmp_path / "papers", errand())
    number, store = north.start(), north.office.attachments
    with pytest.raises(Invalid):
        attach(north.office, "desk", number, "no such kind", "a.pdf", PDF, north.now)
    assert not store.has(DIGEST)
    monkeypatch.setattr(papers, "note", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(north.office, "desk", number, "paper", "a.pdf", PDF, north.now)
    assert not store.has(DIGEST), "not when it fails after it was kept, either"
