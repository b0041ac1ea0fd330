"""`flows diff`: what has changed from one version of a procedure to another."""

from __future__ import annotations

from pathlib import Path

import click

from command.shell import Shell, as_json, pass_shell
from flows.service.versions.comparing import Difference, differences


@click.command()
@click.argument("procedure")
@click.option("--from", "old", type=click.IntRange(1), help="与哪一版比，默认前一版 / From which version.")
@click.option("--to", "new", type=click.IntRange(1), help="哪一版，默认最新 / To which version; the newest.")
@click.option(
    "--svg", "picture", type=click.Path(dir_okay=False, path_type=Path), help="把图写入文件 / Write the picture."
)
@as_json
@pass_shell
def diff(shell: Shell, procedure: str, old: int | None, new: int | None, picture: Path | None, as_json: bool) -> None:
    """两版流程的不同，文字和图 / The difference of two versions, in words and as a picture."""
    with shell.office() as office:
        found = differences(office, procedure, old, new)
    if picture is not None:
        picture.write_text(found.picture(shell.lang), encoding="utf-8")
    if as_json:
        words = [{"zh": one.zh, "en": one.en} for one in found.words]
        shell.answer({"procedure": procedure, "from": found.old.version, "to": found.new.version, "changes": words})
    else:
        _tell(shell, found)


def _tell(shell: Shell, found: Difference) -> None:
    old, new = found.old.version, found.new.version
    shell.say(f"{found.new.key} 第 {old} 版 → 第 {new} 版", f"{found.new.key} version {old} → version {new}")
    for one in found.words:
        shell.say(f"  {one.zh}", f"  {one.en}")
    if not found.words:
        shell.say("  没有不同", "  no difference")
