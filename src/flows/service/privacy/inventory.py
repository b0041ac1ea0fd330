"""The inventory of what is held of people: each field and each kind of paper, what for, how long, on what ground, and who
sees it (PIPL, articles 17, 51 and 55)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flows.definition import CLOCK, Field, Procedure, Text
from flows.procedures.ladder import OFFICE_SETTINGS
from flows.procedures.retention import DOCUMENTS, FIELDS, ID_COPY_DAYS, LETTER, PARTY, RECORDS, Kept
from flows.procedures.retention_beside import BESIDE
from flows.service.confiding import acting
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.rights import ADMINISTRATORS, Who, rights_of

COLUMNS: dict[str, Text] = {
    "name": Text("姓名", "Name"),
    "phone": Text("电话", "Telephone"),
    "id_kind": Text("证件种类", "Kind of identity document"),
    "id_number": Text("证件号码", "ID number"),
}
MASKED = ("phone", "id_number")


@dataclass(frozen=True, slots=True)
class Held:
    """One line. `kind`: field, paper or record; `code`: its name in the declaration; `lasts`: how long from the end of the case, in words. `masked`: shown
    with dots until somebody gives a reason. `seen_by`: who may see it in full."""

    place: Text
    kind: str
    code: str
    label: Text
    purpose: Text
    lasts: Text
    ground: Text
    masked: bool
    seen_by: Text


def inventory(office: Office, who: Who, site: str | None, now: datetime) -> tuple[Held, ...]:
    """By the present declarations, and the terms of the site; without one, the usual terms. Raises NotFound, Forbidden."""
    values = {code: setting.default for code, setting in OFFICE_SETTINGS.items()}
    if site is not None:
        with office.read() as connection:
            site_id = rights_of(connection, who, now).must_hold(site, ADMINISTRATORS)
            values = office_settings(connection, site_id)
    procedures = (compiled.procedure for compiled in office.catalogue.current.values())
    return tuple(_all(procedures, values))


def _all(procedures: Iterable[Procedure], values: dict[str, object]) -> Iterator[Held]:
    yield from _of_cases(procedures, values)
    yield from _beside(values)


def _of_cases(procedures: Iterable[Procedure], values: dict[str, object]) -> Iterator[Held]:
    register, keepers = Text("业户登记", "Register of people"), Text("登记册维护岗位", "Those who keep the register")
    years = values[RECORDS.setting]
    lasts = Text(f"关系和单据都结束 {years} 年后，本人要求即删", f"{years} years after all has ended, when they ask")
    for code, kept in PARTY.items():
        line = _line(register, "field", code, COLUMNS[code], kept, values, code in MASKED, keepers)
        yield replace(line, lasts=lasts)
    letter = Text("授权书", "Letter of authorisation")
    line = _line(register, "paper", "letter", letter, LETTER, values, False, keepers)
    yield replace(
        line,
        lasts=Text(f"授权到期或撤销后 {years} 年", f"{years} years after the authorisation has ended or was revoked"),
    )
    for procedure in procedures:
        place = Text(procedure.zh, procedure.en)
        roles = [role for role in acting(procedure) if role.code != CLOCK.code]
        seen_by = Text("、".join(role.zh for role in roles), ", ".join(role.en for role in roles))
        for code, field in _fields(procedure):
            if code in FIELDS:
                label = Text(field.zh, field.en)
                yield _line(place, "field", code, label, FIELDS[code], values, field.personal, seen_by)
        for code, document in procedure.documents().items():
            if code in DOCUMENTS:
                label = Text(document.zh, document.en)
                yield _line(place, "paper", code, label, DOCUMENTS[code], values, document.personal, seen_by)


def _beside(values: dict[str, object]) -> Iterator[Held]:
    place, whose = (
        Text("单据之外", "Beside the cases"),
        Text("本人，以及管理和办理岗位", "Whose it is, and posts that act or administer"),
    )
    for code, kept in BESIDE.items():
        lasts = kept.since
        if kept.setting:
            count, unit = values[kept.setting], OFFICE_SETTINGS[kept.setting].unit
            lasts = Text(
                f"{kept.since.zh} {count} {'天' if unit == 'days' else '年'}", f"{count} {unit} {kept.since.en}"
            )
        yield Held(place, "record", code, Text(kept.zh, kept.en), kept.purpose, lasts, kept.ground, False, whose)


def _fields(procedure: Procedure) -> Iterator[tuple[str, Field]]:
    for field in procedure.fields().values():
        yield field.name, field
        yield from ((f"{field.name}.{column.name}", column) for column in field.columns)


def _line(
    place: Text, kind: str, code: str, label: Text, kept: Kept, values: dict[str, object], masked: bool, seen_by: Text
) -> Held:
    count = values[kept.span.setting]
    days = kept.span.setting == ID_COPY_DAYS
    lasts = Text(f"办结后 {count} {'天' if days else '年'}", f"{count} {'days' if days else 'years'} after closing")
    return Held(place, kind, code, label, kept.purpose, lasts, Text(kept.span.zh, kept.span.en), masked, seen_by)
