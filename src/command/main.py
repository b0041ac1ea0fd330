"""`flows`: every verb of the installation."""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Any

import click

from command.shell import Answering, Shell

# What is typed, and the module and the name in it of what answers.
VERBS = {
    "serve": "serving.serve",
    "worker": "working.worker",
    "demo": "demonstrating.demo",
    "db": "databases.db",
    "check": "declaring.check",
    "diagrams": "declaring.diagrams",
    "export": "exporting.export",
    "trace": "tracing.trace",
    "diff": "comparing.diff",
    "migrate": "migrating.migrate_cases",
    "register": "registering.register",
    "log": "logging_events.log",
    "conform": "conforming.conform_file",
    "story": "telling.story",
    "import": "importing.import_file",
    "calendar": "calendars.calendar",
    "site": "sites.site",
    "user": "people.user",
    "token": "people.token",
    "audit": "auditing.audit",
    "backup": "backing_up.backup",
    "restore": "backing_up.restore",
    "key": "rotating.key",
    "papers": "papers.papers",
    "privacy": "privacy.privacy",
    "person": "persons.person",
}


class Commands(UserDict[str, Any]):
    """By what is typed. Each is imported when it is asked for: `flows serve` runs for months, and would keep what all the
    others have loaded in its memory."""

    def __getitem__(self, verb: str) -> Any:
        module, _, name = self.data[verb].partition(".")
        return getattr(import_module(f"command.{module}"), name)

    def get(self, verb: str, default: Any = None) -> Any:
        """Before Python 3.12 the inherited one takes any KeyError of the import for a verb that there isn't."""
        return self[verb] if verb in self.data else default


@click.group(
    cls=Answering,
    commands=Commands(VERBS),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="输出语言 / Language of the output.")
@click.version_option(package_name="flows")
@click.pass_context
def main(ctx: click.Context, lang: str) -> None:
    """物业管理流程引擎 / A workflow engine for property-management offices.

    退出码：0 正常，1 答案为否，2 用法不对 / Exit status: 0 fine, 1 the answer is no, 2 used wrongly.
    """
    ctx.obj = Shell(lang)
