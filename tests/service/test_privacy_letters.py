"""Letters of authorisation are removed on time, once, and not while something rests on them; that they went can be checked."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, UpdateBase, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from flows.service import registers
from flows.service.audit import replay_all
from flows.service.errors import Invalid, NotFound
from flows.service.letters import Letter, authorise, letter_of
from flows.service.papers import attach
from flows.service.privacy import removing
from flows.service.privacy.erasing import erase_person, plan_erasure
from flows.service.privacy.holding import hold_papers
from flows.service.privacy.holdings import holdings
from flows.service.privacy.letters_due import due_letters, remove_letters
from flows.service.privacy.removing import erase_files, remove_due, what_is_due
from flows.service.privacy.wished import held_of
from flows.service.registers import NewAuthorisation, NewParty, authorisations, revoke, set_setting
from flows.storage.tables import authorisation_letters, removals
from tests.service.a_site import A_DAY, TODAY
from tests.service.kept_office import story_office
from tests.stories.forms import permit_in
from tests.stories.office import Flat, StoryOffice
from tests.web.stories import PDF

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
TERM = 3 * 366 + 2  # days after the last of the authorisation: its term and a day for the site's zone, and one more


@pytest.fixture
def place(story_url: str, tmp_path: Path) -> Iterator[StoryOffice]:
    with story_office(story_url, tmp_path) as found:
        yield found


def authorised(place: StoryOffice, content: bytes = PDF, days: int = 10) -> tuple[Flat, int, int]:
    """A flat, the agent, and the authorisation with its letter."""
    flat = place.flat()
    agent = registers.add_party(place.office, "front_desk", "north", NewParty("代理示例"), place.now).id
    new = NewAuthorisation(flat.code, flat.owner, agent, "renovation", TODAY, TODAY + days * A_DAY)
    made = authorise(place.office, "front_desk", "north", new, Letter("甲示例的授权.pdf", content), place.now)
    return flat, agent, made.id


def letter(place: StoryOffice, number: int) -> Any:
    with place.office.read() as connection:
        query = select(authorisation_letters).where(authorisation_letters.c.authorisation_id == number)
        return connection.execute(query).one()


def removed(place: StoryOffice, number: int) -> bool:
    remove_due(place.office, place.now, sure=True)
    return letter(place, number).removed_at is not None


def test_a_letter_goes_when_its_authorisation_has_been_over_for_the_sites_term(place: StoryOffice) -> None:
    flat, _, number = authorised(place)
    set_setting(place.office, "administrator", "north", "office", "record_years", 4, place.now)
    place.later(days=10 + TERM)
    assert what_is_due(place.office, place.now) == (), "the site's own term is longer"
    place.later(days=366)
    assert [(due.number, due.kinds) for due in what_is_due(place.office, place.now)] == [(flat.code, ("letter",))]
    assert removed(place, number)
    gone = letter(place, number)
    assert (gone.name, gone.removed_why, gone.erased_at) == ("letter", "served", place.now)
    assert not place.office.attachments.has(gone.sha256)
    assert remove_due(place.office, place.now, sure=True) == 0, "a second time there is nothing left to do"
    with pytest.raises(NotFound, match="was removed"):
        letter_of(place.office, "front_desk", number, place.now)
    assert not authorisations.authorisation(place.office, "front_desk", number, place.now).letter
    assert replay_all(place.office)[1] == ()


def test_who_is_erased_is_told_which_letters_stay_until_when_and_they_name_nobody(place: StoryOffice) -> None:
    flat, agent, number = authorised(place)
    place.later(days=12)
    [stays] = plan_erasure(place.office, agent, place.now).kept
    last = TODAY + 10 * A_DAY
    assert (flat.code in stays.why.en, stays.until) == (True, last + 3 * 366 * A_DAY + A_DAY)
    counts = {words.en: count for words, count in held_of(place.office, "director", agent, place.now).counts}
    assert counts["Letters of authorisation that are still kept"] == 1
    for who in (agent, flat.owner):
        [line] = next(s for s in holdings(place.office, who).sections if s.code == "letters").rows
        assert (flat.code, "甲示例的授权.pdf", letter(place, number).sha256) == (line[0], line[1], line[5])
    assert erase_person(place.office, agent, place.now).row_goes
    there = letter(place, number)
    assert (there.name, there.removed_at, place.office.attachments.has(there.sha256)) == ("letter", None, True)
    [again] = plan_erasure(place.office, agent, place.now).kept
    assert again == stays
    place.later(days=3 * 366)
    assert removed(place, number)
    assert plan_erasure(place.office, agent, place.now).kept == ()
    assert replay_all(place.office)[1] == ()


def test_one_that_was_revoked_counts_from_then(place: StoryOffice) -> None:
    _, _, number = authorised(place, days=5000)
    revoke(place.office, "front_desk", number, place.now)
    place.later(days=3 * 366 - 1)
    assert not removed(place, number)
    place.later(days=1, minutes=1)
    assert removed(place, number)


def test_what_began_under_it_keeps_it_until_it_is_over_as_long(place: StoryOffice) -> None:
    flat, agent, number = authorised(place)
    case = permit_in(place, "draft", Flat(place, flat.code, agent))
    place.later(days=10 + TERM)
    assert not removed(place, number), "the case is open"
    case.at("front_desk").takes("withdraw", reason="不再施工")
    place.later(days=3 * 366 - 1)
    assert not removed(place, number), "and was closed not long ago"
    place.later(days=2)
    assert removed(place, number)


def test_what_is_disputed_or_held_keeps_it(place: StoryOffice) -> None:
    flat, _, number = authorised(place)
    other = permit_in(place, "closed", flat)
    place.later(days=10 + TERM)
    complaint = place.opens("complaint", flat, flat.owner)
    assert not removed(place, number)
    complaint.at("front_desk").takes("withdraw", reason="客户撤诉")
    hold_papers(place.office, "director", other.number, "诉讼未结，须留存证据", place.now)
    assert not removed(place, number)


def test_a_clock_that_jumps_takes_none(place: StoryOffice) -> None:
    _, _, number = authorised(place)
    place.later(days=10 + TERM)
    assert remove_due(place.office, place.now) == 0
    assert letter(place, number).removed_at is None
    assert removed(place, number)


def test_one_with_a_defect_keeps_no_other(place: StoryOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    (_, _, first), (_, _, second) = authorised(place), authorised(place, PDF + b"2")
    place.later(days=10 + TERM)
    due = removing.remove_due_letters

    def sometimes(office: Any, ids: list[int], now: Any) -> int:
        return due(office, ids, now) if ids != [first] else 1 // 0

    with monkeypatch.context() as broken:
        broken.setattr(removing, "remove_due_letters", sometimes)
        with pytest.raises(ZeroDivisionError):
            removed(place, second)
    assert [letter(place, one).removed_at is None for one in (first, second)] == [True, False]
    assert not place.office.attachments.has(letter(place, second).sha256), "the rest of the round was done"
    assert removed(place, first)


def test_killed_before_the_file_goes_the_next_round_lets_it_go(
    place: StoryOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, number = authorised(place)
    place.later(days=10 + TERM)
    with monkeypatch.context() as dying:
        dying.setattr(removing, "erase_files", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            remove_due(place.office, place.now, sure=True)
    there = letter(place, number)
    assert (there.removed_at, place.office.attachments.has(there.sha256)) == (place.now, True)
    assert erase_files(place.office, place.now) == 1
    assert not place.office.attachments.has(there.sha256)


def test_a_file_that_is_also_a_cases_paper_or_another_letter_stays(place: StoryOffice) -> None:
    _, _, number = authorised(place)
    _, _, longer = authorised(place, days=20)
    case = permit_in(place, "draft")
    attach(place.office, "front_desk", case.number, "welder_id_copy", "a.pdf", PDF, place.now)
    digest = letter(place, number).sha256
    place.later(days=10 + TERM)
    assert removed(place, number)
    assert letter(place, longer).removed_at is None
    place.later(days=20)
    assert removed(place, longer)
    assert place.office.attachments.has(digest), "the case is open"
    case.at("front_desk").takes("withdraw", reason="不再施工")
    place.later(days=31)
    remove_due(place.office, place.now, sure=True)
    assert not place.office.attachments.has(digest)


def test_a_row_that_only_says_so_is_found_and_so_is_one_that_came_back(place: StoryOffice) -> None:
    _, _, number = authorised(place)
    _, _, other = authorised(place)
    forged = update(authorisation_letters)
    with place.office.transaction() as connection:
        mine = authorisation_letters.c.authorisation_id == number
        connection.execute(forged.where(mine).values(removed_at=place.now, removed_why="served"))
    assert [fault.message.en.split()[:5] for fault in replay_all(place.office)[1]] == [
        ["the", "letter", "of", "authorisation", str(number)]
    ]
    place.later(days=10 + TERM)
    assert removed(place, other)
    with place.office.transaction() as connection:
        mine = authorisation_letters.c.authorisation_id == other
        connection.execute(forged.where(mine).values(removed_at=None))
    assert len(replay_all(place.office)[1]) == 2
    with pytest.raises(DBAPIError, match="append-only"), place.office.transaction() as connection:
        connection.execute(delete(removals))


@pytest.mark.parametrize(
    "forged",
    [
        update(removals).values(at=LONG_AGO),
        update(removals).values(why="wished"),
        update(removals).values(sha256="0" * 64),
        delete(removals),
        delete(authorisation_letters),
        update(authorisation_letters).values(removed_why="wished"),
    ],
    ids=str,
)
def test_a_letter_and_what_is_said_to_have_been_removed_hold_each_other(place: StoryOffice, forged: UpdateBase) -> None:
    _, _, number = authorised(place)
    place.later(days=10 + TERM)
    assert removed(place, number)
    assert replay_all(place.office)[1] == ()
    with place.office.transaction() as connection:
        unguarded(connection)
        connection.execute(forged)
    assert {fault.message.en.split()[4] for fault in replay_all(place.office)[1]} == {str(number)}


def unguarded(connection: Connection) -> None:
    """As whoever owns the database may."""
    if connection.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER removals_no_{verb}"))
    else:
        connection.execute(text("ALTER TABLE removals DISABLE TRIGGER USER"))


def test_an_authorisation_that_is_refused_leaves_no_file(place: StoryOffice) -> None:
    flat = place.flat()
    agent = registers.add_party(place.office, "front_desk", "north", NewParty("代理示例"), place.now).id
    content = PDF + b"refused"
    new = NewAuthorisation(flat.code, agent, flat.owner, "renovation", TODAY, TODAY + A_DAY)
    with pytest.raises(Invalid) as refused:
        authorise(place.office, "front_desk", "north", new, Letter("a.pdf", content), place.now)
    assert "own that unit" in refused.value.errors[0].message.en
    assert not place.office.attachments.has(hashlib.sha256(content).hexdigest())


def test_two_who_remove_at_once_write_it_once(place: StoryOffice) -> None:
    _, _, number = authorised(place)
    place.later(days=10 + TERM)
    with place.office.transaction() as connection:
        found = due_letters(connection, place.now, 1)
        assert [remove_letters(connection, found, "served", place.now) for _ in range(2)] == [1, 0]
        said = connection.execute(select(removals.c.at).where(removals.c.subject == number)).scalars().all()
    assert said == [place.now]
