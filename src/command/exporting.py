"""`flows export`: a declaration in other people's formats, its schema, and its JSON read back."""

from __future__ import annotations

from pathlib import Path

import click

from command.declaring import PROCEDURE
from command.shell import WRONGLY_USED, Shell, pass_shell
from flows.definition import Procedure
from flows.drawing import mermaid
from flows.interchange.exported import WRITERS, commented, read_back, schema_text
from flows.procedures import CLAUSES, GUARDS, PROCEDURES, RULES

FORMATS = ("json", "dot", "mermaid", "bpmn", "scxml")


@click.command()
@click.argument("procedure", type=PROCEDURE, required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写入文件 / Write to a file.")
@click.option("--schema", is_flag=True, help="JSON 格式的 JSON Schema / The JSON Schema of the JSON format.")
@click.option(
    "--read",
    "back",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="读回 JSON 文件：是否无误、与哪个版本相同 / Read a JSON file back: is it sound, and equal to which version.",
)
@pass_shell
def export(
    shell: Shell, procedure: Procedure | None, form: str, out: Path | None, schema: bool, back: Path | None
) -> None:
    """导出流程声明，或读回 / Write a declaration in other people's formats, or read one back."""
    if (procedure is not None) + schema + (back is not None) != 1:
        zh, en = (
            "请写一个流程、--schema 或 --read 文件，三者之一",
            "Name a procedure, or --schema, or --read a file: one of the three",
        )
        shell.refuse(zh, en, WRONGLY_USED)
    if back is not None:
        _read(shell, back, form)
        return
    content = schema_text() if procedure is None else exported(procedure, form, shell.lang)
    if out is None:
        click.echo(content, nl=False)
    else:
        with shell.writing(out):
            out.write_text(content, encoding="utf-8")


def exported(procedure: Procedure, form: str, lang: str) -> str:
    if form == "mermaid":
        return mermaid.source(procedure, lang) + commented(procedure, lang)
    return WRITERS[form](procedure, lang)


def _read(shell: Shell, file: Path, form: str) -> None:
    if form != "json":
        shell.refuse("只有 JSON 能读回", "Only JSON can be read back", WRONGLY_USED)
    found = read_back(file.read_bytes(), tuple(PROCEDURES.values()), GUARDS, RULES, CLAUSES)
    for fault in found.faults:
        click.echo(f"{fault.where}: {fault.message.in_(shell.lang)}")
    for problem in found.problems:
        click.echo(f"{problem.where}: {problem.message.in_(shell.lang)} [{problem.rule}]")
    if found.procedure is None or not found.sound:
        shell.refuse(f"{file.name}：有误", f"{file.name}: not sound")
    name = f"{found.procedure.key} {found.procedure.version}"
    if found.equal_to:
        same = " ".join(map(str, found.equal_to))
        shell.say(f"{name}：无问题，与 {same} 相同", f"{name}: sound, equal to {same}")
    else:
        shell.say(f"{name}：无问题，与已知的流程都不同", f"{name}: sound, equal to none that is known")
    click.echo(found.fingerprint)
