"""What an office sets once for all procedures holds at once."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from flows.service.errors import Invalid
from flows.service.papers import attach
from flows.service.registers import list_settings, set_setting
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import NOW, World, errand, world


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    found = world(database_url, tmp_path, errand())
    with found.office.transaction() as connection:
        connection.execute(t.posts.insert(), {"user_id": 6, "site_id": 1, "role": "administrator"})
    return found


def test_a_reminder_comes_when_the_office_wants_it(place: World) -> None:
    number = place.start(price="10.00")
    attach(place.office, "desk", number, "paper", "申请.pdf", b"%PDF-1.4 x", place.now)
    place.act("desk", number, "submit", price="10.00")
    set_setting(place.office, "boss", "north", "office", "soon_percent", 25, place.now)
    place.later(hours=1)
    work(place.office, place.now)
    query = select(t.notices.c.login).where(t.notices.c.kind == "deadline").order_by(t.notices.c.login)
    with place.office.read() as connection:
        assert list(connection.execute(query).scalars()) == ["both", "eng"]
        assert connection.execute(select(t.rungs.c.due_at)).scalar_one() == NOW + timedelta(hours=1)


@pytest.mark.parametrize(("code", "value"), [("soon_percent", 100), ("quiet_from", 24), ("quiet_to", "eight")])
def test_what_makes_no_sense_is_refused(place: World, code: str, value: object) -> None:
    with pytest.raises(Invalid):
        set_setting(place.office, "boss", "north", "office", code, value, place.now)
    seen = list_settings(place.office, "boss", "north", "office", place.now)
    assert all(one.changed_by is None for one in seen)
