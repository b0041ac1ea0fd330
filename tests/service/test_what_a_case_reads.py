"""What is read with a case counts only from the day on which it holds."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from flows.engine.decision import Refused
from flows.procedures.hot_work_permit import HOT_WORK_PERMIT
from flows.service import acting
from flows.service.acting import Request, act
from flows.service.starting import Opening, start
from flows.storage import tables as t
from flows.storage.snapshot import Snapshot, by_number
from tests.service.errand import NOW, World, world
from tools.bench.counting import heard
from tools.bench.permit import APPLICATION, FIRST, LOOKED, begun

TODAY = date(2026, 11, 20)


def stands(north: World, number: str) -> list[bool]:
    with north.office.read() as connection:
        (seen,) = by_number(connection, number, "desk", north.now)
    assert seen.applicant
    return [authorisation.stands for authorisation in seen.applicant.authorisations]


@pytest.mark.parametrize(("since", "counts"), [(TODAY, True), (TODAY + timedelta(days=1), False)])
def test_an_authorisation_by_somebody_who_will_own_the_unit_does_not_stand_yet(
    north: World, since: date, counts: bool
) -> None:
    with north.office.transaction() as connection:
        connection.execute(update(t.tenures).values(since=since))
        agent = connection.execute(
            insert(t.parties).returning(t.parties.c.id),
            {"site_id": 1, "name": "乙示例", "created_at": NOW, "created_by": 1},
        ).scalar_one()
        granted = {"unit_id": 1, "owner_id": north.owner, "party_id": agent, "scope": "renovation", "created_by": 1}
        period = {"since": TODAY, "until": TODAY + timedelta(days=9), "created_at": NOW}
        connection.execute(insert(t.authorisations), {**granted, **period})
    opening = Opening("desk", "errand", "north", unit="1-101", applicant=agent)
    assert stands(north, start(north.office, opening, north.now).number) == [counts]


def test_a_post_lent_by_somebody_inactive_is_not_read(north: World) -> None:
    number = north.start()
    with north.office.transaction() as connection:
        ids = {row.login: row.id for row in connection.execute(select(t.users))}
        loan = {"absent_id": ids["boss"], "substitute_id": ids["eng"], "since": NOW, "until": NOW + timedelta(days=1)}
        connection.execute(
            insert(t.substitutions), {**loan, "reason": "on leave", "created_by": ids["boss"], "created_at": NOW}
        )

    def roles() -> list[str]:
        with north.office.read() as connection:
            (seen,) = by_number(connection, number, "eng", north.now)
        return [post.role for post in seen.actor.posts]

    assert roles() == ["engineering_supervisor", "director"]
    with north.office.transaction() as connection:
        connection.execute(update(t.users).where(t.users.c.login == "boss").values(active=False))
    assert roles() == ["engineering_supervisor"]


def test_ties_that_are_read_later_are_the_same(north: World) -> None:
    number = north.start()
    with north.office.read() as connection:
        (now_,) = by_number(connection, number, "desk", north.now)
        (later,) = by_number(connection, number, "desk", north.now, ties_later=True)
        assert now_.applicant
        assert later.applicant
        assert isinstance(now_.applicant.tenures, tuple)
        assert not isinstance(later.applicant.tenures, tuple)
        assert tuple(later.applicant.tenures) == now_.applicant.tenures != ()
        assert (len(later.applicant.tenures), later.applicant.tenures[-1]) == (1, now_.applicant.tenures[-1])
        assert not later.applicant.authorisations


def test_an_event_whose_guards_look_at_no_tie_reads_none(database_url: str, tmp_path: Path) -> None:
    permits = world(database_url, tmp_path, HOT_WORK_PERMIT)
    number = begun(permits)
    with heard(permits.office) as statements:
        act(permits.office, Request("desk", number, "submit", FIRST, data=APPLICATION), NOW)
    assert sum("tenures" in statement for statement in statements) == 1, "the applicant must own the unit"
    with heard(permits.office) as statements:
        act(permits.office, Request("eng", number, "endorse", FIRST + 1, data=LOOKED, opinion="同意"), NOW)
    assert statements
    assert not [statement for statement in statements if "tenures" in statement]
    permits.office.engine.dispose()


def test_a_tie_that_ends_between_reading_the_case_and_its_ties_stops_the_event(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite nobody writes meanwhile: there the transaction holds the lock."""
    permits = world(database_url, tmp_path, HOT_WORK_PERMIT)
    number = begun(permits)
    original, ended = acting.load, []

    def load_and_end(connection: Connection, *case: Any, **how: Any) -> Snapshot:
        seen = original(connection, *case, **how)
        if not ended and connection.dialect.name == "postgresql":
            with permits.office.transaction() as other:
                other.execute(update(t.tenures).values(until=TODAY - timedelta(days=1)))
                other.execute(update(t.units).values(revision=t.units.c.revision + 1))
        ended.append(seen)
        return seen

    monkeypatch.setattr(acting, "load", load_and_end)
    request = Request("desk", number, "submit", FIRST, data=APPLICATION)
    if permits.office.engine.dialect.name == "postgresql":
        with pytest.raises(Refused):
            act(permits.office, request, NOW)
    else:
        act(permits.office, request, NOW)
    assert permits.revision(number) == FIRST + (permits.office.engine.dialect.name == "sqlite")
    permits.office.engine.dispose()
