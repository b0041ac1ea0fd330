"""`flows site`: the first site of an installation, before anybody can sign in."""

from __future__ import annotations

import click

from command.shell import Shell, pass_shell
from flows.service import calendars, registers
from flows.service.registers import Site
from flows.service.rights import OPERATOR


@click.group()
def site() -> None:
    """项目 / Sites."""


@site.command("add")
@click.argument("key")
@click.option("--zh", required=True, help="中文名 / Its Chinese name.")
@click.option("--en", required=True, help="英文名 / Its English name.")
@click.option("--zone", default="Asia/Shanghai", show_default=True, help="时区 / Its time zone.")
@pass_shell
def add_site(shell: Shell, key: str, zh: str, en: str, zone: str) -> None:
    """新增项目 / Add a site."""
    with shell.office() as office:
        registers.add_site(office, OPERATOR, Site(key, zh, en, zone), shell.now())
        calendars.seed_missing_years(office, shell.now())
    shell.say(f"已新增项目 {key}", f"Added the site {key}")
