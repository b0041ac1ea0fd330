"""What every command is given: its language, the clock, the office; and how a refusal ends a command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import click

from command.configuration import Configuration, Misconfigured, configuration
from flows.definition import Text
from flows.service.catalogue import ChangedWithoutVersion
from flows.service.errors import Answer, Invalid, Refused
from flows.service.keys import ring_of
from flows.service.office import NoPapers, Office, open_office
from flows.storage.papers.sealed import prove_at_start
from flows.storage.papers.store import Denied, NotReached, Store

NO, WRONGLY_USED = 1, 2


@dataclass
class Shell:
    """One run of the command line."""

    lang: str = "zh"

    def now(self) -> datetime:
        return datetime.now(UTC)

    @cached_property
    def configuration(self) -> Configuration:
        return configuration()

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Opened with the database brought up to date; closed again."""
        settings = self.configuration
        try:
            opened = open_office(
                settings.database_url,
                ring_of(settings.keys()),
                settings.attachments,
                self.now(),
                paper_keys=settings.paper_keys,
            )
        except ModuleNotFoundError as missing:
            if missing.name != "minio":
                raise
            zh, en = "材料存放在 s3:// 需要 minio：pip install 'flows[s3]'", "Papers in s3:// need minio"
            self.refuse(zh, f"{en}: pip install 'flows[s3]'", WRONGLY_USED)
        except OSError as fault:  # where the secret is kept; a database that can't be opened is an Answer by now
            place = Path(fault.filename or "").absolute()
            self.refuse(f"写不了 {place}：{fault.strerror}", f"Can't write {place}: {fault.strerror}")
        try:
            yield replace(opened, scanner=settings.scanner)
        finally:
            opened.engine.dispose()

    def try_papers(self, store: Store) -> None:
        """Said at the start rather than to whoever brings the first paper. A no ends it; a store that doesn't answer may
        do so later, and everything but papers goes on without it. Raises NoPapers."""
        try:
            prove_at_start(store)
        except Denied as fault:
            raise NoPapers(store.name, fault) from fault
        except NotReached as fault:
            self.warn(
                f"够不到材料存放处 {store.name}：{fault}。先开始工作；够到之前，材料收不下也取不出。",
                f"{store.name}, where papers lie, can't be reached: {fault}. Starting all the same; until it answers, papers are neither taken nor fetched.",
            )

    def pick(self, zh: str, en: str) -> str:
        return Text(zh, en).in_(self.lang)

    def say(self, zh: str, en: str) -> None:
        click.echo(self.pick(zh, en))

    def warn(self, zh: str, en: str) -> None:
        click.echo(self.pick(zh, en), err=True)

    def refuse(self, zh: str, en: str, status: int = NO) -> NoReturn:
        self.warn(zh, en)
        raise click.exceptions.Exit(status)

    @contextmanager
    def writing(self, out: object) -> Iterator[None]:
        """Says in a sentence that a file can't be written."""
        try:
            yield
        except BrokenPipeError:
            raise  # whoever read along has gone: nothing to be told
        except OSError as fault:
            self.refuse(f"写不了 {out}：{fault.strerror}", f"Can't write {out}: {fault.strerror}")

    def answer(self, data: Any) -> None:
        """For a program that reads along."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))

    @contextmanager
    def progress(self, zh: str, en: str, length: int | None = None) -> Iterator[Any]:
        """A bar on the error stream of a terminal; nothing where nobody watches."""
        steps = range(length) if length is not None else iter(int, 1)
        with click.progressbar(
            steps, length=length, label=self.pick(zh, en), file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            yield bar


pass_shell = click.make_pass_decorator(Shell, ensure=True)
as_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON / Answer in JSON.")


class Answering(click.Group):
    """Turns the service's refusals into a sentence and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Answer, Refused, Misconfigured, ChangedWithoutVersion) as fault:
            shell = ctx.find_object(Shell) or Shell()
            for message in _sentences(fault):
                click.echo(message.in_(shell.lang), err=True)
            raise click.exceptions.Exit(WRONGLY_USED if isinstance(fault, Invalid | Misconfigured) else NO) from None


def _sentences(fault: Exception) -> list[Text]:
    if isinstance(fault, Invalid):
        return [Text(f"{e.path}：{e.message.zh}", f"{e.path}: {e.message.en}") for e in fault.errors]
    if isinstance(fault, Refused):
        return [unmet.message for unmet in fault.unmet]
    if isinstance(fault, Answer | Misconfigured):
        return [fault.message]
    return [Text(f"已发布的流程声明有改动，但版本号未变：{fault}", f"A published declaration was changed: {fault}")]
