"""`flows worker`: the clock's events, what deadlines tell, the outbox. Any number of them may run side by side, in rounds
or by the jobs of a queue."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from threading import Event

import click

from command.auditing_nightly import keep_auditing, tell_night
from command.log_lines import keep_log
from command.retaining import keep_removing
from command.rounds import end, go_rounds, tell
from command.sealing import keep_sealed, sealing
from command.shell import WRONGLY_USED, Shell, as_json, pass_shell
from command.watched import watched
from flows.service import jobs
from flows.service.nightly import Night, Nightly, last_night
from flows.service.office import Office
from flows.service.privacy.removing import remove_due
from flows.service.proof.anchoring import Standing, standing
from flows.service.undelivered import send_all_anew
from flows.service.working import Backlog, Round, backlog, unworked, work
from flows.storage.jobs import Queue

EVERY = 5.0  # seconds of rest when nothing was due (beyond the handbook)


@click.command()
@click.option(
    "--every",
    type=click.FloatRange(0.1, 3600),
    default=EVERY,
    show_default=True,
    help="空闲间隔（秒）/ Rest, in seconds.",
)
@click.option("--once", is_flag=True, help="做完现有的就结束 / Do what is due and end.")
@click.option(
    "--queue/--no-queue", default=None, help="启用或停用作业队列（PostgreSQL）/ Turn the queue of jobs on or off."
)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=jobs.THREADS, show_default=True, help="并行数 / Jobs at once."
)
@click.option("--status", is_flag=True, help="只看积压 / Only tell what waits.")
@click.option("--retry", is_flag=True, help="重做失败的 / Do anew what has failed.")
@as_json
@pass_shell
def worker(
    shell: Shell,
    every: float,
    once: bool,
    queue: bool | None,
    threads: int,
    status: bool,
    retry: bool,
    as_json: bool,
) -> None:
    """到期流转、时限提醒、通知 / Deadlines, reminders and notices."""
    with shell.office() as office:
        if status:
            _tell_standing(shell, office, as_json)
            return
        if retry:
            _say_retried(shell, send_all_anew(office, shell.now()), _jobs_retried(office), as_json)
            return
        keep_log(shell.configuration.log_format, shell.configuration.log_level, str)
        shell.try_papers(office.attachments)
        act = _by_jobs(shell, office, threads) if queue else _by_rounds(shell, office, every)
        if queue is not None:
            jobs.turn(office, on=queue)
        if once:
            done = act.once()
            while remove_due(office, shell.now()):
                pass
            Nightly(office, shell.configuration.audit_hour).all_due(shell.now())
            _say(shell, done, as_json)
            if unworked(office):
                shell.refuse("有步骤失败，详见日志", "Some steps have failed: see the log")
            return
        _until_told(shell, office, act)


def _until_told(shell: Shell, office: Office, act: Way) -> None:
    stop = Event()
    going: list[Event] = [stop]
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: tell(going))
    going.append(keep_removing(partial(remove_due, office), shell.now))
    shell.say("已开始", "At work")
    going.append(keep_sealed(sealing(office, shell.configuration.anchors), shell.now))
    going.append(keep_auditing(office, shell.configuration.audit_hour, shell.now))
    with watched(shell, office):
        act.until(stop)
    end(going)
    shell.say("已停止", "Stopped")


def _tell_standing(shell: Shell, office: Office, as_json: bool) -> None:
    found = backlog(office, shell.now())
    _tell(shell, found, jobs.standing(office), standing(office), last_night(office), as_json)


@dataclass(frozen=True)
class Way:
    """One of the two ways to work: what is due now, and until the event is set."""

    once: Callable[[], Round]
    until: Callable[[Event], None]


def _by_rounds(shell: Shell, office: Office, every: float) -> Way:
    def one() -> Round:
        return work(office, shell.now(), shell.configuration.outward)

    def once() -> Round:
        done = Round()
        while step := one():
            done = done + step
        return done

    return Way(once, lambda stop: go_rounds("working", one, every, stop))


def _by_jobs(shell: Shell, office: Office, threads: int) -> Way:
    try:
        from flows.service.job_engine import Engine, Pace
    except ModuleNotFoundError:
        zh, en = "作业队列需要 procrastinate：pip install 'flows[postgres]'", "A queue of jobs needs procrastinate"
        shell.refuse(zh, f"{en}: pip install 'flows[postgres]'", WRONGLY_USED)
    engine = Engine(office, shell.now, shell.configuration.outward, Pace(threads=threads))
    return Way(engine.drain, engine.run)


def _jobs_retried(office: Office) -> int | None:
    """None where no queue is on."""
    found = jobs.standing(office)
    return jobs.retry_failed(office) if found and found.on else None


def _say(shell: Shell, done: Round, as_json: bool) -> None:
    if as_json:
        shell.answer({"clock": done.clock, "climbed": done.climbed, "sent": done.sent, "messages": done.delivered})
        return
    shell.say(
        f"时钟操作 {done.clock}，时限 {done.climbed}，发出 {done.sent}，消息 {done.delivered}",
        f"events of the clock {done.clock}, deadlines {done.climbed}, entries told {done.sent}, messages {done.delivered}",
    )


def _say_retried(shell: Shell, retried: int, anew: int | None, as_json: bool) -> None:
    if as_json:
        shell.answer({"retried": retried} | ({} if anew is None else {"jobs": anew}))
        return
    shell.say(f"重发 {retried} 条", f"{retried} to be sent anew")
    if anew is not None:
        shell.say(f"重做作业 {anew} 项", f"{anew} jobs to be done anew")


def _tell(
    shell: Shell, found: Backlog, queue: Queue | None, anchored: Sequence[Standing], night: Night | None, as_json: bool
) -> None:
    oldest = found.oldest.isoformat() if found.oldest else None
    if as_json:
        told = {**asdict(found), "oldest": oldest, "jobs": asdict(queue) if queue else None}
        told |= {"nightly": asdict(night) if night else None}
        shell.answer(told | {"anchors": {one.means: _anchored(one) for one in anchored}})
        return
    tell_night(shell, night)
    for one in anchored:
        fault = one.fault.in_(shell.lang) if one.fault else ""
        shell.say(
            f"外部留存 {one.means}：待送 {one.waiting}{'，' if fault else ''}{fault}",
            f"anchors by {one.means}: {one.waiting} to be brought{': ' if fault else ''}{fault}",
        )
    shell.say(
        f"待时钟办理 {found.clock}，待提醒 {found.rungs}，待计算 {found.unarmed}，待发出 {found.outbox}",
        f"for the clock {found.clock}, to be told {found.rungs}, to be reckoned {found.unarmed}, to be sent {found.outbox}",
    )
    if found.calendars:
        many = found.calendars
        shell.say(f"{many} 个项目的日历有更改，时限待推算", f"calendars changed, deadlines to follow: {many} sites")
    if oldest:
        shell.say(f"最早一条 {oldest}", f"the oldest from {oldest}")
    shell.say(
        f"待汇总的通知 {found.notices}，待送达的消息 {found.messages}（其中曾失败 {found.failing}），未送达 {found.dead}",
        f"notices to be gathered {found.notices}, messages waiting {found.messages} ({found.failing} have failed before), "
        f"undelivered {found.dead}",
    )
    if queue and queue.on:
        shell.say(
            f"作业队列：等待 {queue.waiting}，进行中 {queue.running}，失败 {queue.failed}，在岗 {queue.workers}",
            f"queue of jobs: waiting {queue.waiting}, running {queue.running}, failed {queue.failed}, at work {queue.workers}",
        )


def _anchored(one: Standing) -> dict[str, object]:
    fault = {"zh": one.fault.zh, "en": one.fault.en} if one.fault else None
    return {"waiting": one.waiting, "tries": one.tries, "delivered_at": one.delivered_at, "fault": fault}
