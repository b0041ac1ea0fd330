"""Values of a case in words, in both languages at once: for what is printed and for what is kept as a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flows.definition import Field, Procedure, Text
from flows.procedures import ROLES
from flows.service.masking import GONE, is_gone
from flows.service.vocabulary import effect_labels, post_name, worked_out

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
YES, NO = Text("是", "Yes"), Text("否", "No")
LAST_SECOND = time(23, 59, 59)


def same(words: str) -> Text:
    """What reads alike in both languages: a name, a number, a day."""
    return Text(words, words)


def joined(texts: list[Text]) -> Text:
    return Text("、".join(one.zh for one in texts), ", ".join(one.en for one in texts))


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """On the site's clock: `2026-03-02 10:42`."""
    return moment.astimezone(zone).isoformat(" ", "minutes")[:16]


def edge(moment: datetime, zone: ZoneInfo) -> str:
    """An end of a period, as a day where it is the first or last second of one."""
    there = moment.astimezone(zone)
    whole = there.time().replace(microsecond=0) in (time.min, LAST_SECOND)
    return there.date().isoformat() if whole else clock(moment, zone)


class Words:
    """What the values of one procedure's cases are called and how they are read out. `people`: login to name."""

    def __init__(self, procedure: Procedure, people: Mapping[str, str], zone: ZoneInfo) -> None:
        self.people = people
        self.zone = zone
        self.derived = effect_labels(procedure)
        self.fields: Mapping[str, Field] = {**worked_out(procedure), **procedure.fields()}

    def label(self, name: str) -> Text | None:
        """None for a name that this version of the procedure doesn't know."""
        field = self.fields.get(name)
        return Text(field.zh, field.en) if field else self.derived.get(name)

    def named(self, name: str, value: Any) -> Text:
        """The value of the field, number or sum called `name`."""
        field = self.fields.get(name)
        return self.of(field, value) if field else self.plain(value)

    def of(self, field: Field, value: Any) -> Text:
        """Of rows nothing: they are a table."""
        if value is None or field.kind == "rows":
            return same("")
        if is_gone(value):
            return GONE
        if field.kind == "flag":
            return YES if value is True else NO
        if field.kind == "choice":
            return next((Text(c.zh, c.en) for c in field.choices if c.code == value), same(str(value)))
        if field.kind == "user":
            return same(self.people.get(value, str(value)))
        if field.kind == "lines" and isinstance(value, list):
            return joined([same(str(line)) for line in value])
        if field.kind == "moment" and MOMENT.match(str(value)):
            return same(clock(datetime.fromisoformat(value), self.zone))
        return Text(f"{value} 元", f"{value} yuan") if field.kind == "money" else same(str(value))

    def plain(self, value: Any) -> Text:
        """What a rule worked out without saying how it is read."""
        if value is None or isinstance(value, bool):
            return same("") if value is None else YES if value else NO
        words = str(value)
        if MOMENT.match(words):
            return same(clock(datetime.fromisoformat(words), self.zone))
        if words in self.people:
            return same(self.people[words])
        codes = words.split()
        return joined([post_name(code) for code in codes]) if codes and ROLES.keys() >= set(codes) else same(words)
