"""`flows conform`: what came after a deadline is told with its clause, and what can't be judged is counted with why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.calendar import SiteCalendar
from flows.engine.compiled import Compiled
from flows.interchange.event_log import Happening, Trace
from flows.interchange.log_files import traces
from flows.procedures import PROCEDURES
from flows.service.conforming import conform
from flows.service.conforming_deadlines import REASONS, Reckoning, Stay, of_site
from flows.service.conforming_found import Held
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.storage.engine import open_database
from tests.service.kept_office import SECRET

SHANGHAI = ZoneInfo("Asia/Shanghai")
COMPLAINT = PROCEDURES["complaint"]
CLOCK_ALONE = Reckoning(SHANGHAI)
WORKING = Reckoning(SHANGHAI, SiteCalendar(SHANGHAI, exceptions={date(2026, 3, 3): False}, published=frozenset({2026})))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "log.csv"


def held(file: Path, reckoning: Reckoning, *lines: str, key: str = "complaint") -> Held:
    """Lines are activity, time in March 2026 and lifecycle."""
    rows = []
    for line in lines:
        activity, at, *lifecycle = line.split(",")
        rows.append(f"C-1,{activity},{f'2026-03-{at}' if at else ''},p,,{lifecycle[0] if lifecycle else ''}")
    file.write_text("case,activity,time,person,post,lifecycle\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return conform(Compiled(PROCEDURES[key], ""), traces(file, {}, SHANGHAI), {}, reckoning)


def late(found: Held) -> list[tuple[str, str]]:
    return [(one.activity, one.clause) for one in found.deviations if one.kind == "late"]


def clause(state: str) -> str:
    return COMPLAINT.state(state).deadlines[0].clause


def test_an_event_after_the_deadline_of_the_state_is_late_with_the_clause_of_the_deadline(file: Path) -> None:
    on_time = held(file, CLOCK_ALONE, "start,02 09:00", "record,02 09:15", "assign,02 13:15")
    assert (on_time.deviations, on_time.not_judged) == ([], Counter())
    found = held(file, CLOCK_ALONE, "start,02 09:00", "record,02 09:16", "assign,02 13:17")
    assert late(found) == [("record", clause("received")), ("assign", clause("recorded"))]
    assert "2026-03-02 09:15" in found.deviations[0].message.en
    assert found.by_clause == Counter({(clause("received"), "late"): 2})
    assert found.deviating == 1


def test_a_deadline_is_told_once_for_a_stay_and_anew_for_the_next(file: Path) -> None:
    here = ("start,02 09:00", "record,02 09:10", "escalate,02 13:00", "take_over,02 17:01")
    assert late(held(file, CLOCK_ALONE, *here)) == [("take_over", clause("escalated"))]
    twice = held(file, CLOCK_ALONE, "start,02 09:00", "record,02 09:10", "report_to_company,03 09:00")
    assert twice.deviations[0].kind == "order"
    stays = ("escalate,02 10:00", "report_to_company,02 15:00", "report_to_company,02 16:00", "take_over,02 17:00")
    assert late(held(file, CLOCK_ALONE, "start,02 09:00", "record,02 09:10", *stays)) == [
        ("report_to_company", clause("escalated"))
    ]


FEEDBACK = ("start,02 09:00", "record,02 09:10", "resolve_at_desk,02 09:20")


def test_working_time_is_judged_by_a_calendar_and_said_not_to_be_without_one(file: Path) -> None:
    """One working day after Monday the 2nd: the 3rd is a holiday here."""
    assert late(held(file, WORKING, *FEEDBACK, "give_feedback,04 20:00")) == []
    assert late(held(file, WORKING, *FEEDBACK, "give_feedback,05 09:00")) == [("give_feedback", clause("feedback"))]
    blind = held(file, CLOCK_ALONE, *FEEDBACK, "give_feedback,25 09:00")
    assert (blind.deviations, blind.not_judged) == ([], Counter({("feedback_due", "calendar"): 1}))
    unknown = Reckoning(SHANGHAI, SiteCalendar(SHANGHAI))
    assert held(file, unknown, *FEEDBACK, "give_feedback,25 09:00").not_judged == {("feedback_due", "unpublished"): 1}


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (("record,02 09:00",), ("record_due", "entered")),
        ((*FEEDBACK[:2], "assign,02 09:30", "investigate,09 09:00"), ("resolution_due", "field")),
        (("start,02 09:00", "task:received,02 09:05,suspend", "record,02 12:00"), ("record_due", "paused")),
        (("start,02 09:00", "move_deadlines,02 09:05", "record,02 12:00"), ("record_due", "paused")),
    ],
)
def test_what_can_not_be_judged_is_counted_with_why(file: Path, lines: tuple[str, ...], why: tuple[str, str]) -> None:
    found = held(file, CLOCK_ALONE, *lines)
    assert late(found) == []
    assert found.not_judged == Counter({why: 1})
    assert why[1] in REASONS


def service(*lines: str) -> tuple[list[tuple[str, str]], Counter[tuple[str, str]]]:
    """A service that was rendered on Monday and then written off: it may be charged still, or be followed up."""
    compiled = Compiled(PROCEDURES["special_service"], "")
    steps = ("start", "register", "dispatch", "receive_order", "start_service", "complete", "accept")
    begun = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
    log = [Happening(step, begun) for step in (*steps, "write_off")]
    for line in lines:
        activity, day = line.split(",")
        log.append(Happening(activity, begun + timedelta(days=int(day), hours=1)))
    found = conform(compiled, [Trace("S-1", log, {})], {}, WORKING)
    limits = {deadline.clause for state in compiled.procedure.states for deadline in state.deadlines}
    assert {one.clause for one in found.deviations} <= limits
    return [(one.activity, one.at[8:10]) for one in found.deviations], found.not_judged


def test_a_stay_that_a_later_event_tells_counts_from_when_it_may_have_begun() -> None:
    """Charging falls due on the day of the write-off, whatever happens in between."""
    assert service("charge_cash,0") == ([], Counter({("visit_due", "field"): 1}))
    assert service("charge_cash,3")[0] == [("charge_cash", "05")]
    assert service("return_materials,0", "charge_cash,3")[0] == [("charge_cash", "05")]
    assert service("return_materials,3", "charge_cash,4")[0] == [("return_materials", "05")]


def test_a_stay_in_one_of_several_states_is_counted_once(file: Path) -> None:
    steps = ("sign_agreement", "record_payment", "submit_drawings", "submit", "approve", "start_construction")
    lines = [f"{step},02 09:00" for step in ("start", *steps, "pass_problem", "settle_problem")]
    found = held(file, CLOCK_ALONE, *lines, *(f"log_patrol,0{day} 09:00" for day in range(3, 9)), key="renovation")
    several = {code: many for (code, why), many in found.not_judged.items() if why == "several"}
    assert several == {"period_over": 1, "patrol_due": 1, "problem_due": 1}


def test_what_a_field_may_only_make_earlier_is_late_after_its_span(file: Path) -> None:
    """Hot work: so many working days, and by the beginning of the work at the latest."""
    lines = ("start,02 09:00", "submit,02 09:10")
    found = held(file, WORKING, *lines, "endorse,25 09:00", key="hot_work_permit")
    assert [activity for activity, _ in late(found)] == ["endorse"]
    unsure = held(file, WORKING, *lines, "endorse,02 10:00", key="hot_work_permit")
    assert late(unsure) == []
    assert unsure.not_judged == Counter({("review_due", "field"): 1})


def test_what_the_clock_itself_does_is_never_late_and_what_has_no_time_is_not_judged() -> None:
    received, begun = COMPLAINT.state("received"), datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    by_clock = replace(received, deadlines=(replace(received.deadlines[0], event="record"),))
    record = Happening("record", begun + timedelta(hours=9))
    assert list(Stay(COMPLAINT, CLOCK_ALONE, by_clock, begun).late(record, {"record"})) == []
    [(limit, found)] = Stay(COMPLAINT, CLOCK_ALONE, received, begun).late(record, {"record"})
    assert (limit.code, found) == ("record_due", begun + timedelta(minutes=15))
    [(_, why)] = Stay(COMPLAINT, CLOCK_ALONE, received, begun).late(Happening("record", None), {"record"})
    assert why == "untimed"


def test_the_calendar_and_the_settings_of_a_site_are_taken(site_url: str) -> None:
    office = Office(open_database(site_url), SECRET, None, None)  # type: ignore[arg-type]  # neither is asked for
    try:
        found = of_site(office, "north", COMPLAINT)
        assert found.zone == SHANGHAI
        assert found.calendar is not None
        assert found.settings["record_minutes"] == 15
        with pytest.raises(NotFound):
            of_site(office, "nowhere", COMPLAINT)
    finally:
        office.engine.dispose()
