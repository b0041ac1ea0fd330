"""Handovers between shifts: how many, how many refused, and why (CSH 2.6, EMP ch4.1.1). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from flows.definition import Text
from flows.service.reports.complaints import choice_words
from flows.service.reports.money import the_case
from flows.service.reports.month import Month
from flows.service.reports.rows import CaseRow, Reader, Taken
from flows.service.reports.tables import Figure, Row, Table, counted, row

HANDOVER, REFUSED, SENT_BACK = "shift_handover", "refuse_handover", "return"


@dataclass(frozen=True, slots=True)
class Handovers:
    """`turned`: every refusal and every sending back of the month; `people`: login to name."""

    cases: tuple[CaseRow, ...]
    late: frozenset[int]
    turned: tuple[Taken, ...]
    people: dict[str, str]


def gather(read: Reader) -> Handovers:
    turned = tuple(t for t in read.taken(REFUSED, SENT_BACK) if t.case.procedure.key == HANDOVER)
    return Handovers(read.cases(HANDOVER), read.late(HANDOVER), turned, read.people())


def tell(found: Handovers, month: Month) -> tuple[Table, ...]:
    return (_summary(found), _refusals(found))


def _summary(found: Handovers) -> Table:
    teams = dict.fromkeys(str(case.data.get("team") or "") for case in found.cases)
    rows = [_row(team, found, [c for c in found.cases if str(c.data.get("team") or "") == team]) for team in teams]
    return Table(
        "teams",
        Text("按值班岗位", "By team"),
        (Text("值班岗位", "Team"), Text("交接班", "Handovers"), Text("已交接", "Handed over"), Text("拒绝接班", "Refused"), Text("退回补写", "Sent back"), Text("接班迟到", "Came late"), Text("曾逾期", "Overdue")),
        tuple(rows),
        empty=Text("本月没有交接班记录。", "No shift was handed over this month."),
    )  # fmt: skip


def _row(team: str, found: Handovers, cases: list[CaseRow]) -> Row:
    mine = {case.id for case in cases}
    done = [case for case in cases if case.state in ("handed_over", "reviewed")]
    refused, back = ([t for t in found.turned if t.event == e and t.case.id in mine] for e in (REFUSED, SENT_BACK))
    late = [case for case in cases if case.data.get("arrived_late")]
    overdue = [case for case in cases if case.id in found.late]
    turned = [counted(taken.case.number for taken in part) for part in (refused, back)]
    words = choice_words(cases[0], "team")
    return row(team, words, _of(cases), _of(done), *turned, _of(late), _of(overdue))


def _of(cases: list[CaseRow]) -> Figure:
    return counted(case.number for case in cases)


def _refusals(found: Handovers) -> Table:
    rows = []
    for number, taken in enumerate(t for t in found.turned if t.event == REFUSED):
        case = taken.case
        told = str(taken.record.get("data", {}).get("reported_to") or "")
        why = "；".join(filter(None, (taken.record.get("reason"), taken.record.get("opinion"))))
        which = (case.data.get("shift_date"), choice_words(case, "shift"))
        who = (taken.name, found.people.get(told, told) or None)
        rows.append(row(f"{number}:{case.number}", taken.at, the_case(case.number), *which, *who, why))
    return Table(
        "refusals",
        Text("拒绝接班", "Refusals"),
        (Text("时间", "When"), Text("单号", "Case"), Text("班次日期", "Day"), Text("班次", "Shift"), Text("拒绝人", "By"), Text("报告给", "Reported to"), Text("原因", "Why")),
        tuple(rows),
        empty=Text("本月没有拒绝接班。", "No handover was refused this month."),
    )  # fmt: skip
