"""`flows worker`: the clock's events, what deadlines tell, the outbox. Any number of them may run side by side."""

from __future__ import annotations

import signal
from dataclasses import asdict
from threading import Event

import click

from command.rounds import go_rounds
from command.shell import Shell, as_json, pass_shell
from flows.service.undelivered import send_all_anew
from flows.service.working import Backlog, Round, backlog, work

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
@click.option("--status", is_flag=True, help="只看积压 / Only tell what waits.")
@click.option("--retry", is_flag=True, help="重发未送达的消息 / Send anew what was not delivered.")
@as_json
@pass_shell
def worker(shell: Shell, every: float, once: bool, status: bool, retry: bool, as_json: bool) -> None:
    """到期流转、时限提醒、通知 / Deadlines, reminders and notices."""
    with shell.office() as office:
        if status:
            _tell(shell, backlog(office, shell.now()), as_json)
            return
        if retry:
            _say_retried(shell, send_all_anew(office, shell.now()), as_json)
            return
        outward = shell.configuration.outward
        if once:
            done = Round()
            while step := work(office, shell.now(), outward):
                done = done + step
            _say(shell, done, as_json)
            return
        stop = Event()
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda *_: stop.set())
        shell.say("已开始", "At work")
        go_rounds("working", lambda: work(office, shell.now(), outward), every, stop)
        shell.say("已停止", "Stopped")


def _say(shell: Shell, done: Round, as_json: bool) -> None:
    if as_json:
        shell.answer({"clock": done.clock, "climbed": done.climbed, "sent": done.sent, "messages": done.delivered})
        return
    shell.say(
        f"时钟操作 {done.clock}，时限 {done.climbed}，发出 {done.sent}，消息 {done.delivered}",
        f"events of the clock {done.clock}, deadlines {done.climbed}, entries told {done.sent}, messages {done.delivered}",
    )


def _say_retried(shell: Shell, retried: int, as_json: bool) -> None:
    if as_json:
        shell.answer({"retried": retried})
        return
    shell.say(f"重发 {retried} 条", f"{retried} to be sent anew")


def _tell(shell: Shell, found: Backlog, as_json: bool) -> None:
    oldest = found.oldest.isoformat() if found.oldest else None
    if as_json:
        shell.answer({**asdict(found), "oldest": oldest})
        return
    shell.say(
        f"待时钟办理 {found.clock}，待提醒 {found.rungs}，待计算 {found.unarmed}，待发出 {found.outbox}",
        f"for the clock {found.clock}, to be told {found.rungs}, to be reckoned {found.unarmed}, to be sent {found.outbox}",
    )
    if oldest:
        shell.say(f"最早一条 {oldest}", f"the oldest from {oldest}")
    shell.say(
        f"待汇总的通知 {found.notices}，待送达的消息 {found.messages}（其中曾失败 {found.failing}），未送达 {found.dead}",
        f"notices to be gathered {found.notices}, messages waiting {found.messages} ({found.failing} have failed before), "
        f"undelivered {found.dead}",
    )
