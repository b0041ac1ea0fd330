"""`flows key`: the secrets of the installation, another one, and what an older one still holds."""

from __future__ import annotations

from dataclasses import asdict

import click

from command.configuration import KEPT_KEYS
from command.kept_keys import put_first
from command.shell import NO, WRONGLY_USED, Shell, as_json, pass_shell
from flows.definition import Text
from flows.service import rotating, sealing
from flows.service.keys import id_of


@click.group()
def key() -> None:
    """密钥：查看、更换 / The secrets: what they hold, and another one."""


@key.command()
@click.option("--history", is_flag=True, help="连同全部办理记录 / With all of the history, which takes a while.")
@as_json
@pass_shell
def status(shell: Shell, history: bool, as_json: bool) -> None:
    """每把密钥（以编号表示）用在哪里 / What each key, named by its id, is in use for."""
    with shell.office() as office, shell.progress("正在查看", "Looking") as bar:
        found = rotating.uses(office, whole=history, progress=lambda _count: bar.update(1))
    if as_json:
        shell.answer({name: asdict(use) for name, use in found.items()})
    else:
        for place, (name, use) in enumerate(found.items()):
            zh, en = ("最新", "newest") if not place else ("旧", "older")
            last = use.last.isoformat() if use.last else "-"
            entries = Text(
                f"，记录 {use.entries}，最近 {last}，其中排在较新密钥的记录之后 {use.behind}",
                f", entries {use.entries}, the last of {last}, behind one of a newer key {use.behind}",
            )
            shell.say(
                f"{name}（{zh}）：封存的值 {use.sealed}" + (entries.zh if history else ""),
                f"{name} ({en}): sealed values {use.sealed}" + (entries.en if history else ""),
            )
    if rotating.NOBODY in found:
        raise click.exceptions.Exit(NO)


@key.command()
@pass_shell
def rotate(shell: Shell) -> None:
    """换一把新密钥，旧的留作读取 / Put a new secret first; the older ones go on reading."""
    if shell.configuration.given_secret is not None:
        shell.refuse(
            "密钥由 FLOWS_SECRET_KEY 给出：把现在的移到 FLOWS_OLD_SECRET_KEYS，换上新的，全部重启，再运行 flows key reseal",
            "FLOWS_SECRET_KEY gives the secret: move it to FLOWS_OLD_SECRET_KEYS, set a new one, start everything anew, then run flows key reseal",
            WRONGLY_USED,
        )
    made = id_of(put_first(KEPT_KEYS))
    shell.say(
        f"新密钥 {made} 已放在 {KEPT_KEYS} 首行；请重启全部进程，再运行 flows key reseal，并另存一份该文件",
        f"The new key {made} is the first line of {KEPT_KEYS}: start all processes anew, run flows key reseal, and keep a copy of that file",
    )


@key.command()
@pass_shell
def reseal(shell: Shell) -> None:
    """用最新密钥重新封存，并写入检查点 / Seal under the newest key what older ones have sealed, and write a checkpoint."""
    with shell.office() as office:
        anew, lost = rotating.reseal(office)
        sealing.seal(office, shell.now())
        newest = office.keys.ids[0]
    shell.say(f"用 {newest} 重新封存了 {anew} 个值", f"{anew} values sealed anew under {newest}")
    if lost:
        shell.refuse(
            f"{lost} 个值没有密钥能打开，未动", f"{lost} values are opened by none of the keys and stay as they are"
        )
