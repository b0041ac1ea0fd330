"""`flows trace`: clause and transition, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

import click

from command.declaring import PROCEDURE
from command.shell import Shell, as_json, pass_shell
from flows.definition import Procedure, Text
from flows.definition.check import clauses_of
from flows.procedures import CLAUSES, PROCEDURES


@dataclass(frozen=True, slots=True)
class Place:
    """What in a declaration rests on a clause: a transition, a deadline, a setting, or the procedure as such."""

    procedure: str
    kind: str
    name: str
    label: Text
    clause: str

    @property
    def clauses(self) -> tuple[str, ...]:
        """None: it goes beyond the handbook."""
        return clauses_of(self.clause)


@dataclass(frozen=True, slots=True)
class Trace:
    """`covered`: clause to the places that rest on it; `uncovered`: known clauses on which nothing rests."""

    places: tuple[Place, ...]
    covered: dict[str, tuple[Place, ...]]
    uncovered: tuple[str, ...]


def places_of(procedure: Procedure) -> Iterator[Place]:
    key = procedure.key
    yield Place(key, "procedure", key, Text(procedure.zh, procedure.en), procedure.clause)
    for t in procedure.transitions:
        name = f"{t.event.code}: {', '.join(t.source)} → {t.target or '='}"
        yield Place(key, "transition", name, Text(t.event.zh, t.event.en), t.clause)
    for state in procedure.states:
        for deadline in state.deadlines:
            name = f"{state.code}: {deadline.code}"
            yield Place(key, "deadline", name, Text(deadline.zh, deadline.en), deadline.clause)
    for setting in procedure.settings:
        yield Place(key, "setting", setting.code, Text(setting.zh, setting.en), setting.source)


def trace_of(procedures: Iterable[Procedure]) -> Trace:
    places = tuple(place for procedure in procedures for place in places_of(procedure))
    covered: dict[str, tuple[Place, ...]] = {}
    for place in places:
        for clause in place.clauses:
            covered[clause] = (*covered.get(clause, ()), place)
    return Trace(places, covered, tuple(code for code in CLAUSES if code not in covered))


@click.command()
@click.argument("procedure", type=PROCEDURE, required=False)
@as_json
@pass_shell
def trace(shell: Shell, procedure: Procedure | None, as_json: bool) -> None:
    """条款与流转的对应，双向，并列出未覆盖的 / Clause and transition, both ways, with what is not covered."""
    found = trace_of([procedure] if procedure else PROCEDURES.values())
    if as_json:
        shell.answer(_data(found))
        return
    _forward(shell, found)
    _backward(shell, found)
    if procedure is None:
        _missing(shell, found)


def _data(found: Trace) -> dict[str, object]:
    return {
        "places": [{**asdict(place), "clauses": list(place.clauses)} for place in found.places],
        "clauses": {
            code: {
                "zh": clause.zh,
                "en": clause.en,
                "places": [f"{p.procedure} {p.kind} {p.name}" for p in found.covered.get(code, ())],
            }
            for code, clause in CLAUSES.items()
        },
        "uncovered": list(found.uncovered),
    }


def _forward(shell: Shell, found: Trace) -> None:
    for place in found.places:
        if place.kind == "procedure":
            click.echo(f"\n{place.procedure} {place.label.in_(shell.lang)} [{place.clause}]")
            continue
        ground = place.clause if place.clauses else shell.pick("手册之外", "beyond the handbook")
        click.echo(f"  {place.name}  {place.label.in_(shell.lang)}  [{ground}]")


def _backward(shell: Shell, found: Trace) -> None:
    shell.say("\n条款 → 流转", "\nClause → transition")
    for code, clause in CLAUSES.items():
        if code in found.covered:
            click.echo(f"  {code}  {Text(clause.zh, clause.en).in_(shell.lang)}")
            for place in found.covered[code]:
                click.echo(f"      {place.procedure} {place.name}")


def _missing(shell: Shell, found: Trace) -> None:
    shell.say("\n没有流转依据的条款", "\nClauses on which nothing rests")
    for code in found.uncovered:
        click.echo(f"  {code}  {Text(CLAUSES[code].zh, CLAUSES[code].en).in_(shell.lang)}")
    transitions = [place for place in found.places if place.kind == "transition"]
    beyond = sum(not place.clauses for place in transitions)
    shell.say(
        f"\n{len(transitions)} 条流转，{beyond} 条在手册之外；{len(CLAUSES)} 个条款，{len(found.uncovered)} 个未覆盖",
        f"\n{len(transitions)} transitions, {beyond} beyond the handbook; {len(CLAUSES)} clauses, {len(found.uncovered)} not covered",
    )
