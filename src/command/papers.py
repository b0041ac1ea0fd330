"""`flows papers`: how papers lie in their store, and encrypting those that don't lie as they should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import click

from command.shell import Shell, as_json, pass_shell
from flows.service.office import NoPapers, Office
from flows.service.papers_at_rest import AtRest, Progress, at_rest, seal_all
from flows.service.privacy.removing import VALUES, remove_due, what_is_due
from flows.storage.papers.store import NotReached

MOST_NAMED = 5  # files of each kind of fault; --json names all


@click.group()
def papers() -> None:
    """材料的存放与加密 / Where papers lie and how they are encrypted."""


@papers.command()
@as_json
@pass_shell
def status(shell: Shell, as_json: bool) -> None:
    """是否全部已加密且能打开；不是则退出码为 1 / Whether all are encrypted and can be opened; status 1 if not."""
    found = _gone_through(shell, at_rest)
    if as_json:
        shell.answer({**asdict(found), "fine": found.is_fine})
    else:
        _tell(shell, found)
    if not found.is_fine:
        raise click.exceptions.Exit(1)


@papers.command()
@as_json
@pass_shell
def encrypt(shell: Shell, as_json: bool) -> None:
    """用现在的密钥加密还没有加密的、用旧密钥加密的 / Encrypt with the present key what isn't, or is with an older one."""
    before = _gone_through(shell, seal_all)
    done = before.plain + sum(before.older.values())
    if as_json:
        shell.answer({"encrypted": done, "before": asdict(before)})
    else:
        shell.say(f"新加密 {done} 份", f"{done} encrypted")
        _tell_faults(shell, before)
    if before.missing or before.locked or before.broken:
        raise click.exceptions.Exit(1)


@papers.command()
@click.option("--dry-run", is_flag=True, help="只看哪些到期 / Only tell what is due.")
@as_json
@pass_shell
def remove(shell: Shell, dry_run: bool, as_json: bool) -> None:
    """删除到期的材料和个人信息，记录保留 / Remove papers and personal values whose time is over; the record of them stays.

    后台处理每小时自动做；近两周很少有人办理时，它等人确认时钟无误，本命令即确认 / A worker does so every hour; where hardly anybody was at work for two weeks it waits for somebody to say that the clock is right, as this command does.
    """
    with shell.office() as office:
        due = what_is_due(office, shell.now())
        while not dry_run and remove_due(office, shell.now(), sure=True):
            pass
    if as_json:
        shell.answer([asdict(one) for one in due])
        return
    for one in due:
        click.echo(f"{one.number}  {one.closed}  {', '.join(one.kinds)}")
    values = sum(VALUES in one.kinds for one in due)
    count = sum(len(one.kinds) for one in due) - values
    if dry_run:
        shell.say(f"{count} 份材料到期", f"{count} papers are due")
    else:
        shell.say(f"删除了 {count} 份材料", f"{count} papers removed")
    if values:
        zh, en = ("到期", "are due") if dry_run else ("已删除", "are removed")
        shell.say(f"{values} 张单据的个人信息{zh}", f"The personal values of {values} cases {en}")


def _gone_through(shell: Shell, act: Callable[[Office, Progress], AtRest]) -> AtRest:
    with shell.office() as office, shell.progress("正在查看材料", "Looking at papers") as bar:
        try:
            return act(office, lambda _count: bar.update(1))
        except NotReached as fault:
            raise NoPapers(office.attachments.name, fault) from fault


def _tell(shell: Shell, found: AtRest) -> None:
    shell.say(f"现在的密钥：{found.key}", f"The present key: {found.key}")
    shell.say(f"已加密 {found.sealed} 份，未加密 {found.plain} 份", f"{found.sealed} encrypted, {found.plain} not")
    for key, count in sorted(found.older.items()):
        shell.say(f"用旧密钥 {key} 加密 {count} 份", f"{count} encrypted with the older key {key}")
    _tell_faults(shell, found)


def _tell_faults(shell: Shell, found: AtRest) -> None:
    for digests, zh, en in (
        (found.missing, "不在存放处", "not where papers lie"),
        (found.locked, "没有打开它的密钥", "encrypted with a key that isn't given"),
        (found.broken, "与留存的指纹不符", "not what their hash says"),
    ):
        if digests:
            named = ", ".join(digests[:MOST_NAMED]) + ("…" if len(digests) > MOST_NAMED else "")
            shell.warn(f"{len(digests)} 份{zh}：{named}", f"{len(digests)} {en}: {named}")
