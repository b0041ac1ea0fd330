"""The nightly audit, while the server or a worker runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event

from command.rounds import keep_going
from command.shell import Shell
from flows.service.nightly import Night, Nightly
from flows.service.office import Office

REST = 0.25  # seconds after each slice: the processor is others' most of the time (beyond the handbook)


def keep_auditing(office: Office, hour: int | None, clock: Callable[[], datetime], rest: float = REST) -> Event:
    """A slice after the other where one is due, with a rest after each, until the event it answers is set."""
    nightly = Nightly(office, hour)

    def slice_() -> None:
        nightly.step(clock())

    return keep_going("auditing", slice_, rest)


def tell_night(shell: Shell, found: Night | None) -> None:
    if found is None:
        shell.say("夜间核查：还没有做过", "nightly audit: none yet")
        return
    end = found.ended_at.isoformat(timespec="seconds") if found.ended_at else shell.pick("进行中", "at work")
    shell.say(
        f"夜间核查 {found.night}：{found.cases} 张单据，{found.faults} 处不符，{end}",
        f"nightly audit {found.night}: {found.cases} cases, {found.faults} faults, {end}",
    )
