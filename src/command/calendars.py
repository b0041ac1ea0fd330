"""`flows calendar`: the national calendar, read in for all sites."""

from __future__ import annotations

import click

from command.shell import Shell, pass_shell
from flows.service import calendars
from flows.service.days import FIRST, LAST
from flows.service.rights import OPERATOR


@click.group()
def calendar() -> None:
    """日历 / Calendars."""


@calendar.command("seed")
@click.argument("years", nargs=-1, required=True, type=click.IntRange(FIRST.year, LAST.year))
@pass_shell
def seed(shell: Shell, years: tuple[int, ...]) -> None:
    """读入国家放假安排，退出码 1：有的年份尚未公布 / Read the national calendar in; status 1: a year is not published."""
    with shell.office() as office:
        seeded = calendars.seed_calendar(office, OPERATOR, years, shell.now())
        followed = calendars.follow_at_once(office, shell.now())
    for year in sorted(set(years)):
        if year in seeded.announced:
            shell.say(f"{year}：国家安排已读入", f"{year}: the national calendar is read in")
    if not followed:
        shell.say("进行中的时限由后台继续推算", "A worker goes on reckoning running deadlines by it")
    unknown = ", ".join(str(year) for year in sorted(set(years) - seeded.announced))
    if unknown:
        shell.refuse(
            f"{unknown}：国家安排尚未公布，暂按周末和法定节日推算",
            f"{unknown}: not published yet; reckoned by weekends and statutory days",
        )
