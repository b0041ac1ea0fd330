"""The month's special treatments (EMP ch3.25): what was set aside, by whom, why, and whether use was made of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.definition import Procedure, Text
from flows.engine.replay import SPECIAL
from flows.service.moves import label_of
from flows.service.reports.money import the_case
from flows.service.reports.month import Month
from flows.service.reports.rows import Reader, Taken
from flows.service.reports.tables import Row, Table, row
from flows.service.vocabulary import post_name


@dataclass(frozen=True, slots=True)
class Treated:
    """`after`: the special events that came later in the same cases: those that made use of an exemption."""

    given: tuple[Taken, ...]
    after: tuple[Taken, ...]


def gather(read: Reader) -> Treated:
    given = read.taken(SPECIAL)
    events = {str(taken.record["waives"]["event"]) for taken in given}
    return Treated(given, read.taken_in([taken.case for taken in given], *sorted(events)) if events else ())


def tell(found: Treated, month: Month) -> tuple[Table, ...]:
    return (
        Table(
            "treatments",
            Text("特殊处理", "Special treatment"),
            (Text("时间", "When"), Text("单号", "Case"), Text("流程", "Procedure"), Text("房号", "Unit"), Text("操作", "Event"), Text("免去的条件", "Set aside"), Text("说明", "Explanation"), Text("作出人", "Given by"), Text("岗位", "Post"), Text("已使用", "Used")),
            tuple(_rows(found)),
            empty=Text("本月没有特殊处理。", "Nothing was treated specially this month."),
        ),
    )  # fmt: skip


def _rows(found: Treated) -> Iterator[Row]:
    for taken in found.given:
        case, waives = taken.case, taken.record["waives"]
        procedure = case.procedure
        used = any(_makes_use(after, taken) for after in found.after)
        what = (label_of(procedure, waives["event"]), _sentence(procedure, waives["guard"]))
        who = (taken.name, post_name(str(taken.record["role"])), used)
        named = (the_case(case.number), Text(procedure.zh, procedure.en), case.unit)
        yield row(f"{case.number}:{taken.record['seq']}", taken.at, *named, *what, str(taken.record["reason"]), *who)


def _makes_use(after: Taken, given: Taken) -> bool:
    waives = given.record["waives"]
    later = after.case.id == given.case.id and after.record["seq"] > given.record["seq"]
    return later and after.event == waives["event"] and waives["guard"] in after.record.get("special", ())


def _sentence(procedure: Procedure, code: str) -> Text:
    guard = next((guard for t in procedure.transitions for guard in t.when if guard.code == code), None)
    return Text(guard.zh, guard.en) if guard else Text(code, code)
