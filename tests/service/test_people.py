"""Who works where, who changes that, and that every change is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from flows.service import first_passwords, passwords, people, signing_in, substitutions, tokens
from flows.service.access import Standing
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.office import Office
from flows.service.people import PostHeld
from flows.service.rights import OPERATOR
from flows.service.roster import roster
from flows.service.substitutions import Absence
from flows.storage import tables as t
from tests.service.a_site import A_DAY, NOW, an_office, own_password, revision_of

PASSWORD = "correct horse"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def office(site_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setattr(signing_in, "HASHER", QUICK)
    with an_office(site_url, tmp_path) as office:
        yield office


def kept_password(office: Office, login: str) -> str:
    with office.read() as connection:
        return str(connection.execute(select(t.users.c.password).where(t.users.c.login == login)).scalar_one())


def absence(**changes: Any) -> Absence:
    values = {"absent": "director", "substitute": "safety_supervisor", "since": NOW, "until": NOW + 7 * A_DAY}
    return Absence(**{**values, "reason": "on leave", "site": "north", "role": "director", **changes})


# Signing in


def test_the_right_password_signs_in_with_every_post(office: Office) -> None:
    own_password(office, "front_desk", PASSWORD)
    identity = signing_in.sign_in(office, "front_desk", PASSWORD, NOW)
    assert identity is not None
    assert [(post.site, post.role) for post in identity.posts] == [("north", "front_desk")]
    assert identity.sites == ("north",)


@pytest.mark.parametrize(("login", "password"), [("front_desk", "wrong"), ("nobody", PASSWORD), ("director", "")])
def test_a_wrong_pair_signs_nobody_in_and_costs_one_verification(
    office: Office, login: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_password(office, "front_desk", PASSWORD)
    tried: list[str] = []

    def counting(kept: str, given: str) -> bool:
        tried.append(kept)
        return QUICK.verify(kept, given) if kept == "never" else False

    monkeypatch.setattr(signing_in, "matches", counting)
    assert signing_in.sign_in(office, login, password, NOW) is None
    assert len(tried) == 1
    assert tried[0].startswith("$argon2id$")


def test_somebody_inactive_neither_signs_in_nor_keeps_a_session(office: Office) -> None:
    own_password(office, "front_desk", PASSWORD)
    people.change_user(office, "administrator", "front_desk", NOW, active=False)
    assert signing_in.sign_in(office, "front_desk", PASSWORD, NOW) is None
    assert signing_in.identity(office, "front_desk", NOW) is None


def test_an_old_hash_is_made_anew_at_the_next_sign_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    own_password(office, "front_desk", PASSWORD)
    before = kept_password(office, "front_desk")
    monkeypatch.setattr(signing_in, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert signing_in.sign_in(office, "front_desk", PASSWORD, NOW)
    after = kept_password(office, "front_desk")
    assert after != before
    assert signing_in.sign_in(office, "front_desk", PASSWORD, NOW)
    assert kept_password(office, "front_desk") == after


def test_a_new_password_ends_sessions_and_the_old_one(office: Office) -> None:
    own_password(office, "front_desk", PASSWORD)
    before = signing_in.sign_in(office, "front_desk", PASSWORD, NOW)
    after = signing_in.change_own_password(office, "front_desk", PASSWORD, "another horse", NOW)
    assert before
    assert before.stamp != after.stamp
    assert signing_in.sign_in(office, "front_desk", PASSWORD, NOW) is None


def test_one_changes_ones_own_password_only_with_the_present_one(office: Office) -> None:
    own_password(office, "front_desk", PASSWORD)
    with pytest.raises(Invalid) as refused:
        signing_in.change_own_password(office, "front_desk", "wrong", "another horse", NOW)
    assert refused.value.errors[0].path == "old"


@pytest.mark.parametrize("weak", ["demo", "short", "aaaaaaaaaa", "front_desk", "x" * 201])
def test_a_weak_password_is_refused(office: Office, weak: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.set_password(office, "administrator", "front_desk", weak, NOW)
    assert refused.value.errors[0].path == "password"


def test_what_everybody_tries_first_is_refused_and_what_belongs_to_the_person_is_no_secret(office: Office) -> None:
    """The front desk of 北苑, North Court."""
    theirs = ("north-court", "Front.Desk!2027", "beiyuan2027", "12345678front_desk")
    for weak in ("Password1", "WOAINI1314", "password1!!", "admin@123", "20261122", "1998-05-12", "abcabcabc", *theirs):
        with pytest.raises(Invalid) as refused:
            people.set_password(office, "administrator", "front_desk", weak, NOW)
        (error,) = refused.value.errors
        assert (error.path, bool(error.message.zh), bool(error.message.en)) == ("password", True, True), weak
    own_password(office, "front_desk", "north wind over the court 7")
    with pytest.raises(Invalid):
        signing_in.change_own_password(office, "front_desk", "north wind over the court 7", "football1", NOW)
    with pytest.raises(Invalid):
        people.add_user(office, "administrator", "zhang.san", "张三", "zhangsan2027", NOW)


def test_the_list_has_what_the_standard_asks_for_each_once_and_nothing_that_is_too_short() -> None:
    words = passwords.COMMON.read_text("utf-8").splitlines()
    assert words == sorted(set(words))
    assert len(words) > 3000
    assert all(len(word) >= passwords.SHORTEST and word == word.casefold() for word in words)
    assert {"iloveyou", "woaini1314", "1qaz2wsx"} <= set(words)


def test_a_password_that_somebody_else_has_given_is_taken_once_and_in_time(office: Office) -> None:
    people.set_password(office, "administrator", "front_desk", PASSWORD, NOW)
    late = NOW + first_passwords.LASTS
    assert signing_in.sign_in(office, "front_desk", PASSWORD, late) is None
    assert signing_in.sign_in(office, "front_desk", "wrong", NOW) is None
    who = signing_in.sign_in(office, "front_desk", PASSWORD, late - timedelta(seconds=1))
    assert who
    assert who.chooses
    assert signing_in.sign_in(office, "front_desk", PASSWORD, NOW) is None
    with pytest.raises(Invalid):
        signing_in.change_own_password(office, "front_desk", PASSWORD, "another horse", NOW)
    with pytest.raises(Invalid):
        signing_in.choose_password(office, who, PASSWORD, NOW)
    chosen = signing_in.choose_password(office, who, "another horse", NOW)
    assert chosen
    assert not chosen.chooses
    assert signing_in.choose_password(office, who, "a third horse", NOW) is None
    assert signing_in.sign_in(office, "front_desk", "another horse", late) == chosen


def test_of_two_who_show_a_given_password_at_once_one_is_let_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.set_password(office, "administrator", "front_desk", PASSWORD, NOW)
    others = list[signing_in.Identity | None]()

    def meanwhile(kept: str, password: str) -> bool:
        if not others:
            others.append(None)
            others.append(signing_in.sign_in(office, "front_desk", password, NOW))
        return QUICK.verify(kept, password)

    monkeypatch.setattr(signing_in, "matches", meanwhile)
    assert signing_in.sign_in(office, "front_desk", PASSWORD, NOW) is None
    assert [other and other.chooses for other in others] == [None, True]


def test_the_demonstrations_password_signs_in_and_is_told_apart(office: Office) -> None:
    with office.transaction() as connection:
        desk = t.users.c.login == "front_desk"
        connection.execute(update(t.users).where(desk).values(password=signing_in.demo_hash()))
    assert signing_in.sign_in(office, "front_desk", "demo", NOW)
    assert signing_in.demo_logins(office) == ("front_desk",)
    people.set_password(office, "administrator", "front_desk", PASSWORD, NOW)
    assert signing_in.demo_logins(office) == ()


# People and posts


def test_only_an_administrator_adds_people(office: Office) -> None:
    with pytest.raises(Forbidden) as refused:
        people.add_user(office, "director", "new.one", "New", None, NOW)
    assert "系统管理员" in refused.value.message.zh
    made = people.add_user(office, "administrator", "new.one", "New", None, NOW, held=[PostHeld("finance", "north")])
    assert made.posts == (PostHeld("finance", "north"),)


@pytest.mark.parametrize("login", ["", "Upper", "1st", "clock", "with blank", "x" * 61])
def test_a_login_has_its_form_and_is_never_the_clocks(office: Office, login: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_user(office, OPERATOR, login, "Somebody", None, NOW)
    assert refused.value.errors[0].path == "login"


def test_a_login_is_given_once(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_user(office, OPERATOR, "director", "Another", None, NOW)
    assert refused.value.errors[0].path == "login"


def test_an_administrator_of_one_site_gives_no_posts_at_another_or_at_all(office: Office) -> None:
    for site in ("south", None):
        with pytest.raises(Forbidden):
            people.give_post(office, "administrator", "front_desk", PostHeld("director", site), NOW)
    people.give_post(office, "root.one", "front_desk", PostHeld("finance", "south"), NOW)
    assert PostHeld("finance", "south") in people.user(office, "root.one", "front_desk", NOW).posts


def test_an_administrator_of_one_site_takes_over_nobody_of_another(office: Office) -> None:
    for login in ("root.one", "stranger"):
        with pytest.raises(Forbidden):
            people.set_password(office, "administrator", login, PASSWORD, NOW)


def test_an_unknown_post_is_refused(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        people.give_post(office, "administrator", "front_desk", PostHeld("directr", "north"), NOW)
    assert refused.value.errors[0].path == "role"


@pytest.mark.parametrize(
    "change",
    [
        lambda o: people.give_post(o, "administrator", "front_desk", PostHeld("finance", "north"), NOW),
        lambda o: people.take_post(o, "administrator", "front_desk", PostHeld("front_desk", "north"), NOW),
        lambda o: people.change_user(o, "administrator", "front_desk", NOW, active=False),
        lambda o: substitutions.substitute(o, "director", absence(substitute="front_desk"), NOW),
    ],
    ids=["post given", "post taken", "made inactive", "made a substitute"],
)
def test_every_change_of_what_somebody_may_do_is_counted(office: Office, change: Callable[[Office], object]) -> None:
    before = revision_of(office, "front_desk")
    change(office)
    assert revision_of(office, "front_desk") > before


def test_a_post_taken_from_the_absent_person_is_counted_for_the_substitute_too(office: Office) -> None:
    substitutions.substitute(office, "director", absence(), NOW)
    before = revision_of(office, "safety_supervisor")
    people.take_post(office, "administrator", "director", PostHeld("director", "north"), NOW)
    assert revision_of(office, "safety_supervisor") > before
    found = signing_in.identity(office, "safety_supervisor", NOW)
    assert found
    assert [post.role for post in found.posts] == ["safety_supervisor"]


def test_a_refused_change_counts_nothing(office: Office) -> None:
    before = revision_of(office, "front_desk")
    with pytest.raises(NotFound):
        people.take_post(office, "administrator", "front_desk", PostHeld("finance", "north"), NOW)
    assert revision_of(office, "front_desk") == before


def test_an_administrator_stays_one(office: Office) -> None:
    with pytest.raises(Forbidden):
        people.change_user(office, "administrator", "administrator", NOW, active=False)
    with pytest.raises(Forbidden):
        people.take_post(office, "administrator", "administrator", PostHeld("administrator", "north"), NOW)


def test_everybody_chooses_their_own_language_and_nothing_else(office: Office) -> None:
    assert people.change_user(office, "front_desk", "front_desk", NOW, lang="en").lang == "en"
    with pytest.raises(Forbidden):
        people.change_user(office, "front_desk", "front_desk", NOW, name="Director")
    with pytest.raises(Forbidden):
        people.change_user(office, "front_desk", "director", NOW, lang="en")


def test_one_sees_the_colleagues_of_ones_own_sites(office: Office) -> None:
    seen = {user.login for user in people.list_users(office, "front_desk", NOW).items}
    assert "director" in seen
    assert "root.one" in seen
    assert "stranger" not in seen
    with pytest.raises(NotFound):
        people.user(office, "front_desk", "stranger", NOW)
    with pytest.raises(NotFound):
        people.list_users(office, "front_desk", NOW, site="south")


def test_pages_of_people_follow_one_another_without_gap_or_repeat(office: Office) -> None:
    whole = [user.login for user in people.list_users(office, "root.one", NOW).items]
    found: list[str] = []
    cursor = None
    while True:
        page = people.list_users(office, "root.one", NOW, cursor=cursor, limit=3)
        found += [user.login for user in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == whole == sorted(whole)


def test_a_search_takes_its_letters_as_they_are(office: Office) -> None:
    people.add_user(office, OPERATOR, "percent", "50% off", None, NOW, held=[PostHeld("office", "north")])
    assert [user.login for user in people.list_users(office, "front_desk", NOW, q="50%").items] == ["percent"]
    assert people.list_users(office, "front_desk", NOW, q="5_%").items == ()


@pytest.mark.parametrize("cursor", ["nonsense", "e30", "WzFd", "\u4e00"])
def test_a_foreign_cursor_is_refused(office: Office, cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.list_users(office, "front_desk", NOW, cursor=cursor)
    assert refused.value.errors[0].path == "cursor"


# Tokens


def test_a_token_is_shown_once_and_only_its_digest_is_kept(office: Office) -> None:
    made = tokens.create_token(office, "front_desk", "front_desk", "kiosk", NOW)
    assert made.secret.startswith("flows_")
    with office.read() as connection:
        rows = [str(tuple(row)) for row in connection.execute(select(t.tokens))]
    assert len(rows) == 1
    assert made.secret not in rows[0]
    identity = tokens.identity_of_token(office, made.secret, NOW)
    assert identity
    assert identity.login == "front_desk"


def test_a_token_ends_with_its_time_its_revocation_and_its_owner(office: Office) -> None:
    lasting = tokens.create_token(office, "front_desk", "front_desk", "day", NOW, expires_at=NOW + A_DAY)
    assert tokens.identity_of_token(office, lasting.secret, NOW + A_DAY - timedelta(seconds=1))
    assert tokens.identity_of_token(office, lasting.secret, NOW + A_DAY) is None
    revoked = tokens.create_token(office, "front_desk", "front_desk", "revoked", NOW)
    tokens.revoke_token(office, "administrator", "front_desk", revoked.token.id, NOW)
    assert tokens.identity_of_token(office, revoked.secret, NOW) is None
    people.change_user(office, "administrator", "front_desk", NOW, active=False)
    assert tokens.identity_of_token(office, lasting.secret, NOW) is None


@pytest.mark.parametrize("secret", ["", "flows_", "flows_wrong", "Bearer"])
def test_an_unknown_token_is_nobodys(office: Office, secret: str) -> None:
    assert tokens.identity_of_token(office, secret, NOW) is None


def test_nobody_makes_a_token_for_a_colleague(office: Office) -> None:
    with pytest.raises(Forbidden):
        tokens.create_token(office, "director", "front_desk", "borrowed", NOW)
    made = tokens.create_token(office, "administrator", "front_desk", "given", NOW)
    assert [token.id for token in tokens.list_tokens(office, "front_desk", "front_desk", NOW)] == [made.token.id]


# Substitutions


def test_a_substitute_holds_the_post_from_the_beginning_up_to_but_not_at_the_end(office: Office) -> None:
    end = NOW + A_DAY
    substitutions.substitute(office, "director", absence(since=NOW + timedelta(hours=1), until=end), NOW)

    def lent(now: Any) -> list[Standing]:
        found = signing_in.identity(office, "safety_supervisor", now)
        return [post for post in found.posts if post.instead_of] if found else []

    assert lent(NOW) == []
    (post,) = lent(NOW + timedelta(hours=1))
    assert (post.role, post.instead_of and post.instead_of.login) == ("director", "director")
    assert lent(end - timedelta(microseconds=1))
    assert lent(end) == []


@pytest.mark.parametrize("namer", ["front_desk", "cs_supervisor", "director", "administrator", "root.one"])
def test_the_absent_a_superior_or_an_administrator_names_a_substitute(office: Office, namer: str) -> None:
    away = absence(absent="front_desk", role=None)
    assert substitutions.substitute(office, namer, away, NOW).created_by.login == namer


@pytest.mark.parametrize("absent", ["director", "engineering_supervisor", "safety_supervisor"])
def test_a_supervisor_lends_no_post_that_stands_beside_or_above_theirs(office: Office, absent: str) -> None:
    away = absence(absent=absent, substitute="front_desk", role=None)
    with pytest.raises(Forbidden, match="below your own"):
        substitutions.substitute(office, "cs_supervisor", away, NOW)
    made = substitutions.substitute(office, "administrator", away, NOW)
    with pytest.raises(Forbidden, match="below your own"):
        substitutions.revoke_substitution(office, "cs_supervisor", made.id, NOW)


def test_a_loan_of_every_post_is_refused_where_one_of_them_is_not_below_the_namers(office: Office) -> None:
    people.give_post(office, "administrator", "front_desk", PostHeld("finance", "north"), NOW)
    away = absence(absent="front_desk", role=None)
    with pytest.raises(Forbidden, match="below your own"):
        substitutions.substitute(office, "cs_supervisor", away, NOW)
    assert substitutions.substitute(office, "director", away, NOW).role is None


def test_nobody_lends_the_post_at_their_own_sites_of_somebody_elsewhere(office: Office) -> None:
    with pytest.raises(Forbidden):
        substitutions.substitute(office, "director", absence(absent="front_desk", site=None, role=None), NOW)


def test_a_loan_lapses_while_the_absent_person_is_inactive_and_that_is_counted(office: Office) -> None:
    substitutions.substitute(office, "director", absence(), NOW)
    before = revision_of(office, "safety_supervisor")

    def held_posts() -> set[str]:
        found = signing_in.identity(office, "safety_supervisor", NOW)
        with office.read() as connection:
            site = connection.execute(select(t.sites.c.id).where(t.sites.c.key == "north")).scalar_one()
            (actor,) = (each for each in roster(connection, site, NOW) if each.login == "safety_supervisor")
        roles = {post.role for post in found.posts} if found else set()
        assert roles == {post.role for post in actor.posts}
        return roles

    assert held_posts() == {"safety_supervisor", "director"}
    people.change_user(office, "administrator", "director", NOW, active=False)
    assert revision_of(office, "safety_supervisor") > before
    assert held_posts() == {"safety_supervisor"}
    people.change_user(office, "administrator", "director", NOW, active=True)
    assert held_posts() == {"safety_supervisor", "director"}


@pytest.mark.parametrize("namer", ["front_desk", "engineering_supervisor", "safety_supervisor", "stranger"])
def test_nobody_else_does_and_least_of_all_the_substitute(office: Office, namer: str) -> None:
    with pytest.raises(Forbidden):
        substitutions.substitute(office, namer, absence(), NOW)


def test_a_supervisor_makes_neither_themselves_a_director_nor_anybody_an_administrator(office: Office) -> None:
    with pytest.raises(Forbidden):
        substitutions.substitute(office, "cs_supervisor", absence(substitute="cs_supervisor"), NOW)
    with pytest.raises(Forbidden):
        substitutions.substitute(office, "cs_supervisor", absence(absent="administrator", role=None), NOW)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"substitute": "director"}, "substitute"),
        ({"role": "finance"}, "absent"),
        ({"site": "south"}, "absent"),
        ({"since": NOW + 8 * A_DAY}, "until"),
        ({"since": NOW - 2 * A_DAY, "until": NOW}, "until"),
        ({"role": "directr"}, "role"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_substitution_that_makes_no_sense_is_refused(office: Office, changes: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        substitutions.substitute(office, "director", absence(**changes), NOW)
    assert refused.value.errors[0].path == path


def test_somebody_inactive_stands_in_for_nobody(office: Office) -> None:
    people.change_user(office, "administrator", "safety_supervisor", NOW, active=False)
    with pytest.raises(Invalid):
        substitutions.substitute(office, "director", absence(), NOW)


def test_a_lent_post_is_not_lent_on(office: Office) -> None:
    substitutions.substitute(office, "director", absence(), NOW)
    lending = absence(absent="safety_supervisor", substitute="front_desk")
    with pytest.raises(Invalid) as refused:
        substitutions.substitute(office, "safety_supervisor", lending, NOW)
    assert refused.value.errors[0].path == "absent"


def test_two_substitutes_at_a_time_are_possible(office: Office) -> None:
    substitutions.substitute(office, "director", absence(), NOW)
    substitutions.substitute(office, "director", absence(substitute="front_desk"), NOW)
    assert len(substitutions.list_substitutions(office, "front_desk", NOW, current=True).items) == 2


def test_a_revoked_substitution_ends_at_once_and_is_counted(office: Office) -> None:
    made = substitutions.substitute(office, "director", absence(), NOW)
    before = revision_of(office, "safety_supervisor")
    with pytest.raises(Forbidden):
        substitutions.revoke_substitution(office, "front_desk", made.id, NOW)
    revoked = substitutions.revoke_substitution(office, "safety_supervisor", made.id, NOW + A_DAY)
    assert revision_of(office, "safety_supervisor") > before
    again = substitutions.revoke_substitution(office, "director", made.id, NOW + 2 * A_DAY)
    assert again.revoked_at == revoked.revoked_at == NOW + A_DAY
    assert substitutions.list_substitutions(office, "director", NOW, current=True).items == ()


def test_substitutions_of_other_sites_are_not_seen(office: Office) -> None:
    made = substitutions.substitute(office, "director", absence(), NOW)
    assert substitutions.list_substitutions(office, "stranger", NOW).items == ()
    with pytest.raises(NotFound):
        substitutions.revoke_substitution(office, "stranger", made.id, NOW)
