"""What a colleague in practice writes into a form: worked out from the declared fields, plainly made up, and such that the
main way is open. Where a rule wants more than a field's kind says, `SENSIBLE` has the value by the field's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flows.definition import Choice, Field
from flows.service.case_view import CaseView
from flows.service.practice.furnishing import ZONE

PHONE, IDENTITY = "+99900019999", "99000119900101900X"  # nobody's, as in the register of practice
PASSED = ("looked_at", "work_ended_at", "finished_at", "arrived_at", "held_at", "called_at")  # moments that lie behind
ALSO = ("flag", "phone")  # kinds that are filled in where they may be left out, too
ASKED_BY_A_RULE = ("budget",)  # and fields


@dataclass(frozen=True, slots=True)
class Scene:
    """Who fills in a form of which case, and when. `now` is on the clock of practice."""

    view: CaseView
    login: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZONE).date()

    def at(self, **ahead: float) -> str:
        return (self.now + timedelta(**ahead)).isoformat()

    def day(self, ahead: int) -> str:
        return (self.today + timedelta(days=ahead)).isoformat()

    def holder(self, role: str | None, but: Iterable[str | None] = ()) -> str | None:
        """A colleague in that post, or in any; rather another than who fills in."""
        found = [a.login for a in self.view.staff if role is None or any(p.role == role for p in a.posts)]
        found = [login for login in found if login not in set(but)]
        return next((login for login in found if login != self.login), found[0] if found else None)


Made = Callable[[Scene], Any]


def _handler(scene: Scene) -> str | None:
    """Of the department that `department` names, never the person complained of."""
    return scene.holder(_department(scene), [scene.view.data.get("about_staff")])


def _department(scene: Scene) -> str:
    return "lobby_lead" if scene.view.data.get("about_staff") == "engineering_supervisor" else "engineering_supervisor"


def _begins_in(scene: Scene) -> float:
    """Hours. Work on common parts is told a day ahead (KPI 1.2.1); a permit is reviewed before the work begins, and its
    end is told once whoever practises has moved the clock."""
    return {"public_area_maintenance": 30, "hot_work_permit": 1}.get(scene.view.procedure.key, 1)


SENSIBLE: Mapping[str, Made] = {
    "amount": lambda s: s.view.data.get("fee") or s.view.data.get("deposit") or "80",
    "anonymous": lambda s: None,
    "assignee": _handler,
    "certificate_until": lambda s: s.day(100),
    "compensation": lambda s: "0",
    "complainant": lambda s: None if s.view.applicant else "练习投诉人",
    "department": _department,
    "ends_at": lambda s: s.at(hours=_begins_in(s) + 3),
    "ends_on": lambda s: s.day(60),
    "fee": lambda s: "80",
    "fee_basis": lambda s: "练习：价目表之外，按工时计",
    "fire_watcher": lambda s: "练习看火人",
    "follow_up_by": lambda s: "phone",
    "handed_to": lambda s: s.view.applicant.name if s.view.applicant else "练习领取人",
    "new_end": lambda s: s.day(60),
    "receipt": lambda s: f"练习收据-{s.view.revision:03}",
    "refund": lambda s: s.view.data.get("refund_due") or s.view.data.get("deposit") or "0",
    "starts_at": lambda s: s.at(hours=_begins_in(s)),
    "welder": lambda s: "练习焊工",
}


def filled_in(fields: Iterable[Field], scene: Scene) -> dict[str, Any]:
    """A value for each field that must be given, and for those that a rule asks for though they may be left out."""
    found = {field.name: _value(field, scene) for field in fields}
    return {name: value for name, value in found.items() if value is not None}


def _value(field: Field, scene: Scene) -> Any:
    made = SENSIBLE.get(field.name)
    if made is not None:
        return made(scene)
    if not field.required and field.kind not in ALSO and field.name not in ASKED_BY_A_RULE:
        return None
    return _by_kind(field, scene)


def _by_kind(field: Field, scene: Scene) -> Any:
    if field.kind == "rows":
        row = {column.name: _value(column, scene) for column in field.columns}
        return [{name: value for name, value in row.items() if value is not None}] * max(1, field.minimum or 1)
    if field.kind == "lines":
        return [entry.line for entry in scene.view.entries if entry.kind == field.register and entry.state == "in_use"]
    if field.kind == "user":
        return scene.holder(field.role)
    if field.offers:
        return next((price.item for price in scene.view.prices.get(field.offers, ())), f"练习：{field.zh}")
    if field.kind == "choice":
        return _chosen(field.choices)
    if field.kind == "moment":
        return scene.at() if field.name in PASSED else scene.at(hours=1)
    made: dict[str, Any] = {
        "text": f"练习：{field.zh}",
        "note": f"练习：{field.zh}已办理",
        "integer": field.minimum or 0,
        "money": "0",
        "date": scene.day(0 if field.name.endswith("ed_on") else 1),
        "flag": True,
        "phone": PHONE,
        "id_number": IDENTITY,
    }
    return made[field.kind]


def _chosen(choices: tuple[Choice, ...]) -> str:
    return choices[0].code
