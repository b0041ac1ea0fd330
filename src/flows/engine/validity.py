"""Whether the history of a case is a valid run of another declaration, and what stands against it. Pure.

Every step is taken again on the machine of the new declaration: the same arrow must be there, lead to the same state,
belong to the post that acted, and ask for nothing that was not given then. Guards are not asked anew: what they looked at
(registers, authorisations, the day) the history doesn't hold. One that the old arrow had too was met then; one that is
new was never asked, which stands against the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made_field
from typing import Any

from flows.definition import Case, Field, Procedure, RoleFrom, Text, Transition, roles_of
from flows.definition.checks.subject import Subject
from flows.definition.checks.uses import given_at_start, known_fields, supplies
from flows.definition.writing import Writer
from flows.engine.compiled import Compiled
from flows.engine.conditions import HOLDING, papers_needed
from flows.engine.decide import BY_ITSELF
from flows.engine.machine import ImpossibleStep
from flows.engine.replay import CHANGE, SIDE_EVENTS, SPECIAL, apply, begin

Record = Mapping[str, Any]
Declared = Callable[[int], Procedure]
"""Version to declaration, of the procedure at hand."""


@dataclass(slots=True)
class _Papers:
    """How many of each kind there are, and of these how many came since the case is in its state."""

    all: Counter[str] = made_field(default_factory=Counter)
    fresh: Counter[str] = made_field(default_factory=Counter)

    def add(self, record: Record) -> None:
        kinds = [paper["kind"] for paper in record.get("documents", ())]
        self.all.update(kinds)
        self.fresh.update(kinds)


def against(new: Compiled, declared: Declared, records: Sequence[Record]) -> list[Text]:
    """What keeps these entries, in order and from the first, from being a run of `new`; nothing: they are one."""
    case, papers = begin(records[0]), _Papers()
    papers.add(records[0])
    version, found = case.version, list(_begun(new, case))
    for record in records[1:]:
        papers.add(record)
        if record["event"] == CHANGE:
            version = record["version"]
            if record["source"] != record["target"]:
                found.append(_at(record, Text("此前按对照表改过环节", "its state was changed by a map before")))
        before, case = case, apply(case, record)
        if record["event"] in SIDE_EVENTS or record["event"] in (SPECIAL, CHANGE):
            continue
        step = _Step(new, declared(version), before, case, record, papers)
        faults = step.faults()
        found += [_at(record, fault) for fault in faults or ()]
        if faults is None:
            return [*found, _at(record, step.no_such_arrow())]
        if case.state != before.state:
            papers.fresh.clear()
    return found


def _begun(new: Compiled, case: Case) -> Iterator[Text]:
    procedure = new.procedure
    if case.state != procedure.start.code:
        yield Text(f"新版从“{procedure.start.zh}”开始", f"the new version begins in “{procedure.start.en}”")
    if procedure.unit == "required" and case.unit is None:
        yield Text("新版要有房号", "the new version asks for a unit")
    if procedure.applicant == "required" and case.applicant is None:
        yield Text("新版要有申请人", "the new version asks for an applicant")
    yield from _absent(new, case, given_at_start(procedure))


def _absent(new: Compiled, case: Case, names: Iterable[str]) -> Iterator[Text]:
    fields = new.procedure.fields()
    for name in sorted(name for name in names if case.data.get(name) is None):
        known = fields.get(name)
        label = Text(known.zh, known.en) if known else Text(name, name)
        yield Text(f"缺少“{label.zh}”", f"“{label.en}” is missing")


def _at(record: Record, fault: Text) -> Text:
    return Text(f"第 {record['seq']} 条记录：{fault.zh}", f"entry {record['seq']}: {fault.en}")


@dataclass(frozen=True, slots=True)
class _Step:
    """One event as it was taken under `old`, and as `new` would have it."""

    new: Compiled
    old: Procedure
    before: Case
    after: Case
    record: Record
    papers: _Papers

    def faults(self) -> list[Text] | None:
        """Of the arrow that fits best; None where there is none that leads where the event led."""
        ways = self.new.arrows.get((self.before.state, self.record["event"]), ())
        found = [list(self._of(way)) for way in ways if self._lands(way)]
        return min(found, key=len) if found else None

    def no_such_arrow(self) -> Text:
        event, source, target = self.record["event"], self.before.state, self.record["target"]
        arrow = f"{source} --{event}--> {target}"
        return Text(f"新版没有流转 {arrow}", f"the new version has no arrow {arrow}")

    def _lands(self, way: Transition) -> bool:
        try:
            return bool(self.new.step(self.before.state, way) == self.record["target"])
        except ImpossibleStep:
            return False

    def _of(self, way: Transition) -> Iterator[Text]:
        yield from self._by_whom(way)
        yield from self._words(way)
        yield from self._facts(way)
        yield from self._papers(way)
        yield from self._signatures(way)
        yield from self._unlike(way)

    def _by_whom(self, way: Transition) -> Iterator[Text]:
        holder = self.new.procedure.holder(way, self.before.state)
        roles = {role.code: role for role in roles_of(holder)}
        if isinstance(holder, RoleFrom):
            roles = {code: role for code, role in roles.items() if code == self.before.data.get(holder.field)}
        if way.event.kind not in BY_ITSELF and self.record["role"] not in roles:
            zh, en = "、".join(r.zh for r in roles.values()), " or ".join(r.en for r in roles.values())
            yield Text(f"新版由{zh}办理", f"in the new version it belongs to {en}")
        if self.record["kind"] != way.event.kind or bool(self.record.get("signs")) != way.signs:
            yield Text("新版中此操作另有含义", "in the new version this event counts as something else")

    def _words(self, way: Transition) -> Iterator[Text]:
        if way.reason and not self.record.get("reason"):
            yield Text("新版须写理由", "the new version asks for a reason")
        if way.needs_opinion and not self.record.get("opinion"):
            yield Text("新版须写意见", "the new version asks for an opinion")

    def _facts(self, way: Transition) -> Iterator[Text]:
        given = self.record.get("data", {})
        found = {f.name: given.get(f.name, self.after.data.get(f.name)) for f in way.needs}
        values = {name: value for name, value in found.items() if value is not None}
        labels = {f.name: Text(f.zh, f.en) for f in way.needs}
        for f in way.needs:
            if f.required and f.name not in values:
                yield Text(f"缺少“{f.zh}”", f"“{f.en}” is missing")
        faults = self.new.checks[self.new.index[id(way)]].faults(values)
        for name in dict.fromkeys(str(fault.path[0]) for fault in faults if fault.path):
            yield Text(f"“{labels[name].zh}”不合新版的要求", f"“{labels[name].en}” is not as the new version has it")

    def _papers(self, way: Transition) -> Iterator[Text]:
        for document in way.documents:
            present = (self.papers.fresh if document.fresh else self.papers.all)[document.code]
            missing = papers_needed(document, self.after.data) - present
            if missing > 0:
                yield Text(
                    f"缺少材料“{document.zh}”（{missing} 份）", f"the paper “{document.en}” is missing ({missing})"
                )

    def _signatures(self, way: Transition) -> Iterator[Text]:
        if way.signs or way.target is None or way.event.kind not in HOLDING:
            return
        case = self.before
        signed = {a.role for a in case.approvals if a.signs and (a.round, a.state) == (case.round, case.state)}
        for one in self.new.procedure.state(case.state).sign_offs:
            # A setting that the case doesn't have yet would come with the new version; nobody was asked for it then.
            needed = one.setting is None or bool(case.settings.get(one.setting, True))
            if needed and one.role.code not in signed:
                yield Text(f"新版须由{one.role.zh}会签", f"the new version asks for the signature of: {one.role.en}")

    def _unlike(self, way: Transition) -> Iterator[Text]:
        """What the arrow asks or brings about that the one taken did not."""
        ways = [t for t in self.old.leaving(self.before.state) if t.event.code == self.record["event"]]
        was = [t for t in ways if t.lands_in(self.before.state) == self.record["target"]]
        picking = {t.route.code for t in ways if t.route}
        asked = {guard.code for old in was for guard in old.when} | picking
        for guard in way.when:
            if guard.code not in asked:
                yield Text(f"当时没有核对“{guard.zh}”", f"“{guard.en}” was not asked then")
        if any(route not in picking for route in self._routes(way)):
            yield Text("新版在此分流的条件不同", "the new version picks between ways here by another condition")
        if not any(_effects(old) == _effects(way) for old in was):
            yield Text("新版此步的办理后果不同", "in the new version this step brings about something else")

    def _routes(self, way: Transition) -> Iterator[str]:
        """Those asked before the way is taken, and its own."""
        for other in self.new.arrows[self.before.state, way.event.code]:
            if other.route:
                yield other.route.code
            if other is way:
                return


def _effects(transition: Transition) -> list[dict[str, Any]]:
    writer = Writer()
    return [writer.effect(effect) for effect in transition.effects]


def against_state(new: Compiled, case: Case, target: str) -> list[Text]:
    """What keeps the case from going on in the state `target`, into which it is put: facts that every way there gives."""
    subject = Subject(new.procedure, frozenset())
    given = set(given_at_start(new.procedure))
    for name in known_fields(new.procedure) - given:
        # mypy infers no lambda whose default keeps a loop's value.
        ways = subject.ways_over(lambda arrow, name=name: not supplies(arrow, name, firm=True))  # type: ignore[misc]
        if target in subject.ways and target not in ways:
            given.add(name)
    return list(_absent(new, case, given))


def exposed(old: Procedure, new: Procedure, case: Case, records: Sequence[Record]) -> list[Text]:
    """Personal facts and papers of the case that the new version doesn't declare as such: nobody would mask the ones, guard
    the others or remove them after their term any more."""
    hidden = set(_personal(new.fields()))
    labels = [
        label
        for name, label in _personal(old.fields()).items()
        if name not in hidden and case.data.get(name.partition(".")[0]) not in (None, "", [])
    ]
    brought = {paper["kind"] for record in records for paper in record.get("documents", ())}
    guarded = {code for code, one in new.documents().items() if one.personal}
    papers = old.documents().items()
    labels += [Text(p.zh, p.en) for code, p in papers if p.personal and code in brought - guarded]
    return [
        Text(
            f"“{label.zh}”是个人信息，新版没有这样声明", f"“{label.en}” is personal, and the new version doesn't say so"
        )
        for label in labels
    ]


def _personal(fields: Mapping[str, Field]) -> dict[str, Text]:
    """By name, columns as `rows.column`."""
    found = {name: Text(one.zh, one.en) for name, one in fields.items() if one.personal}
    for name, one in fields.items():
        found |= {f"{name}.{column.name}": Text(column.zh, column.en) for column in one.columns if column.personal}
    return found
