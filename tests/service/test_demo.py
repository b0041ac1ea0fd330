"""The demonstration site: what it promises is there, and all of it came about by running the service."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.procedures import PROCEDURES, ROLES
from flows.service import audit, demo, people, registers
from flows.service.demo import papers
from flows.service.demo.estate import Estate
from flows.service.demo.moments import Calendar
from flows.service.demo.staff import TWO_POSTS
from flows.service.errors import Invalid
from flows.service.office import Office, open_office
from flows.service.signing_in import demo_logins, identity, sign_in
from flows.service.substitutions import list_substitutions
from flows.service.worklist import worklist
from flows.storage import tables as t
from flows.storage.committed import told
from tests.postgres import PostgresServer

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="module")
def loaded(
    postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Office]]:
    folder = tmp_path_factory.mktemp("demo")
    postgres = postgres_server.create(template=postgres_template)
    urls = {
        "sqlite": f"sqlite:///{folder / 'flows.db'}",
        "postgresql": postgres.render_as_string(hide_password=False),
    }
    offices = {kind: open_office(url, b"a secret of the tests", folder / kind, NOW) for kind, url in urls.items()}
    for office in offices.values():
        assert demo.is_empty(office)
        demo.load(office, NOW, lambda _done, _of: None)
    yield offices
    for office in offices.values():
        office.engine.dispose()
    postgres_server.drop(postgres)


@pytest.fixture(params=KINDS)
def office(request: pytest.FixtureRequest, loaded: dict[str, Office]) -> Office:
    return loaded[request.param]


def rows(office: Office, query: Any) -> list[Any]:
    with office.read() as connection:
        return list(connection.execute(query))


def test_there_is_a_case_in_every_state_of_every_procedure(office: Office) -> None:
    found = {(row.procedure, row.state) for row in rows(office, select(t.cases))}
    assert found == {(p.key, state.code) for p in PROCEDURES.values() for state in p.states}
    assert len(rows(office, select(t.cases.c.id))) >= 40


def test_its_history_is_intact_and_adds_up_to_its_cases(office: Office) -> None:
    report = audit.verify(office)
    assert (report.faults, report.cases) == ((), len(rows(office, select(t.cases.c.id))))
    assert audit.replay_all(office) == (report.cases, ())


def test_the_same_moment_gives_the_same_cases_on_either_database(loaded: dict[str, Office]) -> None:
    """Personal values have salts of their own each time, and with them every hash."""
    h = t.history.c
    query = select(h.content, h.personal).join(t.cases, t.cases.c.id == h.case_id).order_by(t.cases.c.number, h.seq)
    histories = [[told(*row) | {"previous": ""} for row in rows(office, query)] for office in loaded.values()]
    assert histories[0] == histories[1]
    assert len(histories[0]) > 500


def test_numbers_run_without_gaps_in_the_order_in_which_cases_began(office: Office) -> None:
    opened = rows(office, select(t.cases.c.number, t.cases.c.opened_at).order_by(t.cases.c.opened_at, t.cases.c.id))
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in opened:
        series, _, number = row.number.rpartition("-")
        numbers[series].append(int(number))
    for series, found in numbers.items():
        assert found == list(range(1, len(found) + 1)), series


def test_nothing_happened_after_the_moment_of_loading(office: Office) -> None:
    assert max(row.at for row in rows(office, select(t.history.c.at))) <= NOW
    assert min(row.at for row in rows(office, select(t.history.c.at))) > NOW - demo.FOUNDED


def test_there_are_three_buildings_and_sixty_units_with_owners(office: Office) -> None:
    units = registers.list_units(office, "front_desk", NOW, limit=200).items
    assert len(units) == 60
    assert len({unit.building for unit in units}) == 3
    assert all(unit.of_kind("owner") for unit in units)
    assert sum(bool(unit.of_kind("tenant")) for unit in units) >= 5


def test_one_authorisation_has_expired_and_one_is_revoked(office: Office) -> None:
    found = registers.list_authorisations(office, "front_desk", NOW).items
    assert len([a for a in found if a.revoked_at]) == 1
    assert len([a for a in found if a.until < TODAY]) == 1
    assert len([a for a in found if a.in_force(TODAY)]) == len(found) - 2 >= 5


def test_every_post_signs_in_with_its_code_and_the_password_demo(office: Office) -> None:
    logins = set(demo_logins(office))
    for code in ROLES:
        assert code in logins
        found = identity(office, code, NOW)
        assert found is not None
        assert code in {post.role for post in found.posts if not post.instead_of}
    assert sign_in(office, "front_desk", "demo", NOW)
    assert sign_in(office, "front_desk", "demonstration", NOW) is None


def test_some_hold_two_posts(office: Office) -> None:
    for login, (_, roles) in TWO_POSTS.items():
        held = people.user(office, "administrator", login, NOW).posts
        assert {post.role for post in held} == set(roles)
        assert len(roles) == 2


def test_the_director_is_on_leave_and_the_substitute_has_acted_under_both_names(office: Office) -> None:
    (leave,) = list_substitutions(office, "director", NOW, current=True).items
    assert (leave.absent.login, leave.role) == ("director", "director")
    contents = [json.loads(row.content) for row in rows(office, select(t.history.c.content))]
    lent = [entry for entry in contents if entry.get("for")]
    assert lent
    assert {(e["actor"]["login"], e["for"]["login"]) for e in lent} == {(leave.substitute.login, "director")}
    assert all(datetime.fromisoformat(e["at"]) >= leave.since for e in lent)


def test_whoever_signs_in_at_the_desk_finds_work_some_of_it_overdue(office: Office) -> None:
    lines = worklist(office, "front_desk", NOW).items
    assert len(lines) > 5
    assert any(line.overdue for line in lines)
    assert any(not line.overdue for line in lines)


def test_it_is_not_loaded_over_itself(office: Office) -> None:
    assert demo.is_loaded(office)
    assert not demo.is_empty(office)
    with pytest.raises(Invalid) as refused:
        demo.load(office, NOW, lambda _done, _of: None)
    assert refused.value.errors[0].path == "login"


@pytest.mark.parametrize("hour", range(24))
def test_its_stories_have_come_to_their_ends_at_whatever_hour_it_is_loaded(hour: int) -> None:
    now = datetime(2026, 1, 1, hour, 59, 59, tzinfo=UTC)
    anybody: defaultdict[str, int] = defaultdict(int)
    estate = Estate(anybody, anybody, anybody, anybody)
    told = demo.stories(Calendar(now), estate)
    assert {(story.procedure, story.state) for story in told} == {
        (p.key, state.code) for p in PROCEDURES.values() for state in p.states
    }


def test_its_papers_are_real_files(tmp_path: Path) -> None:
    made = papers.pdf("Demonstration")
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref\n")
    assert made.endswith(b"%%EOF\n")
    assert papers.png(7).startswith(b"\x89PNG\r\n\x1a\n")
