"""`flows serve`: web pages and interface, by waitress, or by gunicorn where several processes are wanted."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import click
from flask import Flask

from command import arenas, stopping
from command.auditing_nightly import keep_auditing
from command.configuration import Configuration, Misconfigured
from command.log_lines import keep_log
from command.retaining import keep_removing
from command.rounds import end, keep_going, tell
from command.sealing import keep_sealed, sealing
from command.seeding import keep_seeding
from command.shell import WRONGLY_USED, Shell, pass_shell
from command.signing_on import try_provider
from command.telemetry import trace
from command.working import EVERY
from flows.service import calendars
from flows.service.counting import count_over
from flows.service.office import Office
from flows.service.privacy.removing import remove_due
from flows.service.signing_in import demo_logins
from flows.service.working import work
from flows.storage.engine import bypasses_policies, database_file
from web.app import create_app
from web.marking import mark

THREADS = 8  # SQLite has one writer at a time; the rest read


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址 / Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="端口 / Port.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="进程数 / Processes.")
@click.option(
    "--embed/--no-embed",
    default=True,
    help="同时处理到期与通知（由其中一个进程）/ Do a worker's rounds as well (in one of the processes).",
)
@pass_shell
def serve(shell: Shell, host: str, port: int, workers: int, embed: bool) -> None:
    """先升级数据库，再提供网页和接口 / Bring the database up to date, then serve web and interface."""
    settings = shell.configuration
    keep_log(settings.log_format, settings.log_level, mark)
    arenas.share_one()
    _keep_practice_apart(settings)
    with shell.office() as office:
        _keep_demo_at_home(shell, office, host)
        _keep_weak_key_at_home(shell, office, host)
        shell.try_papers(office.attachments)
        calendars.seed_missing_years(office, shell.now())
        _warn_of_leave(shell, office)
        try_provider(shell)
        if workers == 1:
            stops = _keep_house(shell, office, embed)
            with _listening(shell, host, port) as listening:
                stopping.serve(application(office, settings), listening, THREADS, partial(tell, stops))
            end(stops)
            return
        _serve_by_many(shell, office, (host, port), workers, embed)


def _keep_house(shell: Shell, office: Office, embed: bool) -> list[Event]:
    """What one process does for all; each of the answers ends one."""
    stops = [keep_sealed(sealing(office, shell.configuration.anchors), shell.now), keep_seeding(office, shell.now)]
    if embed:
        outward = shell.configuration.outward
        stops.append(keep_going("working", lambda: work(office, shell.now(), outward), EVERY))
        stops.append(keep_auditing(office, shell.configuration.audit_hour, shell.now))
        stops.append(keep_removing(partial(remove_due, office), shell.now))
    return stops


def _keep_practice_apart(settings: Configuration) -> None:
    """What nobody practises by any more is removed from its folder; nothing real may lie where things are removed. Raises
    Misconfigured."""
    practice, database = settings.practices.folder.resolve(), database_file(settings.database_url)
    papers = settings.attachments.resolve() if isinstance(settings.attachments, Path) else None
    if papers is not None and (papers.is_relative_to(practice) or practice.is_relative_to(papers)):
        zh, en = f"须与材料目录 {papers} 互不包含", f"must neither hold nor lie in {papers}, where papers lie"
        raise Misconfigured("FLOWS_PRACTICE", zh, en)
    if database is not None and database.resolve().is_relative_to(practice):
        zh, en = f"不得包含数据库 {database}", f"must not hold the database {database}"
        raise Misconfigured("FLOWS_PRACTICE", zh, en)


def _warn_of_leave(shell: Shell, office: Office) -> None:
    if bypasses_policies(office.engine):
        shell.warn(
            "数据库用户是超级用户或有 BYPASSRLS：行级安全对它不起作用，请换一个普通用户",
            "The database's user is a superuser or has BYPASSRLS: row-level security does not hold for it; take another",
        )


@contextmanager
def _listening(shell: Shell, host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as fault:
        shell.refuse(f"不能监听 {host} 端口 {port}：{fault}", f"Can't listen on {host}, port {port}: {fault}")
    with listening:
        _say_where(shell, host, listening.getsockname()[1])
        yield listening


def _say_where(shell: Shell, host: str, port: int) -> None:
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    shell.say(f"访问地址 {address}", f"Serving on {address}")


def application(office: Office, settings: Configuration) -> Flask:
    app = _application(office, settings)
    if settings.traces:
        trace(app, office, settings.traces)
    return app


def _application(office: Office, settings: Configuration) -> Flask:
    return create_app(
        office,
        lambda: datetime.now(UTC),
        base_url=settings.base_url,
        trusted_proxies=settings.trusted_proxies,
        limits=settings.limits,
        outward=settings.outward,
        lifetimes=settings.lifetimes,
        practices=settings.practices,
        provider=settings.provider,
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


LEAST_LETTERS = 8  # different ones in a key that nobody guesses (beyond the handbook)
KEYS_OF_EXAMPLES = ("changeme", "secretsecret", "passwordpassword", "examplesecret")


def too_easily_guessed(key: bytes) -> bool:
    """One letter over and over, a row of digits, or what stands in examples."""
    return (
        len(set(key)) < LEAST_LETTERS or key.isdigit() or any(word.encode() in key.lower() for word in KEYS_OF_EXAMPLES)
    )


def _keep_weak_key_at_home(shell: Shell, office: Office, host: str) -> None:
    """Whoever guesses it signs their own cookies."""
    if too_easily_guessed(office.secret) and not is_loopback(host):
        shell.refuse(
            "FLOWS_SECRET_KEY 太容易猜到，只能监听本机：--host 127.0.0.1；请换一个随机的",
            "FLOWS_SECRET_KEY is too easily guessed: it listens on this machine only, --host 127.0.0.1; draw a random one",
        )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _serve_by_many(shell: Shell, office: Office, place: tuple[str, int], workers: int, embed: bool) -> None:
    try:
        from command.processes import Plan, run
    except ModuleNotFoundError:
        zh, en = "多进程需要 gunicorn：pip install 'flows[postgres]'", "Several processes need gunicorn"
        shell.refuse(zh, f"{en}: pip install 'flows[postgres]'", WRONGLY_USED)
    if office.engine.dialect.name == "sqlite":
        shell.warn(
            "SQLite 同一时间只有一个进程能写，且各进程须在同一台机器上；多进程请用 PostgreSQL",
            "On SQLite one process writes at a time, and all are on this machine: take PostgreSQL for several",
        )

    def made() -> Any:
        app = application(office, shell.configuration)
        office.engine.dispose()  # a connection must not be shared by processes that part
        return app

    with _listening(shell, *place) as listening:
        counts = count_over(office, 2 * workers + 1)  # while they are replaced there are twice as many
        run(Plan(made, lambda: _keep_house(shell, office, embed), workers, THREADS, counts.take), listening)
