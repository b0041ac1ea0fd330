"""What waits how long at which post, now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from flows.definition import Text
from flows.service.reports.month import Month
from flows.service.reports.rows import Reader, WaitingRow
from flows.service.reports.tables import Figure, Row, Table, counted, figure, row
from flows.service.vocabulary import post_name

LONGEST = 30  # tasks that are named one by one
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    tasks: tuple[WaitingRow, ...]
    now: datetime


def gather(read: Reader) -> Waiting:
    return Waiting(read.waiting(), read.now)


def tell(found: Waiting, month: Month) -> tuple[Table, ...]:
    return (_by_post(found), _by_step(found), _longest(found))


HEADS = (
    Text("待办", "Waiting"),
    Text("平均等待（小时）", "Hours, on average"),
    Text("最长等待（小时）", "At the longest"),
    Text("逾期", "Overdue"),
)


def posts_words(audience: tuple[str, ...]) -> Text:
    names = [post_name(code) for code in audience]
    return Text("、".join(name.zh for name in names), " / ".join(name.en for name in names))


def _by_post(found: Waiting) -> Table:
    groups: dict[tuple[str, ...], list[WaitingRow]] = {}
    for task in found.tasks:
        groups.setdefault(task.audience, []).append(task)
    rows = [row("+".join(key), posts_words(key), *_figures(groups[key], found.now)) for key in groups]
    return Table(
        "posts",
        Text("按岗位", "By post"),
        (Text("岗位", "Post"), *HEADS),
        tuple(rows),
        empty=Text("没有待办。", "Nothing waits."),
        total=row("total", Text("合计", "Total"), *_figures(list(found.tasks), found.now)) if len(rows) > 1 else None,
    )


def _by_step(found: Waiting) -> Table:
    groups: dict[tuple[str, str], list[WaitingRow]] = {}
    for task in found.tasks:
        groups.setdefault((task.case.procedure.key, task.state), []).append(task)
    rows = []
    for key, tasks in sorted(groups.items()):
        procedure = tasks[0].case.procedure
        state = procedure.state(key[1])
        words = (Text(procedure.zh, procedure.en), Text(state.zh, state.en), posts_words(tasks[0].audience))
        rows.append(row(":".join(key), *words, *_figures(tasks, found.now)))
    heads = (Text("流程", "Procedure"), Text("环节", "Step"), Text("岗位", "Post"), *HEADS)
    return Table("steps", Text("按环节", "By step"), heads, tuple(rows), empty=Text("没有待办。", "Nothing waits."))


def _longest(found: Waiting) -> Table:
    return Table(
        "longest",
        Text(f"等待最久的 {LONGEST} 项", f"The {LONGEST} that wait the longest"),
        (Text("单号", "Case"), Text("流程", "Procedure"), Text("环节", "Step"), Text("岗位", "Post"), Text("房号", "Unit"), Text("到达时间", "Since"), Text("到期", "Due")),
        tuple(_row(task) for task in found.tasks[:LONGEST]),
        empty=Text("没有待办。", "Nothing waits."),
    )  # fmt: skip


def _row(task: WaitingRow) -> Row:
    procedure = task.case.procedure
    state = procedure.state(task.state)
    words = (Text(procedure.zh, procedure.en), Text(state.zh, state.en), posts_words(task.audience))
    number = task.case.number
    return row(number, figure(number, [number]), *words, task.case.unit, task.since, task.due_at)


def _figures(tasks: list[WaitingRow], now: datetime) -> tuple[Figure, ...]:
    hours = [(now - task.since) / AN_HOUR for task in tasks]
    late = [task.case.number for task in tasks if task.due_at and task.due_at < now]
    average, longest = sum(hours) / len(hours) if hours else 0.0, max(hours, default=0.0)
    oldest = [max(tasks, key=lambda task: now - task.since).case.number] if tasks else []
    spans = (figure(_tenths(average)), figure(_tenths(longest), oldest))
    return (counted(task.case.number for task in tasks), *spans, counted(late))


def _tenths(span: float) -> Decimal:
    return Decimal(str(round(span, 1)))
