"""`flows trace`: every clause of the handbooks and what keeps it, both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import click

from command.declaring import PROCEDURE
from command.keeping import Place, Trace, trace_of
from command.shell import NO, Shell, as_json, pass_shell
from command.things import KINDS
from flows.definition import Procedure, Text
from flows.procedures import CLAUSES, PROCEDURES
from flows.procedures.handbook.keepers import REASONS

# What a kind is called in the summary: a thing that keeps so many clauses.
# fmt: off
KIND_NAMES = {
    "transition": Text("流转", "transitions"),
    "deadline": Text("时限", "deadlines"),
    "setting": Text("参数", "settings"),
    "guard": Text("前置条件", "guards"),
    "rule": Text("计算规则", "rules"),
    "field": Text("表单项", "fields"),
    "choice": Text("选项", "choices"),
    "document": Text("材料", "documents"),
    "state": Text("环节", "states"),
    "register": Text("登记本", "registers"),
    "report": Text("报表", "reports"),
    "sheet": Text("表单", "printed forms"),
    "entry": Text("登记项", "register entries"),
    "procedure": Text("流程", "procedures as such"),
    "role": Text("岗位", "posts"),
    "means": Text("系统功能", "parts of the program"),
}
# fmt: on


@click.command()
@click.argument("procedure", type=PROCEDURE, required=False)
@click.option("--brief", is_flag=True, help="只列悬空的条款和合计 / What is open and the sum alone.")
@as_json
@pass_shell
def trace(shell: Shell, procedure: Procedure | None, brief: bool, as_json: bool) -> None:
    """条款与落实处的对应，双向；有条款悬空则退出码为 1 / Each clause and what keeps it, both ways; exit status 1 when one is in neither list."""
    found = trace_of(PROCEDURES.values())
    places = [place for place in found.places if procedure is None or place.procedure == procedure.key]
    if as_json:
        shell.answer(_data(found, places, whole=procedure is None))
    else:
        _told(shell, found, places, whole=procedure is None, brief=brief)
    for fault in found.faults:
        shell.warn(fault.zh, fault.en)
    if found.faults or (found.open and procedure is None):
        raise click.exceptions.Exit(NO)


def _told(shell: Shell, found: Trace, places: list[Place], whole: bool, brief: bool) -> None:
    if not brief:
        _forward(shell, places)
        _backward(shell, found, places)
    if whole and not brief:
        _exempt(shell, found)
    if whole:
        _open(shell, found)
        _summary(shell, found)


def _data(found: Trace, places: list[Place], whole: bool) -> dict[str, object]:
    codes = [code for code in CLAUSES if whole or any(place in places for place in found.kept.get(code, ()))]
    answer: dict[str, object] = {
        "places": [{**asdict(place), "clauses": list(place.clauses)} for place in places],
        "clauses": {code: _clause(found, code, places) for code in codes},
        "faults": [asdict(fault) for fault in found.faults],
    }
    if whole:
        answer["reasons"] = {key: asdict(reason) for key, reason in REASONS.items()}
        answer["counts"] = {kind: found.counts[kind] for kind in KINDS if found.counts[kind]}
        answer["open"] = list(found.open)
    return answer


def _clause(found: Trace, code: str, places: list[Place]) -> dict[str, object]:
    clause = CLAUSES[code]
    kept = [_full(place) for place in found.kept.get(code, ()) if place in places]
    return {"zh": clause.zh, "en": clause.en, "places": kept, "reason": found.exempt.get(code)}


def _full(place: Place) -> str:
    return " ".join(part for part in (place.procedure, place.kind, place.name) if part)


def _forward(shell: Shell, places: Iterable[Place]) -> None:
    heading = ""
    for place in places:
        if place.procedure != heading:
            heading = place.procedure
            click.echo(f"\n{heading}")
        ground = place.clause if place.clauses else shell.pick("手册之外", "beyond the handbook")
        kind = KIND_NAMES[place.kind].in_(shell.lang)
        click.echo(f"  {kind} {place.name}  {place.label.in_(shell.lang)}  [{ground}]")


def _backward(shell: Shell, found: Trace, places: list[Place]) -> None:
    shell.say("\n条款 → 落实处", "\nClause → what keeps it")
    for code, keeping in found.kept.items():
        mine = [place for place in keeping if place in places]
        if mine and code in CLAUSES:
            _line(shell, code)
            for place in mine:
                click.echo(f"      {_full(place)}")


def _exempt(shell: Shell, found: Trace) -> None:
    shell.say("\n不宜由机器办理的条款，按理由", "\nClauses that are no matter for a machine, by reason")
    for key, reason in REASONS.items():
        click.echo(f"  {reason.in_(shell.lang)}")
        for code in (code for code, why in found.exempt.items() if why == key and code in CLAUSES):
            click.echo(f"    {code}  {_words(shell, code)}")


def _open(shell: Shell, found: Trace) -> None:
    if found.open:
        shell.say("\n悬空的条款", "\nOpen clauses")
    for code in found.open:
        _line(shell, code)


def _summary(shell: Shell, found: Trace) -> None:
    kept = {kind: found.counts[kind] for kind in KINDS if found.counts[kind]}
    zh = "，".join(f"{KIND_NAMES[kind].zh} {number}" for kind, number in kept.items())
    en = ", ".join(f"{number} by {KIND_NAMES[kind].en}" for kind, number in kept.items())
    out, rest = len(found.exempt), len(found.open)
    shell.say(
        f"\n{len(CLAUSES)} 个条款：由{zh} 落实，不宜由机器办理 {out}，悬空 {rest}",
        f"\n{len(CLAUSES)} clauses: kept {en}, {out} not for a machine, {rest} open",
    )


def _line(shell: Shell, code: str) -> None:
    click.echo(f"  {code}  {_words(shell, code)}")


def _words(shell: Shell, code: str) -> str:
    return Text(CLAUSES[code].zh, CLAUSES[code].en).in_(shell.lang)
