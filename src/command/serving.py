"""`flows serve`: web pages and interface, by waitress, or by gunicorn where several processes are wanted."""

from __future__ import annotations

import ipaddress
import socket
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click
import waitress
from flask import Flask

from command.configuration import Configuration
from command.rounds import keep_going
from command.sealing import keep_sealed
from command.shell import WRONGLY_USED, Shell, pass_shell
from command.working import EVERY
from flows.service import calendars
from flows.service.audit import seal
from flows.service.office import Office, open_office
from flows.service.signing_in import demo_logins
from flows.service.working import work
from web.app import create_app

THREADS = 8  # SQLite has one writer at a time; the rest read


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口 / Port.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="进程数 / Processes.")
@click.option(
    "--embed/--no-embed",
    default=True,
    help="同时处理到期与通知（单进程时）/ Do a worker's rounds as well (one process).",
)
@pass_shell
def serve(shell: Shell, host: str, port: int, workers: int, embed: bool) -> None:
    """先升级数据库，再提供网页和接口 / Bring the database up to date, then serve web and interface."""
    settings = shell.configuration
    with shell.office() as office:
        _keep_demo_at_home(shell, office, host)
        calendars.seed_missing_years(office, shell.now())
        if workers == 1:
            stops = [keep_sealed(partial(seal, office), shell.now)]
            if embed:
                stops.append(keep_going("working", lambda: work(office, shell.now(), settings.outward), EVERY))
            _serve_alone(shell, application(office, settings), host, port)
            for stop in stops:
                stop.set()
            return
    _serve_by_many(shell, settings, host, port, workers)


def _serve_alone(shell: Shell, app: Flask, host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as fault:
        shell.refuse(f"不能监听 {host} 端口 {port}：{fault}", f"Can't listen on {host}, port {port}: {fault}")
    with listening:
        _say_where(shell, host, listening.getsockname()[1])
        waitress.serve(app, sockets=[listening], threads=THREADS, ident=None, _quiet=True)


def _say_where(shell: Shell, host: str, port: int) -> None:
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    shell.say(f"访问地址 {address}", f"Serving on {address}")


def application(office: Office, settings: Configuration) -> Flask:
    return create_app(
        office,
        lambda: datetime.now(UTC),
        base_url=settings.base_url,
        trusted_proxies=settings.trusted_proxies,
        limits=settings.limits,
        outward=settings.outward,
        lifetimes=settings.lifetimes,
    )


def _keep_demo_at_home(shell: Shell, office: Office, host: str) -> None:
    """Passwords that everybody knows must not be reachable from elsewhere."""
    if is_loopback(host):
        return
    known = demo_logins(office)
    if known:
        shown = ", ".join(known[:5]) + ("…" if len(known) > 5 else "")
        shell.refuse(
            f"仍有演示密码（{shown}），只能监听本机：--host 127.0.0.1",
            f"Demonstration passwords exist ({shown}): it listens on this machine only, --host 127.0.0.1",
        )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _serve_by_many(shell: Shell, settings: Configuration, host: str, port: int, workers: int) -> None:
    try:
        from command.processes import run
    except ModuleNotFoundError:
        zh, en = "多进程需要 gunicorn：pip install 'flows[postgres]'", "Several processes need gunicorn"
        shell.refuse(zh, f"{en}: pip install 'flows[postgres]'", WRONGLY_USED)

    def made() -> Any:
        # Each process opens the database for itself: a connection must not be shared over a fork.
        office = open_office(settings.database_url, settings.secret(), settings.attachments, shell.now())
        keep_sealed(partial(seal, office), shell.now)
        return application(office, settings)

    _say_where(shell, host, port)
    run(made, host, port, workers, THREADS)
