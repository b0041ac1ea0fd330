"""What was typed and not sent: whose it is, when it is shown again, and when it is gone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from flows.procedures.ladder import OFFICE, OFFICE_SETTINGS
from flows.service import drafting
from flows.service.case_view import case_view
from flows.service.drafting import Draft, forget_draft, keep_draft
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.narrowing import as_asked_by
from flows.service.papers import attach
from flows.service.signing_in import identity
from flows.storage import tables as t
from tests.service.errand import World, world
from tests.web.stories import PDF, in_review, with_paper


@pytest.fixture
def north(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = world(database_url, tmp_path)
    yield made
    made.office.engine.dispose()


def keeps(
    north: World, number: str, login: str = "desk", event: str = "submit", revision: int = 0, **typed: str
) -> bool:
    """`revision` nought: of a form drawn just now."""
    draft = Draft(typed, "", "", north.now)
    seen = revision or north.revision(number)
    return keep_draft(north.office, login, number, event, seen, lambda _: draft, north.now) is not None


def shown(north: World, number: str, login: str = "desk") -> dict[str, dict[str, str]]:
    return {event: dict(one.typed) for event, one in case_view(north.office, login, number, north.now).drafts.items()}


def kept(north: World) -> int:
    with north.office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(t.drafts)).scalar_one())


def test_the_last_one_is_shown_to_its_author_alone(north: World) -> None:
    number = with_paper(north)
    assert keeps(north, number, price="1")
    assert keeps(north, number, price="12", phone="一三八")
    assert shown(north, number) == {"submit": {"price": "12", "phone": "一三八"}}
    assert shown(north, number, "desk2") == shown(north, number, "eng") == {}
    assert kept(north) == 1


def test_an_emptied_or_forgotten_one_is_gone(north: World) -> None:
    number = with_paper(north)
    for end in (
        lambda: keeps(north, number, price=""),
        lambda: forget_draft(north.office, "desk", number, "submit", north.now),
    ):
        keeps(north, number, price="12")
        end()
        assert (shown(north, number), kept(north)) == ({}, 0)


def test_it_is_held_against_no_rule_and_leaves_the_case_alone(north: World) -> None:
    number = with_paper(north)
    before = north.revision(number)
    assert keeps(north, number, price="no number at all")
    assert north.revision(number) == before


def test_once_sent_it_is_not_shown_again_through_whichever_door(north: World) -> None:
    number = in_review(north)
    north.act("eng", number, "endorse", opinion="同意")
    keeps(north, number, "eng", "sign", remark="看过")
    assert "sign" in shown(north, number, "eng")
    north.later(minutes=1)
    north.act("eng", number, "sign")
    assert shown(north, number, "eng") == {}, "the state is the same and the event still offered"


def test_it_does_not_outlive_the_stay_in_its_state(north: World) -> None:
    number = with_paper(north, price="10.00")
    keeps(north, number, "desk2", price="12")
    north.later(minutes=1)
    north.act("desk", number, "submit", price="10.00")
    assert shown(north, number, "desk2") == {}
    north.later(minutes=1)
    north.act("eng", number, "return", reason="再改")
    assert shown(north, number, "desk2") == {}, "back in the state, but another time"


def test_what_a_form_sends_that_the_case_has_left_behind_is_not_kept(north: World) -> None:
    number = with_paper(north, price="10.00")
    drawn = north.revision(number)
    attach(north.office, "desk", number, "paper", "b.pdf", PDF + b"2", north.now)
    assert keeps(north, number, revision=drawn, price="12"), "a paper moves nothing"
    north.act("desk", number, "submit", price="10.00")
    north.act("eng", number, "return", reason="再改")
    assert not keeps(north, number, revision=drawn, price="13")
    assert shown(north, number) == {}


def test_nobody_keeps_one_of_what_is_not_theirs_or_not_there(north: World) -> None:
    number = with_paper(north)
    for login, event in (("eng", "submit"), ("desk", "endorse"), ("desk", "nonsense")):
        with pytest.raises(Forbidden):
            keeps(north, number, login, event, price="12")
    with pytest.raises(NotFound):
        keeps(north, number, "far", price="12")
    assert kept(north) == 0


def test_what_nobody_typed_is_too_long(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "LONGEST", 100)
    number = with_paper(north)
    with pytest.raises(Invalid):
        keeps(north, number, price="9" * 100)


def test_after_the_days_of_the_site_it_is_not_shown_and_the_next_one_tidies_up(north: World) -> None:
    number, other = with_paper(north), with_paper(north)
    days = OFFICE_SETTINGS[drafting.DAYS].default
    keeps(north, number, price="12")
    north.later(days=days)
    assert shown(north, number) == {"submit": {"price": "12"}}
    with north.office.transaction() as connection:
        own = {
            "site_id": 1,
            "procedure": OFFICE,
            "code": drafting.DAYS,
            "value": 3,
            "changed_by": 1,
            "changed_at": north.now,
        }
        connection.execute(insert(t.settings), own)
    assert shown(north, number) == {}
    keeps(north, other, price="12")
    assert kept(north) == 1
    north.now += timedelta(days=3, seconds=1)
    assert shown(north, other) == {}


def test_no_other_site_is_shown_a_row_of_it(north: World) -> None:
    number = with_paper(north)
    keeps(north, number, price="12")
    if north.office.engine.dialect.name == "postgresql":
        far = identity(north.office, "far", north.now)
        assert far is not None
        with as_asked_by(far):
            assert kept(north) == 0
    assert kept(north) == 1
