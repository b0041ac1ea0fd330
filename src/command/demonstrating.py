"""`flows demo`: the demonstration site."""

from __future__ import annotations

import click

from command.shell import Shell, pass_shell
from flows.service import demo as demonstration


@click.command()
@click.option("--if-empty", is_flag=True, help="数据库非空时什么也不做 / Do nothing unless the database is empty.")
@pass_shell
def demo(shell: Shell, if_empty: bool) -> None:
    """载入演示项目（代号 demo，密码 demo） / Load the demonstration site (key demo, password demo)."""
    with shell.office() as office:
        if if_empty and not demonstration.is_empty(office):
            return
        if demonstration.is_loaded(office):
            shell.refuse("演示项目已存在", "The demonstration site is there already")
        with shell.progress("正在载入演示项目", "Loading the demonstration") as bar:
            numbers = demonstration.load(office, shell.now(), lambda _done, _of: bar.update(1))
    shell.say(
        f"演示项目已载入，{len(numbers)} 张单据：用岗位代码登录，如 front_desk，密码 demo",
        f"The demonstration is loaded, {len(numbers)} cases: sign in with a post's code, such as front_desk; password demo",
    )
