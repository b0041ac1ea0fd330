"""The second factor: what a telephone shows is taken once, and nothing else is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from flows.service import registers, second_factor, sessions
from flows.service.errors import Forbidden, Invalid
from flows.service.rights import OPERATOR
from flows.service.second_factor import codes, keeping
from flows.service.second_factor.keeping import Proposal
from flows.service.sessions import Lifetimes
from flows.service.signing_in import Identity, identity
from flows.storage import tables as t
from tests.service.errand import World

# RFC 6238, appendix B, of which six digits: the key is 12345678901234567890.
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
PUBLISHED = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}


def shown(secret: str, now: datetime) -> str:
    """What the telephone shows."""
    return codes._totp(secret).generate(int(now.timestamp())).decode()


def boss(north: World) -> Identity:
    found = identity(north.office, "boss", north.now)
    assert found is not None
    return found


def set_up(north: World) -> tuple[Proposal, tuple[str, ...]]:
    who = boss(north)
    found = second_factor.propose(north.office, who, "zh", north.now)
    return found, second_factor.confirm(north.office, who, shown(found.secret, north.now), found.mark, north.now)


def enters(north: World, code: str) -> bool:
    return second_factor.check(north.office, boss(north), code, north.now)


@pytest.mark.parametrize(("seconds", "code"), PUBLISHED.items())
def test_codes_are_those_that_were_published(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert codes.step_of(KEY, code, at) == seconds // 30
    assert codes.step_of(KEY, f"{code[:3]} {code[3:]}", at + timedelta(seconds=30)) == seconds // 30
    assert codes.step_of(KEY, code, at + timedelta(seconds=90)) is None
    for wrong in ("", code[:5], f"{code}0", "abcdef", "１２３４５６"):
        assert codes.step_of(KEY, wrong, at) is None


def test_it_is_asked_for_once_a_first_code_was_right(north: World) -> None:
    who = boss(north)
    found = second_factor.propose(north.office, who, "en", north.now)
    assert found.picture.startswith("<svg")
    assert not second_factor.has_one(north.office, who)
    assert not enters(north, shown(found.secret, north.now)), "not in force yet"
    with pytest.raises(Invalid):
        second_factor.confirm(north.office, who, "000000", found.mark, north.now)
    again = second_factor.proposed(north.office, who, "en", found.mark, north.now)
    assert again is not None
    assert again.secret == found.secret
    given = second_factor.confirm(north.office, who, shown(found.secret, north.now), found.mark, north.now)
    assert len(set(given)) == 10
    assert second_factor.has_one(north.office, who)
    with pytest.raises(Invalid):
        second_factor.propose(north.office, who, "zh", north.now)
    assert second_factor.proposed(north.office, who, "zh", found.mark, north.now) is None
    assert second_factor.has_one(north.office, who)


def test_only_who_asked_for_it_sees_and_confirms_it_and_not_for_long(north: World) -> None:
    who = boss(north)
    first = second_factor.propose(north.office, who, "zh", north.now)
    for mark in ("", "another"):
        assert second_factor.proposed(north.office, who, "zh", mark, north.now) is None
        with pytest.raises(Invalid):
            second_factor.confirm(north.office, who, shown(first.secret, north.now), mark, north.now)
    second = second_factor.propose(north.office, who, "zh", north.now)
    assert second_factor.proposed(north.office, who, "zh", first.mark, north.now) is None
    north.later(minutes=10)
    assert second_factor.proposed(north.office, who, "zh", second.mark, north.now) is None
    with pytest.raises(Invalid):
        second_factor.confirm(north.office, who, shown(second.secret, north.now), second.mark, north.now)
    assert not second_factor.has_one(north.office, who)


def test_what_is_confirmed_meanwhile_is_not_replaced(north: World, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(north)
    with monkeypatch.context() as moment:
        moment.setattr(keeping, "_kept", lambda *_: None)  # as it was read a moment before
        with pytest.raises(Invalid):
            second_factor.propose(north.office, boss(north), "zh", north.now)
    assert second_factor.has_one(north.office, boss(north))


def test_a_code_is_taken_once_and_none_before_it(north: World) -> None:
    found, _ = set_up(north)
    assert not enters(north, shown(found.secret, north.now)), "the code that confirmed it"
    before = shown(found.secret, north.now)
    north.later(seconds=30)
    now = shown(found.secret, north.now)
    assert [enters(north, code) for code in (now, now, before)] == [True, False, False]
    north.later(seconds=60)
    assert not enters(north, now)
    assert enters(north, shown(found.secret, north.now))


def test_a_recovery_code_works_once_and_is_recorded(north: World) -> None:
    _, given = set_up(north)
    assert [enters(north, code) for code in (given[0].lower().replace("-", " "), given[0], given[1])] == [
        True,
        False,
        True,
    ]
    found = second_factor.standing(north.office, boss(north))
    assert (found.left, [one.what.zh for one in found.changes]) == (
        8,
        ["用恢复码登录", "用恢复码登录", "设置了两步验证"],
    )
    other = identity(north.office, "eng", north.now)
    assert other is not None
    assert not second_factor.check(north.office, other, given[2], north.now)


def test_a_copy_of_the_database_opens_nothing(north: World) -> None:
    found, given = set_up(north)
    with north.office.read() as connection:
        kept = str(
            connection.execute(select(t.second_factors)).all() + connection.execute(select(t.recovery_codes)).all()
        )
    assert found.secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in given)


def test_an_administrator_resets_it_and_that_stays_recorded(north: World) -> None:
    set_up(north)
    token = sessions.begin(north.office, boss(north), "", north.now, Lifetimes())
    assert token is not None
    with pytest.raises(Forbidden):
        second_factor.reset(north.office, "desk", "boss", north.now)
    second_factor.reset(north.office, OPERATOR, "boss", north.now)
    assert not second_factor.has_one(north.office, boss(north))
    assert sessions.known(north.office, token, north.now, Lifetimes()) is None
    assert second_factor.standing(north.office, boss(north)).changes[0].what.zh == "重置了两步验证"
    with north.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 6, "site_id": 1, "role": "administrator"})
    set_up(north)
    with pytest.raises(Invalid):
        second_factor.reset(north.office, "boss", "boss", north.now)
    for change in (update(t.second_factor_changes).values(what="x"), delete(t.second_factor_changes)):
        with pytest.raises(Exception, match="append-only"), north.office.transaction() as connection:
            connection.execute(change)


def test_posts_that_a_site_names_must_have_one(north: World) -> None:
    with north.office.transaction() as connection:
        connection.execute(insert(t.posts), {"user_id": 7, "site_id": 1, "role": "administrator"})
    setting = ("north", "office", "second_factor_posts")
    assert not second_factor.demanded(north.office, boss(north))
    with pytest.raises(Invalid):
        registers.set_setting(north.office, "chief", *setting, ["captain"], north.now)
    registers.set_setting(north.office, "chief", *setting, ["管理处主任", "finance"], north.now)
    assert second_factor.demanded(north.office, boss(north))
    desk, far = identity(north.office, "desk", north.now), identity(north.office, "far", north.now)
    assert desk is not None
    assert far is not None
    assert not second_factor.demanded(north.office, desk)
    assert not second_factor.demanded(north.office, far)
    _, given = set_up(north)
    with pytest.raises(Invalid):
        second_factor.remove(north.office, boss(north), given[0], north.now)
    registers.set_setting(north.office, "chief", *setting, None, north.now)
    with pytest.raises(Invalid):
        second_factor.remove(north.office, boss(north), "000000", north.now)
    second_factor.remove(north.office, boss(north), given[0], north.now)
    assert not second_factor.has_one(north.office, boss(north))
