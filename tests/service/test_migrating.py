"""Open cases move to another version: where their history is a run of it, by a map, or not at all, and it is said why."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.definition import Deadline, Document, Guard, Person, Procedure, Span, State, Transition
from flows.procedures import GUARDS, RULES
from flows.service import calendars
from flows.service.audit import replay_all, verify
from flows.service.case_history import VersionChange
from flows.service.case_view import case_view
from flows.service.claiming import claim
from flows.service.errors import Conflict, Invalid
from flows.service.noticing import notices_of
from flows.service.office import open_office
from flows.service.outgoing import send_out
from flows.service.pausing import pause, resume
from flows.service.sealing import seal
from flows.service.versions import moving
from flows.service.versions.migrating import NoSuchVersion, Plan, Verdict, migrate
from flows.service.working import work
from flows.storage import tables as t
from flows.storage.writing import write_portably
from tests.pressing import press
from tests.service.errand import DOUBLE, FOUR_EYES, FREE, NOW, PAPER, SAFETY, SMALL, World, errand
from tests.service.test_acting import opened, rows, submitted
from tests.service.test_calendars import administered, wall

SECRET = b"a secret for tests"
Reopen = Callable[[Procedure], World]


def changed(**what: Any) -> Procedure:
    """The errand's second version."""
    named = {name: getattr(errand(version=2), name) for name in Procedure.__dataclass_fields__ if name != "key"}
    return Procedure("errand", **{**named, **what})


def with_arrow(pick: str, **what: Any) -> Procedure:
    """With the arrow of that event changed."""
    fields = [name for name in Transition.__dataclass_fields__ if name not in ("event", "source", "target")]
    arrows = []
    for arrow in errand().transitions:
        given = {name: getattr(arrow, name) for name in fields} | (what if arrow.event.code == pick else {})
        arrows.append(Transition(arrow.event, arrow.source, arrow.target, **given))
    return changed(transitions=arrows)


def with_state(code: str, **what: Any) -> Procedure:
    return changed(states=[replace(s, **what) if s.code == code else s for s in errand().states])


def renamed(old: str, new: str) -> Procedure:
    """With the state under another code."""
    fields = [name for name in Transition.__dataclass_fields__ if name not in ("event", "source", "target")]
    arrows = [
        Transition(
            arrow.event,
            [new if source == old else source for source in arrow.source],
            new if arrow.target == old else arrow.target,
            **{name: getattr(arrow, name) for name in fields},
        )
        for arrow in errand().transitions
    ]
    return changed(
        transitions=arrows, states=[replace(s, code=new if s.code == old else s.code) for s in errand().states]
    )


@pytest.fixture
def reopen(north: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reopen]:
    """The same database, opened by a program that declares another version."""
    code = {guard.code: guard for guard in (SMALL, FREE, FOUR_EYES)}
    monkeypatch.setattr("flows.service.catalogue.GUARDS", {**GUARDS, **code})
    monkeypatch.setattr("flows.service.catalogue.RULES", {**RULES, "double": DOUBLE})
    monkeypatch.setattr("flows.service.catalogue.svg", lambda *_: "")  # drawing takes longer than all the rest
    made = []

    def again(new: Procedure) -> World:
        url = north.office.engine.url.render_as_string(hide_password=False)
        office = open_office(url, SECRET, tmp_path / "attachments", NOW, [new])
        made.append(office)
        return World(office, north.now, north.owner)

    yield again
    for office in made:
        office.engine.dispose()


def moved(here: World, *, dry: bool = False, **plan: Any) -> list[Verdict]:
    return list(migrate(here.office, Plan("errand", 2, **plan), here.now, dry=dry))


def whole(here: World) -> bool:
    return verify(here.office).faults == () and replay_all(here.office)[1] == ()


def said(verdict: Verdict) -> str:
    return "\n".join(f"{one.zh} | {one.en}" for one in verdict.why)


def test_cases_move_by_themselves_where_their_history_is_a_run_of_the_new_version(north: World, reopen: Reopen) -> None:
    draft, waits, at_work = north.start(), submitted(north), opened(north, price="3")
    claim(north.office, "eng", waits, north.now)
    before = case_view(north.office, "eng", waits, north.now).task
    assert before
    north.later(hours=1)
    shorter = Deadline("look", "查看", "Look", Span("hours", 2))
    here = reopen(with_state("review", deadlines=[shorter]))
    assert [v.how for v in moved(here, dry=True)] == ["run"] * 3
    assert {row["version"] for row in rows(here, t.cases)} == {1}
    found = moved(here, by="boss")
    assert [(v.number, v.how, v.version) for v in found] == [(n, "run", 1) for n in (draft, waits, at_work)]
    assert {row["version"] for row in rows(here, t.cases)} == {2}
    view = case_view(here.office, "eng", waits, here.now)
    assert [d.due_at for d in view.deadlines if d.closed_at is None] == [NOW + timedelta(hours=2)]
    assert view.task == replace(before, due_at=NOW + timedelta(hours=2))
    assert view.history[-1].change == VersionChange(1, 2, by_map=False, by=Person("boss", "示例boss"))
    assert whole(here)
    written = rows(here, t.history)
    assert moved(here) == []
    assert rows(here, t.history) == written


def test_what_moved_goes_on_to_its_end_and_its_history_stays_whole(north: World, reopen: Reopen) -> None:
    number = submitted(north)
    here = reopen(with_state("review", deadlines=[]))
    assert [v.how for v in moved(here)] == ["run"]
    here.act("eng", number, "endorse", opinion="同意")
    here.act("eng", number, "sign")
    here.act("safe", number, "sign")
    here.act("safe", number, "go_on", department="safety_supervisor", things=[{"name": "门"}])
    seal(here.office, here.now)
    here.later(hours=25)
    work(here.office, here.now)
    assert case_view(here.office, "desk", number, here.now).state.code == "lapsed"
    assert whole(here)


def test_a_condition_that_nobody_asked_for_then_keeps_a_case_where_it_is(north: World, reopen: Reopen) -> None:
    waits, draft = submitted(north), north.start()
    asked = Guard("sober", lambda s: True, "清醒", "Sober")
    here = reopen(with_arrow("submit", when=[SMALL, asked]))
    found = {v.number: v for v in moved(here)}
    assert (found[waits].how, found[draft].how) == ("stays", "run")
    assert "当时没有核对“清醒” | entry 3: “Sober” was not asked then" in said(found[waits])
    assert case_view(here.office, "eng", waits, here.now).procedure.version == 1
    here.act("eng", waits, "endorse", opinion="同意")
    assert whole(here)


WHY: tuple[tuple[Procedure, str], ...] = (
    (
        with_arrow("submit", documents=[Document("paper", "申请书", "Application", at_least=2)]),
        "缺少材料“申请书”（1 份）",
    ),
    (with_arrow("endorse", by=SAFETY), "新版由安全主管办理"),
    (with_arrow("submit", effects=errand().transitions[1].effects), "新版此步的办理后果不同"),
    (with_arrow("endorse", reason=True), "新版须写理由"),
    (changed(transitions=errand().transitions[1:]), "新版没有流转 draft --submit--> review"),
    (renamed("joint", "together"), "新版没有流转 review --endorse--> joint"),
    (changed(applicant="required", unit="required"), ""),
)


def test_the_report_says_why_a_case_stays(north: World, reopen: Reopen) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    for version, (new, words) in enumerate(WHY, 2):
        named = {name: getattr(new, name) for name in Procedure.__dataclass_fields__ if name != "key"}
        here = reopen(Procedure("errand", **{**named, "version": version}))
        (verdict,) = migrate(here.office, Plan("errand", version), here.now, dry=True)
        assert (verdict.how == "run") is (words == ""), words
        assert words in said(verdict)


def test_by_a_map_with_a_reason_a_case_goes_on_in_another_state_and_its_holders_are_told(
    north: World, reopen: Reopen
) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    send_out(north.office, north.now)
    drawn = north.revision(number)
    here = reopen(renamed("joint", "together"))
    here.later(minutes=5)
    assert [v.how for v in moved(here)] == ["stays"]
    (verdict,) = moved(here, states={"joint": "together"}, reason="环节改名")
    assert (verdict.how, verdict.target) == ("map", "together")
    view = case_view(here.office, "eng", number, here.now)
    assert (view.state.code, view.history[-1].reason, view.entered_at) == ("together", "环节改名", here.now)
    assert [entry.led_to.zh for entry in view.history][-2:] == ["会签", "会签"]
    with pytest.raises(Conflict):
        press(here.office, here.now, "eng", number, "sign", seen=drawn)
    send_out(here.office, here.now)
    for login in ("eng", "safe"):
        assert any(notice.at == here.now and "会签" in notice.words.zh for notice in notices_of(here.office, login))
    assert whole(here)
    here.act("eng", number, "return", reason="补材料")
    assert whole(here)


def test_what_is_told_later_of_an_entry_from_before_still_finds_its_state(north: World, reopen: Reopen) -> None:
    number = submitted(north)
    north.act("eng", number, "endorse", opinion="同意")
    here = reopen(renamed("joint", "together"))
    moved(here, states={"joint": "together"}, reason="环节改名")
    assert send_out(here.office, here.now) > 3


def test_a_map_that_makes_no_sense_is_refused_and_moves_nothing(north: World, reopen: Reopen) -> None:
    submitted(north)
    here = reopen(renamed("review", "looked_at"))
    for plan in (
        {"states": {"review": "looked_at"}},
        {"states": {"review": "nowhere"}, "reason": "改名"},
        {"states": {"rewiev": "looked_at"}, "reason": "改名"},
        {"states": {"review": "done"}, "reason": "改名"},
        {"states": {"review": "looked_at"}, "reason": "改名", "by": "nobody"},
    ):
        with pytest.raises(Invalid):
            moved(here, **plan)
    with pytest.raises(NoSuchVersion):
        list(migrate(here.office, Plan("errand", 9), here.now))
    (verdict,) = moved(here, states={"review": "open"}, reason="跳过")
    assert verdict.how == "stays"
    assert "对照表：缺少“部门”" in said(verdict)
    assert {row["version"] for row in rows(here, t.cases)} == {1}


def test_a_case_stays_where_the_new_version_would_mask_its_personal_facts_no_more(north: World, reopen: Reopen) -> None:
    number, bare = submitted(north, phone="13900000001"), submitted(north)
    here = reopen(with_arrow("submit", needs=[errand().transitions[0].needs[0]]))
    found = {v.number: v for v in moved(here, states={"review": "review"}, reason="改版")}
    assert (found[number].how, found[bare].how) == ("stays", "run")
    assert "“电话”是个人信息，新版没有这样声明" in said(found[number])
    assert "13900000001" not in str(case_view(here.office, "eng", number, here.now))


@pytest.mark.parametrize("new", [[PAPER], []])
def test_a_case_stays_where_the_new_version_would_guard_its_personal_papers_no_more(
    north: World, reopen: Reopen, new: list[Document]
) -> None:
    number, bare = submitted(north), north.start()
    moved(reopen(with_arrow("submit", documents=[replace(PAPER, personal=True)])))
    here = reopen(changed(version=3, transitions=with_arrow("submit", documents=new).transitions))
    found = {v.number: v for v in migrate(here.office, Plan("errand", 3), here.now)}
    assert [(found[one].version, found[one].how) for one in (number, bare)] == [(2, "stays"), (2, "run")]
    assert "“申请书”是个人信息，新版没有这样声明" in said(found[number])


def test_a_case_whose_clock_stands_still_stays(north: World, reopen: Reopen) -> None:
    number = submitted(north)
    pause(north.office, "eng", number, "customer", "等业主", north.now)
    (verdict,) = moved(reopen(with_state("review", deadlines=[])))
    assert verdict.how == "stays"
    assert "计时已暂停" in said(verdict)


def test_what_a_clock_has_stood_still_is_not_lost(north: World, reopen: Reopen) -> None:
    number = submitted(north)
    pause(north.office, "eng", number, "customer", "等业主", north.now)
    north.later(hours=1)
    resume(north.office, "eng", number, north.now)
    longer = Deadline("look", "查看", "Look", Span("hours", 6))
    here = reopen(with_state("review", deadlines=[longer], pauses=[]))
    assert [v.how for v in moved(here)] == ["run"]
    due = [d.due_at for d in case_view(here.office, "eng", number, here.now).deadlines if d.closed_at is None]
    assert due == [NOW + timedelta(hours=7)]
    assert whole(here)


def test_working_time_that_a_clock_has_stood_still_is_kept_as_such(north: World, reopen: Reopen) -> None:
    """From Friday nine to Monday nine: fifteen hours of work, of which the new limit leaves thirty."""
    administered(north)
    number = submitted(north)
    pause(north.office, "eng", number, "customer", "等业主", north.now)
    north.later(days=3)
    resume(north.office, "eng", number, north.now)
    here = reopen(with_state("review", deadlines=[Deadline("look", "查看", "Look", Span("working_hours", 30))]))
    here.now = north.now
    assert [v.how for v in moved(here)] == ["run"]

    def due() -> list[datetime]:
        view = case_view(here.office, "eng", number, here.now)
        return [one.due_at for one in view.deadlines if one.closed_at is None]

    assert due() == [wall("11-25T09:00")]
    calendars.set_days(here.office, "root", "north", date(2030, 5, 8), date(2030, 5, 8), False, "通知", here.now)
    calendars.follow_at_once(here.office, here.now)
    assert due() == [wall("11-25T09:00")]
    assert whole(here)


def test_who_is_killed_half_way_has_moved_some_whole_and_comes_back_for_the_rest(north: World, reopen: Reopen) -> None:
    numbers = [submitted(north) for _ in range(3)]
    here = reopen(with_state("review", deadlines=[]))
    assert next(iter(migrate(here.office, Plan("errand", 2), here.now))).number == numbers[0]
    assert [row["version"] for row in rows(here, t.cases)] == [2, 1, 1]
    assert whole(here)
    assert [v.number for v in moved(here)] == numbers[1:]


def test_a_case_that_somebody_acts_on_meanwhile_is_judged_anew_or_reported(
    north: World, reopen: Reopen, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(north)
    here, write = reopen(with_state("review", deadlines=[])), write_portably
    before = rows(here, t.history)
    monkeypatch.setattr(moving, "write_portably", lambda *_: False)
    (verdict,) = moved(here)
    assert verdict.how == "overtaken"
    assert rows(here, t.history) == before
    late = [False]
    monkeypatch.setattr(moving, "write_portably", lambda *given: late.pop() if late else write(*given))
    assert [v.how for v in moved(here)] == ["run"]
    assert whole(here)


def test_a_limit_that_would_have_passed_by_the_change_alone_is_counted_from_now(north: World, reopen: Reopen) -> None:
    number = opened(north)
    north.later(hours=5)
    soon = Deadline("day", "一天", "A day", Span("hours", 3), event="lapse")
    here = reopen(with_state("open", deadlines=[soon]))
    moved(here)
    due = [d.due_at for d in case_view(here.office, "safe", number, here.now).deadlines if d.closed_at is None]
    assert due == [here.now + timedelta(hours=3)]
    assert whole(here)


def test_another_state_for_one_that_is_an_end_in_the_new_version(north: World, reopen: Reopen) -> None:
    number = submitted(north)
    states = [State("review", "审核", "Review") if s.code == "review" else s for s in errand().states]
    kept = [a for a in errand().transitions if a.event.code == "submit"]
    here = reopen(changed(states=[states[0], states[1]], transitions=kept))
    (verdict,) = moved(here)
    assert (verdict.number, verdict.how) == (number, "stays")
    assert "新版在此环节已办结" in said(verdict)
