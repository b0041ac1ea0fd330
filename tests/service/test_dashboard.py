"""The dashboard's figures, counted in the database, on both kinds; each leads to the cases that it counts."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from flows.service import dashboard, registers
from flows.service.dashboard import Asked, PaceOfStates, looking
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.narrowing import as_asked_by
from flows.service.papers import attach
from flows.service.rights import OPERATOR
from flows.service.signing_in import identity
from flows.service.working import work
from flows.storage import tables as t
from tests.service.errand import World
from tests.service.test_acting import PDF, opened, submitted

HOUR = 3600


def submitted_after(north: World, hours: int) -> str:
    """A case that stood so long in its first state."""
    number = north.start()
    north.later(hours=hours)
    attach(north.office, "desk", number, "paper", "申请书.pdf", PDF, north.now)
    north.act("desk", number, "submit", price="0")
    return number


def board(north: World) -> dashboard.Dashboard:
    """As a request sees it, which is shown its own sites alone."""
    boss = identity(north.office, "boss", north.now)
    assert boss is not None
    with as_asked_by(boss):
        return dashboard.dashboard(north.office, "boss", "north", north.now)


def by_state(north: World, lang: str = "zh") -> PaceOfStates:
    return dashboard.states_of(north.office, "boss", "north", "errand", lang, north.now)


def numbers(north: World, what: str, **asked: Any) -> list[str | None]:
    page = dashboard.behind(north.office, "boss", "north", Asked(what, **asked), None, north.now)
    return [one.number for one in page.items]


def told(lines: tuple[dashboard.Waits, ...]) -> Mapping[str, tuple[int, int]]:
    return {line.key: (line.many, line.late) for line in lines}


def test_what_waits_and_what_is_overdue_by_post_and_by_building(north: World) -> None:
    registers.add_unit(north.office, OPERATOR, "north", "2-201", "2", north.now)
    first = submitted(north)
    north.later(hours=5)  # its four hours are over
    second, drafted = submitted(north), north.start()
    found = board(north)
    assert told(found.posts) == {"engineering_supervisor": (2, 1), "front_desk": (1, 0)}
    assert told(found.buildings) == {"1": (3, 1)}
    assert [line.key for line in found.posts] == ["engineering_supervisor", "front_desk"], "the most overdue first"
    assert numbers(north, "waiting", post="engineering_supervisor") == [second, first]
    assert numbers(north, "waiting", post="engineering_supervisor", late=True) == [first]
    assert numbers(north, "waiting", building="1") == [drafted, second, first]
    assert numbers(north, "waiting", building="2") == []
    (pace,) = found.paces
    assert (pace.many, pace.late, pace.ended, pace.median) == (3, 1, 0, None)
    assert pace.slowest is not None
    assert (pace.slowest.key, pace.slowest.many) == ("review", 2)


def test_what_two_posts_may_do_waits_for_both(north: World) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    found = told(board(north).posts)
    assert found == {"engineering_supervisor": (1, 0), "safety_supervisor": (1, 0)}
    assert [numbers(north, "waiting", post=post) for post in (*found, "director", "x")] == [[number], [number], [], []]


@pytest.mark.parametrize(("hours", "middle"), [((1,), 1), ((1, 6), 3.5), ((6, 1, 2), 2), ((10, 6, 1, 2), 4)])
def test_the_middle_stay_in_a_state_is_told_whatever_their_number(
    north: World, hours: tuple[int, ...], middle: float
) -> None:
    made = [submitted_after(north, span) for span in hours]
    stays = {stay.waits.key: stay for stay in by_state(north).stays}
    assert (stays["draft"].ended, stays["draft"].waits.many) == (len(hours), 0)
    assert stays["draft"].median == pytest.approx(middle * HOUR, abs=1)
    assert (stays["review"].ended, stays["review"].waits.many) == (0, len(hours)), "they stand there still"
    assert sorted(map(str, numbers(north, "stayed", procedure="errand", state="draft"))) == sorted(made)
    assert numbers(north, "stayed", procedure="errand", state="open") == []


def test_an_event_that_leaves_a_case_in_its_state_ends_no_stay(north: World) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    north.later(hours=1)
    north.act("eng", number, "sign")
    north.later(hours=1)
    north.act("safe", number, "sign")
    north.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "门"}])
    joint = next(stay for stay in by_state(north).stays if stay.waits.key == "joint")
    assert (joint.ended, joint.median) == (1, pytest.approx(2 * HOUR, abs=1))


def test_how_long_a_procedure_takes_is_told_of_what_was_begun_in_the_span(north: World) -> None:
    number = opened(north)
    north.later(hours=30)  # the clock ends it after a day, at its due moment
    work(north.office, north.now)
    (pace,) = board(north).paces
    assert (pace.ended, pace.median) == (1, pytest.approx(24 * HOUR, abs=1))
    assert numbers(north, "ended", procedure="errand") == [number]
    north.later(days=90)
    assert board(north).paces == ()
    assert numbers(north, "ended", procedure="errand") == []


def test_the_picture_shows_how_much_stands_where_and_for_how_long(north: World) -> None:
    submitted_after(north, 10)
    for lang, words in (("zh", "1 件 · —"), ("en", "0 · 10.0 h")):
        picture = by_state(north, lang).picture
        assert words in picture
        assert 'heat-4" data-state="draft"' in picture
        assert 'heat-0" data-state="review"' in picture
        assert "heat-0" in picture


def test_permits_in_force_today_by_kind(north: World) -> None:
    now = north.now
    spans = {"in_force": 40, "soon": 10, "over": -1}
    with north.office.transaction() as connection:
        for line, days in enumerate(spans.values(), 1):
            row = {"site_id": 1, "unit_id": 1, "kind": "hot_work_permit", "line": line, "state": "in_use", "facts": {}}
            moments = {"opened_at": now, "changed_at": now, "valid_until": now + timedelta(days=days)}
            connection.execute(insert(t.entries), {**row, **moments})
    (line,) = board(north).permits
    assert (line.kind, line.in_force, line.soon, line.over) == ("hot_work_permit", 2, 1, 1)
    for how, many in (("in_force", 2), ("soon", 1), ("over", 1)):
        assert numbers(north, "permits", kind="hot_work_permit", how=how) == [None] * many
    with pytest.raises(Invalid):
        numbers(north, "permits", kind="hot_work_permit", how="never")
    for kind in ("duty", "training_session", None):
        with pytest.raises(Invalid):
            numbers(north, "permits", kind=kind)


def test_permits_of_a_procedure_that_is_kept_from_them_are_neither_counted_nor_listed(
    north: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = north.start()
    with north.office.transaction() as connection:
        case = connection.execute(select(t.cases.c.id).where(t.cases.c.number == number)).scalar_one()
        row = {
            "site_id": 1,
            "unit_id": 1,
            "kind": "worker_pass",
            "state": "in_use",
            "facts": {},
            "opened_at": north.now,
        }
        moments = {"changed_at": north.now, "valid_until": north.now + timedelta(days=9)}
        connection.execute(
            insert(t.entries), [{**row, **moments, "line": n, "case_id": c} for n, c in ((1, case), (2, None))]
        )
    assert [line.in_force for line in board(north).permits] == [2]
    assert numbers(north, "permits", kind="worker_pass") == [None, number]
    monkeypatch.setattr(looking, "STAFF_READERS", {"errand": ("nobody",)})
    assert [line.in_force for line in board(north).permits] == [1]
    assert numbers(north, "permits", kind="worker_pass") == [None]


def test_the_cases_behind_a_figure_come_page_by_page(north: World) -> None:
    made = [north.start() for _ in range(52)]
    first = dashboard.behind(north.office, "boss", "north", Asked("waiting"), None, north.now)
    second = dashboard.behind(north.office, "boss", "north", Asked("waiting"), first.cursor, north.now)
    assert [one.number for one in (*first.items, *second.items)] == made[::-1]
    assert second.cursor is None


def test_only_who_answers_for_the_site_sees_it(north: World) -> None:
    for login, site, answer in (("desk", "north", Forbidden), ("far", "north", NotFound), ("boss", "south", NotFound)):
        with pytest.raises(answer):
            dashboard.dashboard(north.office, login, site, north.now)
        with pytest.raises(answer):
            dashboard.behind(north.office, login, site, Asked("waiting"), None, north.now)
        with pytest.raises(answer):
            dashboard.states_of(north.office, login, site, "errand", "zh", north.now)
    for what in ("nothing", ""):
        with pytest.raises(NotFound):
            dashboard.behind(north.office, "boss", "north", Asked(what), None, north.now)
    with pytest.raises(NotFound):
        dashboard.states_of(north.office, "boss", "north", "dream", "zh", north.now)


def test_the_overview_counts_each_case_once_and_tells_what_has_been_overdue_longest(north: World) -> None:
    registers.add_unit(north.office, OPERATOR, "north", "2-201", "2", north.now)
    first = submitted(north)
    north.later(hours=5)  # its four hours are over
    second, _ = submitted(north), north.start()
    north.later(hours=5)
    boss = identity(north.office, "boss", north.now)
    assert boss is not None
    with as_asked_by(boss):
        found = dashboard.overview(north.office, "boss", "north", north.now)
    assert (found.many, found.late) == (3, 2)
    assert told(tuple(line.post for line in found.posts)) == {"engineering_supervisor": (2, 2), "front_desk": (1, 0)}
    assert [told(line.buildings) for line in found.posts] == [{"1": (2, 2)}, {"1": (1, 0)}]
    assert told(found.buildings) == {"1": (3, 2)}
    assert [(one.number, one.over.en) for one in found.longest] == [(first, "6.0 h"), (second, "1.0 h")]
    assert numbers(north, "waiting", post="engineering_supervisor", building="1", late=True) == [second, first]
    with pytest.raises(Forbidden):
        dashboard.overview(north.office, "desk", "north", north.now)
    with pytest.raises(NotFound):
        dashboard.overview(north.office, "boss", "south", north.now)
