"""Points per person and month, each of the three schemes by itself. Pure.

They are never added up: what a point is worth, and what it leads to, differs. Nothing here deducts anything: it tells what
people have confirmed, and what is only proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flows.definition import Text
from flows.service.reports.complaints import choice_words
from flows.service.reports.month import Month
from flows.service.reports.rows import CaseRow, Reader
from flows.service.reports.tables import Figure, Row, Table, counted, figure, row

TRAINING, CONDUCT, FAULT, APPRAISAL = "training_assessment", "conduct_record", "fault_notice", "performance_review"
PROCEDURES = (TRAINING, CONDUCT, FAULT, APPRAISAL)
NOT_YET = frozenset({"draft", "cancelled"})
CONFIRMED = frozenset({"closed", "left_agreed"})  # of the records of conduct
PERSON = Text("员工", "Employee")
CASES = Text("单据", "Cases")
SEPARATE = Text(
    "三套办法各算各的，不相加；金额和处分都是建议，由人确认，系统不扣款。",
    "The three schemes are reckoned apart and never added up; sums and sanctions are proposals that people confirm.",
)


@dataclass(frozen=True, slots=True)
class Matters:
    """`cases`: of the procedures of the three schemes, opened since the month began; `people`: login to name."""

    cases: tuple[CaseRow, ...]
    people: dict[str, str]


def gather(read: Reader) -> Matters:
    return Matters(read.cases_since(*PROCEDURES), read.people())


def tell(found: Matters, month: Month) -> tuple[Table, ...]:
    return (_faults(found, month), _attendance(found, month), _appraisal(found, month))


def _of(found: Matters, key: str, month: Month) -> dict[str, list[CaseRow]]:
    """The month's cases of a procedure by the person whom they are about, begun ones that came to nothing left out."""
    mine: dict[str, list[CaseRow]] = {}
    for case in found.cases:
        day, person = case.data.get("month"), case.data.get("employee")
        counts = case.procedure.key == key and case.state not in NOT_YET
        if counts and person and day and month.has(date.fromisoformat(str(day))):
            mine.setdefault(str(person), []).append(case)
    return dict(sorted(mine.items()))


def _whole(case: CaseRow, name: str) -> int:
    return int(case.data.get(name) or 0)


def _money(case: CaseRow, name: str) -> Decimal:
    return Decimal(str(case.data.get(name) or "0"))


def _added(cases: Iterable[CaseRow], amount: Callable[[CaseRow], int | Decimal]) -> Figure:
    parts = [(case.number, amount(case)) for case in cases]
    whole = sum((value for _, value in parts), type(parts[0][1])(0)) if parts else 0
    return figure(whole, [number for number, value in parts if value])


def _named(found: Matters, login: str) -> str:
    return found.people.get(login, login)


def _faults(found: Matters, month: Month) -> Table:
    rows = [_fault(found, login, cases) for login, cases in _of(found, FAULT, month).items()]
    return Table(
        "faults",
        Text("过失扣分（每分 5 元）", "Fault points, 5 yuan each"),
        (
            PERSON,
            CASES,
            Text("扣分", "Points"),
            Text("申诉未决、未汇总", "Still open"),
            Text("建议罚款（元）", "Fine proposed (yuan)"),
            Text("确认罚款（元）", "Fine confirmed (yuan)"),
            Text("确认处分", "Sanction confirmed"),
            Text("须公布", "To be posted"),
        ),
        tuple(rows),
        notes=(SEPARATE,),
        empty=Text("本月没有过失通知。", "No fault notice this month."),
    )


def _fault(found: Matters, login: str, cases: list[CaseRow]) -> Row:
    standing = [case for case in cases if case.data.get("outcome") != "revoked"]
    still = [case.number for case in cases if case.state not in ("summarised", "closed")]
    decided = [case for case in standing if case.data.get("sanction_decided")]
    return row(
        login,
        _named(found, login),
        counted(case.number for case in cases),
        _added(standing, lambda case: _whole(case, "points")),
        counted(still),
        _added(standing, lambda case: _money(case, "fine_proposed") + _money(case, "extra_proposed")),
        _added(decided, lambda case: _money(case, "fine_confirmed")),
        _said(decided, "sanction_decided"),
        any(case.data.get("must_be_posted") for case in standing),
    )


def _attendance(found: Matters, month: Month) -> Table:
    """Scheme A: points from training and from day-to-day conduct, which are of one kind."""
    training, conduct = _of(found, TRAINING, month), _of(found, CONDUCT, month)
    people = sorted({*training, *conduct})
    return Table(
        "attendance",
        Text("考勤扣分（培训考核与日常考核）", "Attendance points, from training and conduct"),
        (
            PERSON,
            CASES,
            Text("其中培训", "From training"),
            Text("其中日常", "From conduct"),
            Text("已确认扣分", "Points confirmed"),
            Text("待确认", "To be confirmed"),
            Text("不合格次数", "Failures"),
            Text("建议处分", "Sanction proposed"),
            Text("建议扣工资（元）", "Docking proposed (yuan)"),
            Text("确认扣工资（元）", "Docking confirmed (yuan)"),
        ),
        tuple(_attendant(found, login, training.get(login, []), conduct.get(login, [])) for login in people),
        notes=(SEPARATE,),
        empty=Text("本月没有考勤扣分。", "No attendance points this month."),
    )


def _attendant(found: Matters, login: str, training: list[CaseRow], conduct: list[CaseRow]) -> Row:
    standing = [case for case in conduct if case.state != "revoked"]
    done = [case for case in standing if case.state in CONFIRMED]
    taught = [(case, _points(case, "points_confirmed")) for case in training]
    behaved = [(case, _conduct(case)) for case in done]
    waiting = [(case, _points(case, "points_proposed")) for case in training if case.state == "points_review"]
    waiting += [(case, _conduct(case)) for case in standing if case not in done]
    return row(
        login,
        _named(found, login),
        counted(case.number for case in (*training, *conduct)),
        _scored(taught),
        _scored(behaved),
        _scored([*taught, *behaved]),
        _scored(waiting),
        _added(training, lambda case: _whole(case, "failures")),
        _said(
            [case for case in standing if case.data.get("measure_proposed") not in (None, "none")], "measure_proposed"
        ),
        _added(standing, lambda case: _money(case, "docking_proposed")),
        _added(done, lambda case: _money(case, "docking_confirmed")),
    )


def _conduct(case: CaseRow) -> Decimal:
    """As reckoned at the month's end or, before it, as noted."""
    return _points(case, "points_reckoned" if case.data.get("points_reckoned") else "points_noted")


def _points(case: CaseRow, name: str) -> Decimal:
    return Decimal(str(case.data.get(name) or "0"))


def _scored(parts: Iterable[tuple[CaseRow, Decimal]]) -> Figure:
    """Points, which may be halves; without decimals where they are none."""
    found = list(parts)
    whole = sum((value for _, value in found), Decimal(0))
    shown = int(whole) if whole == whole.to_integral_value() else whole.normalize()
    return figure(shown, [case.number for case, value in found if value])


def _said(cases: list[CaseRow], name: str) -> Figure:
    """What was chosen in each, in words."""
    words = [word for word in (choice_words(case, name) for case in cases) if isinstance(word, Text)]
    said = Text("、".join(w.zh for w in words), ", ".join(w.en for w in words))
    return figure(said if words else None, [case.number for case in cases])


def _appraisal(found: Matters, month: Month) -> Table:
    rows = []
    for login, cases in _of(found, APPRAISAL, month).items():
        last = cases[-1]
        state = last.procedure.state(last.state)
        rows.append(
            row(
                login,
                _named(found, login),
                counted(case.number for case in cases),
                last.data.get("total_score"),
                _whole(last, "merit_points"),
                _whole(last, "breach_points"),
                _money(last, "reward_proposed"),
                _money(last, "deduction_proposed"),
                Text(state.zh, state.en),
            )
        )
    return Table(
        "appraisal",
        Text("绩效考评（每分 10 元）", "Appraisal, 10 yuan a point"),
        (PERSON, CASES, Text("总分", "Score"), Text("奖分", "Points for"), Text("扣分", "Points against"), Text("建议奖励（元）", "Reward proposed"), Text("建议扣减（元）", "Deduction proposed"), Text("进度", "Where it is")),
        tuple(rows),
        notes=(SEPARATE,),
        empty=Text("本月没有绩效考评。", "Nobody was appraised for this month."),
    )  # fmt: skip
