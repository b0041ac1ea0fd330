"""`flows check --site`: whether the people of a site can bring every case to its end within a week."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from command.shell import Shell
from flows.service.staffing import Answered, Stuck, staffing
from flows.service.staffing_told import missing_told, said, which


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
        cases = which(one)
        shell.say(f"办不完：{cases.zh}", f"can't be finished: {cases.en}")
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
    elif missing := missing_told(found):
        shell.say(missing.zh, missing.en)


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
