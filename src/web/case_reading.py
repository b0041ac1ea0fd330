"""What is recorded of a case as a page tells it: facts, deadlines and the history, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows.service.case_deadlines import DeadlineView
from flows.service.case_entries import EntryView
from flows.service.case_history import HistoryView
from flows.service.case_view import CaseView
from flows.service.masking import GONE, is_gone
from flows.service.vocabulary import Field, effect_labels, worked_out
from web.language import lang, local, role_name, say, t
from web.worklist_rows import due_in

BY_WHOM = frozenset({"completed_by", "proposed_by", "taken_over_by"})  # worked out, and logins; other codes are posts'
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands there: `text`, or a `table` for rows."""

    label: str
    text: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The entries of one register."""

    label: str
    table: Table


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the history. `moved` is where it led, if it moved the case; `kind` colours its mark. By
    special treatment: `set_aside` is the condition that it sets aside, `not_met` are those it did without."""

    seq: int
    at: datetime
    when: str
    label: str
    who: str
    instead_of: str
    post: str
    moved: str
    reason: str
    deadlines: tuple[str, ...]
    opinion: str
    facts: tuple[Fact, ...]
    papers: tuple[str, ...]
    given_to: str
    waits_for: str
    set_aside: str
    not_met: tuple[str, ...]
    kind: str
    hash: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A deadline in words; `tone` good, bad or empty; `notes` say how its moment came about where that isn't plain."""

    label: str
    due: str
    told: str
    tone: str
    notes: tuple[str, ...]


class Reading:
    """A case put into words: what is the same for all its entries is looked up once."""

    def __init__(self, view: CaseView) -> None:
        self.view = view
        self.fields: Mapping[str, Field] = view.procedure.fields()
        self.papers = view.procedure.documents()
        self.derived = worked_out(view.procedure)
        self.worked_out = {name: say(label) for name, label in effect_labels(view.procedure).items()}
        self.kinds = {transition.event.code: transition.event.kind for transition in view.procedure.transitions}

    def facts(self, data: Mapping[str, Any]) -> tuple[Fact, ...]:
        """`data` in the order in which the procedure first asks for it, then what was worked out."""
        there = {name: value for name, value in data.items() if value not in (None, [], "")}
        asked = [self._fact(field, there[name]) for name, field in self.fields.items() if name in there]
        others = (name for name in there if name not in self.fields)
        return (*asked, *(Fact(self.worked_out.get(name, name), self._derived(name, there[name])) for name in others))

    def _derived(self, name: str, value: Any) -> str:
        """What a rule worked out is no field of a form; the rule may say how it is read."""
        if name in self.derived:
            return self._text(self.derived[name], value)
        if isinstance(value, bool):
            return t("是", "Yes") if value else t("否", "No")
        words = str(value)
        if name in BY_WHOM:
            return t("、", ", ").join(self.view.people.get(one, one) for one in words.split())
        if MOMENT.match(words):
            return local(datetime.fromisoformat(words), self.view.zone)
        return t("、", ", ").join(role_name(one) for one in words.split())

    def entries(self) -> tuple[Listed, ...]:
        """The entries of registers that the case has opened, a list for each register."""
        kinds = dict.fromkeys(entry.kind for entry in self.view.entries)
        return tuple(self._listed([entry for entry in self.view.entries if entry.kind == kind]) for kind in kinds)

    def _listed(self, entries: list[EntryView]) -> Listed:
        fields = {name: field for entry in entries for name, field in entry.fields.items()}
        dated = any(entry.valid_until for entry in entries)
        until = (t("有效至", "Valid until"),) if dated else ()
        heads = (t("序号", "Line"), *(say(field) for field in fields.values()), *until, t("状态", "State"))
        rows = []
        for entry in entries:
            facts = tuple(self._text(field, entry.facts.get(name)) for name, field in fields.items())
            end = (local(entry.valid_until, self.view.zone) if entry.valid_until else "",) if dated else ()
            rows.append((str(entry.line), *facts, *end, say(entry.state_label)))
        return Listed(say(entries[0].label), Table(heads, tuple(rows)))

    def _fact(self, field: Field, value: Any) -> Fact:
        if field.kind != "rows":
            return Fact(say(field), self._text(field, value))
        heads = tuple(say(column) for column in field.columns)
        rows = tuple(tuple(self._text(column, row.get(column.name)) for column in field.columns) for row in value)
        return Fact(say(field), table=Table(heads, rows))

    def _text(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        if is_gone(value):
            return say(GONE)
        if field.kind == "flag":
            return t("是", "Yes") if value is True else t("否", "No")
        if field.kind == "choice":
            return next((say(choice) for choice in field.choices if choice.code == value), str(value))
        if field.kind == "user":
            return t("、", ", ").join(self.view.people.get(login, login) for login in str(value).split())
        if field.kind == "lines" and isinstance(value, list):
            return t("、", ", ").join(str(line) for line in value)
        if field.kind == "moment" and not field.personal:
            return local(datetime.fromisoformat(value), self.view.zone)
        return t(f"{value} 元", f"{value} yuan") if field.kind == "money" else str(value)

    def history(self) -> tuple[Step, ...]:
        """Newest first."""
        return tuple(self._step(entry) for entry in reversed(self.view.history))

    def _step(self, entry: HistoryView) -> Step:
        clock, moved = entry.role == "clock", entry.source != entry.target
        return Step(
            seq=entry.seq,
            at=entry.at,
            when=local(entry.at, self.view.zone),
            label=say(entry.label),
            who=t("时钟", "The clock") if clock else entry.actor.name,
            instead_of=entry.instead_of.name if entry.instead_of else "",
            post="" if clock else role_name(entry.role),
            moved=say(entry.led_to) if moved else "",
            reason=entry.reason,
            deadlines=(*_deadlines_moved(entry, self.view.zone), *_changed_version(entry)),
            opinion=entry.opinion,
            facts=self.facts(entry.data),
            papers=tuple(self._paper(paper) for paper in entry.documents),
            given_to=self._given_to(entry),
            waits_for=say(entry.pause) if entry.pause else "",
            set_aside=_set_aside(entry),
            not_met=tuple(say(sentence) for _, sentence in entry.special),
            kind="special" if entry.waives else self.kinds.get(entry.event, "note"),
            hash=entry.hash[:8],
        )

    def _paper(self, paper: Mapping[str, Any]) -> str:
        kind = self.papers.get(paper["kind"])
        return t(f"{say(kind)}：{paper['name']}", f"{say(kind)}: {paper['name']}") if kind else str(paper["name"])

    def _given_to(self, entry: HistoryView) -> str:
        login = (entry.task or {}).get("claimed_by")
        return self.view.people.get(login, login) if login and entry.event == "assign_task" else ""


def _set_aside(entry: HistoryView) -> str:
    if entry.waives is None:
        return ""
    condition, event = entry.waives.sentence, entry.waives.label
    return t(f"办理“{event.zh}”时不要求：{condition.zh}", f"Not asked for “{event.en}”: {condition.en}")


def _deadlines_moved(entry: HistoryView, zone: str) -> tuple[str, ...]:
    """Why, then each deadline with what it was due before and after."""
    if entry.calendar is None:
        return ()
    at, by = local(entry.calendar.at, zone), entry.calendar.by
    who = t(by.name, by.name) if by else t("系统", "the system")
    told = [t(f"{who} 于 {at} 更改了日历", f"{who} changed the calendar at {at}")]
    for one in entry.moved:
        was, due = local(one.was, zone), local(one.due_at, zone)
        told.append(t(f"{one.label.zh}：{was} → {due}", f"{one.label.en}: {was} → {due}"))
    return tuple(told)


def _changed_version(entry: HistoryView) -> tuple[str, ...]:
    """From which version to which, and why the case could go on under it."""
    change = entry.change
    if change is None:
        return ()
    told = [t(f"流程由第 {change.was} 版改为第 {change.version} 版", f"From version {change.was} to {change.version}")]
    if change.by_map:
        told.append(t("按对照表改环节", "By a map of states"))
    else:
        told.append(t("此前的办理记录符合新版", "Its history so far is a valid run of the new version"))
    if change.by:
        told.append(t(f"由 {change.by.name} 决定", f"Decided by {change.by.name}"))
    return tuple(told)


def limits(view: CaseView, now: datetime) -> Iterator[Limit]:
    english = lang() == "en"
    for deadline in view.deadlines:
        told, tone = _kept(deadline, now, english)
        due = _reckoned(deadline, view.zone, now)
        yield Limit(say(deadline.label), due, told, tone, tuple(_notes(deadline, view.zone)))


def _reckoned(deadline: DeadlineView, zone: str, now: datetime) -> str:
    """When it is due, and how long its clock stood still on the way there."""
    due = local(deadline.due_at, zone)
    if deadline.paused_since and deadline.due_before:
        since, before = local(deadline.paused_since, zone), local(deadline.due_before, zone)
        if deadline.stands_still(now) or deadline.runs_on_at is None:
            return t(f"原定 {before}，自 {since} 暂停", f"was due {before}, stopped since {since}")
        on = local(deadline.runs_on_at, zone)
        return t(
            f"{due}（原定 {before}，自 {since} 暂停，{on} 已满最长暂停，时钟自行走动）",
            f"{due} (was due {before}, stopped since {since}; after the longest wait, on {on}, the clock ran on by itself)",
        )
    if not deadline.paused:
        return due
    stood = spent(deadline.paused)
    return t(f"{due}（已扣除暂停 {stood}）", f"{due} ({stood} paused)")


def _notes(deadline: DeadlineView, zone: str) -> Iterator[str]:
    if deadline.moved:
        was, at = local(deadline.moved.was, zone), local(deadline.moved.at, zone)
        by = deadline.moved.by.name if deadline.moved.by else t("系统", "the system")
        yield t(
            f"原为 {was}，因 {by} 于 {at} 更改日历而变动",
            f"moved from {was}, because the calendar was changed on {at} by {by}",
        )
    if deadline.provisional:
        year = local(deadline.due_before or deadline.due_at, zone)[:4]
        yield t(
            f"暂按周末推算，{year} 年国家安排尚未公布",
            f"reckoned by weekends: the national calendar of {year} is not published yet",
        )


def spent(time: timedelta) -> str:
    """`2 h 10 min`: days, hours and minutes, without those that are nought."""
    minutes = round(time.total_seconds() / 60)
    parts = ((minutes // 1440, "天", "d"), (minutes // 60 % 24, "小时", "h"), (minutes % 60, "分", "min"))
    told = [t(f"{number} {zh}", f"{number} {en}") for number, zh, en in parts if number]
    return " ".join(told) or t("不到 1 分", "under 1 min")


def _kept(deadline: DeadlineView, now: datetime, english: bool) -> tuple[str, str]:
    if deadline.stands_still(now) and not deadline.overdue:
        return t("计时已暂停", "clock stopped"), "warn"
    if deadline.closed_at is None:
        return due_in(deadline.due_at, now, english), "bad" if deadline.overdue else ""
    if deadline.overdue:
        return t("逾期后办结", "Done late"), "bad"
    return t("按时办结", "Kept"), "good"


def waits_for(view: CaseView) -> str:
    """The posts that the waiting task is for."""
    return t("、", " / ").join(role_name(code) for code in view.task.audience) if view.task else ""
