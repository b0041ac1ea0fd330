"""`flows db`: the schema of the database."""

from __future__ import annotations

from pathlib import Path

import click

from command.shell import Shell, as_json, pass_shell
from flows.service.office import reached
from flows.storage.migrate import current, newest

SQLITE_FILE = "sqlite:///"


@click.group()
def db() -> None:
    """数据库结构 / The schema of the database."""


@db.command()
@pass_shell
def upgrade(shell: Shell) -> None:
    """升级到最新结构，并发布流程声明 / Bring it to the newest schema and publish the declarations."""
    before = _revision(shell.configuration.database_url)
    with shell.office():
        after = newest()
    if before == after:
        shell.say(f"已是最新：{after}", f"Up to date: {after}")
    else:
        shell.say(f"已升级：{before or '空'} → {after}", f"Upgraded: {before or 'empty'} → {after}")


@db.command("check")
@as_json
@pass_shell
def check_schema(shell: Shell, as_json: bool) -> None:
    """是否为最新结构；不是则退出码为 1 / Whether it has the newest schema; exit status 1 if not."""
    found, wanted = _revision(shell.configuration.database_url), newest()
    if as_json:
        shell.answer({"revision": found, "newest": wanted, "fine": found == wanted})
    elif found == wanted:
        shell.say(f"已是最新：{wanted}", f"Up to date: {wanted}")
    else:
        shell.warn(f"结构为 {found or '空'}，应为 {wanted}", f"It has {found or 'none'}, and should have {wanted}")
    if found != wanted:
        raise click.exceptions.Exit(1)


def _revision(url: str) -> str | None:
    """None for a database without a schema; asking must not create an empty file."""
    if url.startswith(SQLITE_FILE) and not Path(url.removeprefix(SQLITE_FILE).split("?")[0]).is_file():
        return None
    with reached(url):
        return current(url)
