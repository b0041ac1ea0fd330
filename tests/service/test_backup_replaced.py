"""What a restore that came to nothing leaves behind, and what one names that replaced a database."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.service.backup import Restored, back_up, restore, restoring
from flows.service.backup.replaced import Undone
from flows.service.backup.restoring import Target
from flows.service.keys import ring_of
from flows.service.privacy.erasing import erase_person
from flows.service.privacy.removing import remove_due
from flows.storage import tables as t
from tests.service.kept_office import SECRET, story_office
from tests.service.test_privacy_emptying import YEARS
from tests.service.test_privacy_person import moved_out, row, somebody
from tests.stories.forms import permit_in
from tests.stories.office import StoryOffice


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def files(folder: Path) -> set[str]:
    return {file.name for file in (folder / "attachments").rglob("*") if file.is_file()}


def brought_back(url: str, folder: Path, **how: bool) -> Restored:
    return restore(folder / "b.flows", Target(url, ring_of((SECRET,)), folder / "attachments"), **how)


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def removed(place: StoryOffice, folder: Path) -> datetime:
    """A backup that holds papers which the office has removed since; until when the clock went."""
    permit_in(place, "closed")
    back_up(place.office, folder / "b.flows", place.now)
    assert files(folder)
    place.later(days=YEARS)
    now = place.now
    for _ in range(2):
        remove_due(place.office, now, sure=True)
    return now


@pytest.mark.parametrize("breaks", ["_fill", "_hold"])
def test_a_restore_that_breaks_off_takes_its_papers_back(
    place: StoryOffice, story_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    removed(place, tmp_path)
    before = files(tmp_path)
    monkeypatch.setattr(restoring, breaks, killed)
    with pytest.raises(KeyboardInterrupt):
        brought_back(story_url, tmp_path, replace=True)
    assert files(tmp_path) == before


def test_what_a_killed_restore_brought_again_goes_with_the_next_round(
    place: StoryOffice, story_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = removed(place, tmp_path)
    before = files(tmp_path)
    monkeypatch.setattr(restoring, "_fill", killed)
    monkeypatch.setattr(restoring, "take_back", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        brought_back(story_url, tmp_path, replace=True)
    assert files(tmp_path) > before, "nobody was left to take them back"
    remove_due(place.office, now, sure=True)
    assert files(tmp_path) == before
    d = t.documents.c
    with place.office.read() as connection:
        assert connection.execute(select(d.id).where(d.removed_at.is_not(None), d.erased_at.is_(None))).all() == []


def test_a_round_that_comes_between_takes_no_paper_from_what_was_restored(
    place: StoryOffice, story_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = removed(place, tmp_path)
    bringing: Callable[..., int] = restoring._bring_papers

    def then_a_round(*given: object) -> int:
        count = bringing(*given)
        remove_due(place.office, now, sure=True)
        return count

    monkeypatch.setattr(restoring, "_bring_papers", then_a_round)
    found = brought_back(story_url, tmp_path, replace=True)
    with story_office(story_url, tmp_path) as again, again.office.read() as connection:
        named = set(connection.execute(select(t.documents.c.sha256)).scalars())
        assert found.papers > 0
        assert all(again.office.attachments.has(digest) for digest in named)


def test_into_an_empty_database_nothing_stays_of_what_failed(
    story_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with story_office(story_file, tmp_path) as place:
        permit_in(place, "closed")
        back_up(place.office, tmp_path / "b.flows", place.now)
    (tmp_path / "new").mkdir()
    (tmp_path / "b.flows").rename(tmp_path / "new" / "b.flows")
    monkeypatch.setattr(restoring, "_fill", killed)
    with pytest.raises(KeyboardInterrupt):
        brought_back(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")
    assert files(tmp_path / "new") == set()


def test_who_was_erased_since_and_papers_that_came_since_are_named(
    place: StoryOffice, story_url: str, tmp_path: Path
) -> None:
    _, early = somebody(place)
    _, late = somebody(place)
    for party in (early, late):
        moved_out(place, party)
    assert erase_person(place.office, early, place.now).row_goes
    back_up(place.office, tmp_path / "b.flows", place.now)
    there = files(tmp_path)
    assert erase_person(place.office, late, place.now).row_goes
    permit_in(place, "closed")
    since = files(tmp_path) - there
    assert since
    found = brought_back(story_url, tmp_path, replace=True)
    assert found.undone == Undone((late,), (), tuple(sorted(since)))
    with story_office(story_url, tmp_path) as again:
        assert row(again, late).phone
        assert erase_person(again.office, late, again.now).row_goes
    assert brought_back(story_url, tmp_path, replace=True).undone.people == (late,)
