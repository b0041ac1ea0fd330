"""What a file would make of the register, row by row. Pure.

A person is known by the document; else by name and telephone; else by name among those tied to the unit. Nobody is made
twice, and where two could be meant, neither is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from flows.definition import Text
from flows.service.importing.checking import Entry, Fault
from flows.service.importing.drafts import Draft, Register, Tied


@dataclass
class Planner:
    register: Register
    faults: list[Fault] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        unit = self._unit(entry) if entry.unit else None
        person = self._person(entry, unit) if entry.name else None
        if unit is not None and person is not None and entry.since is not None:
            self._tie(entry, unit, person)

    def _fault(self, entry: Entry, column: str, zh: str, en: str) -> None:
        self.faults.append(Fault(entry.row, column, Text(zh, en)))

    def _give(self, entry: Entry, draft: Draft, columns: tuple[str, ...]) -> None:
        for column in columns:
            other = draft.give(column, getattr(entry, column), entry.row)
            if other is not None:
                self._fault(entry, column, f"与第 {other} 行不一致", f"says otherwise than row {other}")

    def _unit(self, entry: Entry) -> Draft | None:
        unit = self.register.units.get(entry.unit)
        if unit is None:
            if not entry.building:
                self._fault(entry, "building", "新房号要写楼栋", "is needed for a new unit")
                return None
            unit = Draft(None, {"code": entry.unit, "building": "", "floor": None}, entry.row)
            self.register.units[entry.unit] = unit
        self._give(entry, unit, ("building", "floor"))
        return unit

    def _person(self, entry: Entry, unit: Draft | None) -> Draft | None:
        found = self._meant(entry, unit)
        if len(found) > 1:
            zh, en = (
                "有几个同名的人都可能是；请写电话或证件",
                "could be one of several of this name; give a telephone or a document",
            )
            self._fault(entry, "name", zh, en)
            return None
        if not found:
            empty = {"name": entry.name, "phone": "", "id_kind": "", "id_number": ""}
            person = Draft(None, empty, entry.row)
            self._give(entry, person, ("phone", "id_kind", "id_number"))
            return self.register.add_person(person)
        person = found[0]
        if person.values["name"] != entry.name:
            zh, en = (
                "此证件号码登记的是另一个姓名；请先核对",
                "has this document on the register under another name; look first",
            )
            self._fault(entry, "name", zh, en)
            return None
        if _otherwise(person, entry):
            zh, en = (
                "同名同电话的人登记的是另一份证件；请先核对",
                "is another than on the register for this name and telephone; look first",
            )
            self._fault(entry, "id_number", zh, en)
            return None
        self._give(entry, person, ("phone", "id_kind", "id_number"))
        self.register.number(person)
        return person

    def _meant(self, entry: Entry, unit: Draft | None) -> list[Draft]:
        """Whom the row means: the surest sign decides."""
        if entry.id_number and (known := self.register.numbered(entry.id_kind, entry.id_number)):
            return known
        alike = self.register.named(entry.name)
        by_phone = [person for person in alike if entry.phone and person.values["phone"] == entry.phone]
        if by_phone:
            return by_phone
        near = self._near(entry, unit)
        return [person for person in alike if near(person) and not _otherwise(person, entry)]

    def _near(self, entry: Entry, unit: Draft | None) -> Callable[[Draft], bool]:
        if unit is not None:
            tied = [tie.person for tie in self.register.ties_of(unit)]
            return lambda person: person in tied
        return lambda _: not (entry.phone or entry.id_number)

    def _tie(self, entry: Entry, unit: Draft, person: Draft) -> None:
        assert entry.since is not None
        theirs = [t for t in self.register.ties_of(unit) if t.person is person and t.values["kind"] == entry.tie]
        same = next((tie for tie in theirs if tie.values["since"] == entry.since), None)
        until = entry.until or (same.values["until"] if same else None)
        if any(tie is not same and tie.meets(entry.since, until) for tie in theirs):
            zh, en = "此人在这段时间已有同样的登记", "meets a tie of the same kind that is on the register"
            self._fault(entry, "since", zh, en)
        elif same is not None:
            self._give(entry, same, ("until",))
        else:
            values = {"kind": entry.tie, "since": entry.since, "until": None}
            made = Tied(None, values, entry.row, unit=unit, person=person)
            self._give(entry, made, ("until",))
            self.register.add_tie(made)


def _otherwise(person: Draft, entry: Entry) -> bool:
    """Both have a document, and not the same."""
    own = person.values["id_number"]
    return bool(entry.id_number and own) and (person.values["id_kind"], own) != (entry.id_kind, entry.id_number)
