"""`flows migrate`: open cases move to another version of their procedure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from command.shell import Shell, as_json, pass_shell
from flows.definition import Text
from flows.service.versions.migrating import Plan, Verdict, migrate

HOW = {
    "run": Text("可改，记录符合新版", "moves: its history is a valid run"),
    "map": Text("按对照表改", "moves by the map"),
    "stays": Text("留在原版", "stays"),
    "overtaken": Text("正有人办理", "overtaken"),
}
DONE = {
    "run": Text("已改，记录符合新版", "moved: its history is a valid run"),
    "map": Text("已按对照表改", "moved by the map"),
}


class StatePair(click.ParamType[tuple[str, str]]):
    """`old_state=new_state`."""

    name = "OLD=NEW"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        old, equals, new = str(value).partition("=")
        if not old or not equals or not new:
            self.fail(f"{value}：写作 原环节=新环节 / written old_state=new_state", param, ctx)
        return old, new


@click.command("migrate")
@click.argument("procedure")
@click.option("--to", "version", type=click.IntRange(1), required=True, help="改到第几版 / To which version.")
@click.option("--dry-run", "dry", is_flag=True, help="只报告，不改 / Only tell, change nothing.")
@click.option(
    "--map",
    "pairs",
    type=StatePair(),
    multiple=True,
    help="环节对照，可多次 / A state and its new one; may be repeated.",
)
@click.option(
    "--map-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='对照表 JSON：{"states": {…}, "reason": "…"} / The map as JSON.',
)
@click.option(
    "--reason", default="", help="按对照表改的理由，写入记录 / Why cases move by the map; kept in their history."
)
@click.option("--by", help="谁决定的（登录名）/ The login of who decided it.")
@as_json
@pass_shell
def migrate_cases(
    shell: Shell,
    procedure: str,
    version: int,
    dry: bool,
    pairs: tuple[tuple[str, str], ...],
    map_file: Path | None,
    reason: str,
    by: str | None,
    as_json: bool,
) -> None:
    """把未办结单据改到流程的另一版 / Move open cases to another version of their procedure."""
    states, written = _read(shell, map_file) if map_file else ({}, "")
    plan = Plan(procedure, version, {**states, **dict(pairs)}, reason or written, by)
    found: list[Verdict] = []
    with shell.office() as office:
        for verdict in migrate(office, plan, shell.now(), dry=dry):
            found.append(verdict)
            if not as_json:
                _tell(shell, verdict, dry=dry)
    if as_json:
        cases = [_data(verdict) for verdict in found]
        shell.answer({"procedure": procedure, "to": version, "dry_run": dry, "cases": cases})
    else:
        _sum_up(shell, found, dry=dry)
    if any(verdict.how == "overtaken" for verdict in found):
        raise click.exceptions.Exit(1)


def _read(shell: Shell, path: Path) -> tuple[Mapping[str, str], str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        states = {str(old): str(new) for old, new in data["states"].items()}
        return states, str(data.get("reason", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        zh, en = f"{path} 不是对照表：{fault!r}", f"{path} is no map of states: {fault!r}"
        shell.refuse(zh, en, 2)


def _tell(shell: Shell, verdict: Verdict, *, dry: bool) -> None:
    words = HOW[verdict.how] if dry or not verdict.moves else DONE[verdict.how]
    way = verdict.state if verdict.target in (None, verdict.state) else f"{verdict.state} → {verdict.target}"
    shell.say(
        f"{verdict.site} {verdict.number}（第 {verdict.version} 版，{way}）：{words.zh}",
        f"{verdict.site} {verdict.number} (version {verdict.version}, {way}): {words.en}",
    )
    for why in verdict.why:
        shell.say(f"  {why.zh}", f"  {why.en}")


def _sum_up(shell: Shell, found: list[Verdict], *, dry: bool) -> None:
    many = Counter(verdict.how for verdict in found)
    moved, stays, late = many["run"] + many["map"], many["stays"], many["overtaken"]
    if dry:
        zh, en = (
            f"试算：{moved} 件可改（其中按对照表 {many['map']} 件）",
            f"Dry run: {moved} would move ({many['map']} by the map)",
        )
    else:
        zh, en = f"改了 {moved} 件（其中按对照表 {many['map']} 件）", f"{moved} moved ({many['map']} by the map)"
    shell.say(f"{zh}，{stays} 件留在原版，{late} 件正有人办理", f"{en}, {stays} stay, {late} overtaken")


def _data(verdict: Verdict) -> dict[str, Any]:
    names = ("site", "number", "version", "state", "how", "target")
    why = [{"zh": one.zh, "en": one.en} for one in verdict.why]
    return {**{name: getattr(verdict, name) for name in names}, "why": why}
