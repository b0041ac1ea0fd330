"""`flows check --site`: whether the people of a site can bring every case to its end within a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from command.shell import Shell
from flows.definition import Text
from flows.procedures import ROLES
from flows.service.staffing import Answered, Stuck, said, staffing


def check_people(shell: Shell, site: str, week: datetime | None, *, as_json: bool) -> None:
    """Exit status 1 where some case can't be ended."""
    with shell.office() as office:
        found = staffing(office, site, shell.now(), week.date() if week else None)
    if as_json:
        shell.answer(_data(found))
    else:
        _tell(shell, found)
    if found.stuck:
        raise click.exceptions.Exit(1)


def _tell(shell: Shell, found: Answered) -> None:
    since, until = (at.isoformat(" ", "minutes") for at in (found.since, found.until))
    shell.say(f"{found.site}：{since} 至 {until}", f"{found.site}: {since} to {until}")
    for one in found.stuck:
        which = _which(one)
        shell.say(f"办不完：{which.zh}", f"can't be finished: {which.en}")
        for line in said(one):
            shell.say(f"  {line.zh}", f"  {line.en}")
        if one.hopeless:
            shell.say("  每个岗位各增三人也办不完", "  not even with three more in each post")
    if not found.stuck:
        many = (found.cases, found.fresh)
        shell.say(
            f"未办结的 {many[0]} 件和每个流程的新单（{many[1]} 种）都有人办完",
            f"There are people to finish all {many[0]} open cases and a fresh case of each of {many[1]} procedures",
        )
    elif found.missing:
        missing = _posts(found.missing)
        shell.say(
            f"还缺：{missing.zh}{'' if found.smallest else '（缺一不可，未证明人数最少）'}",
            f"missing: {missing.en}{'' if found.smallest else ' (none can be left out; not proven to be the fewest)'}",
        )
    elif found.missing is None:
        shell.say("每个岗位各增三人也不够", "Three more in each post are too few")


def _which(one: Stuck) -> Text:
    procedure, numbers = one.question.procedure, one.question.numbers
    if not numbers:
        return Text(f"{procedure.zh}，新单", f"{procedure.en}, a fresh case")
    return Text(f"{procedure.zh} {'、'.join(numbers)}", f"{procedure.en} {', '.join(numbers)}")


def _posts(codes: Iterable[str]) -> Text:
    found = [(ROLES[code], many) for code, many in sorted(Counter(codes).items())]
    zh = "、".join(f"{role.zh} {many} 人" for role, many in found)
    return Text(zh, ", ".join(f"{many} × {role.en}" for role, many in found))


def _data(found: Answered) -> dict[str, Any]:
    return {
        "site": found.site,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "open_cases": found.cases,
        "fresh_cases": found.fresh,
        "missing": None if found.missing is None else list(found.missing),
        "smallest": found.smallest,
        "stuck": [_stuck(one) for one in found.stuck],
    }


def _stuck(one: Stuck) -> dict[str, Any]:
    why = [{"zh": line.zh, "en": line.en} for line in said(one)]
    question, outcome = one.question, one.outcome
    return {
        "procedure": question.procedure.key,
        "numbers": list(question.numbers),
        "state": outcome.state,
        "hopeless": one.hopeless,
        "decided": outcome.decided,
        "path": why,
    }
