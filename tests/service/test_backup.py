"""The whole of an office in one file, and back, on both databases and from one to the other."""

import json
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.service.audit import replay_all, verify
from flows.service.backup import BadArchive, back_up, restore
from flows.service.backup.archive import MANIFEST, Reader
from flows.service.backup.restoring import NotEmpty, NotSound, Restored, Target
from flows.service.keys import ring_of
from flows.service.office import Office
from flows.service.papers import paper
from flows.service.privacy.emptying import empty
from flows.service.sealing import seal
from flows.storage import tables as t
from flows.storage.committed import REMOVED
from flows.storage.engine import open_database
from flows.storage.whole import layout, rows_of
from tests.service.errand import World, errand, world
from tests.service.test_acting import PDF, opened, submitted

SECRET = b"a secret for tests"


def filled_with(north: World) -> World:
    opened(north, price="3")
    seal(north.office, north.now)
    submitted(north, phone="13800000000")
    return north


@pytest.fixture
def filled(north: World) -> World:
    return filled_with(north)


@pytest.fixture
def filled_file(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """For what is asked of the file of the backup alone."""
    made = world(sqlite_url, tmp_path / "attachments", errand())
    yield filled_with(made)
    made.office.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another database, of either kind, with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'another.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create()
    yield str(url.render_as_string(hide_password=False))
    server.drop(url)


def target(url: str, folder: Path, secret: bytes = SECRET) -> Target:
    return Target(url, ring_of(secret), folder, procedures=(errand(),))


def all_rows(office: Office) -> dict[str, list[str]]:
    with office.at_one_moment() as connection:
        found = {name: [canonical(row) for row in rows_of(connection, name, c)] for name, c in layout().items()}
    return {name: rows for name, rows in found.items() if rows}


def canonical(row: list[object]) -> str:
    """The two kinds of database set out the same JSON differently."""
    return json.dumps([_as_json(value) for value in row], sort_keys=True)


def _as_json(value: object) -> object:
    if isinstance(value, str) and value.startswith(("{", "[", '"')):
        return json.loads(value)
    return value


def brought_back(place: Path, url: str, folder: Path, **how: bool) -> Restored:
    return restore(place, target(url, folder), **how)


def test_what_comes_back_is_what_was_there_on_either_kind(filled: World, empty_url: str, tmp_path: Path) -> None:
    manifest = back_up(filled.office, tmp_path / "a.flows", filled.now)
    found = brought_back(tmp_path / "a.flows", empty_url, tmp_path / "papers")
    assert (found.cases, found.papers, found.faults) == (2, 1, ())
    assert found.rows == sum(manifest.counts.values())
    papers = target(empty_url, tmp_path / "papers").store
    again = Office(open_database(empty_url), SECRET, papers, filled.office.catalogue)
    try:
        assert all_rows(again) == all_rows(filled.office)
        assert verify(again).faults == ()
        assert replay_all(again) == (2, ())
        with again.read() as connection:
            number, document = connection.execute(
                select(t.cases.c.number, t.documents.c.id).join(t.documents, t.documents.c.case_id == t.cases.c.id)
            ).first()
        assert paper(again, "desk", number, document, filled.now).content == PDF
        assert World(again, filled.now, filled.owner).start() == "ER-2026-0003", "numbers go on"
    finally:
        again.engine.dispose()


def test_values_beside_the_history_come_back_and_those_that_were_removed_do_not(
    filled_file: World, tmp_path: Path
) -> None:
    office, h = filled_file.office, t.history.c
    with office.transaction() as connection:
        case_id = connection.execute(select(h.case_id).where(h.personal.is_not(None))).scalar_one()
        assert empty(office, connection, case_id, "served", filled_file.now) == 1
    submitted(filled_file, phone="13800000009")
    back_up(office, tmp_path / "a.flows", filled_file.now)
    url = f"sqlite:///{tmp_path / 'another.db'}"
    assert brought_back(tmp_path / "a.flows", url, tmp_path / "papers").faults == ()
    engine = open_database(url)
    with engine.connect() as connection:
        kept = connection.execute(select(h.personal).where(h.personal.is_not(None))).scalars().all()
        data = connection.execute(select(t.cases.c.data).where(t.cases.c.id == case_id)).scalar_one()
    engine.dispose()
    assert [value for one in kept for _, value in one.values()] == ["13800000009"]
    assert data["phone"] == REMOVED


def test_a_backup_sees_one_moment_while_others_write(
    filled: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that comes between two tables stands in none of them."""
    from flows.service.backup import taking

    told = []

    def rows(*given: Any) -> object:
        if not told:
            told.append(filled.start())
        return rows_of(*given)

    monkeypatch.setattr(taking, "rows_of", rows)
    manifest = back_up(filled.office, tmp_path / "a.flows", filled.now)
    assert told
    assert manifest.counts["cases"] == 2


def test_a_backup_never_overwrites_and_leaves_nothing_half(filled_file: World, tmp_path: Path) -> None:
    filled = filled_file
    folder = tmp_path / "kept"
    folder.mkdir()
    place = folder / "a.flows"
    back_up(filled.office, place, filled.now)
    assert place.stat().st_mode & 0o777 == 0o600
    before = place.read_bytes()
    with pytest.raises(FileExistsError):
        back_up(filled.office, place, filled.now)

    def power_cut() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(filled.office, folder / "b.flows", filled.now, power_cut)
    assert list(folder.iterdir()) == [place]
    assert place.read_bytes() == before


def test_nothing_is_overwritten_without_saying_so(filled: World, database_url: str, tmp_path: Path) -> None:
    back_up(filled.office, tmp_path / "a.flows", filled.now)
    filled.start()
    before = all_rows(filled.office)
    with pytest.raises(NotEmpty):
        brought_back(tmp_path / "a.flows", database_url, tmp_path / "attachments")
    assert all_rows(filled.office) == before
    brought_back(tmp_path / "a.flows", database_url, tmp_path / "attachments", replace=True)
    assert filled.start() == "ER-2026-0003", "whoever had the old one open goes on with what came back"
    assert len(all_rows(filled.office)["cases"]) == 3


def _cut(entries: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in entries.items() if name != MANIFEST}


def _changed(entries: dict[str, bytes]) -> dict[str, bytes]:
    return {n: c[:-1] + b"x" if n == "tables/cases.jsonl.gz" else c for n, c in entries.items()}


def _added(entries: dict[str, bytes]) -> dict[str, bytes]:
    return entries | {"papers/" + "0" * 64: b"smuggled"}


def _lost_paper(entries: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in entries.items() if not name.startswith("papers/")}


def content_of(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(entry)
    assert file is not None
    return file.read()


@pytest.mark.parametrize("spoil", [_cut, _changed, _added, _lost_paper])
def test_a_file_that_is_not_as_it_was_written_changes_nothing(
    filled_file: World, sqlite_url: str, tmp_path: Path, spoil: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    filled, database_url = filled_file, sqlite_url
    back_up(filled.office, tmp_path / "a.flows", filled.now)
    with tarfile.open(tmp_path / "a.flows") as tar:
        entries = {e.name: content_of(tar, e) for e in tar.getmembers()}
    with tarfile.open(tmp_path / "b.flows", "w") as tar:
        for name, content in spoil(entries).items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, BytesIO(content))
    before = all_rows(filled.office)
    with pytest.raises(BadArchive):
        brought_back(tmp_path / "b.flows", database_url, tmp_path / "attachments", replace=True)
    assert all_rows(filled.office) == before


def test_a_truncated_file_and_no_backup_at_all_are_refused(filled_file: World, tmp_path: Path) -> None:
    empty_url = f"sqlite:///{tmp_path / 'another.db'}"
    back_up(filled_file.office, tmp_path / "a.flows", filled_file.now)
    whole = (tmp_path / "a.flows").read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"not a tar"):
        (tmp_path / "b.flows").write_bytes(content)
        with pytest.raises(BadArchive):
            brought_back(tmp_path / "b.flows", empty_url, tmp_path / "papers")


def test_a_history_that_was_forged_in_the_backup_does_not_count(
    filled: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write the file can write its manifest: the chain is what they can't write."""
    back_up(filled.office, tmp_path / "a.flows", filled.now)
    before = all_rows(filled.office)
    reading = Reader.rows

    def forged(reader: Reader, name: str) -> object:
        for row in reading(reader, name):
            yield [v.replace("同意", "不同意") if isinstance(v, str) else v for v in row] if name == "history" else row

    monkeypatch.setattr(Reader, "rows", forged)
    with pytest.raises(NotSound, match="nothing was changed"):
        brought_back(tmp_path / "a.flows", database_url, tmp_path / "attachments", replace=True)
    assert all_rows(filled.office) == before


def test_a_restore_that_breaks_off_leaves_the_old_one_whole(
    filled: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(filled.office, tmp_path / "a.flows", filled.now)
    before = all_rows(filled.office)

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.service.backup.restoring.number_on", power_cut)
    with pytest.raises(KeyboardInterrupt):
        brought_back(tmp_path / "a.flows", database_url, tmp_path / "attachments", replace=True)
    monkeypatch.undo()
    assert all_rows(filled.office) == before
    assert filled.start() == "ER-2026-0003"


def test_the_key_that_the_history_needs_must_be_given(filled_file: World, tmp_path: Path) -> None:
    empty_url = f"sqlite:///{tmp_path / 'another.db'}"
    back_up(filled_file.office, tmp_path / "a.flows", filled_file.now)
    with pytest.raises(NotSound, match="is not given"):
        restore(tmp_path / "a.flows", target(empty_url, tmp_path / "papers", b"another secret altogether"))


def test_a_paper_that_was_missing_already_is_named_and_does_not_hold_up(filled_file: World, tmp_path: Path) -> None:
    filled, empty_url = filled_file, f"sqlite:///{tmp_path / 'another.db'}"
    [kept] = [file for file in (tmp_path / "attachments").rglob("*") if file.is_file()]
    kept.unlink()
    manifest = back_up(filled.office, tmp_path / "a.flows", filled.now)
    assert manifest.missing == [kept.name]
    assert brought_back(tmp_path / "a.flows", empty_url, tmp_path / "papers").papers == 0


def test_who_was_signed_in_is_not_brought_back() -> None:
    assert not {"sessions", "tallies", "sent_forms"} & set(layout())
    kept = {"tasks", "reveals", "tokens", "comments", "drafts", "case_texts"}
    assert kept <= set(layout())
