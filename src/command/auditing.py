"""`flows audit`: the history held against its hashes, its seals, and the rows that it must add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

import click

from command.shell import NO, WRONGLY_USED, Shell, as_json, pass_shell
from flows.service import audit as auditing
from flows.service import sealing
from flows.service.audit_seals import Fault
from flows.service.audit_values import removed_from
from flows.service.proof import anchoring
from flows.service.proof.exporting import VERIFIER, export_history
from flows.service.readings import Asked, list_reveals
from flows.service.rights import OPERATOR

TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """核查办理记录 / Verify the history."""


@audit.command()
@click.option("--anchors", type=TEXT, help="外部留存的锚 / The anchors that were kept outside.")
@as_json
@pass_shell
def verify(shell: Shell, anchors: Path | None, as_json: bool) -> None:
    """每条链是否完整，或第一处不完整 / Whether every chain is intact, or the first entry that is not."""
    with shell.office() as office, shell.progress("正在核查", "Verifying") as bar:
        report = auditing.verify(office, lambda _count: bar.update(1))
        if anchors is not None:
            outside = anchoring.held_against(office, anchors.read_text(encoding="utf-8", errors="replace"))
            report = replace(report, faults=(*report.faults, *outside))
        values, lacking = removed_from(office)
    if as_json:
        counted = {name: getattr(report, name) for name in ("cases", "entries", "checkpoints", "unsealed")}
        counted |= {"values_removed": values, "cases_without": lacking}
        shell.answer({**counted, "intact": not report.faults, "faults": _data(report.faults)})
    else:
        _tell(shell, report.faults)
        numbers = f"{report.cases} / {report.entries} / {report.checkpoints} / {report.unsealed}"
        shell.say(
            f"单据 / 记录 / 检查点 / 未封存：{numbers}", f"cases / entries / checkpoints / not yet sealed: {numbers}"
        )
        if values:
            en = f"{values} personal values of {lacking} cases were removed, by entries that say so"
            shell.say(f"{lacking} 张单据的 {values} 项个人信息已删除，均有记录", en)
    _end(shell, report.faults, as_json)


@audit.command()
@as_json
@pass_shell
def replay(shell: Shell, as_json: bool) -> None:
    """由记录重建每张单据并比较 / Rebuild every case from its history alone and compare."""
    with shell.office() as office, shell.progress("正在重建", "Replaying") as bar:
        count, faults = auditing.replay_all(office, lambda _count: bar.update(1))
        values, lacking = removed_from(office)
    if as_json:
        told = {"cases": count, "equal": not faults, "values_removed": values, "cases_without": lacking}
        shell.answer({**told, "faults": _data(faults)})
    else:
        _tell(shell, faults)
        shell.say(f"重建了 {count} 张单据", f"{count} cases rebuilt")
        if values:
            zh = f"其中 {lacking} 张有 {values} 项个人信息已到期删除：凡用到它们的判断以记录为准，其余照常比较"
            en = f"{values} personal values of {lacking} of them were removed: what rested on them is taken as recorded, all else was compared"
            shell.say(zh, en)
    _end(shell, faults, as_json)


@audit.command()
@pass_shell
def seal(shell: Shell) -> None:
    """写入检查点，封存各链末尾 / Write a checkpoint over the heads of all chains."""
    with shell.office() as office:
        count = sealing.seal(office, shell.now())
    shell.say(f"封存了 {count} 条链的末尾", f"Sealed the heads of {count} chains")


@audit.command()
@click.option("--show", is_flag=True, help="只列出全部锚 / Only list all anchors.")
@pass_shell
def anchor(shell: Shell, show: bool) -> None:
    """封存，并把检查点的根送到外部 / Write a checkpoint and bring the roots that are lacking outside."""
    with shell.office() as office:
        if show:
            click.echo(anchoring.anchors_of(office), nl=False)
            return
        anchors = shell.configuration.anchors
        if not anchors.means():
            zh, en = (
                "没有设置 FLOWS_ANCHOR_FILE、_MAIL 或 _COMMAND",
                "None of FLOWS_ANCHOR_FILE, _MAIL, _COMMAND is set",
            )
            shell.refuse(zh, en, WRONGLY_USED)
        sealing.seal(office, shell.now())
        count = anchoring.anchor(office, anchors, shell.now(), at_once=True)
        lagging = [one for one in anchoring.standing(office) if one.waiting and one.means in anchors.means()]
    shell.say(f"送出 {count} 条", f"{count} brought outside")
    for one in lagging:
        fault = one.fault.in_(shell.lang) if one.fault else ""
        shell.warn(
            f"{one.means}：{one.waiting} 条未送达，{fault}", f"{one.means}: {one.waiting} not delivered, {fault}"
        )
    if lagging:
        raise click.exceptions.Exit(NO)


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_shell
def export(shell: Shell, file: Path) -> None:
    """给外部审计的办理记录（不含个人信息）和核查程序 / The history for an outside auditor, without what is personal, and the verifier beside it."""
    with shell.office() as office, shell.progress("正在导出", "Exporting") as bar:
        try:
            counts = export_history(office, file, shell.now(), lambda _count: bar.update(1))
        except FileExistsError:
            shell.refuse(f"{file} 已存在，没有覆盖", f"{file} is there already and was not overwritten")
        except OSError as fault:
            shell.refuse(f"没有导出：{fault}", f"Not exported: {fault}")
    numbers = " / ".join(str(counts[name]) for name in ("cases", "entries", "checkpoints"))
    shell.say(f"单据 / 记录 / 检查点：{numbers}", f"cases / entries / checkpoints: {numbers}")
    beside = file.parent / VERIFIER.name
    shell.say(f"核查：python3 {beside} {file} --anchors 锚文件", f"Check: python3 {beside} {file} --anchors ANCHORS")


@audit.command()
@click.option("--site", required=True, help="项目 / The site.")
@click.option("--reader", default="", help="查看人的用户名 / The user name of who has read.")
@click.option("--person", type=click.IntRange(1), help="谁的：登记编号 / Of whom: their number on the register.")
@click.option("--cursor", help="接着上一页 / Go on behind the page before.")
@as_json
@pass_shell
def readings(shell: Shell, site: str, reader: str, person: int | None, cursor: str | None, as_json: bool) -> None:
    """谁何时看了谁的个人信息 / Who was shown whose personal data, and when."""
    with shell.office() as office:
        asked = Asked(reader, person)
        found = list_reveals(office, OPERATOR, site, shell.now(), cursor, asked=asked)
    if as_json:
        told = [{**asdict(one), "label": one.label.in_(shell.lang)} for one in found.items]
        shell.answer({"items": told, "cursor": found.cursor})
        return
    for one in found.items:
        by = one.by.login or "-"
        click.echo(f"{one.at:%Y-%m-%d %H:%M}Z\t{by}\t{one.number or one.of}\t{one.label.in_(shell.lang)}\t{one.reason}")
    if found.cursor:
        shell.say(f"下一页：--cursor {found.cursor}", f"further: --cursor {found.cursor}")


def _data(faults: Iterable[Fault]) -> list[dict[str, object]]:
    return [{"case": f.case, "seq": f.seq, "zh": f.message.zh, "en": f.message.en} for f in faults]


def _tell(shell: Shell, faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(f"{fault.case} #{fault.seq}: {fault.message.in_(shell.lang)}")


def _end(shell: Shell, faults: tuple[Fault, ...], as_json: bool) -> None:
    if faults:
        raise click.exceptions.Exit(1)
    if not as_json:
        shell.say("完整无误", "Intact")
