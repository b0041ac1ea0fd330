"""`flows check`, `flows diagrams`: what can be derived from a declaration alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from command.shell import Shell, as_json, pass_shell
from command.staffing import check_people
from flows.definition import Procedure
from flows.definition.check import Problem, check_all, check_sheets
from flows.definition.check import check as check_one
from flows.drawing import files
from flows.drawing.raster import RasterFailed, RasterMissing
from flows.procedures import CLAUSES, PROCEDURES
from flows.procedures.papers import REGISTERS, SHEETS
from flows.service import books


class ProcedureKey(click.ParamType[Procedure]):
    """A procedure by its key."""

    name = "PROCEDURE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Procedure:
        if isinstance(value, Procedure):
            return value
        found = PROCEDURES.get(value)
        if found is None:
            known = ", ".join(PROCEDURES)
            self.fail(f"没有流程 {value}，只有：{known} / there is no procedure {value}, only: {known}", param, ctx)
        return found


PROCEDURE = ProcedureKey()


@click.command()
@click.argument("procedure", type=PROCEDURE, required=False)
@click.option(
    "--site", help="改为检查该项目的人能否办完每一单 / Check whether this site's people can finish every case."
)
@click.option(
    "--week", type=click.DateTime(["%Y-%m-%d"]), help="哪一周（其中一天），默认本周 / A day of the week; this week."
)
@as_json
@pass_shell
def check(shell: Shell, procedure: Procedure | None, site: str | None, week: datetime | None, as_json: bool) -> None:
    """检查流程声明，有问题则退出码为 1 / Check declarations; exit status 1 when one is unsound."""
    if (week is not None and site is None) or (site is not None and procedure is not None):
        zh, en = "--week 与 --site 同用，--site 不与流程同用", "--week goes with --site, --site with no procedure"
        raise click.UsageError(f"{zh} / {en}")
    if site is not None:
        check_people(shell, site, week, as_json=as_json)
        return
    checked = [procedure] if procedure else list(PROCEDURES.values())
    problems = check_one(procedure, CLAUSES) if procedure else check_all(checked, CLAUSES)
    sheets = [one for one in SHEETS.values() if procedure is None or one.procedure == procedure.key]
    problems += check_sheets(sheets, PROCEDURES, CLAUSES)
    kept = [one for one in REGISTERS.values() if procedure is None or one.procedure == procedure.key]
    problems += [problem for one in kept for problem in books.problems(one)]
    if as_json:
        shell.answer({"checked": [one.key for one in checked], "problems": [asdict(one) for one in problems]})
    else:
        _tell(shell, checked, problems)
    if problems:
        raise click.exceptions.Exit(1)


def _tell(shell: Shell, checked: Sequence[Procedure], problems: Sequence[Problem]) -> None:
    for problem in problems:
        click.echo(f"{problem.procedure}: {problem.where}: {problem.message.in_(shell.lang)} [{problem.rule}]")
        if problem.path:
            way = " → ".join(problem.path)
            shell.say(f"  走法：{way}", f"  the way there: {way}")
    found = {problem.procedure for problem in problems}
    for one in checked:
        if one.key not in found:
            states, arrows = len(one.states), len(one.transitions)
            shell.say(
                f"{one.key} {one.version}：无问题（{states} 个环节，{arrows} 条流转）",
                f"{one.key} {one.version}: sound ({states} states, {arrows} transitions)",
            )


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path("diagrams"), show_default=True)
@click.option("--check", "only_check", is_flag=True, help="只检查是否过期 / Only tell which are stale.")
@pass_shell
def diagrams(shell: Shell, out: Path, only_check: bool) -> None:
    """画出每个流程的图，两种语言 / Draw every procedure, in both languages."""
    if only_check:
        _tell_stale(shell, files.stale(out, PROCEDURES.values()))
        return
    with shell.progress("正在绘图", "Drawing", length=1) as bar:
        try:
            written = files.write(out, PROCEDURES.values())
        except (RasterMissing, RasterFailed) as fault:
            shell.refuse(fault.zh, fault.en)
        bar.update(1)
    for path in written:
        click.echo(path)
    shell.say(f"写了 {len(written)} 个文件，其余无变化", f"{len(written)} files written, the others unchanged")


def _tell_stale(shell: Shell, stale: list[Path]) -> None:
    for path in stale:
        click.echo(path)
    if stale:
        shell.refuse("以上图已过期，请运行 flows diagrams", "These are stale; run flows diagrams")
    shell.say("图都是最新的", "Every diagram is fresh")
