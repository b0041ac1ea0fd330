"""`flows story`: a finished case kept as a regression test."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from command.shell import NO, Shell, pass_shell
from flows.service.office import open_office
from flows.service.retold import Untellable, kept_story, retell, told_ending

KEPT = Path("tests/stories/kept")
NAME = 10  # letters of the digest: enough to tell some thousand stories apart


@click.command()
@click.argument("number")
@click.option("--site", help="项目代号；单号在几个项目都有时 / The site, where several have that number.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=KEPT, show_default=True, help="文件夹 / Folder."
)
@pass_shell
def story(shell: Shell, number: str, site: str | None, out: Path) -> None:
    """把办结的单据存为回归测试，人和文字都换成虚构的 / Keep a finished case as a regression test, about invented people."""
    with shell.office() as office:
        kept = kept_story(office, number, site)
    expected = told_ending(kept)
    try:
        with TemporaryDirectory() as folder, shell.progress("正在重演", "Telling it again", length=1) as bar:
            place = Path(folder)
            begins = datetime.fromisoformat(kept["steps"][0]["at"]) - timedelta(days=1)
            trial = open_office(f"sqlite:///{place / 'trial.db'}", secrets.token_bytes(32), place / "papers", begins)
            try:
                found = retell(trial, kept, "story")
            finally:
                trial.engine.dispose()
            bar.update(1)
    except Untellable as no:
        shell.refuse(f"{number} 不能重演：{no.message.zh}", f"{number} can't be told again: {no.message.en}", NO)
    if found != expected:
        zh, en = (
            f"{number} 重演的结果不同：{found}，应为 {expected}",
            f"{number} ends otherwise: {found}, not {expected}",
        )
        shell.refuse(zh, en, NO)
    _write(shell, kept, out)


def _write(shell: Shell, kept: dict[str, object], out: Path) -> None:
    content = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    digest = hashlib.sha256(content.encode()).hexdigest()[:NAME]
    file = out / f"{kept['procedure']}-{digest}.json"
    if file.exists():
        shell.say(f"{file} 已有，没有变化", f"{file} is there already, unchanged")
        return
    with shell.writing(file):
        out.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(content, encoding="utf-8")
        part.replace(file)
    shell.say(
        f"{file}：重演过，结果相同；由 tests/stories/test_kept.py 一起跑。提交前请看一遍",
        f"{file}: told again with the same end; tests/stories/test_kept.py runs it. Read it before you commit it",
    )
