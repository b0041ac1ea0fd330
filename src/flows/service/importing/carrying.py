"""An import in two steps: looked through, with nothing changed; then, if that is what is wanted, carried out.

Between the two the rows wait in the page, sealed, so that what is carried out is what was looked through, and nobody's
numbers lie about in a folder. The register may have changed meanwhile: then the steps are told anew.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.definition import Text
from flows.procedures.ladder import OFFICE_SETTINGS
from flows.service.channels.outward import Failed
from flows.service.channels.sealed import opened, sealed
from flows.service.errors import Answer, Invalid
from flows.service.importing.checking import Entry, check
from flows.service.importing.drafts import Register
from flows.service.importing.outcome import Outcome, outcome
from flows.service.importing.planning import Planner
from flows.service.importing.raw import Limits
from flows.service.importing.reading import read_file
from flows.service.importing.standing import standing
from flows.service.importing.writing import write, write_down
from flows.service.masking import name_shown
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.rights import ADMINISTRATORS, Who, rights_of
from flows.storage.tables import sites

MEGABYTE = 1024**2
DAYS = ("since", "until")
LONGEST_NAME = 200  # letters of a file's name that are kept


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file would do; `parcel` carries it to `carry_out`, and is empty where there is nothing to carry out."""

    outcome: Outcome
    parcel: str


class Moved(Answer):
    """The register has changed since the file was looked through; `looked` is how things are now."""

    def __init__(self, looked: Looked) -> None:
        zh, en = (
            "登记在这期间有了变化；请看过新的结果再导入",
            "The register has changed meanwhile; look at the new outcome before importing",
        )
        super().__init__(Text(zh, en))
        self.looked = looked


def limits_in(connection: Connection, site_id: int) -> Limits:
    """What the site allows now."""
    found = office_settings(connection, site_id)
    size, unpacked = found["import_megabytes"] * MEGABYTE, found["import_unpacked_megabytes"] * MEGABYTE
    return Limits(found["import_rows"], size, unpacked)


def largest(code: str = "import_megabytes") -> int:
    """Bytes that no site may allow more of."""
    return (OFFICE_SETTINGS[code].maximum or 0) * MEGABYTE


def look_through(office: Office, who: Who, site: str, name: str, content: bytes, now: datetime) -> Looked:
    """By an administrator of the site. Raises TooLarge, Unsupported, Invalid for a file that can't be read at all; what is
    wrong with single rows is told with the outcome."""
    with office.read() as connection:
        limits = limits_in(connection, rights_of(connection, who, now).must_hold(site, ADMINISTRATORS))
    lines = read_file(content, limits)
    entries, faults = check(lines)
    file = (name_shown(name)[-LONGEST_NAME:] or "-", hashlib.sha256(content).hexdigest())
    with office.at_one_moment() as connection:
        site_id = rights_of(connection, who, now).must_hold(site, ADMINISTRATORS)
        _, found = _planned(connection, site_id, entries, rows=len(lines), locked=False)
    seen = Outcome(
        len(lines), found.steps, found.untouched, tuple(sorted((*faults, *found.faults), key=lambda f: f.row))
    )
    return Looked(seen, _packed(office, site, file, entries, seen))


def _planned(
    connection: Connection, site_id: int, entries: Sequence[Entry], *, rows: int, locked: bool
) -> tuple[Register, Outcome]:
    planner = Planner(standing(connection, site_id, entries, locked=locked))
    for entry in entries:
        planner.take(entry)
    return planner.register, outcome(planner.register, rows, planner.faults)


def carry_out(office: Office, who: Who, site: str, parcel: str, now: datetime) -> Outcome:
    """All of it, or nothing. By an administrator of the site. Raises Moved, Invalid for a parcel that isn't one."""
    file, entries, digest = _unpacked(office, site, parcel)
    with office.transaction() as connection:
        rights = rights_of(connection, who, now)
        site_id = rights.must_hold(site, ADMINISTRATORS)
        # Of two imports at once the second waits, and finds what the first has made.
        connection.execute(select(sites.c.id).where(sites.c.id == site_id).with_for_update(key_share=True))
        register, found = _planned(connection, site_id, entries, rows=len(entries), locked=True)
        if found.digest != digest or found.faults:
            raise Moved(Looked(found, _packed(office, site, file, entries, found)))
        write(connection, site_id, register, rights, now)
        write_down(connection, site_id, file, found, rights, now)
    return found


def _packed(office: Office, site: str, file: tuple[str, str], entries: Sequence[Entry], seen: Outcome) -> str:
    if seen.faults or not seen.steps:
        return ""
    rows = [_plain(entry) for entry in entries]
    told = json.dumps([list(file), rows, seen.digest], ensure_ascii=False).encode()
    return sealed(office.secret, _bound_to(site), b64encode(zlib.compress(told, 9)).decode())


def _bound_to(site: str) -> str:
    return f"import:{site}"


def _plain(entry: Entry) -> dict[str, Any]:
    told = {name: value for name, value in asdict(entry).items() if value not in ("", None)}
    return {name: str(value) if isinstance(value, date) else value for name, value in told.items()}


def _unpacked(office: Office, site: str, parcel: str) -> tuple[tuple[str, str], list[Entry], str]:
    try:
        told = json.loads(zlib.decompress(b64decode(opened(office.keys, _bound_to(site), parcel))))
    except Failed:
        raise Invalid.field("file", "请重新上传文件", "needs to be brought again") from None
    (name, sha256), rows, digest = told
    return (name, sha256), [_entry(row) for row in rows], digest


def _entry(row: dict[str, Any]) -> Entry:
    days = {name: date.fromisoformat(row[name]) for name in DAYS if name in row}
    return Entry(**{**row, **days})
