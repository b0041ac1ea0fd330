"""Which clause of the handbooks is kept by what: citations of declarations and papers, and the keepers named apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from command.things import KINDS, named_things
from flows.definition import Procedure, Text
from flows.definition.check import clauses_of
from flows.procedures import CLAUSES, REGISTERS, ROLES, SHEETS
from flows.procedures.handbook.keepers import EXEMPTIONS, KEEPERS, REASONS, Exemption, Keeper
from flows.service.reports import REPORTS

HEADING = "heading"  # the one reason that says nothing against a machine: a heading that something cites is kept


@dataclass(frozen=True, slots=True)
class Place:
    """What rests on a clause. `procedure` is empty for what belongs to none or to several; `clause` is the citation."""

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
    """`kept`: clause to the places that rest on it; `exempt`: clause to the key of its reason; `open`: clauses in
    neither; `faults`: names and reasons that do not exist, clauses settled twice."""

    places: tuple[Place, ...]
    kept: Mapping[str, tuple[Place, ...]]
    exempt: Mapping[str, str]
    open: tuple[str, ...]
    faults: tuple[Text, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many clauses each kind keeps; one that several keep counts under the first of `KINDS`."""
        return Counter(min((place.kind for place in places), key=KINDS.index) for places in self.kept.values())


def places_of(procedure: Procedure) -> Iterator[Place]:
    """What a declaration cites."""
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


def papers_and_posts() -> Iterator[Place]:
    """What cites beside the declarations."""
    for register in REGISTERS.values():
        yield Place(register.procedure, "register", register.code, Text(register.zh, register.en), register.clause)
    for sheet in SHEETS.values():
        yield Place(sheet.procedure, "sheet", sheet.code, Text(sheet.zh, sheet.en), sheet.clause)
    for report in REPORTS.values():
        yield Place("", "report", report.name, report.title, report.clause)
    for role in ROLES.values():
        yield Place("", "role", role.code, Text(role.zh, role.en), role.clause)


def trace_of(
    procedures: Iterable[Procedure],
    keepers: Iterable[Keeper] = KEEPERS,
    exemptions: Iterable[Exemption] = EXEMPTIONS,
) -> Trace:
    declared, keepers, exemptions = tuple(procedures), tuple(keepers), tuple(exemptions)
    things = named_things(declared, (keeper.name for keeper in keepers if keeper.kind == "means"))
    cited = [place for procedure in declared for place in places_of(procedure)]
    apart = [_apart(keeper, things[keeper.kind, keeper.name]) for keeper in keepers if _named(keeper) in things]
    places = (*cited, *papers_and_posts(), *apart)
    kept: dict[str, tuple[Place, ...]] = {}
    for place in places:
        for clause in place.clauses:
            kept[clause] = (*kept.get(clause, ()), place)
    exempt = {exemption.clause: exemption.reason for exemption in exemptions if exemption.clause not in kept}
    faults = (*_unknown(keepers, exemptions, things), *_settled_twice(kept, exemptions), *_uncited(kept))
    ordered = {code: kept[code] for code in CLAUSES if code in kept}
    return Trace(places, ordered, exempt, tuple(c for c in CLAUSES if c not in kept and c not in exempt), faults)


def _named(keeper: Keeper) -> tuple[str, str]:
    return keeper.kind, keeper.name


def _apart(keeper: Keeper, label: Text) -> Place:
    """An event is an arrow of its procedure, so it counts as a transition."""
    procedure, dot, name = keeper.name.partition(".")
    kind = "transition" if keeper.kind == "event" else keeper.kind
    if keeper.kind == "procedure":
        return Place(keeper.name, kind, keeper.name, label, keeper.clause)
    if dot and keeper.kind != "means":
        return Place(procedure, kind, name, label, keeper.clause)
    return Place("", kind, keeper.name, label, keeper.clause)


def _unknown(
    keepers: Iterable[Keeper], exemptions: Iterable[Exemption], things: Mapping[tuple[str, str], Text]
) -> Iterator[Text]:
    for keeper in keepers:
        if _named(keeper) not in things:
            name = f"{keeper.kind} {keeper.name}"
            yield Text(f"{keeper.clause}：没有 {name}。", f"{keeper.clause}: there is no {name}.")
    for exemption in exemptions:
        if exemption.clause not in CLAUSES:
            yield Text(f"没有条款 {exemption.clause}。", f"There is no clause {exemption.clause}.")
        if exemption.reason not in REASONS:
            yield Text(
                f"{exemption.clause}：没有理由 {exemption.reason}。",
                f"{exemption.clause}: there is no reason {exemption.reason}.",
            )


def _settled_twice(kept: Mapping[str, tuple[Place, ...]], exemptions: tuple[Exemption, ...]) -> Iterator[Text]:
    reasons = {(exemption.clause, exemption.reason) for exemption in exemptions}
    for clause, times in Counter(exemption.clause for exemption in exemptions).items():
        if times > 1:
            yield Text(f"{clause}：给了 {times} 个理由。", f"{clause}: {times} reasons are given.")
        if clause in kept and (clause, HEADING) not in reasons:
            name = f"{kept[clause][0].procedure} {kept[clause][0].name}".strip()
            yield Text(
                f"{clause}：已由 {name} 落实，不应再列为不宜由机器办理。",
                f"{clause}: {name} keeps it, so it is no longer one for people alone.",
            )
    for exemption in exemptions:
        below = any(code.startswith((f"{exemption.clause}.", f"{exemption.clause} ")) for code in CLAUSES)
        if exemption.reason == HEADING and not below:
            yield Text(f"{exemption.clause}：其下没有条款。", f"{exemption.clause}: there are no clauses below it.")


def _uncited(kept: Mapping[str, tuple[Place, ...]]) -> Iterator[Text]:
    for clause in kept:
        if clause not in CLAUSES:
            name = f"{kept[clause][0].procedure} {kept[clause][0].name}".strip()
            yield Text(f"{name}：没有条款 {clause}。", f"{name}: there is no clause {clause}.")
