"""Training: hours held in the month by subject and by who taught, the results of assessments, and whether each quarter's
fire training was examined (CSH 3). Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flows.definition import Text
from flows.service.books.columns import fact_fields
from flows.service.grid import Share, Value
from flows.service.reports.complaints import choice_words
from flows.service.reports.money import the_case
from flows.service.reports.month import Month
from flows.service.reports.rows import EntryRow, Reader, Taken
from flows.service.reports.tables import Figure, Row, Table, counted, figure, row

SESSION, RESULT = "training_session", "record_result"
INDUCTION, ASSESSMENT = "onboarding", "training_assessment"
FAILED = "retraining"  # where an induction goes whose exam was not passed


@dataclass(frozen=True, slots=True)
class Training:
    """`sessions`: every one on the register; `results`: recorded in the month; `examined`: all recorded until its end;
    `people`: login to name."""

    sessions: tuple[EntryRow, ...]
    results: tuple[Taken, ...]
    examined: tuple[Taken, ...]
    people: dict[str, str]


def gather(read: Reader) -> Training:
    return Training(read.opened_entries(SESSION), read.taken(RESULT), read.taken_until(RESULT), read.people())


def tell(found: Training, month: Month) -> tuple[Table, ...]:
    held = [one for one in found.sessions if _held_in(one, month)]
    return (
        _hours("subjects", Text("按内容", "By subject"), Text("内容", "Subject"), held, lambda one: _choice(one, "subject")),
        _hours("taught_as", Text("按授课人类别", "By who taught"), Text("授课", "Taught as"), held, lambda one: _choice(one, "taught_as")),
        _hours("lecturers", Text("按讲师", "By teacher"), Text("讲师", "Teacher"), held, lambda one: _lecturer(one, found)),
        _results(found),
        _quarters(found, month),
    )  # fmt: skip


def _held_in(session: EntryRow, month: Month) -> bool:
    day = session.facts.get("held_on")
    return session.state != "void" and bool(day) and month.has(date.fromisoformat(str(day)))


def _choice(session: EntryRow, name: str) -> tuple[str, Value]:
    code, field = str(session.facts.get(name) or ""), fact_fields(SESSION).get(name)
    choice = next((choice for choice in (field.choices if field else ()) if choice.code == code), None)
    return code, Text(choice.zh, choice.en) if choice else code or Text("岗前培训", "Induction")


def _lecturer(session: EntryRow, found: Training) -> tuple[str, Value]:
    login = str(session.facts.get("lecturer") or "")
    return login, found.people.get(login, login) or Text("未登记", "Not recorded")


def _hours(
    code: str, title: Text, head: Text, held: list[EntryRow], key: Callable[[EntryRow], tuple[str, Value]]
) -> Table:
    groups: dict[str, list[EntryRow]] = {}
    words: dict[str, Value] = {}
    for session in held:
        name, said = key(session)
        groups.setdefault(name, []).append(session)
        words[name] = said
    ranked = sorted(groups, key=lambda name: (-_sum(groups[name], "hours"), name))
    return Table(
        code,
        title,
        (head, Text("次数", "Sessions"), Text("课时", "Class hours"), Text("到课人次", "Attendances")),
        tuple(row(name, words[name], *_figures(groups[name])) for name in ranked),
        empty=Text("本月没有登记培训。", "No session was recorded for this month."),
        total=row("total", Text("合计", "Total"), *_figures(held)) if len(groups) > 1 else None,
    )


def _sum(sessions: list[EntryRow], name: str) -> int:
    return sum(int(session.facts.get(name) or 0) for session in sessions)


def _figures(sessions: list[EntryRow]) -> tuple[Figure, ...]:
    cases = [session.number for session in sessions if session.number]
    return tuple(figure(value, cases) for value in (len(sessions), _sum(sessions, "hours"), _sum(sessions, "attended")))


def _results(found: Training) -> Table:
    results = [taken for taken in found.results if taken.case.procedure.key in (INDUCTION, ASSESSMENT)]
    passed = [taken for taken in results if _passed(taken)]
    share = figure(Share(len(passed), len(results)), [taken.case.number for taken in passed])
    return Table(
        "results",
        Text("考核成绩", "Results"),
        (Text("时间", "When"), Text("单号", "Case"), Text("考核", "Assessment"), Text("员工", "Person"), Text("成绩", "Scores"), Text("合格", "Passed"), Text("第几次不合格", "Which failure")),
        tuple(_result(number, taken, found) for number, taken in enumerate(results)),
        empty=Text("本月没有考核。", "Nobody was examined this month."),
        total=row("total", Text("合格率", "Passed"), counted(t.case.number for t in results), None, None, None, share, None) if results else None,
    )  # fmt: skip


def _passed(taken: Taken) -> bool:
    if taken.case.procedure.key == INDUCTION:
        return bool(taken.record["target"] != FAILED)
    return not taken.record.get("data", {}).get("failure_number")


def _result(number: int, taken: Taken, found: Training) -> Row:
    case, data = taken.case, taken.record.get("data", {})
    procedure = case.procedure
    if procedure.key == INDUCTION:
        what: Value = Text(procedure.zh, procedure.en)
        who, scores = str(case.data.get("newcomer") or ""), str(data.get("score", ""))
    else:
        login = str(case.data.get("employee") or "")
        what, who = choice_words(case, "subject_tested"), found.people.get(login, login)
        scores = f"{data.get('written', '')} / {data.get('practical', '')}"
    failure = data.get("failure_number") or None
    return row(f"{number}:{case.number}", taken.at, the_case(case.number), what, who, scores, _passed(taken), failure)


def _quarters(found: Training, month: Month) -> Table:
    """The month's quarter and the one before it, of which the examination may fall into this month (CSH 3.3.4.3)."""
    first = month
    while first.first.month % 3 != 1:
        first = first.before
    return Table(
        "fire",
        Text("每季消防考核", "Fire training, examined by quarter"),
        (Text("季度", "Quarter"), Text("考核人次", "Examined"), Text("合格", "Passed"), Text("情况", "State")),
        (_quarter(found, first.before.before.before, over=True), _quarter(found, first, over=False)),
    )


def _quarter(found: Training, first: Month, *, over: bool) -> Row:
    months = (first, first.following, first.following.following)
    taken = [one for one in found.examined if _of_fire(one) and any(m.has(_month_of(one)) for m in months)]
    year, number = first.first.year, (first.first.month + 2) // 3
    missing = Text("没有考核", "Not examined") if over else Text("尚未考核", "Not examined yet")
    return row(
        f"{year}-{number}",
        Text(f"{year} 年第 {number} 季度", f"Quarter {number} of {year}"),
        counted(one.case.number for one in taken),
        counted(one.case.number for one in taken if _passed(one)),
        figure(Text("已考核", "Examined"), tone="good") if taken else figure(missing, tone="bad" if over else "warn"),
    )


def _of_fire(taken: Taken) -> bool:
    return taken.case.procedure.key == ASSESSMENT and taken.case.data.get("subject_tested") == "fire"


def _month_of(taken: Taken) -> date:
    return date.fromisoformat(str(taken.case.data["month"]))
