"""`flows import`: units and people from a file, for whoever runs the machine."""

from __future__ import annotations

from pathlib import Path

import click

from command.registering import place_asked
from command.shell import Shell, pass_shell
from flows.service import importing
from flows.service.importing import COLUMNS, Fault, Outcome, Step
from flows.service.rights import OPERATOR

KINDS = {"unit": ("房号", "unit"), "party": ("人", "person"), "tenure": ("关系", "tie")}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", help="项目代号；只有一个项目时可不写 / The site; may be left out where there is one.")
@click.option("--dry-run", is_flag=True, help="只试算，不导入 / See what it would do, and change nothing.")
@pass_shell
def import_file(shell: Shell, file: Path, site: str | None, dry_run: bool) -> None:
    """从 .xlsx 或 .csv 导入房号和人员，退出码 1：有要改的，什么都没有导入 / Units and people from a file; status 1: something needs correcting, and nothing was imported."""
    with shell.office() as office:
        key = place_asked(shell, office, site).key
        content = file.read_bytes()
        looked = importing.look_through(office, OPERATOR, key, file.name, content, shell.now())
        _tell(shell, looked.outcome)
        if looked.outcome.faults:
            shell.refuse("有要改的地方，什么都没有导入", "Something needs correcting; nothing was imported")
        if dry_run or not looked.parcel:
            shell.say("没有导入", "Nothing was imported")
            return
        importing.carry_out(office, OPERATOR, key, looked.parcel, shell.now())
    shell.say("已导入", "Imported")


def _tell(shell: Shell, found: Outcome) -> None:
    for step in found.steps:
        _tell_step(shell, step)
    for fault in found.faults:
        _tell_fault(shell, fault)
    shell.say(
        f"共 {found.rows} 行，{found.untouched} 行不变", f"{found.rows} rows, {found.untouched} of them change nothing"
    )


def _tell_step(shell: Shell, step: Step) -> None:
    zh, en = KINDS[step.what]
    told_zh = "，".join(f"{c.column.zh} {c.before.zh} → {c.after.zh}" for c in step.changes)
    told_en = ", ".join(f"{c.column.en} {c.before.en} → {c.after.en}" for c in step.changes)
    if step.changes:
        shell.say(f"{step.row} 更改{zh} {step.name.zh}：{told_zh}", f"{step.row} change {en} {step.name.en}: {told_en}")
    else:
        shell.say(f"{step.row} 新增{zh} {step.name.zh}", f"{step.row} create {en} {step.name.en}")


def _tell_fault(shell: Shell, fault: Fault) -> None:
    label = COLUMNS[fault.column].label
    shell.warn(f"第 {fault.row} 行，{label.zh}：{fault.message.zh}", f"row {fault.row}, {label.en}: {fault.message.en}")
