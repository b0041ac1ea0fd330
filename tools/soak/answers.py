"""What was asked and what was answered, held against what lies in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from flows.definition import CLOCK
from flows.engine.replay import START
from flows.service.office import Office
from flows.storage import tables as t
from tools.soak.ledger import Asked, Ledger

PAPER = "attach_paper"
Place = tuple[int, int]  # a case's id, and the place of an entry in its history


def baseline(office: Office) -> dict[str, int]:
    """The last entry of each case; what comes after it somebody must answer for."""
    last = func.max(t.history.c.seq).label("last")
    query = select(t.cases.c.number, last).join(t.history, t.history.c.case_id == t.cases.c.id)
    with office.read() as connection:
        return {row.number: row.last for row in connection.execute(query.group_by(t.cases.c.number))}


@dataclass(frozen=True)
class Stored:
    """Requests by login and key, and entries by their place."""

    kept: Mapping[tuple[str, str], Any]
    entries: Mapping[Place, Any]

    def place(self, asked: Asked) -> Place | None:
        row = self.kept.get((asked.login, asked.key))
        return (row.case_id, row.seq) if row else None

    def unanswered_for(self, ledger: Ledger) -> list[Any]:
        """Entries of the run that are neither the clock's, nor a paper, nor of a request that was accepted or whose
        answer was lost."""
        answered = {self.place(asked) for outcome in ("accepted", "unclear") for asked in ledger.of(outcome)}
        return [
            entry
            for place, entry in self.entries.items()
            if _is_of_the_run(entry, ledger)
            and place not in answered
            and entry.actor != CLOCK.code
            and entry.event != PAPER
        ]


def stored(office: Office) -> Stored:
    query = select(t.history, t.cases.c.number).join(t.cases, t.cases.c.id == t.history.c.case_id)
    with office.at_one_moment() as connection:
        kept = {(row.login, row.key): row for row in connection.execute(select(t.requests))}
        return Stored(kept, {(row.case_id, row.seq): row for row in connection.execute(query)})


def _is_of_the_run(entry: Any, ledger: Ledger) -> bool:
    return bool(entry.seq > ledger.before.get(entry.number, 0))


def accepted_once(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """Every accepted request stands in the history once, and nothing stands there that nobody was told of."""
    found, told = stored(office), Counter[Place]()
    for asked in ledger.of("accepted"):
        place = found.place(asked)
        entry = found.entries.get(place) if place else None
        if place is None or entry is None:
            yield f"{asked.key}: {asked.event} was accepted and is not in the history"
        elif _name(asked) != (entry.number, entry.event, entry.actor):
            yield f"{asked.key}: {asked.event} of {asked.login} stands as {entry.event} of {entry.actor}"
        else:
            told[place] += 1
    for (case, seq), n in told.items():
        if n > 1:
            yield f"case {case}, entry {seq}: two requests were told that it is theirs"
    for entry in found.unanswered_for(ledger):
        yield f"{entry.number}, entry {entry.seq}: {entry.event} of {entry.actor}, which nobody was told of"


def cases_have_begun(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """No case is there without its beginning, and none that was there before is gone."""
    query = select(t.cases.c.number, t.history.c.seq).outerjoin(
        t.history, (t.history.c.case_id == t.cases.c.id) & (t.history.c.seq == 1)
    )
    with office.read() as connection:
        found = {row.number: row.seq for row in connection.execute(query)}
    yield from (f"{number} has no beginning" for number, seq in found.items() if seq is None)
    yield from (f"{number} is gone" for number in ledger.before if number not in found)


def _name(asked: Asked) -> tuple[str, str, str]:
    return asked.number, START if asked.event == "start" else asked.event, asked.login


def papers_counted(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """As many as were surely brought, and no more than were sent; none to a case that nobody brought any to."""
    found = Counter(
        entry.number
        for entry in stored(office).entries.values()
        if entry.event == PAPER and _is_of_the_run(entry, ledger)
    )
    for number in found.keys() | ledger.papers.keys():
        papers = ledger.papers_of(number)
        if not papers.sure <= found[number] <= papers.sure + papers.unclear:
            yield f"{number}: {papers.sure} papers were taken, {papers.unclear} may have been, {found[number]} are there"


def refused_left_nothing(office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """Neither a request that is kept, nor an entry or a case that nobody else answers for."""
    found, refused = stored(office), ledger.of("refused")
    yield from (f"{a.key}: {a.event} was refused, and is kept" for a in refused if (a.login, a.key) in found.kept)
    names = {_name(asked): asked.key for asked in refused}
    for entry in found.unanswered_for(ledger):
        number = "" if entry.event == START else entry.number  # whoever was refused a case was told no number
        key = names.get((number, entry.event, entry.actor))
        if key:
            yield f"{key}: {entry.event} was refused, and is entry {entry.seq} of {entry.number}"


def refused_what_must_be(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    for asked in ledger.of("accepted"):
        if asked.must == "refused":
            yield f"{asked.key}: {asked.event} of {asked.login} for {asked.number} was accepted"


def all_answered(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    yield from (f"{a.key}: {a.event} was asked {a.tries} times and never answered" for a in ledger.of("unclear"))


def there_was_work(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    """Else nothing is proved: the machine was too busy, or faults came too fast."""
    for outcome in ("accepted", "refused"):
        if not ledger.of(outcome):
            yield f"no request was {outcome}"
    if not any(asked.must == "refused" for asked in ledger.asked.values()):
        yield "nothing was asked that must be refused"


def one_of_two(_office: Office, ledger: Ledger, _now: datetime) -> Iterator[str]:
    for pair in ledger.pairs:
        if all(ledger.asked[key].outcome == "accepted" for key in pair):
            yield f"{pair[0]} and {pair[1]} both won"
