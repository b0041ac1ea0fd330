"""`flows audit`: the history held against its hashes, its seals, and the rows that it must add up to."""

from __future__ import annotations

from collections.abc import Iterable

import click

from command.shell import Shell, as_json, pass_shell
from flows.service import audit as auditing
from flows.service.audit import Fault


@click.group()
def audit() -> None:
    """核查办理记录 / Verify the history."""


@audit.command()
@as_json
@pass_shell
def verify(shell: Shell, as_json: bool) -> None:
    """每条链是否完整，或第一处不完整 / Whether every chain is intact, or the first entry that is not."""
    with shell.office() as office, shell.progress("正在核查", "Verifying") as bar:
        report = auditing.verify(office, lambda _count: bar.update(1))
    if as_json:
        counted = {name: getattr(report, name) for name in ("cases", "entries", "checkpoints", "unsealed")}
        shell.answer({**counted, "intact": not report.faults, "faults": _data(report.faults)})
    else:
        _tell(shell, report.faults)
        numbers = f"{report.cases} / {report.entries} / {report.checkpoints} / {report.unsealed}"
        shell.say(
            f"单据 / 记录 / 检查点 / 未封存：{numbers}", f"cases / entries / checkpoints / not yet sealed: {numbers}"
        )
    _end(shell, report.faults, as_json)


@audit.command()
@as_json
@pass_shell
def replay(shell: Shell, as_json: bool) -> None:
    """由记录重建每张单据并比较 / Rebuild every case from its history alone and compare."""
    with shell.office() as office, shell.progress("正在重建", "Replaying") as bar:
        count, faults = auditing.replay_all(office, lambda _count: bar.update(1))
    if as_json:
        shell.answer({"cases": count, "equal": not faults, "faults": _data(faults)})
    else:
        _tell(shell, faults)
        shell.say(f"重建了 {count} 张单据", f"{count} cases rebuilt")
    _end(shell, faults, as_json)


@audit.command()
@pass_shell
def seal(shell: Shell) -> None:
    """写入检查点，封存各链末尾 / Write a checkpoint over the heads of all chains."""
    with shell.office() as office:
        count = auditing.seal(office, shell.now())
    shell.say(f"封存了 {count} 条链的末尾", f"Sealed the heads of {count} chains")


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
