"""Holds what an event gives against the schema of its declaration, field by field, and brings values to one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from jsonschema import ValidationError

from flows.definition import Field, Situation, Text, Transition
from flows.definition.prices import price_of
from flows.definition.schema import DAY, ID_NUMBER, MOMENT, MONEY, PHONE
from flows.engine.compiled import Compiled
from flows.engine.decision import FieldError

FAULTS = {
    "required": ("请填写", "is needed"),
    "additionalProperties": ("此步骤没有这一项", "is not asked for here"),
    "enum": ("请从所列项目中选择", "must be one of the choices"),
    "pattern": ("格式不对", "does not have the right form"),
    "format": ("格式不对", "does not have the right form"),
    "minLength": ("请填写", "is needed"),
    "maxLength": ("太长", "is too long"),
    "minimum": ("数值太小", "is too small"),
    "maximum": ("数值太大", "is too large"),
    "minItems": ("行数不足", "needs more rows"),
    "maxItems": ("行数太多", "has too many rows"),
    "type": ("类型不对", "is of the wrong kind"),
}

SHAPES = {
    MONEY: ("格式不对，请填金额，最多两位小数，如 120.50", "is not a sum of money such as 120.50"),
    DAY: ("格式不对，请填日期，如 2026-03-02", "is not a date such as 2026-03-02"),
    MOMENT: ("格式不对，请填日期和时间", "is not a date with a time"),
    PHONE: ("格式不对，请填电话号码，只用数字和 + -，不留空格", "is not a telephone number: digits, + and - without spaces"),
    ID_NUMBER: ("格式不对，请填证件号码，身份证为 18 位，末位可为 X，不留空格", "is not the number of an identity paper: 18 characters, the last may be X"),
}  # fmt: skip  # by the pattern that wasn't met


def tidy(given: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """`given` without what is empty, its text trimmed. Unknown names stay, for the schema to refuse."""
    found: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, str):
            value = value.strip()
        elif isinstance(value, list) and (field := fields.get(name)) and field.kind == "rows":
            columns = _by_name(field.columns)
            value = [tidy(row, columns) if isinstance(row, dict) else row for row in value]
        if value is not None and value != "":
            found[name] = value
    return found


def _by_name(fields: Iterable[Field]) -> dict[str, Field]:
    return {field.name: field for field in fields}


def faults(errors: Iterable[ValidationError]) -> tuple[FieldError, ...]:
    """What JSON Schema found, one fault for each place, in a fixed order."""
    found: dict[str, FieldError] = {}
    for error in errors:
        for path in _paths(error):
            zh, en = SHAPES.get(str(error.validator_value), FAULTS.get(str(error.validator), FAULTS["type"]))
            found.setdefault(path, FieldError(path, Text(zh, en)))
    return tuple(found[path] for path in sorted(found))


def _paths(error: ValidationError) -> list[str]:
    instance: Any = error.instance
    schema: Any = error.schema
    asked: Any = error.validator_value
    base = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        return [".".join([*base, name]) for name in asked if name not in instance]
    if error.validator == "additionalProperties":
        return [".".join([*base, name]) for name in instance if name not in schema.get("properties", {})]
    return [".".join(base) or "data"]


def settle(values: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """Values that passed the schema in the one form that is kept: money with two decimals, moments in UTC."""
    return {name: _settled(value, fields[name]) for name, value in values.items()}


def _settled(value: Any, field: Field) -> Any:
    if field.kind == "money":
        return str(Decimal(value).quantize(Decimal("0.01")))
    if field.kind == "moment":
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    if field.kind == "rows":
        columns = _by_name(field.columns)
        return [settle(row, columns) for row in value]
    if field.kind == "integer":
        return int(value)  # JSON Schema calls 1.0 an integer too; what formats a count does not
    return value


def wrong_fields(errors: Iterable[FieldError]) -> set[str]:
    """The fields of the form that have a fault, in whatever row."""
    return {error.path.partition(".")[0] for error in errors}


def read(
    compiled: Compiled, transition: Transition, situation: Situation, given: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[FieldError, ...]]:
    """What `given` adds to the case, and its faults. The application's own fields need not be given again. Where a field
    breaks the schema only what keeps it is added."""
    if not given and not transition.needs:
        return {}, ()
    asked = compiled.asked(transition)
    kept = {n: v for n, v in situation.case.data.items() if n in asked.again and v is not None}
    said, given = given, tidy(given, asked.fields)
    emptied = {n: None for n in kept if n in said and n not in given}
    whole = {n: v for n, v in kept.items() if n not in emptied} | given
    errors = faults(asked.check.faults(whole))
    if errors:
        wrong = wrong_fields(errors)
        fitting = {n: v for n, v in given.items() if n in asked.fields and n not in wrong}
        return settle(fitting, asked.fields), errors
    values = settle(given, asked.fields)
    judged = values if whole.keys() == given.keys() else settle(whole, asked.fields)
    return values | emptied, (
        *_wrong_sums(asked.sums, judged),
        *wrong_staff(asked.people, judged, situation.staff),
        *_wrong_lines(asked.lines, judged, situation),
        *_wrong_items(asked.items, judged, situation.case.settings),
    )


def _wrong_sums(fields: Iterable[Field], values: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """JSON Schema can't bound a string of digits, so the bounds of money are held here."""
    errors = []
    for field in fields:
        if field.name not in values:
            continue
        amount = Decimal(values[field.name])
        if field.minimum is not None and amount < field.minimum:
            errors.append(FieldError(field.name, Text(*FAULTS["minimum"])))
        elif field.maximum is not None and amount > field.maximum:
            errors.append(FieldError(field.name, Text(*FAULTS["maximum"])))
    return tuple(errors)


def wrong_staff(
    fields: Iterable[Field], values: Mapping[str, Any], staff: Mapping[str, frozenset[str]], at: str = ""
) -> tuple[FieldError, ...]:
    """A person named must work at the site, in the post that the field asks for; in rows too."""
    errors: list[FieldError] = []
    for field in fields:
        value, path = values.get(field.name), at + field.name
        if field.kind == "rows":
            for number, row in enumerate(value or ()):
                errors += wrong_staff(field.columns, row, staff, f"{path}.{number}.")
        elif field.kind == "user" and value is not None:
            posts = staff.get(value)
            if not posts:
                errors.append(FieldError(path, Text("本项目没有这位员工", "nobody of that name works at this site")))
            elif field.role and field.role not in posts:
                errors.append(
                    FieldError(path, Text("这位员工不在所需岗位", "does not hold the post that is asked for"))
                )
    return tuple(errors)


def _wrong_lines(fields: Iterable[Field], values: Mapping[str, Any], situation: Situation) -> tuple[FieldError, ...]:
    """A line chosen is an entry of this case that is in use."""
    errors = []
    for field in fields:
        there = {entry.line for entry in situation.own_entries(str(field.register)) if entry.state == "in_use"}
        strange = ", ".join(str(line) for line in values.get(field.name, ()) if line not in there)
        if strange:
            zh, en = f"登记中没有在用的序号：{strange}", f"has lines that are not in use: {strange}"
            errors.append(FieldError(field.name, Text(zh, en)))
    return tuple(errors)


def _wrong_items(
    fields: Iterable[Field], values: Mapping[str, Any], settings: Mapping[str, Any], at: str = ""
) -> tuple[FieldError, ...]:
    """What is chosen from a price list stands on the one that the case began with; in rows too."""
    errors: list[FieldError] = []
    for field in fields:
        value = values.get(field.name)
        if field.kind == "rows":
            for number, row in enumerate(value or ()):
                errors += _wrong_items(field.columns, row, settings, f"{at}{field.name}.{number}.")
        elif field.offers is not None and value is not None and price_of(settings, field.offers, value) is None:
            errors.append(FieldError(at + field.name, Text("不在价目表上", "is not on the price list")))
    return tuple(errors)


def merged(case_data: Mapping[str, Any], values: Mapping[str, Any], fields: Iterable[Field]) -> dict[str, Any]:
    """The case's data with `values` laid over it; rows of an `adds` field are put behind those that are there."""
    adds = {field.name for field in fields if field.adds}
    result = dict(case_data)
    for name, value in values.items():
        result[name] = [*(result.get(name) or ()), *value] if name in adds else value
    return result
