"""`flows log`: the history as an event log, for programs that mine processes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import click

from command.declaring import PROCEDURE
from command.shell import WRONGLY_USED, Shell, pass_shell
from flows.definition import Procedure
from flows.interchange import xes
from flows.interchange.event_log import WITHHELD, Trace
from flows.procedures.readers import READERS
from flows.service.days import within_reach
from flows.service.event_log import Asked, csv_lines, left_out_for_staff, traces
from flows.service.places import places

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--format", "form", type=click.Choice(["xes", "csv"]), required=True, help="文件格式 / Kind of file.")
@click.option("--procedure", type=PROCEDURE, help="只要一个流程 / Of one procedure alone.")
@click.option("--since", type=DAY, help="这天起登记的单据 / Cases registered on this day or later.")
@click.option("--site", help="只要一个项目 / Of one site alone.")
@click.option("--pseudonyms", is_flag=True, help="员工用假名 / Staff under pseudonyms.")
@click.option(
    "--staff-matters", is_flag=True, help="连同员工事项，一律用假名 / Matters of the staff too, under pseudonyms."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="存到文件 / Into this file.")
@pass_shell
def log(
    shell: Shell,
    form: str,
    procedure: Procedure | None,
    since: datetime | None,
    site: str | None,
    pseudonyms: bool,
    staff_matters: bool,
    out: Path | None,
) -> None:
    """导出事件日志（XES、CSV），不含姓名和表单内容 / The event log (XES, CSV), without names or what forms hold."""
    key = procedure.key if procedure else None
    if key in READERS and not staff_matters:
        zh, en = (
            "这是员工事项：要导出请加 --staff-matters",
            "This is a matter of the staff: say --staff-matters to have it",
        )
        shell.refuse(zh, en, WRONGLY_USED)
    first: date | None = within_reach("since", since.date() if since else None)
    asked = Asked(key, site, first, pseudonyms, staff_matters)
    counted = Counted()
    with shell.office() as office:
        if site is not None and site not in places(office):
            shell.refuse(f"没有项目 {site}", f"There is no site {site}", WRONGLY_USED)
        with office.at_one_moment() as connection:
            found = counted.passing(traces(office, connection, asked))
            about = {"source": f"flows {version('flows')}", "written_at": shell.now().isoformat()}
            with shell.writing(out):
                _deliver(xes.written(found, shell.lang, about) if form == "xes" else csv_lines(found), out)
            hidden = left_out_for_staff(connection, asked)
    shell.warn(f"{counted.cases} 张单据，{counted.events} 条记录", f"{counted.cases} cases, {counted.events} events")
    if hidden:
        zh, en = (
            f"未含 {hidden} 张员工事项（--staff-matters）",
            f"{hidden} cases of the staff left out (--staff-matters)",
        )
        shell.warn(zh, en)
    shell.warn(WITHHELD.zh, WITHHELD.en)


class Counted:
    """How much passed through."""

    def __init__(self) -> None:
        self.cases = self.events = 0

    def passing(self, found: Iterator[Trace]) -> Iterator[Trace]:
        for trace in found:
            self.cases += 1
            self.events += len(trace.events)
            yield trace


def _deliver(pieces: Iterator[str], out: Path | None) -> None:
    """A file is there whole or not at all."""
    first = next(pieces)  # what can't be read is told before anything is written
    if out is None:
        for piece in chain([first], pieces):
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            for piece in chain([first], pieces):
                file.write(piece)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
