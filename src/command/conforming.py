"""`flows conform`: a foreign event log held against a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from command.declaring import PROCEDURE
from command.shell import WRONGLY_USED, Shell, as_json, pass_shell
from flows.definition import Procedure
from flows.definition.export import fingerprint
from flows.engine.compiled import Compiled
from flows.interchange.event_log import Trace, Unreadable
from flows.interchange.log_files import traces
from flows.service.conforming import conform
from flows.service.conforming_deadlines import REASONS, Reckoning, of_site
from flows.service.conforming_found import MOST_TOLD, Held

SHOWN = 50  # lines of deviations, unless told otherwise


class Named(click.ParamType[tuple[str, str]]):
    """`ACTIVITY=event`."""

    name = "ACTIVITY=EVENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        activity, equals, event = str(value).rpartition("=")
        if not (activity and equals and event):
            self.fail(f"{value}：应写成 活动=操作代码 / {value}: write ACTIVITY=event", param, ctx)
        return activity, event


COLUMNS = ("case", "activity", "time", "person", "post", "lifecycle")
COUNTS = (
    *("cases", "events", "conforming", "deviating", "unfinished", "out_of_order"),
    *("other_procedures", "other_versions", "unknown", "unknown_posts", "aside"),
)


class Columned(click.ParamType[tuple[str, str]]):
    """`case=Column`."""

    name = "FIELD=COLUMN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        ours, _, column = str(value).partition("=")
        if ours not in COLUMNS or not column:
            known = ", ".join(COLUMNS)
            self.fail(
                f"{value}：应写成 字段=列名，字段为 {known} / {value}: write FIELD=column, of {known}", param, ctx
            )
        return ours, column


@click.command("conform")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--procedure", type=PROCEDURE, required=True, help="对照的流程 / The procedure it is held against.")
@click.option(
    "--column", "columns", type=Columned(), multiple=True, help="CSV 的列名，如 case=单号 / Columns of a CSV."
)
@click.option(
    "--name", "named", type=Named(), multiple=True, help="活动叫法不同时 / An activity that is called otherwise."
)
@click.option(
    "--zone", default="Asia/Shanghai", show_default=True, help="没写时差的时间 / Of moments without an offset."
)
@click.option(
    "--site", help="按这个项目的日历和参数算时限 / The site by whose calendar and settings deadlines are reckoned."
)
@click.option("--finished", is_flag=True, help="没办结也算偏离 / A case that has not ended deviates.")
@click.option("--show", type=click.IntRange(0), default=SHOWN, show_default=True, help="列出几条 / How many to list.")
@as_json
@pass_shell
def conform_file(
    shell: Shell,
    file: Path,
    procedure: Procedure,
    columns: tuple[tuple[str, str], ...],
    named: tuple[tuple[str, str], ...],
    zone: str,
    site: str | None,
    finished: bool,
    show: int,
    as_json: bool,
) -> None:
    """外来事件日志（XES、CSV）对照流程，有偏离则退出码为 1 / Hold a foreign log against a procedure; 1 when it deviates."""
    _must_be_events(shell, procedure, named)
    try:
        log = traces(file, dict(columns), ZoneInfo(zone))
        reckoning = _reckoning(shell, site, procedure) if site else Reckoning(ZoneInfo(zone))
        with shell.progress("正在对照", "Holding against the procedure") as bar:
            compiled = Compiled(procedure, fingerprint(procedure))
            held = conform(compiled, _passing(log, bar), dict(named), reckoning, finished=finished)
    except Unreadable as fault:
        zh, en = f"{fault.where}：{fault.message.zh}", f"{fault.where}: {fault.message.en}"
        shell.refuse(zh, en, WRONGLY_USED)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        shell.refuse(f"没有时区 {zone}", f"There is no time zone {zone} ({fault})", WRONGLY_USED)
    if not held.cases:
        shell.refuse("日志里没有这个流程的单据", "The log holds no case of this procedure", WRONGLY_USED)
    if as_json:
        shell.answer(_data(held))
    else:
        _tell(shell, held, show)
    if held.deviating:
        raise click.exceptions.Exit(1)


def _reckoning(shell: Shell, site: str, procedure: Procedure) -> Reckoning:
    with shell.office() as office:
        return of_site(office, site, procedure)


def _must_be_events(shell: Shell, procedure: Procedure, named: tuple[tuple[str, str], ...]) -> None:
    known = {transition.event.code for transition in procedure.transitions}
    for _, event in named:
        if event not in known:
            names = ", ".join(sorted(known))
            shell.refuse(f"没有操作 {event}，只有：{names}", f"There is no event {event}, only: {names}", WRONGLY_USED)


def _passing(log: Iterator[Trace], bar: Any) -> Iterator[Trace]:
    for trace in log:
        bar.update(1)
        yield trace


def _data(held: Held) -> dict[str, Any]:
    return {
        "procedure": held.procedure.key,
        "version": held.procedure.version,
        **{name: getattr(held, name) for name in COUNTS},
        "by_clause": [{"clause": c, "kind": k, "count": n} for (c, k), n in held.by_clause.most_common()],
        "deviations": [
            {**asdict(one), "message": {"zh": one.message.zh, "en": one.message.en}} for one in held.deviations
        ],
        "deadlines_not_judged": [
            {"deadline": code, "why": why, "count": n} for (code, why), n in held.not_judged.most_common()
        ],
        "deviations_not_listed": held.by_clause.total() - len(held.deviations),
    }


def _tell(shell: Shell, held: Held, show: int) -> None:
    for one in held.deviations[:show]:
        where = f"{one.case} {one.at}".strip() + (f" #{one.line}" if one.line else "")
        click.echo(f"{where}: {one.message.in_(shell.lang)} [{one.kind}, {one.clause or '-'}]")
    more = held.by_clause.total() - min(show, len(held.deviations))
    if more:
        shell.say(
            f"另有 {more} 条（--show，--json 至多 {MOST_TOLD}）", f"{more} more (--show, --json up to {MOST_TOLD})"
        )
    for (clause, kind), count in sorted(held.by_clause.items()):
        shell.say(f"条款 {clause or '（无）'}，{kind}：{count}", f"clause {clause or '(none)'}, {kind}: {count}")
    for title, counted in (("unknown", held.unknown), ("aside", held.aside), ("unknown posts", held.unknown_posts)):
        for word, count in counted.most_common():
            click.echo(f"{title}: {word}: {count}")
    for name in ("unfinished", "out_of_order", "other_procedures", "other_versions"):
        if getattr(held, name):
            click.echo(f"{name}: {getattr(held, name)}")
    shell.say(
        f"{held.cases} 张单据、{held.events} 条记录：{held.conforming} 张相符，{held.deviating} 张偏离",
        f"{held.cases} cases, {held.events} events: {held.conforming} conform, {held.deviating} deviate",
    )
    names = {limit.code: limit for state in held.procedure.states for limit in state.deadlines}
    for (code, why), count in held.not_judged.most_common():
        zh, en = f"{names[code].zh}（{code}）", f"{names[code].en} ({code})"
        shell.say(
            f"时限未判断：{zh}，{REASONS[why].zh}：{count}", f"deadline not judged: {en}, {REASONS[why].en}: {count}"
        )
    if any(why == "calendar" for _, why in held.not_judged):
        shell.say("按工作时间算的时限，加 --site 才能判断。", "Deadlines over working time are judged with --site.")
    shell.say(
        "只对照先后、岗位、会签、回避和自进入环节起算的时限；日志里没有的表单内容、材料和其他前置条件不作判断。",
        "Held against order, posts, signatures, four eyes and deadlines that count from the entry of a state; facts, papers and other guards a log doesn't tell are not judged.",
    )
