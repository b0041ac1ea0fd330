"""A calendar that the office edits: who may, what is kept, and what becomes of deadlines that run."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from flows.calendar import SHIFTS
from flows.definition import BEYOND, CLOCK, Deadline, Event, PauseReason, Procedure, Setting, Span, State, Transition
from flows.service import calendars
from flows.service.audit import replay_all, verify
from flows.service.calendars import following
from flows.service.case_view import CaseView, case_view
from flows.service.climbing import arm, climb
from flows.service.errors import Forbidden, Invalid, NotFound
from flows.service.office import Office, site_calendar
from flows.service.pausing import pause, resume
from flows.service.rights import OPERATOR
from flows.service.starting import Opening, start
from flows.service.working import backlog, work
from flows.storage import tables as t
from flows.storage.scope import of_sites, showing
from tests.service.errand import DESK, NOW, World, world

SHANGHAI = ZoneInfo("Asia/Shanghai")
GO, LOOK, LAPSE = (
    Event("go", "继续", "Go on"),
    Event("look", "看看", "Look", "note"),
    Event("lapse", "过期", "Lapse", "expire"),
)
WAITING = Procedure(
    "waiting",
    version=1,
    zh="等待",
    en="Waiting",
    prefix="WT",
    clause=BEYOND,
    unit="none",
    applicant="none",
    states=[
        State("open", "办理", "Open", DESK, pauses=[PauseReason("parts", "等配件", "Parts", "parts_days")], deadlines=[
            Deadline("clock", "四天", "Four days", Span("hours", 96)),
            Deadline("days", "两个工作日", "Two working days", Span("working_days", 2, setting="days")),
            Deadline("hours", "二十工时", "Twenty working hours", Span("working_hours", 20)),
            Deadline("end", "作废", "End", Span("working_days", 4), event="lapse"),
        ]),
        State("later", "以后", "Later", DESK, deadlines=[Deadline("exam", "考核", "Exam", Span("month_working_day", 3))]),
        State("done", "完成", "Done"),
    ],
    transitions=[
        Transition(GO, "open", "later", clause=BEYOND),
        Transition(GO, "later", "done", clause=BEYOND),
        Transition(LOOK, "open", None, clause=BEYOND),
        Transition(LAPSE, "open", "done", by=CLOCK, clause=BEYOND),
    ],
    settings=[
        Setting("parts_days", 10, "等配件最长", "Longest wait for parts", BEYOND, "days"),
        Setting("days", 2, "工作日", "Working days", BEYOND, "days"),
    ],
)  # fmt: skip
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    """NOW is a Friday, nine in the morning. `root` administers the north."""
    made = world(database_url, tmp_path, WAITING)
    administered(made)
    return made


def administered(made: World) -> None:
    user = {"id": 99, "login": "root", "name": "示例管理", "active": True, "lang": "zh", "revision": 1}
    with made.office.transaction() as connection:
        connection.execute(insert(t.users), {**user, "created_at": NOW})
        connection.execute(insert(t.posts), {"user_id": 99, "site_id": 1, "role": "administrator"})


def free(place: World, first: date, last: date | None = None, working: bool | None = False) -> None:
    """Changes the north's days, and lets its deadlines follow."""
    calendars.set_days(place.office, "root", "north", first, last or first, working, "通知", place.now)
    calendars.follow_at_once(place.office, place.now)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def due(place: World, number: str) -> dict[str, str]:
    """Of the running deadlines, on the wall."""
    query = select(t.deadlines).join(t.cases).where(t.cases.c.number == number, t.deadlines.c.closed_at.is_(None))
    with place.office.read() as connection:
        return {row.code: f"{row.due_at.astimezone(SHANGHAI):%m-%dT%H:%M}" for row in connection.execute(query)}


def events(place: World, number: str) -> list[str]:
    return [entry.event for entry in case_view(place.office, "desk", number, place.now).history]


def sound(place: World) -> None:
    assert replay_all(place.office)[1] == ()
    assert verify(place.office).faults == ()


def seen_by_desk(place: World, number: str) -> CaseView:
    return case_view(place.office, "desk", number, place.now)


AS_BEGUN = {"clock": "11-24T09:00", "days": "11-24T23:30", "hours": "11-23T14:00", "end": "11-26T23:30"}


def test_deadlines_over_working_time_follow_a_change_and_the_history_says_so(place: World) -> None:
    number = place.start("desk", "waiting")
    assert due(place, number) == AS_BEGUN
    place.later(hours=1)
    free(place, MONDAY)
    assert due(place, number) == {**AS_BEGUN, "days": "11-25T23:30", "hours": "11-24T14:00", "end": "11-27T23:30"}
    view = seen_by_desk(place, number)
    entry = view.history[-1]
    assert (entry.event, entry.role) == ("move_deadlines", "clock")
    assert entry.calendar
    assert entry.calendar.by
    assert entry.calendar.by.login == "root"
    days = next(d for d in view.deadlines if d.code == "days")
    assert days.moved
    assert (days.moved.was, days.moved.at, days.moved.by) == (wall("11-24T23:30"), place.now, entry.calendar.by)
    assert next(d for d in view.deadlines if d.code == "clock").moved is None
    assert view.task
    assert view.task.due_at == wall("11-24T09:00")
    sound(place)


def test_changed_back_everything_is_due_as_before_and_an_idle_change_writes_nothing(place: World) -> None:
    number = place.start("desk", "waiting")
    free(place, MONDAY, WEDNESDAY)
    assert due(place, number)["days"] == "11-27T23:30"
    place.later(minutes=5)
    free(place, MONDAY, WEDNESDAY, working=None)
    assert due(place, number) == AS_BEGUN
    free(place, date(2027, 5, 1))
    assert events(place, number) == ["start", "move_deadlines", "move_deadlines"]
    sound(place)


def test_a_moved_moment_that_somebody_changes_by_force_is_found(place: World) -> None:
    number = place.start("desk", "waiting")
    free(place, MONDAY)
    forged = update(t.deadlines).where(t.deadlines.c.code == "days").values(due_at=wall("11-27T23:30"))
    with place.office.transaction() as connection:
        connection.execute(forged)
    (fault,) = replay_all(place.office)[1]
    assert (fault.case, fault.message.en.split()[:2]) == (number, ["deadlines", "(days)"])


def test_what_has_passed_never_moves_and_nothing_passes_by_a_change(place: World) -> None:
    number = place.start("desk", "waiting")
    place.later(days=3, hours=6)  # Monday, three in the afternoon: the twenty hours have passed
    free(place, MONDAY)
    assert due(place, number)["hours"] == AS_BEGUN["hours"]
    assert due(place, number)["days"] == "11-25T23:30"
    place.later(days=1, hours=20)  # Wednesday, eleven in the morning
    free(place, date(2026, 11, 21), WEDNESDAY, working=True)
    # By the new calendar it was due on Sunday. It is by the end of the last shift of today.
    assert due(place, number)["days"] == "11-25T23:30"
    assert not next(d for d in seen_by_desk(place, number).deadlines if d.code == "days").overdue
    assert due(place, number)["end"] == "11-25T23:30"
    sound(place)


def test_an_event_of_the_clock_is_not_taken_because_the_calendar_changed(place: World) -> None:
    number = place.start("desk", "waiting")
    place.later(days=4)  # Tuesday; the clock's end was due on Thursday
    free(place, date(2026, 11, 21), date(2026, 11, 22), working=True)
    assert due(place, number)["end"] == "11-24T23:30"
    assert seen_by_desk(place, number).state.code == "open"
    place.later(days=1)
    assert seen_by_desk(place, number).state.code == "done"


def test_a_paused_deadline_follows_its_ledger(place: World) -> None:
    number = place.start("desk", "waiting")
    pause(place.office, "desk", number, "parts", "缺货", place.now)
    place.later(days=3)  # Monday morning: a working day has gone by in which its clock stood still
    resume(place.office, "desk", number, place.now)
    assert due(place, number)["days"] == "11-25T23:30"  # 14 h 30 min of Friday, 30 min of Monday
    place.later(hours=1)
    pause(place.office, "desk", number, "parts", "又缺货", place.now)
    free(place, TUESDAY)
    row = next(d for d in seen_by_desk(place, number).deadlines if d.code == "days")
    assert (row.due_before, row.paused_since) == (wall("11-26T23:30"), place.now)
    assert not row.overdue
    sound(place)
    place.later(hours=3)
    resume(place.office, "desk", number, place.now)
    assert due(place, number)["days"] == "11-27T11:30"
    place.later(minutes=1)
    free(place, TUESDAY, working=None)
    assert due(place, number)["days"] == "11-26T11:30"
    sound(place)


def test_a_resumed_deadline_is_not_due_before_it_was_resumed(place: World) -> None:
    place.now = wall("11-19T20:00")  # a Thursday
    number = place.start("desk", "waiting")
    assert due(place, number)["hours"] == "11-23T10:00"
    place.now = wall("11-21T10:00")
    pause(place.office, "desk", number, "parts", "缺货", place.now)
    set_hours(place, [("00:30", "23:50")])  # by which the twenty hours were over on Friday
    place.now = wall("11-22T12:00")
    resume(place.office, "desk", number, place.now)
    assert due(place, number)["hours"] == "11-22T12:00"
    assert not any(d.overdue for d in seen_by_desk(place, number).deadlines)
    sound(place)


def test_later_states_and_shifts_go_by_the_new_calendar(place: World) -> None:
    number = place.start("desk", "waiting")
    place.act("desk", number, "go")
    assert due(place, number) == {"exam": "12-03T23:30"}
    place.later(hours=1)
    set_hours(place, [("08:00", "12:00"), ("13:00", "18:00")])
    free(place, date(2026, 12, 1))
    assert due(place, number) == {"exam": "12-04T18:00"}
    other = place.start("desk", "waiting")
    assert due(place, other)["hours"] == "11-24T12:00"  # 7 h of today, 9 of Monday, 4 of Tuesday
    with place.office.read() as connection:
        calendar = site_calendar(connection, 1, SHANGHAI)
        elsewhere = site_calendar(connection, 2, SHANGHAI)
    assert calendar.shifts == ((time(8), time(12)), (time(13), time(18)))
    assert (elsewhere.shifts, elsewhere.is_working_day(date(2026, 12, 1))) == (SHIFTS, True)
    set_hours(place, None)
    assert due(place, number) == {"exam": "12-04T23:30"}
    sound(place)


def set_hours(place: World, shifts: list[tuple[str, str]] | None) -> None:
    calendars.set_shifts(place.office, "root", "north", shifts, "试行", place.now)
    calendars.follow_at_once(place.office, place.now)


def test_rungs_that_were_climbed_stay_so_and_those_to_come_are_armed_anew_and_not_late(place: World) -> None:
    number = place.start("desk", "waiting")
    arm(place.office)
    free(place, TUESDAY, WEDNESDAY)
    assert due(place, number)["days"] == "11-26T23:30"
    place.now = wall("11-23T16:20")  # half of the time is gone since five minutes
    climb(place.office, place.now)
    assert climbed(place, "days") == {("untaken", False)}
    place.now = wall("11-24T21:00")
    climb(place.office, place.now)
    assert climbed(place, "days") == {("untaken", False)}
    free(place, TUESDAY, WEDNESDAY, working=None)
    assert due(place, number)["days"] == AS_BEGUN["days"]
    climb(place.office, place.now)
    # By this calendar somebody should have been told the night before; the change was made only now.
    assert climbed(place, "days") == {("untaken", False), ("soon", False)}
    sound(place)


def climbed(place: World, code: str) -> set[tuple[str, bool]]:
    """Rung, and whether it was late."""
    query = select(t.rungs.c.code, t.rungs.c.late).join(t.deadlines).where(t.deadlines.c.code == code)
    with place.office.read() as connection:
        return {(rung, late) for rung, late in connection.execute(query)}


class Killed(BaseException):
    """What ends a process ends this transaction too."""


def test_who_is_killed_half_way_has_left_each_case_whole_and_the_next_one_goes_on(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [place.start("desk", "waiting") for _ in range(3)]
    calendars.set_days(place.office, "root", "north", MONDAY, MONDAY, False, "通知", place.now)
    real, left = following.press, [1]

    def dying(*args: Any) -> None:
        real(*args)
        if not left[0]:
            raise Killed
        left[0] -= 1

    monkeypatch.setattr(following, "press", dying)
    with pytest.raises(Killed):
        calendars.follow(place.office, place.now)
    assert [due(place, number)["days"][:5] for number in numbers] == ["11-25", "11-24", "11-24"]
    monkeypatch.undo()
    calendars.follow_at_once(place.office, place.now)
    assert [events(place, number) for number in numbers] == [["start", "move_deadlines"]] * 3
    sound(place)


def test_somebody_who_acts_meanwhile_is_not_held_up_and_the_case_follows_all_the_same(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = place.start("desk", "waiting")
    calendars.set_days(place.office, "root", "north", MONDAY, MONDAY, False, "通知", place.now)
    real, first = following.running, [True]

    def overtaken(connection: Any, case_id: int) -> list[Any]:
        if first[0] and place.office.engine.dialect.name == "postgresql":  # SQLite lets nobody in between
            first[0] = False
            place.act("desk", number, "look")
        return real(connection, case_id)

    monkeypatch.setattr(following, "running", overtaken)
    calendars.follow_at_once(place.office, place.now)
    assert due(place, number)["days"] == "11-25T23:30"
    assert events(place, number).count("move_deadlines") == 1
    sound(place)


def test_a_deadline_that_was_written_by_the_old_calendar_is_found_a_minute_later(place: World) -> None:
    calendars.set_days(place.office, "root", "north", MONDAY, MONDAY, False, "通知", place.now)
    calendars.follow_at_once(place.office, place.now)
    number = place.start("desk", "waiting")
    with place.office.transaction() as connection:  # as by an event that had read the calendar before
        old = {"due_at": wall(AS_BEGUN["days"])}
        connection.execute(update(t.deadlines).where(t.deadlines.c.code == "days").values(**old))
    assert calendars.follow(place.office, place.now) == 0
    place.later(minutes=1)
    assert calendars.follow(place.office, place.now) == 1
    assert due(place, number)["days"] == "11-25T23:30"
    calendars.follow_at_once(place.office, place.now)
    place.later(days=1)
    assert calendars.follow(place.office, place.now) == 0


def test_thousands_of_cases_follow_in_goes(place: World) -> None:
    numbers = [place.start("desk", "waiting") for _ in range(5)]
    calendars.set_days(place.office, "root", "north", MONDAY, MONDAY, False, "通知", place.now)
    assert [calendars.follow(place.office, place.now, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert {due(place, number)["days"] for number in numbers} == {"11-25T23:30"}


def test_every_change_is_kept_for_good_with_who_and_when(place: World) -> None:
    free(place, MONDAY, TUESDAY)
    place.later(hours=1)
    calendars.set_days(place.office, "root", "north", TUESDAY, TUESDAY, None, "", place.now)
    calendars.set_days(place.office, "root", "north", TUESDAY, TUESDAY, None, "", place.now)  # nothing there any more
    set_hours(place, [("09:00", "17:00")])
    calendars.enter_year(place.office, "root", "north", 2027, True, "已按通知录入", place.now)
    told = calendars.calendar_changes_of(place.office, "root", "north", place.now)
    assert [(c.kind, c.by.login if c.by else "", c.note) for c in told] == [
        ("year", "root", "已按通知录入"),
        ("shifts", "root", "试行"),
        ("days", "root", ""),
        ("days", "root", "通知"),
    ]
    assert (told[2].before, told[2].after) == ({"2026-11-24": [False, "通知"]}, {})
    year = calendars.year_of(place.office, "desk", "north", 2026, place.now)
    assert [(own.first, own.last, own.working, own.note) for own in year.own] == [(MONDAY, MONDAY, False, "通知")]
    assert (year.shifts, year.own_shifts) == (((time(9), time(17)),), True)
    assert year.shifts_changed
    assert year.shifts_changed.by
    assert year.shifts_changed.by.login == "root"
    for verb in ("UPDATE calendar_changes SET note = 'x'", "DELETE FROM calendar_changes"):
        with pytest.raises(DBAPIError, match="append-only"), place.office.transaction() as connection:
            connection.exec_driver_sql(verb)


Refusal = tuple[str, Callable[[Office], object]]
REFUSED: list[Refusal] = [
    ("last", lambda o: calendars.set_days(o, "root", "north", TUESDAY, MONDAY, False, "x", NOW)),
    ("last", lambda o: calendars.set_days(o, "root", "north", MONDAY, date(2027, 11, 24), False, "x", NOW)),
    ("note", lambda o: calendars.set_days(o, "root", "north", MONDAY, MONDAY, False, " ", NOW)),
    ("note", lambda o: calendars.set_days(o, "root", "north", MONDAY, MONDAY, None, "x" * 101, NOW)),
    ("first", lambda o: calendars.set_days(o, "root", "north", date(1800, 1, 1), MONDAY, False, "x", NOW)),
    ("shifts", lambda o: calendars.set_shifts(o, "root", "north", [], "x", NOW)),
    ("shifts", lambda o: calendars.set_shifts(o, "root", "north", [("08:00", "8 pm")], "x", NOW)),
    ("shifts", lambda o: calendars.set_shifts(o, "root", "north", [("08:00:30", "09:00")], "x", NOW)),
    ("shifts", lambda o: calendars.set_shifts(o, "root", "north", [("22:00", "06:00")], "x", NOW)),
    ("shifts", lambda o: calendars.set_shifts(o, "root", "north", [("08:00", "12:00"), ("11:00", "13:00")], "x", NOW)),
    ("note", lambda o: calendars.set_shifts(o, "root", "north", [("08:00", "12:00")], "", NOW)),
    ("year", lambda o: calendars.enter_year(o, "root", "north", 3000, True, "x", NOW)),
    ("year", lambda o: calendars.year_of(o, "desk", "north", 12, NOW)),
    ("year", lambda o: calendars.seed_calendar(o, OPERATOR, [2026, 0], NOW)),
    ("year", lambda o: calendars.seed_calendar(o, OPERATOR, [2200], NOW)),
]


def test_what_no_calendar_can_have_is_refused_where_it_was_typed(sqlite_url: str, tmp_path: Path) -> None:
    place = world(sqlite_url, tmp_path, WAITING)
    administered(place)
    for path, act in REFUSED:
        with pytest.raises(Invalid) as refused:
            act(place.office)
        assert refused.value.errors[0].path == path
    with place.office.read() as connection:
        assert connection.execute(select(t.calendar_changes)).all() == []


CHANGES: list[Callable[[Office, str], object]] = [
    lambda o, who: calendars.set_days(o, who, "north", MONDAY, MONDAY, False, "x", NOW),
    lambda o, who: calendars.set_shifts(o, who, "north", None, "", NOW),
    lambda o, who: calendars.enter_year(o, who, "north", 2027, True, "x", NOW),
    lambda o, who: calendars.calendar_changes_of(o, who, "north", NOW),
]


@pytest.mark.parametrize("change", CHANGES, ids=["days", "shifts", "year", "log"])
def test_only_an_administrator_of_the_site_changes_its_calendar(
    sqlite_url: str, tmp_path: Path, change: Callable[[Office, str], object]
) -> None:
    place = world(sqlite_url, tmp_path, WAITING)
    for login in ("desk", "boss"):
        with pytest.raises(Forbidden):
            change(place.office, login)
    with pytest.raises(NotFound):
        change(place.office, "far")


def test_the_national_calendar_is_read_in_once_however_often_and_tells_what_is_announced(place: World) -> None:
    first = calendars.seed_calendar(place.office, OPERATOR, [2026, 2027], NOW)
    assert (first.changed, first.announced, first.days > 11) == ((2026, 2027), {2026}, True)
    assert calendars.seed_calendar(place.office, OPERATOR, [2026, 2027], NOW).changed == ()
    with pytest.raises(Forbidden):
        calendars.seed_calendar(place.office, "root", [2026], NOW)
    known = [calendars.year_of(place.office, "desk", "north", year, NOW).known for year in (2025, 2026, 2027)]
    assert known == ["nothing", "announced", "statutory"]
    days = {day.day: day.kind for day in calendars.year_of(place.office, "desk", "north", 2026, NOW).days}
    assert (days[date(2026, 10, 1)], days[date(2026, 10, 10)], days[date(2026, 11, 21)], days[MONDAY]) == (
        "holiday", "made_up", "weekend", "week",
    )  # fmt: skip
    free(place, date(2026, 10, 1), working=True)
    feast = calendars.year_of(place.office, "desk", "north", 2026, NOW).days[273]
    assert (feast.day, feast.kind, feast.working) == (date(2026, 10, 1), "own_working", True)
    calendars.enter_year(place.office, "root", "north", 2027, True, "已录入", NOW)
    assert calendars.year_of(place.office, "desk", "north", 2027, NOW).known == "entered"
    assert calendars.year_of(place.office, "far", "south", 2027, NOW).known == "statutory"
    calendars.enter_year(place.office, "root", "north", 2027, False, "", NOW)
    assert calendars.year_of(place.office, "desk", "north", 2027, NOW).known == "statutory"


def test_a_national_calendar_that_comes_later_moves_the_deadlines_of_every_site(place: World) -> None:
    place.now = wall("09-28T09:00")
    number = place.start("desk", "waiting")
    assert due(place, number)["end"] == "10-02T23:30"
    calendars.seed_calendar(place.office, OPERATOR, [2026], place.now)
    calendars.follow_at_once(place.office, place.now)
    assert due(place, number)["end"] == "10-09T23:30"
    entry = seen_by_desk(place, number).history[-1]
    assert entry.calendar
    assert entry.calendar.by is None
    sound(place)


def test_whoever_sees_one_site_alone_leaves_no_deadline_of_another_behind(place: World) -> None:
    place.now = wall("09-28T09:00")
    place.start("desk", "waiting")
    start(place.office, Opening("far", "waiting", "south"), place.now)
    calendars.seed_calendar(place.office, OPERATOR, [2026], place.now)
    with showing(of_sites([1])):
        calendars.follow_at_once(place.office, place.now)
    with place.office.read() as connection:
        told = connection.execute(select(t.history.c.case_id).where(t.history.c.event == "move_deadlines")).all()
    assert len(told) == 2


def test_what_is_due_in_a_year_that_is_not_published_is_said_to_be_provisional(place: World) -> None:
    calendars.seed_calendar(place.office, OPERATOR, [2026, 2027], NOW)
    place.now = wall("12-30T09:00")
    number = place.start("desk", "waiting")
    told = {d.code: d.provisional for d in seen_by_desk(place, number).deadlines}
    assert told == {"clock": False, "days": True, "hours": False, "end": True}
    calendars.enter_year(place.office, "root", "north", 2027, True, "已录入", place.now)
    assert not any(d.provisional for d in seen_by_desk(place, number).deadlines)


def test_a_worker_lets_what_is_left_follow(place: World) -> None:
    number = place.start("desk", "waiting")
    calendars.set_days(place.office, "root", "north", MONDAY, MONDAY, False, "通知", place.now)
    assert backlog(place.office, place.now).calendars == 1
    done = work(place.office, place.now)
    assert (done.followed, due(place, number)["days"]) == (1, "11-25T23:30")
    while work(place.office, place.now):
        pass
    assert backlog(place.office, place.now).calendars == 0
    assert events(place, number) == ["start", "move_deadlines"]
