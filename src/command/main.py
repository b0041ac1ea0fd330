"""`flows`: every verb of the installation."""

from __future__ import annotations

import click

from command.auditing import audit
from command.backing_up import backup, restore
from command.calendars import calendar
from command.comparing import diff
from command.conforming import conform_file
from command.databases import db
from command.declaring import check, diagrams
from command.demonstrating import demo
from command.exporting import export
from command.importing import import_file
from command.logging_events import log
from command.migrating import migrate_cases
from command.papers import papers
from command.people import token, user
from command.persons import person
from command.privacy import privacy
from command.registering import register
from command.rotating import key
from command.serving import serve
from command.shell import Answering, Shell
from command.sites import site
from command.telling import story
from command.tracing import trace
from command.working import worker


@click.group(cls=Answering, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="输出语言 / Language of the output.")
@click.version_option(package_name="flows")
@click.pass_context
def main(ctx: click.Context, lang: str) -> None:
    """物业管理流程引擎 / A workflow engine for property-management offices.

    退出码：0 正常，1 答案为否，2 用法不对 / Exit status: 0 fine, 1 the answer is no, 2 used wrongly.
    """
    ctx.obj = Shell(lang)


COMMANDS = (
    serve,
    worker,
    demo,
    db,
    check,
    diagrams,
    export,
    trace,
    diff,
    migrate_cases,
    register,
    log,
    conform_file,
    story,
    import_file,
    calendar,
    site,
    user,
    token,
    audit,
    backup,
    restore,
    key,
    papers,
    privacy,
    person,
)
for command in COMMANDS:
    main.add_command(command)
