"""What is read with a case counts only from the day on which it holds."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select, update

from flows.service.starting import Opening, start
from flows.storage import tables as t
from flows.storage.snapshot import by_number
from tests.service.errand import NOW, World

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
