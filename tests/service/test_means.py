"""What a case is asked at its start, items that leave one by one, a deposit of which a part is kept, signatures that a
site may ask for."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from flows.definition import (
    BEYOND,
    Compute,
    Deadline,
    Event,
    ExpectPayment,
    Field,
    MoveEntry,
    OpenEntry,
    Procedure,
    RecordPayment,
    Rule,
    Setting,
    SignOff,
    Span,
    State,
    Transition,
)
from flows.service.audit import replay_all
from flows.service.case_view import case_view
from flows.service.errors import Invalid, Refused
from flows.service.registers import set_setting
from flows.storage import tables as t
from tests.service.errand import DESK, ENGINEER, SAFETY, World, world

MONTH = Field("month", "text", "月份", "Month")
KEEPER = Field("keeper", "user", "保管人", "Keeper", role="engineering_supervisor")
SHADOW = Field("shadow", "text", "备注", "Note", required=False)
DAY_COLUMN = Field("until", "date", "有效至", "Valid until", required=False)
THINGS = Field(
    "things",
    "rows",
    "物品",
    "Things",
    adds=True,
    columns=[
        Field("name", "text", "名称", "Name"),
        DAY_COLUMN,
        Field("who", "user", "经手人", "Handled by", required=False),
    ],
)
OUT = Field("out", "lines", "出门物品", "Things let out", register="thing")
SUMS = [Field(name, "money", zh, en) for name, zh, en in (("back", "退还", "Given back"), ("kept", "扣除", "Kept"))]
RECEIPT = Field("receipt", "text", "收据号", "Receipt")
LOUD = Rule("loud", lambda s: s.text("month").upper() + s.now.strftime("%Y"), "大写月份", "Month in capitals")
TWICE = Rule("twice", lambda s: s.text("loud") * 2, "两遍", "Twice")
BRING, LET, END = (
    Event("bring", "带入", "Bring", "note"),
    Event("let_out", "放行", "Let out", "note"),
    Event("end", "了结", "End"),
)
SIGN = Event("sign", "会签", "Sign", "note")

KEEPING = Procedure(
    "keeping",
    version=1,
    zh="保管",
    en="Keeping",
    prefix="KP",
    clause=BEYOND,
    unit="none",
    applicant="none",
    asks=[MONTH, KEEPER],
    computes=[Compute("loud", LOUD), Compute("twice", TWICE)],
    states=[
        State(
            "open",
            "保管中",
            "Open",
            DESK,
            deadlines=[Deadline("count", "清点", "Count", Span("hours", 1))],
            sign_offs=[SignOff(ENGINEER), SignOff(SAFETY, setting="safety_signs")],
        ),
        State("closed", "已了结", "Closed"),
    ],
    transitions=[
        Transition(
            BRING,
            "open",
            None,
            needs=[THINGS],
            effects=[OpenEntry("thing", ["name"], per="things", valid_until="until")],
            clause=BEYOND,
        ),
        Transition(LET, "open", None, needs=[OUT], effects=[MoveEntry("thing", "used", line="out")], clause=BEYOND),
        Transition(SIGN, "open", None, by=(ENGINEER, SAFETY), signs=True, clause=BEYOND),
        Transition(
            END,
            "open",
            "closed",
            needs=[*SUMS, RECEIPT],
            effects=[
                MoveEntry("thing", "ended"),
                ExpectPayment("deposit", "back"),
                RecordPayment("deposit", "back", "receipt", gives_back=True),
                RecordPayment("deposit", "kept", "receipt", keeps=True),
            ],
            clause=BEYOND,
        ),
    ],
    settings=[Setting("safety_signs", False, "安全主管会签", "Safety supervisor signs", BEYOND)],
)
BEGIN = {"month": "july", "keeper": "eng"}


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> World:
    return world(database_url, tmp_path, KEEPING)


def entries(place: World) -> list[tuple[int, str, dict[str, Any]]]:
    query = select(t.entries).order_by(t.entries.c.line)
    with place.office.read() as connection:
        return [(row.line, row.state, row.facts) for row in connection.execute(query)]


def begun(place: World, **data: Any) -> str:
    return place.start("desk", "keeping", **{**BEGIN, **data})


def test_a_start_asks_and_works_out_in_order(place: World) -> None:
    seen = case_view(place.office, "desk", begun(place), place.now)
    assert seen.data == {"month": "july", "keeper": "eng", "loud": "JULY2026", "twice": "JULY2026JULY2026"}


@pytest.mark.parametrize(
    ("given", "path"),
    [({"month": None}, "month"), ({"keeper": "nobody"}, "keeper"), ({"keeper": "safe"}, "keeper")],
)
def test_without_what_it_asks_no_case_begins(place: World, given: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        begun(place, **given)
    assert [error.path for error in refused.value.errors] == [path]
    with place.office.read() as connection:
        assert connection.execute(select(t.cases)).all() == []


def test_rows_added_open_entries_of_their_own_and_leave_by_line(place: World) -> None:
    number = begun(place)
    place.act("desk", number, "bring", things=[{"name": "柜", "until": "2026-12-01"}, {"name": "床"}])
    place.act("desk", number, "bring", things=[{"name": "灯"}])
    place.act("desk", number, "let_out", out=[1, 3])
    assert entries(place) == [(1, "used", {"name": "柜"}), (2, "in_use", {"name": "床"}), (3, "used", {"name": "灯"})]
    shown = case_view(place.office, "desk", number, place.now).entries
    assert [(e.line, e.state, e.valid_until is not None) for e in shown] == [
        (1, "used", True),
        (2, "in_use", False),
        (3, "used", False),
    ]
    assert replay_all(place.office)[1] == ()


@pytest.mark.parametrize(("lines", "told"), [([1, 2], "2"), ([2, 9], "2, 9"), ([], ""), ([1, 1], "")])
def test_a_line_that_is_not_in_use_is_refused_at_its_field(place: World, lines: list[int], told: str) -> None:
    number = begun(place)
    place.act("desk", number, "bring", things=[{"name": "柜"}, {"name": "床"}])
    place.act("desk", number, "let_out", out=[2])
    before = entries(place)
    with pytest.raises(Invalid) as refused:
        place.act("desk", number, "let_out", out=lines)
    (error,) = refused.value.errors
    assert error.path.split(".")[0] == "out"
    assert told in error.message.zh
    assert entries(place) == before


def test_a_colleague_in_a_row_must_work_at_the_site(place: World) -> None:
    number = begun(place)
    place.act("desk", number, "bring", things=[{"name": "柜", "who": "safe"}])
    with pytest.raises(Invalid) as refused:
        place.act("desk", number, "bring", things=[{"name": "床", "who": "eng"}, {"name": "灯", "who": "far"}])
    assert [error.path for error in refused.value.errors] == ["things.1.who"]


def test_part_of_a_deposit_is_kept_and_nought_is_not_written(place: World) -> None:
    number = begun(place)
    place.act("eng", number, "sign")
    place.act("desk", number, "end", back="80", kept="20.5", receipt="R1")
    other = begun(place)
    place.act("eng", other, "sign")
    place.act("desk", other, "end", back="100", kept="0", receipt="R2")
    with place.office.read() as connection:
        rows = connection.execute(select(t.payments).order_by(t.payments.c.id)).all()
    assert [(row.kind, str(row.amount), row.receipt) for row in rows] == [
        ("expected", "80.00", None),
        ("refunded", "80.00", "R1"),
        ("kept", "20.50", "R1"),
        ("expected", "100.00", None),
        ("refunded", "100.00", "R2"),
    ]
    assert replay_all(place.office)[1] == ()


def test_a_site_may_ask_for_a_further_signature(place: World) -> None:
    with place.office.transaction() as connection:
        connection.execute(t.posts.insert(), {"user_id": 1, "site_id": 1, "role": "administrator"})
    before, money = begun(place), {"back": "1", "kept": "1", "receipt": "R"}
    set_setting(place.office, "desk", "north", "keeping", "safety_signs", True, place.now)
    after = begun(place)
    for number in (before, after):
        place.act("eng", number, "sign")
    place.act("desk", before, "end", **money)  # it keeps the settings that it began with
    with pytest.raises(Refused) as refused:
        place.act("desk", after, "end", **money)
    assert [u.guard for u in refused.value.unmet] == ["all_signed"]
    assert [role.code for role in case_view(place.office, "desk", after, place.now).to_sign] == [
        "engineering_supervisor",
        "safety_supervisor",
    ]
    place.act("safe", after, "sign")
    place.act("desk", after, "end", **money)
