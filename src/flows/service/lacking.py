"""What stored declarations name and this code has no more: guards and rules, which are found by their code.

A version under which a case still runs can't do without; nothing starts then. One that only ended cases are kept under
is read with stand-ins, so that these can be shown and replayed: no guard is asked and no rule worked out for them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Connection, func, select

from flows.definition import Guard, Rule, Situation, Text
from flows.service.errors import Answer
from flows.storage.tables import cases, definitions


@dataclass(frozen=True, slots=True)
class Lack:
    """`guards` and `rules` by code, that version `version` of `procedure` names; `cases` are open under it."""

    procedure: str
    version: int
    guards: tuple[str, ...]
    rules: tuple[str, ...]
    cases: int

    @property
    def of(self) -> tuple[str, int]:
        return self.procedure, self.version

    @property
    def said(self) -> Text:
        zh = [f"前置条件 {code}" for code in self.guards] + [f"计算规则 {code}" for code in self.rules]
        en = [f"guard {code}" for code in self.guards] + [f"rule {code}" for code in self.rules]
        return Text(
            f"{self.procedure} 第 {self.version} 版（未办结 {self.cases} 件）要用{'、'.join(zh)}",
            f"{self.procedure} version {self.version} ({self.cases} open cases) needs {', '.join(en)}",
        )


class LacksCode(Answer):
    """Open cases run under versions whose guards or rules are not in this code."""

    def __init__(self, lacks: Iterable[Lack]) -> None:
        self.lacks = tuple(lacks)
        said = [lack.said for lack in self.lacks]
        zh, en = "；".join(one.zh for one in said), "; ".join(one.en for one in said)
        super().__init__(
            Text(
                f"不能启动：程序里没有仍在使用的流程版本所需的代码。{zh}。请装回有它的版本，或先在那里用 flows migrate 把单据改到新版。",
                f"Not started: versions of procedures still in use need code that is not here. {en}. Install the release that has it, or move the cases there first with flows migrate.",
            )
        )


def must_have(
    connection: Connection,
    guards: Mapping[str, Guard],
    rules: Mapping[str, Rule],
    here: Collection[tuple[str, int]] = (),
) -> None:
    """Raises LacksCode. Of versions without open cases nothing is asked, nor of those `here`, whose declarations brought
    their code with them."""
    lacks = [lack for lack in lacking(connection, guards, rules, here) if lack.cases]
    if lacks:
        raise LacksCode(lacks)


def lacking(
    connection: Connection,
    guards: Mapping[str, Guard],
    rules: Mapping[str, Rule],
    besides: Collection[tuple[str, int]] = (),
) -> list[Lack]:
    """For each stored version that names what isn't there, `besides` these."""
    d = definitions.c
    stored = connection.execute(select(d.key, d.version).order_by(d.key, d.version)).all()
    found = []
    # Contents are read one by one where they must be: together they are a megabyte, at every start.
    for key, version in [(row.key, row.version) for row in stored if (row.key, row.version) not in besides]:
        query = select(d.content).where(d.key == key, d.version == version)
        data = json.loads(connection.execute(query).scalar_one())
        no_guards = tuple(sorted(set(data["guards"]) - set(guards)))
        no_rules = tuple(sorted(set(data["rules"]) - set(rules)))
        if no_guards or no_rules:
            found.append(Lack(key, version, no_guards, no_rules, _open(connection, key, version)))
    return found


def _open(connection: Connection, key: str, version: int) -> int:
    c = cases.c
    query = select(func.count()).where(c.procedure == key, c.version == version, c.closed_at.is_(None))
    return int(connection.execute(query).scalar_one())


def with_stand_ins(
    data: Mapping[str, Any], guards: Mapping[str, Guard], rules: Mapping[str, Rule]
) -> tuple[Mapping[str, Guard], Mapping[str, Rule]]:
    """`guards` and `rules` with one that is never met, or that nothing comes of, for each that `data` names and that
    isn't among them."""
    met = {code: Guard(code, _never, "", "") for code in data["guards"] if code not in guards}
    worked = {code: Rule(code, _nothing, "", "") for code in data["rules"] if code not in rules}
    return {**guards, **met} if met else guards, {**rules, **worked} if worked else rules


def _never(_situation: Situation) -> bool:
    return False


def _nothing(_situation: Situation) -> NoReturn:
    raise LookupError("a rule that this code has no more was to be worked out")
