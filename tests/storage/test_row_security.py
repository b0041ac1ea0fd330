"""What PostgreSQL shows whom, whatever a statement asks for; and that no table with a site's rows was forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import delete, func, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from flows.service import people, registers
from flows.service.narrowing import as_asked_by, begin_with_none
from flows.service.office import Office
from flows.service.people import PostHeld
from flows.service.rights import OPERATOR
from flows.service.signing_in import Identity, identity
from flows.service.starting import Opening, start
from flows.storage import tables as t
from flows.storage.engine import bypasses_policies
from flows.storage.scope import NONE, showing
from tests.postgres import libpq_url
from tests.service.a_site import NOW, an_agent, an_office, an_owner, furnish
from tools.bench.counting import heard

# Why these show their rows to everybody, though they name a site or a case, or belong to what does.
OPEN_TO_ALL = {
    "posts": "who works where: read to know who asks",
    "substitutions": "the same",
    "calendar_days": "days of work and holidays: nothing of anybody",
    "calendar_changes": "the same",
    "site_calendars": "the same",
    "counters": "the last number given, drawn with every start",
    "requests": "found by who sent them and their key alone, and the answer is theirs",
    "checkpoint_heads": "hashes; the audit must find a case that is gone",
    "rungs": "moments, without a word of any case; only the worker reads them",
    "case_texts": "an index of words that leads nowhere but to cases, which are not shown; under a policy no index of words is used",
}


@pytest.fixture
def office(postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(postgres_url, tmp_path) as office:
        furnish(office)
        owner = an_owner(office)
        an_agent(office, owner)
        registers.add_unit(office, OPERATOR, "south", "9-0909", "9", NOW)
        people.add_user(office, OPERATOR, "far", "Far", None, NOW, held=[PostHeld("front_desk", "south")])
        for login, site in (("front_desk", "north"), ("far", "south")):
            start(office, Opening(login, "complaint", site), NOW)
        yield office


def asker(office: Office, login: str) -> Identity:
    found = identity(office, login, NOW)
    assert found is not None
    return found


def count(office: Office, table: Any) -> int:
    """With no filter of any kind."""
    with office.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_query_that_forgets_the_site_shows_nothing_of_another(office: Office) -> None:
    assert not bypasses_policies(office.engine)
    assert (count(office, t.cases), count(office, t.units), count(office, t.history)) == (2, 3, 2)
    for login, units, tenures, authorisations in (("front_desk", 2, 1, 1), ("far", 1, 0, 0)):
        with as_asked_by(asker(office, login)):
            assert (count(office, t.cases), count(office, t.history), count(office, t.tasks)) == (1, 1, 1)
            assert (count(office, t.units), count(office, t.tenures)) == (units, tenures)
            assert count(office, t.authorisations) == authorisations
    with as_asked_by(asker(office, "root.one")):
        assert count(office, t.cases) == 2, "who administers all sites sees them all"
    assert count(office, t.cases) == 2, "what asks on its own account sees everything again"


def test_every_way_to_a_connection_is_narrowed(office: Office) -> None:
    cases = select(t.cases.c.site_id)
    with as_asked_by(asker(office, "far")):
        (south,) = asker(office, "far").posts
        with office.read() as connection:
            assert connection.execute(cases).scalars().all() == [south.site_id]
        with office.transaction() as connection:
            assert connection.execute(cases).scalars().all() == [south.site_id]
        with office.at_one_moment() as connection:
            assert connection.execute(cases).scalars().all() == [south.site_id]
        with office.engine.connect() as connection:
            assert connection.execute(cases).scalars().all() == [south.site_id]
    with office.engine.connect() as connection:
        assert len(connection.execute(cases).all()) == 2


def test_rows_of_another_site_are_neither_changed_nor_removed_nor_added(office: Office) -> None:
    (north,) = asker(office, "front_desk").sites
    (site_id,) = {post.site_id for post in asker(office, "front_desk").posts}
    assert north == "north"
    with as_asked_by(asker(office, "far")):
        with office.transaction() as connection:
            theirs = t.tasks.c.site_id == site_id
            assert connection.execute(update(t.tasks).where(theirs).values(status="cancelled")).rowcount == 0
            assert connection.execute(delete(t.units).where(t.units.c.site_id == site_id)).rowcount == 0
        row = {"site_id": site_id, "code": "9", "building": "9", "revision": 1}
        with pytest.raises(DBAPIError, match="row-level security"), office.transaction() as connection:
            connection.execute(insert(t.units), row)


def test_a_request_begins_with_no_site_and_leaves_nothing_behind(office: Office) -> None:
    widen = begin_with_none()
    assert (count(office, t.cases), count(office, t.parties)) == (0, 0)
    widen()
    assert count(office, t.cases) == 2


def test_another_thread_is_not_narrowed_along(office: Office) -> None:
    found: list[int] = []
    with showing(NONE):
        thread = threading.Thread(target=lambda: found.append(count(office, t.cases)))
        thread.start()
        thread.join()
    assert found == [2]


def test_who_asks_again_costs_no_statement_and_another_costs_one(office: Office) -> None:
    near, far = asker(office, "front_desk"), asker(office, "far")

    def told(who: Identity) -> int:
        with as_asked_by(who), heard(office) as statements:
            count(office, t.cases)
        return sum("set_config" in statement for statement in statements)

    told(near)
    assert (told(near), told(far), told(far), told(near)) == (0, 1, 0, 1)


def test_a_transaction_that_fails_leaves_the_connection_as_narrow_as_it_was(office: Office) -> None:
    with as_asked_by(asker(office, "far")):
        with pytest.raises(ValueError, match="on purpose"), office.transaction():
            raise ValueError("on purpose")
        assert count(office, t.cases) == 1


def test_who_comes_by_another_door_must_say_which_sites(office: Office) -> None:
    """Such as psql, or pg_dump: what was not told sees nothing, rather than everything."""
    url = libpq_url(make_url(office.engine.url))
    with psycopg.connect(url, options="") as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (0,)
        connection.execute("SET office.sites = '*'")
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (2,)


def test_every_table_of_a_site_is_protected_or_open_for_a_reason(office: Office) -> None:
    with office.read() as connection:
        holding = connection.execute(
            text(
                "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT c.relforcerowsecurity "
                "AND a.attname IN ('site_id', 'case_id', 'unit_id', 'party_id', 'deadline_id')"
            )
        )
        unprotected = set(holding.scalars())
    assert unprotected <= set(OPEN_TO_ALL), "protect it in a migration, or say here why not"
