"""The month's complaints (CSH 1.2.2.6): by category, grade, building and department. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flows.definition import Text
from flows.service.grid import Share, Value
from flows.service.reports.month import Month
from flows.service.reports.rows import CaseRow, Reader
from flows.service.reports.tables import Figure, Row, Table, counted, figure, row
from flows.service.vocabulary import worked_out

COMPLAINT = "complaint"
A_DAY = timedelta(days=1)
UNKNOWN = Text("未定", "Not set yet")
HEADS = (
    Text("件数", "Complaints"),
    Text("已归档", "Archived"),
    Text("撤回", "Withdrawn"),
    Text("平均办结（天）", "Days to close, on average"),
    Text("最长（天）", "At the longest"),
    Text("曾逾期", "Overdue"),
    Text("重开", "Reopened"),
    Text("一次满意", "Satisfied at once"),
)


@dataclass(frozen=True, slots=True)
class Complaints:
    cases: tuple[CaseRow, ...]
    late: frozenset[int]


def gather(read: Reader) -> Complaints:
    return Complaints(read.cases(COMPLAINT), read.late(COMPLAINT))


Key = Callable[[CaseRow], tuple[str, Value]]


def tell(found: Complaints, month: Month) -> tuple[Table, ...]:
    return (
        _table(found, "category", Text("按类别", "By category"), Text("类别", "Category"), _choice("category")),
        _table(found, "grade", Text("按等级", "By grade"), Text("等级", "Grade"), _choice("grade")),
        _table(found, "building", Text("按楼栋", "By building"), Text("楼栋", "Building"), _building),
        _table(
            found, "department", Text("按承办部门", "By department"), Text("部门", "Department"), _choice("department")
        ),
    )


def _choice(name: str) -> Key:
    """The case's choice in the field `name`, in the words of its own declaration."""

    return lambda case: (str(case.data.get(name) or ""), choice_words(case, name))


def choice_words(case: CaseRow, name: str) -> Value:
    """What was chosen in the field `name` of the case, or worked out for it."""
    code = str(case.data.get(name) or "")
    field = case.procedure.fields().get(name) or worked_out(case.procedure).get(name)
    found = next((choice for choice in (field.choices if field else ()) if choice.code == code), None)
    return Text(found.zh, found.en) if found else code or UNKNOWN


def _building(case: CaseRow) -> tuple[str, Value]:
    return case.building or "", case.building or Text("无房号", "No unit")


def _table(found: Complaints, code: str, title: Text, head: Text, key: Key) -> Table:
    groups: dict[str, list[CaseRow]] = {}
    words: dict[str, Value] = {}
    for case in found.cases:
        name, said = key(case)
        groups.setdefault(name, []).append(case)
        words[name] = said
    ranked = sorted(groups, key=lambda name: (-len(groups[name]), name))
    return Table(
        code,
        title,
        (head, *HEADS),
        tuple(_row(name, words[name], groups[name], found.late) for name in ranked),
        notes=(Text("按收到投诉的月份统计，办理情况到现在为止。", "By the month in which they came in; what became of them up to now."),),
        empty=Text("本月没有收到投诉。", "No complaint came in this month."),
        total=_row("total", Text("合计", "Total"), list(found.cases), found.late) if len(groups) > 1 else None,
    )  # fmt: skip


def _row(key: str, words: Value, cases: list[CaseRow], late: frozenset[int]) -> Row:
    archived = [case for case in cases if case.state == "archived"]
    reopened = [case for case in cases if _reopened(case)]
    content = [case for case in archived if not _reopened(case)]
    spans = [(case.closed_at - case.opened_at) / A_DAY for case in archived if case.closed_at]
    return row(
        key,
        words,
        _of(cases),
        _of(archived),
        _of([case for case in cases if case.state == "withdrawn"]),
        _days(sum(spans) / len(spans) if spans else None),
        _days(max(spans, default=None)),
        _of([case for case in cases if case.id in late]),
        _of(reopened),
        figure(Share(len(content), len(archived)), [case.number for case in content]) if archived else figure(None),
    )


def _reopened(case: CaseRow) -> bool:
    return bool(case.data.get("reopened_count"))


def _of(cases: list[CaseRow]) -> Figure:
    return counted(case.number for case in cases)


def _days(span: float | None) -> Decimal | None:
    return None if span is None else Decimal(str(round(span, 1)))
