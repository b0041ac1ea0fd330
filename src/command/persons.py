"""`flows person`: what is held of one person outside the staff, handed over or erased, as they may ask."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from command.shell import Shell, as_json, pass_shell
from flows.service.office import NoPapers, Office
from flows.service.privacy.erasing import Plan, erase_person, plan_erasure
from flows.service.privacy.export import write_export
from flows.service.privacy.holdings import Holdings, holdings
from flows.service.privacy.staff import staff_holdings
from flows.service.readings import note_export
from flows.storage.papers.store import NotReached

HANDED_OVER = "应本人要求导出 / handed over at the person's request"

NUMBER = click.argument("number", type=click.IntRange(1))


@click.group()
def person() -> None:
    """某人的信息：导出、删除 / What is held of one person: to hand over, to erase.

    NUMBER 是登记页地址里的编号，如 /parties/12 / NUMBER as in the address of their page, such as /parties/12.
    """


@person.command()
@NUMBER
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写入的 zip / The zip to write.")
@as_json
@pass_shell
def export(shell: Shell, number: int, out: Path | None, as_json: bool) -> None:
    """导出所存的全部信息，含本人材料 / Everything that is held of them, with their papers, as a zip.

    先确认来人是本人或其代理人 / Be sure who asks.
    """
    place = out or Path(f"person-{number}.zip")
    with shell.office() as office:
        found = holdings(office, number)
        try:
            lacking = _written(shell, office, found, place)
        except NotReached as fault:
            raise NoPapers(office.attachments.name, fault) from fault
        try:
            note_export(office, number, HANDED_OVER, shell.now())
        except BaseException:
            place.unlink(missing_ok=True)  # nothing leaves the house unnoted
            raise
    counts = {section.code: len(section.rows) for section in found.sections}
    if as_json:
        shell.answer({"file": str(place), "rows": counts, "papers": len(found.files), "lacking": lacking})
    else:
        shell.say(
            f"已写入 {place}（含完整个人信息，妥善保管）", f"Written to {place}: personal values in full, keep it safe"
        )
    if lacking:
        shell.refuse(f"取不到的材料：{', '.join(lacking)}", f"Papers that can't be had: {', '.join(lacking)}")


@person.command()
@click.argument("login")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写入的 zip / The zip to write.")
@pass_shell
def staff(shell: Shell, login: str, out: Path | None) -> None:
    """导出所存的某位员工的全部信息 / Everything that is held of somebody who works here.

    员工离职后在管理页停用；办理记录里的姓名保留 / Who leaves is deactivated; the history goes on naming them.
    """
    place = out or Path(f"staff-{login}.zip")
    with shell.office() as office:
        _written(shell, office, staff_holdings(office, login), place)
    shell.say(f"已写入 {place}", f"Written to {place}")


@person.command()
@NUMBER
@click.option("--dry-run", is_flag=True, help="只说会做什么 / Only tell what would be done.")
@as_json
@pass_shell
def erase(shell: Shell, number: int, dry_run: bool, as_json: bool) -> None:
    """删除不须保留的，说明须保留的及期限 / Erase what needn't stay; say what must, and until when. For good."""
    with shell.office() as office:
        act = plan_erasure if dry_run else erase_person
        plan = act(office, number, shell.now())
    if as_json:
        shell.answer({**asdict(plan), "row_goes": plan.row_goes, "done": not dry_run})
        return
    _tell(shell, plan, dry_run)


def _written(shell: Shell, office: Office, found: Holdings, place: Path) -> tuple[str, ...]:
    with shell.writing(place):
        try:
            return write_export(office, found, place, shell.now())
        except FileExistsError:
            shell.refuse(f"{place} 已存在，没有覆盖", f"{place} exists; it was not written over")


def _tell(shell: Shell, plan: Plan, dry_run: bool) -> None:
    for one in plan.stays:
        zh, en = (f"至 {one.until}", f"until {one.until}") if one.until else ("期限未定", "until it is over")
        shell.say(f"保留登记：{one.why.zh}，{zh}", f"The register's row stays: {one.why.en}, {en}")
    for one in plan.kept:
        zh, en = (f"至 {one.until}", f"until {one.until}") if one.until else ("期限未定", "until it is over")
        shell.say(f"保留：{one.why.zh}，{zh}", f"Stays: {one.why.en}, {en}")
    would_zh, would_en = ("将删除", "Would erase") if dry_run else ("已删除", "Erased")
    row_zh, row_en = ("登记、", "the register's row, ") if plan.row_goes else ("", "")
    shell.say(
        f"{would_zh}：{row_zh}单据里的个人信息 {plan.values} 项，证件材料 {plan.papers} 份，授权书 {plan.letters} 份",
        f"{would_en}: {row_en}{plan.values} personal values of cases, {plan.papers} copies of documents, {plan.letters} letters",
    )
    if plan.before:
        shell.say(
            f"升级前的 {plan.before} 条办理记录，内容在链内，只存不用，删不掉",
            f"{plan.before} entries from before the upgrade hold theirs in the chain: they can't go, and are only stored",
        )
