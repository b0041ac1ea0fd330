"""The engine of jobs: procrastinate's workers, over the functions that the rounds are made of. Nothing else imports it.

The library fetches jobs, tells that its workers live, and defers what comes again and again. It neither schedules nor
retries here: a retry of its own fails for good where another job waits under the same lock.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from threading import Event, Lock
from time import monotonic
from typing import Any

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

from flows.service import jobs
from flows.service.calendars.following import follow, follow_at_once
from flows.service.channels.outward import Outward
from flows.service.halting import halted, halting
from flows.service.office import DATABASE_FAULTS, Office
from flows.service.working import NOWHERE, Round, send_messages, work, work_on
from flows.storage.jobs import CASES, MESSAGES, OF_CASE, OF_MESSAGES, RESCUE, SWEEP, TICK

LOG = logging.getLogger("flows.jobs")
FIRST = 10  # the priority of what keeps the others going
CONNECTIONS = 4  # of the library's own, for a moment each; jobs work on those of the office
PATIENCE = 5.0  # seconds for one of them: who is told to stop waits so for two at the most, and is given twenty


@dataclass(frozen=True, slots=True)
class Pace:
    """`threads`: cases worked on at once. All else in seconds: between two looks for a job, for what is due, for the
    jobs of the dead, between two rounds over everything; between two signs of life, and without one until dead.
    `spell`: for how long one job sends messages. Then the round over everything, which waits in the same queue, has its
    turn: as often as there is one, and long before the job would be taken for dead."""

    threads: int = jobs.THREADS
    look: float = 1.0
    due: int = 5
    rescue: int = 10
    sweep: int = 60
    spell: float = 60.0
    life: float = 10.0
    silence: float = jobs.SILENCE


class Engine:
    """`done` counts what its jobs did."""

    def __init__(self, office: Office, clock: Callable[[], datetime], outward: Outward = NOWHERE, pace: Pace = Pace()):
        self._office, self._clock, self._outward, self._pace = office, clock, outward, pace
        self._lock = Lock()
        self._stop = Event()
        self.done = Round()

    def case(self, case_id: int) -> None:
        step = work_on(self._office, case_id, self._clock())
        if step.climbed or step.sent:
            jobs.defer_messages(self._office)
        self._count(step)

    def messages(self) -> None:
        until = monotonic() + self._pace.spell
        while not halted() and (step := send_messages(self._office, self._clock(), self._outward)):
            self._count(step)
            if monotonic() >= until:
                jobs.defer_messages(self._office)
                return

    def due(self, timestamp: int) -> None:
        jobs.defer_due(self._office, self._clock())
        follow_at_once(self._office, self._clock())

    def rescue(self, timestamp: int) -> None:
        jobs.rescue(self._office, self._pace.silence)

    def sweep(self, timestamp: int) -> None:
        self._count(work(self._office, self._clock(), self._outward))

    def _until_told(self, act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def acting(**given: Any) -> None:
            with halting(self._stop.is_set):
                act(**given)

        return acting

    def _count(self, step: Round) -> None:
        with self._lock:
            self.done = self.done + step

    def run(self, stop: Event) -> None:
        """Works until `stop` is set: what it has begun then ends at its next safe point. A database that is away for a
        while doesn't end it."""
        self._stop = stop
        while not stop.is_set():
            try:
                asyncio.run(self._work(stop))
            except (*DATABASE_FAULTS, ConnectorException, psycopg.Error, OSError):
                LOG.exception("no job done for a while")
            stop.wait(self._pace.look)

    def drain(self) -> Round:
        """Does what is due and whatever comes of it, and ends; answers what was done."""
        jobs.rescue(self._office, self._pace.silence)
        while step := Round(followed=follow(self._office, self._clock())):
            self._count(step)
        jobs.defer_due(self._office, self._clock())
        while jobs.any_waiting(self._office):
            asyncio.run(self._work_once())
        return self.done

    async def _work(self, stop: Event) -> None:
        async with self._opened() as app:
            # Two workers of the library in one process, so that a slow channel holds up no case.
            at_work = [
                asyncio.create_task(self._worker(app, [CASES], self._pace.threads)),
                asyncio.create_task(self._worker(app, [MESSAGES], 1)),
            ]
            while not stop.is_set() and not any(task.done() for task in at_work):
                await asyncio.wait(at_work, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
            for task in at_work:
                task.cancel()  # they wait for what they have begun
            ended = await asyncio.gather(*at_work, return_exceptions=True)
        for fault in ended:
            if isinstance(fault, Exception):
                raise fault

    async def _work_once(self) -> None:
        async with self._opened(again=False) as app:
            await self._worker(app, [CASES, MESSAGES], self._pace.threads, wait=False)

    async def _worker(self, app: App, queues: list[str], threads: int, *, wait: bool = True) -> None:
        await app.run_worker_async(
            queues=queues,
            concurrency=threads,
            wait=wait,
            fetch_job_polling_interval=self._pace.look,
            listen_notify=False,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=self._pace.life,
            stalled_worker_timeout=self._pace.silence,
        )

    @asynccontextmanager
    async def _opened(self, *, again: bool = True) -> AsyncIterator[App]:
        """Raises TimeoutError where the database is away: the library would wait for half a minute."""
        app = self._app(again=again)
        try:
            async with asyncio.timeout(PATIENCE):
                await app.open_async()
            yield app
        finally:
            await app.close_async()

    def _app(self, *, again: bool) -> App:
        """`again`: with what comes by itself every few seconds."""
        address = self._office.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connector = PsycopgConnector(conninfo=address, min_size=1, max_size=CONNECTIONS, timeout=PATIENCE)
        app, pace = App(connector=connector), self._pace
        app.task(name=OF_CASE, queue=CASES)(self._until_told(self.case))
        app.task(name=OF_MESSAGES, queue=MESSAGES)(self._until_told(self.messages))
        for name, act, every, queue in (
            (TICK, self.due, pace.due, CASES),
            (RESCUE, self.rescue, pace.rescue, CASES),
            (SWEEP, self.sweep, pace.sweep, MESSAGES),
        ):
            task = app.task(name=name, queue=queue, queueing_lock=name, priority=FIRST)(self._until_told(act))
            if again:
                app.periodic(cron=_each(every))(task)
        return app


def _each(seconds: int) -> str:
    """As cron says it, with the seconds at the end."""
    return "* * * * *" if seconds >= 60 else f"* * * * * */{seconds}"
