"""Sessions in the database: what ends one, who may see and end whose, and what is written when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from flows.service import people, sessions, signing_in
from flows.service.devices import device, in_words
from flows.service.errors import Forbidden, NotFound
from flows.service.office import Office
from flows.service.rights import OPERATOR
from flows.service.sessions import NOTED, Lifetimes
from flows.service.signing_in import Identity
from flows.storage import tables as t
from tests.service.a_site import NOW, an_office, own_password
from tools.bench.counting import heard, queries

PASSWORD = "correct horse"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PHONE = "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"
LASTING = Lifetimes()
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(site_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(signing_in, "HASHER", QUICK)
    with an_office(site_url, tmp_path) as office:
        own_password(office, "front_desk", PASSWORD)
        yield office


def shown(office: Office, password: str = PASSWORD) -> Identity:
    who = signing_in.sign_in(office, "front_desk", password, NOW)
    assert who is not None
    return who


def begun(office: Office, now: datetime = NOW) -> str:
    token = sessions.begin(office, shown(office), PHONE, now, LASTING)
    assert token is not None
    return token


def lasts(office: Office, token: str, now: datetime = NOW) -> bool:
    return sessions.known(office, token, now, LASTING) is not None


def test_a_session_is_known_by_its_token_in_one_statement_with_every_post(office: Office) -> None:
    token = begun(office)
    with heard(office) as statements:
        found = sessions.known(office, token, NOW, LASTING)
    assert len(queries(statements)) == 1
    assert found is not None
    assert found.who == signing_in.identity(office, "front_desk", NOW)
    assert [(post.site, post.role) for post in found.who.posts] == [("north", "front_desk")]
    assert sessions.known(office, token + "x", NOW, LASTING) is None


def test_the_token_stands_nowhere_in_the_database(office: Office) -> None:
    token = begun(office)
    with office.read() as connection:
        (row,) = connection.execute(select(t.sessions)).all()
    assert token not in repr(row)
    assert row.device == "wechat android"


def test_a_session_ends_after_its_time_and_when_nobody_uses_it(office: Office) -> None:
    token = begun(office)
    assert not lasts(office, token, NOW + LASTING.idle)
    now = NOW
    while now < NOW + LASTING.whole - A_MINUTE:
        assert lasts(office, token, now), "one that is used goes on"
        now += LASTING.idle - A_MINUTE
    assert not lasts(office, token, NOW + LASTING.whole)


def test_use_is_noted_once_in_a_while_and_not_for_what_a_page_asks_by_itself(office: Office) -> None:
    token = begun(office)

    def seen() -> datetime:
        with office.read() as connection:
            return connection.execute(select(t.sessions.c.seen_at)).scalar_one()

    sessions.known(office, token, NOW + NOTED - A_MINUTE, LASTING)
    assert seen() == NOW
    sessions.known(office, token, NOW + NOTED, LASTING, in_use=False)
    assert seen() == NOW
    sessions.known(office, token, NOW + NOTED, LASTING)
    assert seen() == NOW + NOTED


def test_a_changed_password_and_a_deactivation_end_every_session(office: Office) -> None:
    tokens = [begun(office), begun(office)]
    changed = signing_in.change_own_password(office, "front_desk", PASSWORD, "another horse", NOW)
    assert not any(lasts(office, token) for token in tokens)
    token = sessions.begin(office, changed, PHONE, NOW, LASTING)
    assert token is not None
    people.set_password(office, OPERATOR, "front_desk", PASSWORD, NOW)
    assert not lasts(office, token)
    token = begun(office)
    people.change_user(office, OPERATOR, "front_desk", NOW, name="前台", active=True)
    assert lasts(office, token), "another name ends nothing"
    people.change_user(office, OPERATOR, "front_desk", NOW, active=False)
    people.change_user(office, OPERATOR, "front_desk", NOW, active=True)
    assert not lasts(office, token)


def test_no_session_begins_by_a_password_that_was_changed_since_it_was_shown(office: Office) -> None:
    earlier = shown(office)
    people.set_password(office, OPERATOR, "front_desk", "another horse", NOW)
    assert sessions.begin(office, earlier, PHONE, NOW, LASTING) is None


def test_one_is_ended_by_its_token_by_its_owner_and_by_an_administrator_alone(office: Office) -> None:
    first, second, third = begun(office), begun(office, NOW + A_MINUTE), begun(office, NOW + 2 * A_MINUTE)
    sessions.end(office, first, NOW)
    assert not lasts(office, first)

    def listed(who: str) -> list[int]:
        return [one.id for one in sessions.list_sessions(office, who, "front_desk", NOW, LASTING)]

    youngest, oldest = listed("front_desk")
    assert listed("administrator") == [youngest, oldest]
    for other in ("director", "stranger"):
        with pytest.raises(Forbidden):
            listed(other)
        with pytest.raises(Forbidden):
            sessions.end_session(office, other, "front_desk", oldest, NOW)
    assert [lasts(office, each) for each in (second, third)] == [True, True]
    sessions.end_session(office, "front_desk", "front_desk", oldest, NOW)
    sessions.end_session(office, "administrator", "front_desk", youngest, NOW)
    assert [lasts(office, each) for each in (second, third)] == [False, False]
    assert listed("front_desk") == []
    with pytest.raises(NotFound):
        sessions.end_session(office, "administrator", "administrator", oldest, NOW)


@pytest.mark.parametrize(
    ("agent", "zh", "en"),
    [
        (PHONE, "微信 · 安卓", "WeChat · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/120 Safari/537.36 Edg/120", "Edge · Windows", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604", "Safari · iPhone", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140", "火狐 · Linux", "Firefox · Linux"),
        ("curl/8", "未知设备", "Unknown device"),
        ("", "未知设备", "Unknown device"),
    ],
)  # fmt: skip
def test_a_device_is_told_by_program_and_system(agent: str, zh: str, en: str) -> None:
    words = in_words(device(agent))
    assert (words.zh, words.en) == (zh, en)
