"""The gate: finds a release slip by its number or code and says whether what it lists may leave.

What a guard needs to compare is shown, and no more: the unit, the carrier's name in full, of their ID number the first three
and the last four characters, the items.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flows.definition import Field, Text, roles_of
from flows.procedures import PROCEDURES
from flows.procedures.guards_release import ITEM
from flows.service.case_entries import EntryView
from flows.service.case_view import CaseView, case_view
from flows.service.errors import NotFound
from flows.service.office import Office
from flows.service.rights import forbidden, rights_of
from flows.service.verification import CODE, look_up

KEY = "item_release"
GUARDS = frozenset(role.code for role in roles_of(PROCEDURES[KEY].state("valid").by))

Standing = Literal["valid", "held", "pending", "used", "expired", "void", "unknown"]
BY_STATE: dict[str, Standing] = {
    "released": "used",
    "expired": "expired",
    "withdrawn": "void",
    "rejected": "void",
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as the gate sees it. `held`: it is valid, but `why` says what keeps the things in. `ended_at` and `ended_by`:
    when and by whom they were let out."""

    standing: Standing
    number: str = ""
    site: str = ""
    revision: int = 0
    unit: str = ""
    carrier: str = ""
    carrier_id: str = ""  # masked, as the view of the case has it
    vehicle: str = ""
    items: tuple[EntryView, ...] = ()
    valid_until: datetime | None = None
    zone: str = ""
    why: tuple[Text, ...] = ()
    ended_at: datetime | None = None
    ended_by: str = ""


UNKNOWN = Slip("unknown")


def asked_at_gate(event: str) -> tuple[Field, ...]:
    """What the gate fills in for an event."""
    return next(t.needs for t in PROCEDURES[KEY].transitions if t.event.code == event)


def find_slip(office: Office, login: str, typed: str, now: datetime, site: str | None = None) -> Slip:
    """`typed`: the number, the code, or the address that a code on paper leads to. Of another site's slips nothing is
    told. Raises Forbidden for who doesn't guard a gate, Ambiguous for a number that two of their sites have."""
    with office.read() as connection:
        rights = rights_of(connection, login, now)
    guarded = sorted({s.site for s in rights.standings if s.role in GUARDS})
    if not guarded:
        raise forbidden(sorted(GUARDS))
    number, where = _read(office, typed, now)
    if not number:
        return UNKNOWN
    try:
        view = case_view(office, login, number, now, where or site or (guarded[0] if len(guarded) == 1 else None))
    except NotFound:
        return UNKNOWN
    if view.procedure.key != KEY or view.site not in guarded:
        return UNKNOWN
    return _slip(view)


def _read(office: Office, typed: str, now: datetime) -> tuple[str, str | None]:
    """The number that is meant, and the site that a code belongs to. A code whose mark is wrong means no number at all."""
    last = "".join(typed.split()).split("?")[0].rstrip("/").rsplit("/", 1)[-1].upper()
    if CODE.fullmatch(last) is None:
        return last[:30], None
    found = look_up(office, last, now)
    return found.number, found.site_key


def _slip(view: CaseView) -> Slip:
    release = next((offer for offer in view.offers if offer.event == "release"), None)
    why = tuple(unmet.message for unmet in release.unmet) if release else ()
    standing: Standing = BY_STATE.get(view.state.code, "pending")
    if release:
        standing = "valid" if release.allowed else "held"
    let_out = next((entry for entry in view.history if entry.event == "release"), None)
    data: dict[str, Any] = dict(view.data)
    until = data.get("valid_until")
    return Slip(
        standing=standing,
        number=view.number,
        site=view.site,
        revision=view.revision,
        unit=view.unit or "",
        carrier=str(data.get("carrier") or ""),
        carrier_id=str(data.get("carrier_id") or ""),
        vehicle=str(data.get("vehicle") or ""),
        items=tuple(entry for entry in view.entries if entry.kind == ITEM),
        valid_until=datetime.fromisoformat(until) if until else None,
        zone=view.zone,
        why=why,
        ended_at=let_out.at if let_out else None,
        ended_by=let_out.actor.name if let_out else "",
    )
