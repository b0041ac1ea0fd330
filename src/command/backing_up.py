"""`flows backup` and `flows restore`: the whole of an installation in one file, while it runs."""

from __future__ import annotations

from pathlib import Path

import click

from command.configuration import Configuration
from command.shell import NO, Shell, as_json, pass_shell
from flows.service.backup import FileKey, Manifest, Restored, back_up
from flows.service.backup import restore as bring_back
from flows.service.backup.replaced import Undone
from flows.service.backup.restoring import Target
from flows.service.keys import ring_of
from flows.storage.papers.store import NotReached

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--encrypt",
    is_flag=True,
    help="加密整个文件，恢复时需要同一把密钥 / Encrypt the whole file; a restore needs the same key.",
)
@as_json
@pass_shell
def backup(shell: Shell, file: Path, encrypt: bool, as_json: bool) -> None:
    """备份数据和材料到一个文件 / Back up data and papers into one file, at one moment, while everybody goes on."""
    with shell.office() as office, shell.progress("正在备份", "Backing up") as bar:
        try:
            key = _sealing(shell.configuration) if encrypt else None
            manifest = back_up(office, file, shell.now(), lambda: bar.update(1), key)
        except FileExistsError:
            shell.refuse(f"{file} 已存在，没有覆盖", f"{file} is there already and was not overwritten")
        except (NotReached, OSError) as fault:
            shell.refuse(f"没有备份：{fault}", f"Not backed up: {fault}")
    _tell_backup(shell, file, manifest, key, as_json)
    if manifest.faults or manifest.differing:
        raise click.exceptions.Exit(NO)


def _sealing(given: Configuration) -> FileKey:
    """A key of its own, else that of the papers."""
    return FileKey.of((*given.backup_keys, *given.paper_keys, *given.keys())[0])


def _tell_backup(shell: Shell, file: Path, manifest: Manifest, key: FileKey | None, as_json: bool) -> None:
    rows, papers = sum(manifest.counts.values()), sum(name.startswith("papers/") for name in manifest.members)
    if as_json:
        told = {"rows": rows, "papers": papers, "missing": manifest.missing, "checkpoint": manifest.checkpoint}
        told |= {"cases": manifest.counts["cases"], "revision": manifest.revision, "keys": manifest.keys}
        told |= {"paper_keys": manifest.paper_keys, "encrypted_with": key.id.hex() if key else None}
        shell.answer({"file": str(file), **told, "faults": manifest.faults, "differing": manifest.differing})
        return
    shell.say(f"已备份到 {file}：{rows} 行，{papers} 份材料", f"Backed up into {file}: {rows} rows, {papers} papers")
    named = ", ".join(manifest.keys)
    shell.say(f"恢复时需要密钥 {named}，备份里没有", f"To restore it needs the key {named}, which is not in it")
    if manifest.paper_keys:
        papers_named = ", ".join(manifest.paper_keys)
        shell.say(f"材料用密钥 {papers_named} 加密", f"Its papers are encrypted with the key {papers_named}")
    if key:
        shell.say(f"文件用密钥 {key.id.hex()} 加密", f"The file is encrypted with the key {key.id.hex()}")
    if manifest.missing:
        many = len(manifest.missing)
        shell.warn(f"{many} 份材料已不在存放处", f"{many} papers were not where papers lie")
    if manifest.faults or manifest.differing:
        zh = f"备份时办理记录已有问题：{manifest.faults} 处链、{manifest.differing} 处重建"
        shell.warn(zh, f"The history had faults already: {manifest.faults} of chains, {manifest.differing} of replay")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="替换现有数据 / Replace the data that is there.")
@as_json
@pass_shell
def restore(shell: Shell, file: Path, replace: bool, as_json: bool) -> None:
    """从备份恢复；核查不通过则原数据不动 / Bring a backup back; unless it passes every check nothing is changed."""
    settings = shell.configuration
    target = Target(
        settings.database_url,
        ring_of(settings.keys()),
        settings.attachments,
        settings.paper_keys,
        backup_keys=settings.backup_keys,
    )
    with shell.progress("正在恢复", "Restoring") as bar:
        try:
            found = bring_back(file, target, replace=replace, progress=lambda: bar.update(1))
        except NotReached as fault:
            shell.refuse(f"没有恢复，材料存放处：{fault}", f"Not restored, papers can't be kept: {fault}")
    with shell.office():  # today's declarations are published
        _tell_restored(shell, found, as_json)


def _tell_restored(shell: Shell, found: Restored, as_json: bool) -> None:
    manifest = found.manifest
    if as_json:
        told = {"taken_at": manifest.taken_at, "revision": manifest.revision, "checkpoint": manifest.checkpoint}
        counts = {"rows": found.rows, "cases": found.cases, "papers": found.papers, "missing": manifest.missing}
        lost = {"erased_people": found.undone.people, "removed_letters": found.undone.letters}
        shell.answer({**told, **counts, "faults": len(found.faults), **lost, "papers_left": found.undone.papers})
        return
    shell.say(
        f"已恢复 {manifest.taken_at} 的备份：{found.rows} 行，{found.cases} 张单据，{found.papers} 份材料",
        f"Restored the backup of {manifest.taken_at}: {found.rows} rows, {found.cases} cases, {found.papers} papers",
    )
    shell.say(
        "链、重建、行数和材料均已核对；所有人须重新登录",
        "Chains, replay, counts and papers were checked; everybody signs in anew",
    )
    if manifest.faults or manifest.differing:
        zh = f"备份时办理记录已有问题：{manifest.faults} 处链、{manifest.differing} 处重建，随之恢复；见 flows audit verify、replay"
        en = f"The history had faults when it was taken, and has them now: {manifest.faults} of chains, {manifest.differing} of replay; see flows audit verify, replay"
        shell.warn(zh, en)
    _tell_undone(shell, found.undone)


def _tell_undone(shell: Shell, undone: Undone) -> None:
    people = ", ".join(map(str, undone.people))
    letters = ", ".join(map(str, undone.letters))
    if people:
        zh = f"备份之后按本人要求删除的人员又回来了，请逐个再删除（flows person erase）：编号 {people}"
        en = f"Erased since the backup as they asked, and there again; erase each anew (flows person erase): numbers {people}"
        shell.warn(zh, en)
    if letters:
        zh = f"备份之后按本人要求删除的授权书又回来了：授权 {letters}"
        en = f"Letters removed since the backup as somebody asked, and there again: of authorisations {letters}"
        shell.warn(zh, en)
    if undone.papers:
        many = len(undone.papers)
        zh = f"备份之后上传的 {many} 份材料留在存放处，已无单据指向；指纹见 --json 的 papers_left"
        en = (
            f"{many} papers brought since the backup lie there still and are nobody's; --json names them as papers_left"
        )
        shell.warn(zh, en)
