"""Another secret: what an older one has made is read on, what is made is the newest's, what can be is sealed anew."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.service import rotating, second_factor
from flows.service.audit import verify
from flows.service.channels.outward import Failed, Outward
from flows.service.channels.sealed import opened
from flows.service.keys import KeyRing, id_of, ring_of
from flows.service.papers import paper
from flows.service.proof.anchoring import anchors_of
from flows.service.proof.exporting import export_history
from flows.service.proof.verify_history import check
from flows.service.sealing import seal
from flows.service.sent_forms import once
from flows.service.verification import code_of, look_up
from flows.service.webhooks import add_webhook
from flows.service.wishes import Wish, change_wish
from flows.service.wishes import bound_to as of_wish
from flows.storage import tables as t
from tests.service.errand import World, errand, world
from tests.service.test_acting import PDF, submitted
from tests.service.test_acting import opened as opened_case
from tests.service.test_second_factor import boss, set_up, shown

OLD, NEW = b"a secret for tests", b"the secret of the year after"
HERE = Outward(mail="smtp://localhost?from=flows@example.com")


def furnished(made: World) -> World:
    opened_case(made, price="3")
    seal(made.office, made.now)
    change_wish(made.office, "eng", Wish("mail"), "eng@example.com", HERE, made.now)
    return made


@pytest.fixture
def kept_on_both(north: World) -> World:
    return furnished(north)


@pytest.fixture
def kept(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """Which keys fit is no matter of the database."""
    made = world(sqlite_url, tmp_path / "attachments", errand())
    yield furnished(made)
    made.office.engine.dispose()


def rotated(world: World) -> World:
    return replace(world, office=replace(world.office, secret=NEW, older=(OLD,)))


def alone(world: World) -> World:
    """With the newest key and nothing else."""
    return replace(world, office=replace(world.office, secret=NEW, older=()))


def test_history_goes_on_under_the_newest_and_is_verified_under_each(kept: World, tmp_path: Path) -> None:
    after = rotated(kept)
    opened_case(after)
    seal(after.office, after.now)
    assert verify(after.office).faults == ()
    found = rotating.uses(after.office, whole=True)
    assert list(found) == [id_of(NEW), id_of(OLD)]
    assert [found[id_of(key)].entries for key in (OLD, NEW)] == [7, 7]
    export_history(after.office, tmp_path / "export.jsonl", after.now)
    assert check(tmp_path / "export.jsonl", anchors_of(after.office))["faults"] == []
    assert verify(alone(kept).office).faults, "what no key of the ring has made is called forged"
    assert rotating.NOBODY in rotating.uses(alone(kept).office, whole=True)


def test_an_entry_of_an_older_key_behind_a_newer_ones_is_counted(kept: World) -> None:
    """As while several machines change over; verified all the same, and told apart from what came before the change."""
    after = rotated(kept)
    number = submitted(after)
    assert [use.behind for use in rotating.uses(after.office, whole=True).values()] == [0, 0]
    kept.act("eng", number, "endorse", opinion="同意")
    after.act("eng", number, "sign")
    kept.act("safe", number, "sign")
    assert [use.behind for use in rotating.uses(after.office, whole=True).values()] == [0, 2]
    assert verify(after.office).faults == ()


def test_a_printed_code_leads_on(kept: World) -> None:
    code = code_of(kept.office, "north", "ER-2026-0001")
    after = rotated(kept)
    assert code_of(after.office, "north", "ER-2026-0001") != code
    assert look_up(after.office, code, kept.now).outcome == "pending"
    assert look_up(after.office, code_of(after.office, "north", "ER-2026-0001"), kept.now).outcome == "pending"
    assert look_up(alone(kept).office, code, kept.now).outcome == "unknown"


def test_a_second_factor_and_its_recovery_codes_go_on(kept: World) -> None:
    proposal, recovery = set_up(kept)
    after = rotated(kept)
    later = after.now + timedelta(minutes=5)
    assert second_factor.check(after.office, boss(after), shown(proposal.secret, later), later)
    assert second_factor.check(after.office, boss(after), recovery[0], later)
    assert not second_factor.check(after.office, boss(after), recovery[0], later)
    assert rotating.reseal(after.office) == (2, 0)
    later += timedelta(minutes=5)
    assert second_factor.check(alone(kept).office, boss(kept), shown(proposal.secret, later), later)


def test_addresses_are_opened_and_sealed_anew(kept_on_both: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_on_both
    monkeypatch.setattr("flows.service.webhooks.reached", lambda *_: None)
    monkeypatch.setattr("flows.service.webhooks.ADMINISTRATORS", ("director",))
    add_webhook(kept.office, "boss", "north", "示例", "https://hooks.example.com/in", HERE, kept.now)
    after = rotated(kept)
    assert rotating.uses(after.office, whole=False)[id_of(OLD)].sealed == 3
    assert rotating.reseal(after.office) == (3, 0)
    assert rotating.reseal(after.office) == (0, 0), "a second time there is nothing to do"
    assert rotating.uses(after.office, whole=False)[id_of(OLD)].sealed == 0
    with after.office.read() as connection:
        box = connection.execute(select(t.wishes.c.address)).scalar_one()
    assert opened(NEW, of_wish("eng"), box) == "eng@example.com"
    with pytest.raises(Failed):
        opened(OLD, of_wish("eng"), box)


def test_what_no_key_opens_is_counted_and_left_alone(kept: World) -> None:
    assert rotating.reseal(replace(kept.office, secret=NEW)) == (0, 1)
    assert rotating.reseal(kept.office) == (0, 0)


def test_a_form_sent_before_acts_once(kept: World) -> None:
    assert once(kept.office, "form", kept.now, lambda: "/led/to") == ("/led/to", True)

    def again() -> str:
        raise AssertionError("it acted twice")

    assert once(rotated(kept).office, "form", kept.now, again) == ("/led/to", False)


def test_a_paper_is_read_on(kept: World) -> None:
    from flows.service.office import papers_at

    with kept.office.read() as connection:
        document = connection.execute(select(t.documents.c.id)).scalar_one()
    after = rotated(kept).office
    store = papers_at(Path(kept.office.attachments.name), after.keys)
    assert paper(replace(after, attachments=store), "desk", "ER-2026-0001", document, kept.now).content == PDF


def test_a_ring_says_which_keys_it_has_and_nothing_of_them() -> None:
    ring = ring_of([NEW, OLD, NEW])
    assert (ring.newest, ring.ids) == (NEW, (id_of(NEW), id_of(OLD)))
    assert ring.of(id_of(OLD)) == OLD
    assert "secret" not in repr(ring)
    for empty in ((), (b"",)):
        with pytest.raises(ValueError, match="without a key"):
            KeyRing(empty)
