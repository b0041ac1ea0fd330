"""From what happened to whom it concerns: the outbox, written with every event, becomes notices afterwards.

A row of the outbox is marked in the transaction that makes its notices, and a notice is made once for each person and
entry: whoever dies in between, and however often it is done again, nobody is told twice, and nobody is told of what
they did themselves. An entry with a defect waits on, and is tried again with every round; it keeps back no other.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlalchemy.exc import OperationalError

from flows.definition import Actor, Person, Text
from flows.service.counting import counts_of
from flows.service.halting import until_halted
from flows.service.moves import label_of
from flows.service.noticing import News, tell_people
from flows.service.office import Office
from flows.service.recipients import Awaited, holders
from flows.service.roster import roster
from flows.service.waiting import something_waits
from flows.service.webhooks import call, of_sites
from flows.storage import tables as t
from flows.storage.committed import told
from flows.storage.engine import give_way

BATCH = 100
ALONE = 50  # transactions of one entry each, before people's events go first
LOG = logging.getLogger("flows.outgoing")
ENDS = frozenset({"return", "reject", "withdraw", "cancel", "revoke", "expire", "void"})
BOX = t.outbox.c


Which = Sequence[ColumnElement[bool]]


def send_out(office: Office, now: datetime, limit: int = BATCH, case: int | None = None) -> int:
    """Deals with what waits, of all cases or of one; answers how many entries. Of one case, what one of them raises is
    raised when the others are done."""
    which = [BOX.sent_at.is_(None), *([] if case is None else [BOX.case_id == case])]
    if not something_waits(office, select(BOX.id).where(*which)):
        return 0
    try:
        return _sent(office, now, which, limit)
    except OperationalError:  # the database is away, full or locked: alone they would fare no better
        raise
    except Exception:  # whatever it is, it may be about one of them
        LOG.exception("of %s entries at the most one has a defect: each goes alone", limit)
    done, fault = _each(office, now, which, limit)
    if fault is not None and case is not None:
        raise fault
    return done


def _each(office: Office, now: datetime, which: Which, limit: int) -> tuple[int, Exception | None]:
    """As many as a batch holds, passing over those with a defect, however many: how many, and what the last of these
    raised."""
    done, fault = 0, None
    for place, one in enumerate(until_halted(_all(office, which)), 1):
        if place % ALONE == 0:
            give_way(office.engine)
        try:
            done += _sent(office, now, [*which, BOX.id == one], 1)
        except OperationalError:
            raise
        except Exception as found:
            LOG.exception("nobody could be told of entry %s of the outbox", one)
            counts_of(office).add("unworked", "entry")
            fault = found
        if done >= limit:
            break
    return done, fault


def _all(office: Office, which: Which) -> Iterator[int]:
    """The ids of those that wait, read a batch at a time."""
    query = select(BOX.id).where(*which).order_by(BOX.id).limit(BATCH)
    last = 0
    while True:
        with office.read() as connection:
            ids = connection.execute(query.where(BOX.id > last)).scalars().all()
        if not ids:
            return
        yield from ids
        last = ids[-1]


def _sent(office: Office, now: datetime, which: Which, limit: int) -> int:
    with office.transaction() as connection:
        rows = _waiting(connection, which, limit)
        if not rows:  # another worker was faster
            return 0
        hooks = of_sites(connection, [row.site_id for row in rows])
        tasks = _tasks(connection, {row.id for row in rows})
        staff = {site: roster(connection, site, now) for site in {row.site_id for row in rows}}
        for row in rows:
            _call(office, connection, row, hooks.get(row.site_id, ()), now)
        news = (_news(office, connection, row, tasks.get(row.id), staff[row.site_id]) for row in rows)
        tell_people(connection, [each for of_one in news for each in of_one])
        connection.execute(update(t.outbox).where(BOX.id.in_([row.outbox_id for row in rows])).values(sent_at=now))
        return len(rows)


def _waiting(connection: Connection, which: Which, limit: int) -> Sequence[Any]:
    query = (
        select(
            t.cases,
            BOX.id.label("outbox_id"),
            BOX.seq,
            BOX.kind.label("event"),
            t.history.c.content,
            t.history.c.personal,
        )
        .join(t.cases, t.cases.c.id == BOX.case_id)
        .join(t.history, (t.history.c.case_id == BOX.case_id) & (t.history.c.seq == BOX.seq))
        .where(*which)
        .order_by(BOX.id)
        .limit(limit)
        .with_for_update(of=t.outbox, skip_locked=True)
    )
    return connection.execute(query).all()


def _call(office: Office, connection: Connection, row: Any, hooks: Sequence[Any], now: datetime) -> None:
    if hooks:
        procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
        record = told(row.content, row.personal)
        call(connection, hooks, procedure, office.catalogue.personal, row, record, now)


def _news(
    office: Office, connection: Connection, row: Any, live: tuple[str, Awaited] | None, people: tuple[Actor, ...]
) -> Iterator[tuple[News, frozenset[str]]]:
    """`live`: what waits in the case now, and the state that it is of."""
    record: Mapping[str, Any] = told(row.content, row.personal)
    actors = {person["login"] for person in (record["actor"], record.get("for")) if person}
    moved, ends = record.get("source") != record["target"], record["kind"] in ENDS
    # Of a state that the case has left meanwhile nobody need hear.
    task = live[1] if live and live[0] == record["target"] else None
    if task is not None and (moved or row.event == "assign_task" or record.get("anew")):
        yield _to(row, record, "task", _waits(office, connection, row, record)), holders(task, people) - actors
    if record.get("final") or (ends and moved):
        asked = {row.registered_by} & {actor.login for actor in people}
        yield _to(row, record, "outcome", _came_to(office, connection, row, record)), frozenset(asked) - actors


def _to(row: Any, record: Mapping[str, Any], kind: str, words: Text) -> News:
    at = datetime.fromisoformat(record["at"])
    return News(row.site_id, row.id, f"{kind}:{row.id}:{record['seq']}", kind, words, at)


def _tasks(connection: Connection, case_ids: Collection[int]) -> dict[int, tuple[str, Awaited]]:
    """Case to the state and the task that waits there; a case has one at most."""
    w = t.tasks.c
    query = select(w.case_id, w.state, w.audience, w.named, w.claimed_by)
    query = query.where(w.case_id.in_(case_ids), t.LIVE)
    return {
        row.case_id: (row.state, Awaited(tuple(row.audience.split("+")), row.named, row.claimed_by))
        for row in connection.execute(query)
    }


def _waits(office: Office, connection: Connection, row: Any, record: Mapping[str, Any]) -> Text:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    state = office.catalogue.state(connection, row.procedure, row.version, record["target"])
    said = _reason(record)
    return Text(
        f"待办：{procedure.zh} {row.number}，{state.zh}{said.zh}",
        f"To do: {procedure.en} {row.number}, {state.en}{said.en}",
    )


def _came_to(office: Office, connection: Connection, row: Any, record: Mapping[str, Any]) -> Text:
    procedure = office.catalogue.get(connection, row.procedure, row.version).procedure
    event, said = label_of(procedure, row.event), _reason(record)
    state = office.catalogue.state(connection, row.procedure, row.version, record["target"])
    actor = Person(**record["actor"])
    return Text(
        f"{procedure.zh} {row.number}：{actor.name} 已{event.zh}，现为“{state.zh}”{said.zh}",
        f"{procedure.en} {row.number}: {actor.name}, “{event.en}”; now “{state.en}”{said.en}",
    )


def _reason(record: Mapping[str, Any]) -> Text:
    """What sends back or ends a case is told with its reason."""
    words = record.get("reason")
    return Text(f"。理由：{words}", f". Reason: {words}") if words and record["kind"] in ENDS else Text("", "")
