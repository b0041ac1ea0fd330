"""An event's fields as a page draws them: label, help, what stands in them and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flows.service.vocabulary import Field, Person, help_of
from web.forms_input import PREFIX, Cells, Typed
from web.language import say, t

BLANK_ROWS, MORE_ROWS = 2, 5
WORDS = ("reason", "opinion")

Staff = Callable[[Field], Iterable[Person]]
Lines = Callable[[Field], Iterable[tuple[str, str]]]
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `rows` and `columns` only of a table of inputs: a list of rows, each a list of inputs."""

    name: str
    kind: str
    label: str
    help: str = ""
    required: bool = True
    value: str = ""
    problem: str = ""
    options: Options = ()
    least: int | None = None
    most: int | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Input, ...], ...] = ()


def inputs(
    fields: Iterable[Field],
    typed: Typed,
    problems: Mapping[str, str],
    staff: Staff,
    more: str = "",
    lines: Lines = lambda _: (),
) -> tuple[Input, ...]:
    """`problems` by path (`workers.0.name`). `more` names the table that is given more blank rows. `lines` are those of
    a register or of a price list that a field may choose from, each with its words."""
    return tuple(
        _table(
            field, typed.get(field.name, []), problems, staff, lines, MORE_ROWS if more == field.name else BLANK_ROWS
        )
        if field.kind == "rows"
        else _input(field, field.name, str(typed.get(field.name, "")), problems, staff, lines)
        for field in fields
    )


def _input(field: Field, path: str, value: str, problems: Mapping[str, str], staff: Staff, lines: Lines) -> Input:
    return Input(
        name=PREFIX + path,
        kind="choice" if field.offers else field.kind,
        label=say(field),
        help=say(help_of(field)),
        required=field.required,
        value=value,
        problem=problems.get(path, ""),
        options=tuple(lines(field)) if field.kind == "lines" or field.offers else _options(field, staff),
        least=field.minimum,
        most=field.maximum,
    )


def _options(field: Field, staff: Staff) -> Options:
    if field.kind == "choice":
        return tuple((choice.code, say(choice)) for choice in field.choices)
    if field.kind == "user":
        return tuple((person.login, person.name) for person in staff(field))
    if field.kind == "flag":
        return (("yes", t("是", "Yes")), ("no", t("否", "No")))
    return ()


def _table(
    field: Field, given: str | list[Cells], problems: Mapping[str, str], staff: Staff, lines: Lines, blank: int
) -> Input:
    filled = given if isinstance(given, list) else []
    wanted = max(len(filled) + blank, field.minimum or 1)
    count = min(wanted, field.maximum) if field.maximum else wanted
    rows = [*filled, *({} for _ in range(count - len(filled)))]
    return Input(
        name=PREFIX + field.name,
        kind="rows",
        label=say(field),
        help=say(help_of(field)),
        required=field.required and field.minimum != 0,
        problem=problems.get(field.name, ""),
        least=field.minimum,
        most=field.maximum,
        columns=tuple(
            say(column) + ("" if column.required else t("（选填）", " (optional)")) for column in field.columns
        ),
        rows=tuple(
            tuple(
                _input(column, f"{field.name}.{number}.{column.name}", row.get(column.name, ""), problems, staff, lines)
                for column in field.columns
            )
            for number, row in enumerate(rows)
        ),
    )


def problem_list(fields: Iterable[Field], problems: Mapping[str, str]) -> list[tuple[str, str]]:
    """(id of the input, sentence) of every problem, in the words of the form."""
    labels = {field.name: say(field) for field in fields}
    labels |= {f"{field.name}.{column.name}": say(column) for field in fields for column in field.columns}
    labels |= {"reason": t("理由", "Reason"), "opinion": t("意见", "Opinion")}
    return [(path if path in WORDS else PREFIX + path, _told(path, words, labels)) for path, words in problems.items()]


def _told(path: str, words: str, labels: Mapping[str, str]) -> str:
    parts = path.split(".")
    names = ".".join(part for part in parts if not part.isdigit())
    label = labels.get(names, labels.get(parts[0], ""))
    row = next((int(part) + 1 for part in parts if part.isdigit()), None)
    where = t(f"第 {row} 行", f"row {row}") if row else ""
    told = " ".join(part for part in (label, where) if part)
    return t(f"{told}：{words}", f"{told}: {words}") if told else words
