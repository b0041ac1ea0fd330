"""`flows privacy`: what is held of people, what for, and how long."""

from __future__ import annotations

from dataclasses import asdict

import click

from command.shell import Shell, as_json, pass_shell
from flows.service.privacy.inventory import inventory
from flows.service.rights import OPERATOR


@click.command()
@click.option("--site", help="按该项目的保留期限 / By the terms of this site.")
@as_json
@pass_shell
def privacy(shell: Shell, site: str | None, as_json: bool) -> None:
    """个人信息清单：用途、保留期限、谁能看 / What is held of people: what for, how long, who may see it."""
    with shell.office() as office:
        found = inventory(office, OPERATOR, site, shell.now())
    if as_json:
        shell.answer([asdict(one) for one in found])
        return
    place = None
    for one in found:
        if one.place != place:
            place = one.place
            click.echo(place.in_(shell.lang))
        words = (one.label, one.purpose, one.lasts, one.ground)
        click.echo("  " + " · ".join(word.in_(shell.lang) for word in words))
