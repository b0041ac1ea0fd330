"""What a site may decide for itself in each procedure. A case keeps the values that stood when it was started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from flows.definition import Person, Procedure, Setting
from flows.definition.bounds import bounds, sum_in
from flows.definition.prices import PRICE_LIST, NoPriceList, prices
from flows.procedures import ROLES
from flows.procedures.ladder import OFFICE, OFFICE_SETTINGS
from flows.service.errors import Invalid, NotFound
from flows.service.office import Office
from flows.service.registers import prefixes
from flows.service.rights import ADMINISTRATORS, rights_of
from flows.storage.tables import setting_changes, settings, sites, users


@dataclass(frozen=True, slots=True)
class SettingSeen:
    """`value` is what holds at the site; `changed_by` None: nobody has changed it, so it is the declared default, whose
    source the declaration names."""

    procedure: str
    declared: Setting
    value: Any
    changed_by: Person | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One change: `before` and `after` None: the declared default. Of what was set before changes were kept, only the
    last is known, and nothing of what stood before it."""

    procedure: str
    code: str
    before: Any
    after: Any
    by: Person
    at: datetime


def list_settings(office: Office, login: str, site: str, procedure: str, now: datetime) -> tuple[SettingSeen, ...]:
    """The prefix of its numbers, then every setting of the procedure in the order declared; of `office` those for all
    procedures, which hold at once. For whoever holds a post at the site."""
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


def setting_changes_of(office: Office, login: str, site: str, now: datetime) -> tuple[SettingChange, ...]:
    """Every change at the site, the newest first. For its administrators."""
    c = setting_changes.c
    with office.read() as connection:
        site_id = rights_of(connection, login, now).must_hold(site, ADMINISTRATORS)
        query = (
            select(setting_changes, users.c.login, users.c.name)
            .join(users, users.c.id == c.changed_by)
            .where(c.site_id == site_id)
            .order_by(c.id.desc())
        )
        return tuple(
            SettingChange(r.procedure, r.code, r.before, r.after, Person(r.login, r.name), r.changed_at)
            for r in connection.execute(query)
        )


def _procedure(office: Office, key: str) -> Procedure:
    compiled = office.catalogue.current.get(key)
    if compiled is None:
        raise NotFound("没有这个流程", "There is no such procedure")
    return compiled.procedure


def _declared(office: Office, key: str) -> dict[str, Setting]:
    if key == OFFICE:
        return dict(OFFICE_SETTINGS)
    procedure = _procedure(office, key)
    return {setting.code: setting for setting in (prefixes.prefix_setting(procedure), *procedure.settings)}


def set_setting(
    office: Office, login: str, site: str, procedure: str, code: str, value: Any, now: datetime
) -> SettingSeen:
    """By an administrator of the site. `value` None: back to the declared default. Holds for cases started from now on.
    Raises Invalid for a value that is not of the default's kind, or beyond its bounds."""
    declared = _declared(office, procedure).get(code)
    if declared is None:
        raise NotFound("没有这项设置", "There is no such setting")
    kept = None if value is None else fitting(declared, value)
    with office.transaction() as connection:
        rights = rights_of(connection, login, now)
        site_id = rights.must_hold(site, ADMINISTRATORS)
        # Two administrators at once: the second waits, and finds what the first has set.
        connection.execute(select(sites.c.id).where(sites.c.id == site_id).with_for_update())
        if kept is not None and code == prefixes.CODE:
            others = [compiled.procedure for compiled in office.catalogue.current.values()]
            kept = prefixes.fitting_prefix(connection, site_id, _procedure(office, procedure), others, kept)
        who = {"changed_by": rights.user_id, "changed_at": now}
        _replace(connection, {"site_id": site_id, "procedure": procedure, "code": code}, kept, who)
    return next(seen for seen in list_settings(office, login, site, procedure, now) if seen.declared.code == code)


def _replace(connection: Connection, which: dict[str, Any], kept: Any, who: dict[str, Any]) -> None:
    """The row that holds now, and one more among the changes; nothing where nothing changes."""
    mine = [settings.c[name] == value for name, value in which.items()]
    before = connection.execute(select(settings.c.value).where(*mine)).scalar_one_or_none()
    if before == kept and type(before) is type(kept):
        return
    connection.execute(delete(settings).where(*mine))
    if kept is not None:
        connection.execute(insert(settings), {**which, "value": kept, **who})
    connection.execute(insert(setting_changes), {**which, "before": before, "after": kept, **who})


def fitting(declared: Setting, value: Any) -> Any:
    """`value` in the form that is kept. The default tells its kind: a flag, a whole number, an amount in yuan as a
    string, a list of such, or a word."""
    default = declared.default
    if declared.unit == PRICE_LIST:
        return _price_list(declared, value)
    if isinstance(default, list | tuple):
        if not isinstance(value, list | tuple) or not value:
            raise Invalid.field(declared.code, "至少要有一项", "needs at least one entry")
        taken = [_one(declared, default[0] if default else "", item) for item in value]
        return [_post(declared, item) for item in taken] if declared.unit == "posts" else taken
    return _one(declared, default, value)


def _one(declared: Setting, default: Any, value: Any) -> Any:
    if isinstance(default, bool):
        return value if isinstance(value, bool) else _refuse(declared, "只能是或否", "must be true or false")
    if isinstance(default, int):
        if not isinstance(value, int) or isinstance(value, bool):
            _refuse(declared, "须为不小于零的整数", "must be a whole number, not below nought")
        return _bounded(declared, value)
    if sum_in(default) is not None and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)  # whole yuan, as a program may send them
    if not isinstance(value, str) or not value.strip():
        return _refuse(declared, "请填写", "is needed")
    if sum_in(default) is None:
        return value.strip()
    amount = sum_in(value)
    if amount is None:
        return _refuse(declared, "须为金额", "must be an amount")
    return str(_bounded(declared, amount).quantize(Decimal("0.01")))


def _post(declared: Setting, named: str) -> str:
    """Its code, by code or name: a post that doesn't exist would be bound by nothing."""
    for role in ROLES.values():
        if named in (role.code, role.zh, role.en):
            return role.code
    return str(_refuse(declared, f"没有“{named}”这个岗位", f"names no post “{named}”"))


def _price_list(declared: Setting, value: Any) -> str:
    """As it was typed, line by line. Refused with the number of the line that can't be read."""
    text = "\n".join(line.strip() for line in value.strip().splitlines()) if isinstance(value, str) else ""
    try:
        prices(text)
    except NoPriceList as fault:
        zh = f"第 {fault.line} 行读不懂" if fault.line else "读不懂"
        en = f"line {fault.line} can't be read" if fault.line else "can't be read"
        _refuse(declared, f"{zh}；每行写：项目 | 单位 | 单价", f"{en}; each line takes: item | per | price")
    return text


def _bounded(declared: Setting, value: Any) -> Any:
    low, high = bounds(declared) or (value, value)
    if low <= value <= high:
        return value
    return _refuse(declared, f"须在 {low} 与 {high} 之间", f"must lie between {low} and {high}")


def _refuse(declared: Setting, zh: str, en: str) -> Any:
    raise Invalid.field(declared.code, zh, en)
