"""Messages on their way: taken with a lease, sent outside of any transaction, marked afterwards.

Each is delivered at least once. Who dies between sending and marking leaves a row whose lease ends; whoever takes it up
sends it again under the same key. A channel that fails waits longer each time, and after so many attempts its message is
dead until somebody sends it anew. What isn't urgent disturbs nobody by night, whenever it was made and however often it
was tried. A channel that hangs holds up a few threads and its own messages, nobody else's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any

from sqlalchemy import Connection, func, select, update

from flows.definition import Text
from flows.service.bundles import quiet_hours_end, sites_in
from flows.service.channels.handing import hand_over
from flows.service.channels.outward import Failed, Outward, Parcel
from flows.service.office import Office
from flows.service.office_settings import office_settings
from flows.service.parcels import Unwanted, parcels, redirect
from flows.service.waiting import is_due, something_waits
from flows.storage.tables import deliveries

BATCH, PER_PLACE = 40, 4  # messages taken at once, and of those for one host or service
PATIENCE = 10.0  # seconds that a round waits for its channels
LEASE = timedelta(seconds=60)  # longer than any round's patience
LONGEST_WAIT = timedelta(hours=6)
D = deliveries.c
DIED = Text("发送程序中断", "the sender was interrupted")
SILENT = Text("限时内没有答复", "no answer in time")


@dataclass(frozen=True, slots=True)
class Taken:
    """A row under lease. `attempts` counts this one, and tells this lease from a later one."""

    row: Any
    attempts: int
    settings: Mapping[str, Any]


class Hanging:
    """How many threads of this process a place still holds from rounds that wait for them no more."""

    def __init__(self) -> None:
        self._held: list[tuple[str, Thread]] = []
        self._lock = Lock()

    def add(self, place: str, thread: Thread) -> None:
        with self._lock:
            self._held.append((place, thread))

    def full(self) -> list[str]:
        with self._lock:
            self._held = [(place, thread) for place, thread in self._held if thread.is_alive()]
            places = [place for place, _ in self._held]
        return [place for place in set(places) if places.count(place) >= PER_PLACE]


HANGING = Hanging()


def deliver(office: Office, now: datetime, outward: Outward, patience: float = PATIENCE) -> int:
    """Answers how many messages it took."""
    if not something_waits(office, select(D.id).where(*_due(now))):
        return 0
    taken = take(office, now)
    ready, refused = parcels(office, [one.row for one in taken], outward, now)
    by_id = {one.row.id: one for one in taken}
    for delivery, fault in refused.items():
        _mark(office, by_id[delivery], fault, now)
    _send_all(office, {by_id[delivery].row.id: by_id[delivery] for delivery in ready}, ready, outward, now, patience)
    return len(taken)


def _due(now: datetime) -> list[Any]:
    full = HANGING.full()
    return [D.state == "waiting", is_due(D.next_at, now), *([D.place.not_in(full)] if full else [])]


def take(office: Office, now: datetime) -> list[Taken]:
    """The messages that are due, a few for each place, leased to whoever asks."""
    rank = func.row_number().over(partition_by=D.place, order_by=(D.next_at, D.id)).label("rank")
    ranked = select(D.id, D.next_at, rank).where(*_due(now)).subquery()
    first = select(ranked.c.id).where(ranked.c.rank <= PER_PLACE).order_by(ranked.c.next_at, ranked.c.id).limit(BATCH)
    with office.transaction() as connection:
        # Looked at again under the lock: another worker may have taken them since.
        query = select(deliveries).where(D.id.in_(first), *_due(now)).order_by(D.id)
        rows = connection.execute(query.with_for_update(skip_locked=True)).all()
        if redirect(connection, rows):
            again = select(deliveries).where(D.id.in_([row.id for row in rows])).order_by(D.id)
            rows = connection.execute(again).all()
        settings = {site: office_settings(connection, site) for site in _sites(rows)}
        rows = _heard_now(connection, rows, settings, now)
        worn = [row.id for row in rows if row.attempts >= settings[row.site_id]["retry_attempts"]]
        _set(connection, D.id.in_(worn), state="dead", fault=kept(DIED))
        rows = [row for row in rows if row.id not in worn]
        _set(connection, D.id.in_([row.id for row in rows]), attempts=D.attempts + 1, next_at=now + LEASE)
    return [Taken(row, row.attempts + 1, settings[row.site_id]) for row in rows]


def _sites(rows: Sequence[Any]) -> frozenset[int]:
    return frozenset().union({row.site_id for row in rows}, *map(sites_in, rows))


def _heard_now(
    connection: Connection, rows: Sequence[Any], settings: Mapping[int, Mapping[str, Any]], now: datetime
) -> list[Any]:
    """Those that disturb nobody; the others wait for the end of the quiet hours, which counts as no attempt."""
    ends = {row.id: quiet_hours_end(row, now, settings) for row in rows}
    for end in {end for end in ends.values() if end is not None}:
        _set(connection, D.id.in_([delivery for delivery, until in ends.items() if until == end]), next_at=end)
    return [row for row in rows if ends[row.id] is None]


def _set(connection: Connection, which: Any, **values: Any) -> None:
    connection.execute(update(deliveries).where(which).values(**values))


def _send_all(
    office: Office,
    taken: Mapping[int, Taken],
    ready: Mapping[int, Parcel],
    outward: Outward,
    now: datetime,
    patience: float,
) -> None:
    """Each in a thread of its own; marks them as they come in, and whatever is silent for too long as failed."""
    answers: SimpleQueue[tuple[int, Failed | None]] = SimpleQueue()
    threads = {
        delivery: Thread(target=_try, args=(delivery, parcel, outward, now, answers), daemon=True)
        for delivery, parcel in ready.items()
    }
    for thread in threads.values():
        thread.start()
    until = monotonic() + patience
    while threads:
        try:
            delivery, failed = answers.get(timeout=max(0.0, until - monotonic()))
        except Empty:
            break
        del threads[delivery]
        _mark(office, taken[delivery], failed, now)
    for delivery, thread in threads.items():
        HANGING.add(taken[delivery].row.place, thread)
        _mark(office, taken[delivery], Failed(SILENT.zh, SILENT.en), now)


def _try(
    delivery: int, parcel: Parcel, outward: Outward, now: datetime, answers: SimpleQueue[tuple[int, Failed | None]]
) -> None:
    try:
        hand_over(parcel, outward, now)
    except Failed as failed:
        answers.put((delivery, failed))
    else:
        answers.put((delivery, None))


def _mark(office: Office, taken: Taken, failed: Failed | None, now: datetime) -> None:
    """That it was delivered is true whoever holds the lease by now; that it failed counts for the lease's holder."""
    mine = (D.id == taken.row.id) & (D.state == "waiting")
    with office.transaction() as connection:
        if failed is None:
            _set(connection, mine, state="sent", sent_at=now, fault=None, content={})
            return
        state = "dropped" if isinstance(failed, Unwanted) else "waiting"
        if state == "waiting" and (failed.final or taken.attempts >= taken.settings["retry_attempts"]):
            state = "dead"
        values: dict[str, Any] = {"state": state, "fault": kept(failed.message)}
        if state == "waiting":
            values["next_at"] = now + back_off(taken.row.key, taken.attempts, taken.settings["retry_minutes"])
        if state == "dropped":
            values["content"] = {}
        _set(connection, mine & (D.attempts == taken.attempts), **values)


def back_off(key: str, attempts: int, minutes: int) -> timedelta:
    """The wait after so many attempts: doubled each time up to a limit, and a little longer by the key, so that what
    failed together doesn't come back together."""
    wait = min(timedelta(minutes=minutes * (1 << min(attempts - 1, 30))), LONGEST_WAIT)
    return wait * (1 + int(key[:2], 16) / 2560)


def kept(fault: Text) -> str:
    """Both languages in one column, a line each."""
    return f"{fault.zh}\n{fault.en}"


def told(fault: str | None) -> Text | None:
    if not fault:
        return None
    zh, _, en = fault.partition("\n")
    return Text(zh, en)


def standing(office: Office) -> Mapping[str, int]:
    """How many wait, how many of these have failed before, how many are dead."""
    failing = func.count().filter(D.attempts > 0, D.fault.is_not(None))
    query = select(D.state, func.count().label("all"), failing.label("failing"))
    query = query.where(D.state.in_(("waiting", "dead"))).group_by(D.state)
    with office.read() as connection:
        found = {row.state: row for row in connection.execute(query)}
    waiting = found.get("waiting")
    return {
        "waiting": waiting.all if waiting else 0,
        "failing": waiting.failing if waiting else 0,
        "dead": found["dead"].all if "dead" in found else 0,
    }
