"""Papers that have served their purpose are removed: first the case says so, in its history and in the paper's row; then the
file goes. Killed between the two, the next round finds the row and lets the file go.

The row stays with its hash, its kind, when and why. The history names the paper by its hash as before, so the chain holds,
and a replay finds that what is said to be removed was removed by an entry of the history.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, exists, or_, select, union, update

from flows.service.errors import Conflict
from flows.service.halting import until_halted
from flows.service.noting import note
from flows.service.office import Office
from flows.service.privacy.due import due_papers
from flows.service.privacy.emptying import due_cases, empty_due
from flows.service.privacy.letters_due import KIND as LETTER
from flows.service.privacy.letters_due import due_letters, remove_due_letters
from flows.service.privacy.sweeping import sweep
from flows.service.seeing import THE_CLOCK
from flows.storage.engine import let_go_of_log
from flows.storage.papers.sealed import Sealed
from flows.storage.papers.store import NotReached
from flows.storage.snapshot import by_id
from flows.storage.tables import authorisation_letters, documents, history, users

LOG = logging.getLogger("flows.privacy")
EVENT = "remove_papers"
VALUES = "values"  # in the place of a kind of paper: the personal values in the history
SERVED, WISHED = "served", "wished"
"""Why: their purpose was served; the person asked for it."""
PAPERS, FILES = 200, 200  # in one round
WHOLE = 100_000  # papers: more than a case has, for all of one go at once
AWAKE, WITHIN = 5, 14
"""Beyond the handbook: days on which people did something, of the last so many. What is removed can't be brought back, and one
entry at a clock that has jumped, or the clock's own, shows nothing. An office has ten working days in fourteen, and five or
more left where the eight days of a long holiday fall among them."""


@dataclass(frozen=True, slots=True)
class Due:
    """What of a case is to go, and when it was closed; of a letter the unit, and the last day of its authorisation."""

    number: str
    closed: date
    kinds: tuple[str, ...]


def what_is_due(office: Office, now: datetime, limit: int = 10_000) -> tuple[Due, ...]:
    with office.read() as connection:
        rows = due_papers(connection, now, limit)
        letters = due_letters(connection, now, limit)
        values = due_cases(connection, now, limit)
    found = ((case, list(group)) for case, group in groupby(rows, key=lambda row: row.case_id))
    papers = (Due(group[0].number, group[0].closed_at.date(), tuple(row.kind for row in group)) for _, group in found)
    emptied = (Due(row.number, row.closed_at.date(), (VALUES,)) for row in values)
    return (*papers, *emptied, *(Due(row.code, row.until, (LETTER,)) for row in letters))


def remove_due(office: Office, now: datetime, *, sure: bool = False) -> int:
    """One round: how many papers and letters were removed, files let go, and rows beside cases swept. `sure`: somebody says
    that the clock is right. What one case raises is raised when the others are done."""
    with office.read() as connection:
        waiting = sorted({row.case_id for row in due_papers(connection, now, PAPERS)})
        letters = [row.authorisation_id for row in due_letters(connection, now, PAPERS)]
        values = [row.id for row in due_cases(connection, now, PAPERS)]
    if not sure and _asleep(office, now):
        if waiting or letters or values:
            LOG.warning("people were at work on fewer than %d of %d days: nothing is removed until then", AWAKE, WITHIN)
        return erase_files(office, now)
    removed, faults = 0, list[Exception]()
    for case_id in until_halted(waiting):
        try:
            removed += _remove_of(office, case_id, now)
        except Conflict:
            continue  # somebody is at the case: the next round looks again
        except Exception as fault:  # noqa: BLE001 - one case with a defect must not keep everybody's papers
            faults.append(fault)
    done, lacking = _letters(office, letters, now)
    removed, faults = removed + done, faults + lacking
    emptied, lacking = empty_due(office, values, SERVED, now)
    removed, faults = removed + emptied, faults + lacking
    gone = erase_files(office, now) + sweep(office, now)
    let_go(office)
    if faults:
        raise faults[0]
    return removed + gone


def _letters(office: Office, ids: Sequence[int], now: datetime) -> tuple[int, list[Exception]]:
    """How many went, and what single ones raised: one with a defect must not keep everybody's."""
    done, faults = 0, list[Exception]()
    for number in until_halted(ids):
        try:
            done += remove_due_letters(office, [number], now)
        except Exception as fault:  # noqa: BLE001 - see above
            faults.append(fault)
    return done, faults


def let_go(office: Office) -> None:
    """What was removed leaves SQLite's log of writes too, which else holds it until it is written over. Each round asks."""
    if not let_go_of_log(office.engine):
        LOG.warning("somebody reads: SQLite's log of writes holds what was removed until the next round")


def _asleep(office: Office, now: datetime) -> bool:
    """Asked of who works here, so that the index of what somebody did serves, and the clock isn't among them."""
    h = history.c
    days = [(now - timedelta(days=back + 1), now - timedelta(days=back)) for back in range(WITHIN)]
    somebody = [
        select(users.c.id).where(exists().where(h.actor == users.c.login, h.at > since, h.at <= until)).exists()
        for since, until in days
    ]
    with office.read() as connection:
        return sum(connection.execute(select(*somebody)).one()) < AWAKE


def _remove_of(office: Office, case_id: int, now: datetime) -> int:
    with office.transaction() as connection:
        rows = due_papers(connection, now, WHOLE, case_id)  # anew: a complaint may have come since
        if rows:
            remove(office, connection, case_id, rows, SERVED, now)
    return len(rows)


def remove(office: Office, connection: Connection, case_id: int, rows: Sequence[Any], why: str, now: datetime) -> None:
    """Those papers (id, kind, sha256) of the case, within the caller's transaction. Raises Conflict."""
    seen = replace(by_id(connection, case_id, None, now), actor=THE_CLOCK)
    facts = {"removed": [{"kind": row.kind, "sha256": row.sha256} for row in rows], "why": why}
    note(office, connection, seen, EVENT, facts, now, THE_CLOCK.posts[0])
    ids = [row.id for row in rows]
    gone = {"removed_at": now, "removed_why": why}
    connection.execute(update(documents).where(documents.c.id.in_(ids)).values(gone))


def erase_files(office: Office, now: datetime) -> int:
    """Lets go of the files of removed papers; how many rows are done with. A store that can't be reached is asked again in
    the next round."""
    done = 0
    with office.read() as connection:
        doomed = list(connection.execute(_doomed()).scalars())
    for digest in doomed:
        try:
            erase(office, digest)
        except NotReached as fault:
            LOG.warning("files of removed papers are still there: %s: %s", type(fault).__name__, fault)
            break
        with office.transaction() as connection:
            done += _mark(connection, digest, now)
    return done


def _doomed() -> Any:
    found = [
        select(t.c.sha256).where(t.c.removed_at.is_not(None), t.c.erased_at.is_(None))
        for t in (documents, authorisation_letters)
    ]
    return union(*found).limit(FILES)


def erase(office: Office, digest: str) -> None:
    """The same file may be another case's paper. Whoever brings one at this moment has written its row before they look
    whether the file is there (`papers.attach`); so either they find it gone, or it is brought back here."""
    store = office.attachments
    beneath = store.beneath if isinstance(store, Sealed) else store
    if needed(office, digest):
        return
    box = beneath.read(digest)
    beneath.remove(digest)
    if box is not None and needed(office, digest):
        beneath.replace(digest, box)


def needed(office: Office, digest: str) -> bool:
    """Whether any paper that isn't removed is this file."""
    tables = (documents, authorisation_letters)
    alive = (exists().where(t.c.sha256 == digest, t.c.removed_at.is_(None)) for t in tables)
    with office.read() as connection:
        return bool(connection.execute(select(or_(*alive))).scalar_one())


def _mark(connection: Connection, digest: str, now: datetime) -> int:
    done = 0
    for t in (documents, authorisation_letters):
        mine = (t.c.sha256 == digest, t.c.removed_at.is_not(None), t.c.erased_at.is_(None))
        done += connection.execute(update(t).where(*mine).values(erased_at=now)).rowcount
    return done
