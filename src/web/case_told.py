"""The history of a case told as sentences: who did what, and how long after it had reached them.

Time is that of the wall, not working time: it is what somebody who waits has waited. While a clock was stopped the waiting
counts too, and is named, up to the longest pause, after which the clock ran on by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flows.service.case_history import HistoryView
from flows.service.case_view import CaseView
from flows.service.vocabulary import BEYOND, CLOCK, Procedure
from web.case_reading import spent
from web.language import role_name, say, t

ASSIGNED, CLAIMED, STOPPED, STARTED_AGAIN = "assign_task", "claim_task", "pause_clock", "resume_clock"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence around the event, which stands out; `clause` is what the arrow rests on, empty beside arrows."""

    before: str
    did: str
    after: str
    clause: str


@dataclass
class _Stay:
    """A case in one state: since when, by whose doing, given to whom, and how long its clock stood still."""

    since: datetime
    begun: bool = False  # by starting the case
    given: Mapping[str, datetime] = field(default_factory=dict)
    stopped_at: datetime | None = None
    runs_on_at: datetime | None = None  # by itself, after the longest pause
    stood: tuple[tuple[datetime, datetime], ...] = ()

    def reached(self, login: str) -> datetime:
        return self.given.get(login, self.since)

    def until(self, end: datetime) -> datetime:
        return min(end, self.runs_on_at or end)

    def stood_between(self, begin: datetime, end: datetime) -> timedelta:
        still = ((self.stopped_at, self.until(end)),) if self.stopped_at else ()
        spans = (min(till, end) - max(since, begin) for since, till in (*self.stood, *still))
        return sum((span for span in spans if span > timedelta(0)), timedelta(0))


def told(view: CaseView) -> dict[int, Told]:
    """The sentence of each entry, by its number."""
    clauses = _clauses(view.procedure)
    arrows = {event for event, _ in clauses}
    found: dict[int, Told] = {}
    stay: _Stay | None = None
    for entry in view.history:
        clause = clauses.get((entry.event, entry.source or ""), "")
        timed = stay is not None and (entry.event in arrows or entry.event == CLAIMED)
        after = _after(stay, entry) if stay and timed else ""
        found[entry.seq] = Told(_who(entry), say(entry.label), after + _onward(entry), clause)
        stay = _next(stay, entry)
    return found


def waiting(view: CaseView, now: datetime) -> str:
    """Who has it now, since when; or how long all of it took."""
    if view.task is None:
        lasted = spent((view.closed_at or now) - view.opened_at)
        return t(f"从新建到办结共 {lasted}。", f"It took {lasted} from start to end.")
    stay = _present(view.history)
    one = view.task.claimed_by or view.task.named
    posts = t("、", " / ").join(role_name(code) for code in view.task.audience)
    whom = t(f"{posts}（{one.name}）", f"{posts} ({one.name})") if one else posts
    since = stay.reached(one.login) if stay and one else view.entered_at
    lasted = spent(now - since)
    still = _still(view, now) if stay and stay.stopped_at else ""
    return t(
        f"现在等{whom}办理“{view.state.zh}”，至今 {lasted}{still}。",
        f"Now in “{view.state.en}” with {whom}, for {lasted}{still}.",
    )


def _still(view: CaseView, now: datetime) -> str:
    stopped = [deadline for deadline in view.deadlines if deadline.paused_since]
    if not stopped or any(deadline.stands_still(now) for deadline in stopped):
        return t("，计时已暂停", "; its clock stands still")
    return t("，已满最长暂停，时钟自行走动", "; after the longest wait its clock runs on by itself")


def _present(history: Sequence[HistoryView]) -> _Stay | None:
    stay: _Stay | None = None
    for entry in history:
        stay = _next(stay, entry)
    return stay


def _next(stay: _Stay | None, entry: HistoryView) -> _Stay:
    """How the case stands after the entry."""
    if stay is None or entry.source != entry.target:
        return _Stay(entry.at, begun=stay is None)
    if entry.event == ASSIGNED and entry.task and entry.task.get("claimed_by"):
        stay.given = {**stay.given, entry.task["claimed_by"]: entry.at}
    elif entry.event == STOPPED:
        stay.stopped_at, stay.runs_on_at = entry.at, entry.runs_on_at
    elif entry.event == STARTED_AGAIN and stay.stopped_at:
        stay.stood, stay.stopped_at = (*stay.stood, (stay.stopped_at, stay.until(entry.at))), None
    return stay


def _clauses(procedure: Procedure) -> dict[tuple[str, str], str]:
    """By event and source. Where one of several ways is picked, all their clauses."""
    found: dict[tuple[str, str], list[str]] = {}
    for arrow in procedure.transitions:
        clause = t("手册未规定", BEYOND) if arrow.clause == BEYOND else arrow.clause
        for source in arrow.source:
            found.setdefault((arrow.event.code, source), []).append(clause)
    return {arrow: t("；", "; ").join(dict.fromkeys(clauses)) for arrow, clauses in found.items()}


def _who(entry: HistoryView) -> str:
    if entry.change:
        return t("系统", "The system:")
    if entry.role == CLOCK.code:
        return t("时钟自动办理", "The clock did")
    post, absent = role_name(entry.role), entry.instead_of
    if absent:
        return t(
            f"{entry.actor.name}（{post}，代{absent.name}）", f"{entry.actor.name} ({post}, for {absent.name}) did"
        )
    return t(f"{entry.actor.name}（{post}）", f"{entry.actor.name} ({post}) did")


def _after(stay: _Stay, entry: HistoryView) -> str:
    """How long after it had reached them. The clock's own events come when they are due: it has nothing to wait for."""
    if entry.role == CLOCK.code:
        lasted = spent(entry.at - stay.since)
        return t(f"，在此环节停留了 {lasted}", f", after {lasted} at this step")
    since = stay.reached(entry.actor.login)
    lasted, stood = spent(entry.at - since), stay.stood_between(since, entry.at)
    still = t(f"（其中暂停计时 {spent(stood)}）", f" ({spent(stood)} of it with the clock stopped)") if stood else ""
    if since != stay.since:
        return t(f"，指派后 {lasted}{still}", f", {lasted}{still} after it was assigned")
    if stay.begun:
        return t(f"，新建后 {lasted}{still}", f", {lasted}{still} after the start")
    return t(f"，收到后 {lasted}{still}", f", {lasted}{still} after it reached this post")


def _onward(entry: HistoryView) -> str:
    if entry.source == entry.target:
        return t("。", ".")
    state = entry.led_to
    if entry.source is None:
        return t(f"，进入“{state.zh}”。", f"; it begins in “{state.en}”.")
    return t(f"，转到“{state.zh}”。", f"; on to “{state.en}”.")
