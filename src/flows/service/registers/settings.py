"""What a site may decide for itself in each procedure. A case keeps the values that stood when it was started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select

from flows.definition import Person, Setting
from flows.definition.bounds import bounds, sum_in
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.tables import settings, users


@dataclass(frozen=True, slots=True)
class SettingSeen:
    """`value` is what holds at the site; `changed_by` None: nobody has changed it, so it is the declared default, whose
    source the declaration names."""

    procedure: str
    declared: Setting
    value: Any
    changed_by: Person | None = None
    changed_at: datetime | None = None


def list_settings(office: Office, login: str, site: str, procedure: str, now: datetime) -> tuple[SettingSeen, ...]:
    """Every setting of the procedure, in the order declared. For whoever holds a post at the site."""
    declared = _declared(office, procedure)
    s = settings.c
    with office.read() as connection:
        site_id = rights_of(connection, login, now).site_ids(site)[0]
        query = (
            select(s.code, s.value, s.changed_at, users.c.login, users.c.name)
            .join(users, users.c.id == s.changed_by)
            .where(s.site_id == site_id, s.procedure == procedure)
        )
        own = {row.code: row for row in connection.execute(query)}
    return tuple(_seen(procedure, setting, own.get(code)) for code, setting in declared.items())


def _seen(procedure: str, declared: Setting, row: Any) -> SettingSeen:
    if row is None:
        return SettingSeen(procedure, declared, declared.default)
    return SettingSeen(procedure, declared, row.value, Person(row.login, row.name), row.changed_at)


def _declared(office: Office, procedure: str) -> dict[str, Setting]:
    compiled = office.catalogue.current.get(procedure)
    if compiled is None:
        raise NotFound("没有这个流程", "There is no such procedure")
    return {setting.code: setting for setting in compiled.procedure.settings}


def set_setting(
    office: Office, login: str, site: str, procedure: str, code: str, value: Any, now: datetime
) -> SettingSeen:
    """By an administrator of the site. `value` None: back to the declared default. Holds for cases started from now on.
    Raises Invalid for a value that is not of the default's kind, or beyond its bounds."""
    declared = _declared(office, procedure).get(code)
    if declared is None:
        raise NotFound("没有这项设置", "There is no such setting")
    kept = None if value is None else fitting(declared, value)
    s = settings.c
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        site_id = rights.must_hold(site, ADMINISTRATORS)
        connection.execute(delete(settings).where(s.site_id == site_id, s.procedure == procedure, s.code == code))
        if kept is not None:
            row = {"site_id": site_id, "procedure": procedure, "code": code, "value": kept}
            connection.execute(insert(settings), {**row, "changed_by": rights.user_id, "changed_at": now})
    return next(seen for seen in list_settings(office, login, site, procedure, now) if seen.declared.code == code)


def fitting(declared: Setting, value: Any) -> Any:
    """`value` in the form that is kept. The default tells its kind: a flag, a whole number, an amount in yuan as a
    string, a list of such, or a word."""
    default = declared.default
    if isinstance(default, list | tuple):
        if not isinstance(value, list | tuple) or not value:
            raise Invalid.field(declared.code, "至少要有一项", "needs at least one entry")
        return [_one(declared, default[0] if default else "", item) for item in value]
    return _one(declared, default, value)


def _one(declared: Setting, default: Any, value: Any) -> Any:
    if isinstance(default, bool):
        return value if isinstance(value, bool) else _refuse(declared, "只能是或否", "must be true or false")
    if isinstance(default, int):
        if not isinstance(value, int) or isinstance(value, bool):
            _refuse(declared, "须为不小于零的整数", "must be a whole number, not below nought")
        return _bounded(declared, value)
    if not isinstance(value, str) or not value.strip():
        return _refuse(declared, "请填写", "is needed")
    if sum_in(default) is None:
        return value.strip()
    amount = sum_in(value)
    if amount is None:
        return _refuse(declared, "须为金额", "must be an amount")
    return str(_bounded(declared, amount).quantize(Decimal("0.01")))


def _bounded(declared: Setting, value: Any) -> Any:
    low, high = bounds(declared) or (value, value)
    if low <= value <= high:
        return value
    return _refuse(declared, f"须在 {low} 与 {high} 之间", f"must lie between {low} and {high}")


def _refuse(declared: Setting, zh: str, en: str) -> Any:
    raise Invalid.field(declared.code, zh, en)
