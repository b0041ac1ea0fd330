"""A small procedure that has every means of the engine, and an office to run it in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from flows.definition import (
    BEYOND,
    CLOCK,
    Choice,
    Compute,
    Deadline,
    Document,
    Event,
    ExpectPayment,
    Field,
    GiveNumber,
    Guard,
    MoveEntry,
    OpenEntry,
    PauseReason,
    Procedure,
    RecordPayment,
    Role,
    RoleFrom,
    Rule,
    Setting,
    SignOff,
    Situation,
    Span,
    StartCase,
    State,
    Transition,
)
from flows.service.acting import Acted
from flows.service.office import Office, open_office
from flows.service.starting import Opening, start
from flows.storage import tables as t
from tests.pressing import press, revision_of

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # a Friday, nine in the morning at the site
DESK = Role("front_desk", "前台接待", "Front desk")
ENGINEER = Role("engineering_supervisor", "工程部主管", "Engineering supervisor")
SAFETY = Role("safety_supervisor", "安全主管", "Safety supervisor")
DIRECTOR = Role("director", "管理处主任", "Director", seats=1)


def _disjoint(situation: Situation) -> bool:
    case = situation.case
    done = set(case.registrars).union(*(a.people() for a in case.approvals if a.round == case.round))
    return not situation.acting_people & done


FOUR_EYES = Guard("four_eyes", _disjoint, "已办过本单", "You have acted on this case already", identity=True)
SMALL = Guard(
    "small", lambda s: s.money("price") <= 100, "价格不超过一百元", "The price is at most 100", reads=["price"]
)
FREE = Guard("free", lambda s: s.money("price") == 0, "免费", "Free of charge", reads=["price"])

SUBMIT = Event("submit", "提交", "Submit")
ENDORSE = Event("endorse", "审核", "Endorse", "approval")
RETURN = Event("return", "退回", "Return", "return")
SIGN = Event("sign", "会签", "Sign", "note")
GO_ON = Event("go_on", "继续", "Go on")
ADD = Event("add_parts", "添料", "Add parts", "note")
PAY = Event("pay", "收款", "Pay")
END_ROW = Event("end_row", "作废", "End a row", "void")
CLOSE = Event("close", "关闭", "Close")
LAPSE = Event("lapse", "逾期", "Lapse", "expire")

PRICE = Field("price", "money", "价格", "Price")
PHONE = Field("phone", "phone", "电话", "Telephone", personal=True, required=False)
_CHOICES = [Choice(r.code, r.zh, r.en) for r in (ENGINEER, SAFETY)]
_DEPARTMENT = Field("department", "choice", "部门", "Department", choices=_CHOICES)
_OPENS = [OpenEntry("thing", ["name"], per="things")]
ROWS = Field("things", "rows", "物品", "Things", columns=[Field("name", "text", "名称", "Name")], minimum=1, maximum=5)
PARTS = Field("parts", "rows", "配件", "Parts", columns=[Field("name", "text", "名称", "Name")], adds=True)
LINE = Field("line", "integer", "行号", "Line", minimum=1)
RECEIPT = Field("receipt", "text", "收据号", "Receipt")
PAPER = Document("paper", "申请书", "Application")
DOUBLE = Rule("double", lambda s: str(s.money("price") * 2), "双倍", "Double")


def errand(key: str = "errand", version: int = 1, prefix: str = "ER", starts: str | None = None) -> Procedure:
    """draft → review → joint (signed by two) → paying → open → done; the clock ends what lies open for a day."""
    related = [StartCase(starts, ["price"])] if starts else []
    return Procedure(
        key,
        version=version,
        zh="跑腿",
        en="Errand",
        prefix=prefix,
        clause=BEYOND,
        applicant="optional",
        unit="optional",
        states=[
            State("draft", "填写", "Draft", DESK),
            State(
                "review",
                "审核",
                "Review",
                ENGINEER,
                deadlines=[Deadline("look", "查看", "Look", Span("hours", 4))],
                pauses=[PauseReason("customer", "等客户", "Waiting for the customer", "wait_days")],
            ),
            State("joint", "会签", "Joint", (ENGINEER, SAFETY), sign_offs=[SignOff(ENGINEER), SignOff(SAFETY)]),
            State("paying", "收费", "Paying", DESK),
            State(
                "open",
                "办理",
                "Open",
                RoleFrom("department", [ENGINEER, SAFETY]),
                deadlines=[Deadline("day", "一天", "A day", Span("hours", 24, setting="open_hours"), event="lapse")],
            ),
            State("done", "完成", "Done"),
            State("lapsed", "逾期", "Lapsed"),
        ],
        transitions=[
            Transition(SUBMIT, "draft", "review", needs=[PRICE, PHONE], documents=[PAPER], when=[SMALL], clause=BEYOND),
            Transition(
                ENDORSE, "review", "joint", when=[FOUR_EYES], effects=[GiveNumber("permit", "EP")], clause=BEYOND
            ),
            Transition(RETURN, ["review", "joint"], "draft", by=ENGINEER, clause=BEYOND),
            Transition(SIGN, "joint", None, signs=True, clause=BEYOND),
            Transition(GO_ON, "joint", "open", needs=[_DEPARTMENT, ROWS], route=FREE, effects=_OPENS, clause=BEYOND),
            Transition(
                GO_ON,
                "joint",
                "paying",
                needs=[_DEPARTMENT, ROWS],
                effects=[*_OPENS, Compute("total", DOUBLE), ExpectPayment("errand", "total")],
                clause=BEYOND,
            ),
            Transition(
                PAY,
                "paying",
                "open",
                needs=[Field("total_paid", "money", "实收", "Paid"), RECEIPT],
                effects=[RecordPayment("errand", "total_paid", "receipt")],
                clause=BEYOND,
            ),
            Transition(ADD, "open", None, needs=[PARTS], clause=BEYOND),
            Transition(
                END_ROW, "open", None, needs=[LINE], effects=[MoveEntry("thing", "void", "line")], clause=BEYOND
            ),
            Transition(CLOSE, "open", "done", effects=[MoveEntry("thing", "ended"), *related], clause=BEYOND),
            Transition(LAPSE, "open", "lapsed", by=CLOCK, effects=[MoveEntry("thing", "ended")], clause=BEYOND),
        ],
        settings=[
            Setting("open_hours", 24, "办理时限", "Time to do it", BEYOND, "hours"),
            Setting("wait_days", 3, "等客户最长", "Longest wait for the customer", BEYOND, "days"),
        ],
    )


@dataclass
class World:
    """An office with a site `north`, a unit, an owner, and one person for each post; `now` is moved by the tests."""

    office: Office
    now: datetime = NOW
    owner: int = 0

    def start(
        self,
        login: str = "desk",
        procedure: str = "errand",
        key: str | None = None,
        unit: str | None = "1-101",
        **data: Any,
    ) -> str:
        opening = Opening(login, procedure, "north", unit=unit, applicant=self.owner, data=data, key=key)
        return start(self.office, opening, self.now).number

    def act(self, login: str, number: str, event: str, **given: Any) -> Acted:
        return press(self.office, self.now, login, number, event, **given)

    def revision(self, number: str) -> int:
        return revision_of(self.office, number)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


PEOPLE = {
    "desk": ["front_desk"],
    "desk2": ["front_desk"],
    "eng": ["engineering_supervisor"],
    "safe": ["safety_supervisor"],
    "both": ["engineering_supervisor", "safety_supervisor"],
    "boss": ["director"],
    "chief": ["cs_supervisor"],
}


def world(url: str, folder: Path, *procedures: Procedure) -> World:
    office = open_office(url, b"a secret for tests", folder, NOW, procedures or (errand(),))
    with office.transaction() as connection:
        for key in ("north", "south"):
            site = {"key": key, "name_zh": "北苑", "name_en": "North Court", "zone": "Asia/Shanghai"}
            connection.execute(insert(t.sites), site)
        for number, (login, roles) in enumerate(PEOPLE.items(), 1):
            user = {"login": login, "name": f"示例{login}", "active": True, "lang": "zh", "revision": 1}
            connection.execute(insert(t.users), {"id": number, **user, "created_at": NOW})
            for role in roles:
                connection.execute(insert(t.posts), {"user_id": number, "site_id": 1, "role": role})
        connection.execute(
            insert(t.users),
            {
                "id": 90,
                "login": "far",
                "name": "示例远",
                "active": True,
                "lang": "zh",
                "revision": 1,
                "created_at": NOW,
            },
        )
        connection.execute(insert(t.posts), {"user_id": 90, "site_id": 2, "role": "front_desk"})
        unit = {"site_id": 1, "code": "1-101", "building": "1", "revision": 1}
        connection.execute(insert(t.units), unit)
        party = {"site_id": 1, "name": "甲示例", "created_at": NOW, "created_by": 1}
        owner = connection.execute(insert(t.parties).returning(t.parties.c.id), party).scalar_one()
        tenure = {"party_id": owner, "unit_id": 1, "kind": "owner", "since": date(2020, 1, 1)}
        connection.execute(insert(t.tenures), tenure)
    return World(office, NOW, owner)
