"""`flows register`: a register as a file."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from command.declaring import PROCEDURE
from command.shell import WRONGLY_USED, Shell, pass_shell
from flows.definition import Procedure, Text
from flows.service.books import Asked, books_of, grid_of, whole_book
from flows.service.office import Office
from flows.service.places import Place, places
from flows.service.rights import OPERATOR
from flows.service.spreadsheet import csv_of, xlsx_of

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("procedure", type=PROCEDURE)
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv"]), required=True, help="文件格式 / Kind of file.")
@click.option("--register", "code", help="登记本代号；不写为第一本 / Its code; else the procedure's first.")
@click.option("--site", help="项目代号；只有一个项目时可不写 / The site; may be left out where there is one.")
@click.option("--since", type=DAY, help="登记日期自 / Registered on this day or later.")
@click.option("--until", type=DAY, help="登记日期至 / Registered on this day or earlier.")
@click.option("--state", help="环节或登记项状态 / In this state, of the case or of the entry.")
@click.option("--unit", help="房号 / Of this unit.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="存到文件 / Into this file.")
@pass_shell
def register(
    shell: Shell,
    procedure: Procedure,
    kind: str,
    code: str | None,
    site: str | None,
    since: datetime | None,
    until: datetime | None,
    state: str | None,
    unit: str | None,
    out: Path | None,
) -> None:
    """导出登记本，证件号码和电话已遮盖 / A register as a file, ID numbers and telephones masked."""
    if out is None and kind == "xlsx" and sys.stdout.isatty():
        shell.refuse(
            "表格不能显示在终端，请用 --out 指定文件", "A workbook can't be shown here; name a file by --out", 2
        )
    with shell.office() as office:
        place = place_asked(shell, office, site)
        days = since.date() if since else None, until.date() if until else None
        asked = Asked(procedure.key, place.key, code, *days, state, unit)
        found = whole_book(office, OPERATOR, asked, shell.now())
        others = [one for one in books_of(office, procedure.key) if one.code != found.register.code]
    grid = grid_of(found, asked, place.name)
    content = csv_of(grid, shell.lang, found.zone) if kind == "csv" else xlsx_of([grid], shell.lang, found.zone)
    _deliver(content, out)
    _tell(shell, len(found.lines), found.register.code, [one.code for one in others])


def place_asked(shell: Shell, office: Office, asked: str | None) -> Place:
    known = places(office)
    if asked is None and len(known) == 1:
        return next(iter(known.values()))
    if asked in known:
        return known[str(asked)]
    names = ", ".join(known) or Text("（无）", "(none)").in_(shell.lang)
    return shell.refuse(f"请用 --site 指明项目：{names}", f"Name a site by --site: {names}", WRONGLY_USED)


def _deliver(content: bytes, out: Path | None) -> None:
    if out is None:
        click.echo(content, nl=False)
    else:
        out.write_bytes(content)


def _tell(shell: Shell, count: int, code: str, others: list[str]) -> None:
    shell.warn(f"{code}：{count} 行", f"{code}: {count} lines")
    if others:
        shell.warn(f"本流程还有：{', '.join(others)}（--register）", f"Others: {', '.join(others)} (--register)")
