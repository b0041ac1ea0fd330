"""Units, people and ties as the register has them, and as the file would have them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(eq=False, slots=True)
class Draft:
    """`id` None: it is to be created. `before`: what it would change, as it was; `given`: the row that gave each value."""

    id: int | None
    values: dict[str, Any]
    row: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)

    def give(self, name: str, value: Any, row: int) -> int | None:
        """Takes what a row says. Empty says nothing. Answers the row that has said otherwise before."""
        if value is None or value == "":
            return None
        if name in self.given and self.values[name] != value:
            return self.given[name]
        self.given.setdefault(name, row)
        if self.values.get(name) != value:
            if self.id is not None:
                self.before.setdefault(name, self.values.get(name))
                self.row = self.row or row
            self.values[name] = value
        return None


@dataclass(eq=False, slots=True)
class Tied(Draft):
    """A tenure."""

    unit: Draft = field(default_factory=lambda: Draft(None, {}))
    person: Draft = field(default_factory=lambda: Draft(None, {}))

    def meets(self, since: date, until: date | None) -> bool:
        """Whether it shares a day with that span, both ends included."""
        own_since, own_until = self.values["since"], self.values["until"]
        return (own_until is None or since <= own_until) and (until is None or own_since <= until)


@dataclass
class Register:
    """What concerns the file: units by code, people in the order found, ties."""

    units: dict[str, Draft] = field(default_factory=dict)
    people: list[Draft] = field(default_factory=list)
    ties: list[Tied] = field(default_factory=list)
    _named: dict[str, list[Draft]] = field(default_factory=dict)
    _numbered: dict[tuple[str, str], list[Draft]] = field(default_factory=dict)
    _of_unit: dict[int, list[Tied]] = field(default_factory=dict)

    def add_person(self, person: Draft) -> Draft:
        self.people.append(person)
        self._named.setdefault(person.values["name"], []).append(person)
        self.number(person)
        return person

    def number(self, person: Draft) -> None:
        """Makes the person found by the document that it has now."""
        kind, number = person.values["id_kind"], person.values["id_number"]
        known = self._numbered.setdefault((kind, number), [])
        if number and person not in known:
            known.append(person)

    def add_tie(self, tie: Tied) -> None:
        self.ties.append(tie)
        self._of_unit.setdefault(id(tie.unit), []).append(tie)

    def named(self, name: str) -> list[Draft]:
        return self._named.get(name, [])

    def numbered(self, kind: str, number: str) -> list[Draft]:
        return self._numbered.get((kind, number), [])

    def ties_of(self, unit: Draft) -> list[Tied]:
        return self._of_unit.get(id(unit), [])

    def everything(self) -> Iterator[tuple[str, Draft]]:
        """Units, people, ties."""
        yield from (("unit", draft) for draft in self.units.values())
        yield from (("party", draft) for draft in self.people)
        yield from (("tenure", draft) for draft in self.ties)
