"""Writes docs/licences.md: what the program is made of beside our own, and by which licence it may be used.

`python -m tools.licences` reads what is installed; the list is of the run-time extras in constraints.txt, and of the files of
others that lie in the tree. tests/docs/test_licences.py holds it fresh.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
EXTRAS = ("oidc", "otel", "postgres", "print", "s3")
NAME = re.compile(r"[A-Za-z0-9._-]+")
# What asks for more than to be named: said, and why it binds nothing here.
COPYLEFT = {
    "psycopg": "LGPL: used as a library and unchanged, it may be replaced; `postgres` extra",
    "psycopg-binary": "LGPL, as psycopg; it brings libpq and OpenSSL by their own licences",
    "psycopg-pool": "LGPL, as psycopg",
    "certifi": "MPL 2.0: a list of certificates, unchanged; `s3` and `oidc` extras",
    "graphviz-pure": "EPL 2.0: Graphviz itself, unchanged and called as a library; what it draws is ours; its fonts are under the OFL",
}
BINDS = re.compile(r"GPL|MPL|EUPL|CDDL|EPL|copyleft", re.IGNORECASE)


def needed() -> list[str]:
    """Every distribution that a run-time install brings, by its plain name."""
    found, seen = set[str](), set[tuple[str, frozenset[str]]]()
    queue = [("flows", frozenset(EXTRAS))]
    while queue:
        name, extras = queue.pop()
        for line in requires(name) or ():
            wanted, _, marker = line.partition(";")
            extra = re.search(r"""extra == ['"]([\w-]+)['"]""", marker)
            if (extra and extra[1] not in extras) or (
                not extra and re.search(r"win32|Windows|python_version < '3\.1[01]'", marker)
            ):
                continue
            match = NAME.match(wanted.strip())
            assert match
            plain = re.sub(r"[-_.]+", "-", match[0]).lower()
            asked = re.search(r"\[([\w,-]+)\]", wanted)
            onward = (plain, frozenset(asked[1].split(",")) if asked else frozenset())
            if onward not in seen and plain != "flows" and _installed(plain):
                seen.add(onward)
                found.add(plain)
                queue.append(onward)
    return sorted(found)


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def licence_of(name: str) -> str:
    """The expression where it gives one, else the classifiers, else the first line of what it says."""
    told = distribution(name).metadata
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classes = [line.rsplit(" :: ", 1)[-1] for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    said = [line for line in classes if line != "OSI Approved"] or [
        str(told.get("License") or "").strip().splitlines()[0:1]
    ]
    return ", ".join(one if isinstance(one, str) else "".join(one) for one in said) or "not told"


def vendored() -> Iterator[tuple[str, str, str]]:
    """Name, version and licence of other people's files in the tree."""
    for one in json.loads((ROOT / "src/web/static/vendor/manifest.json").read_text("utf-8")):
        yield one["name"], one["version"], one["licence"]


def page() -> str:
    names = needed()
    told = {name: licence_of(name) for name in names}
    lines = [
        "# Licences",
        "",
        "Written by `python -m tools.licences`, never by hand: every library that a run-time install with all extras brings, and other people's files in the tree. Versions stand in",
        "[constraints.txt](../constraints.txt). Each distribution carries the text of its licence.",
        "",
        "| library | licence |",
        "| --- | --- |",
        *(f"| {name} | {told[name].replace('|', '/')} |" for name in names),
        "",
        "## What asks for more than to be named",
        "",
        "| library | what, and why it binds nothing of ours |",
        "| --- | --- |",
        *(f"| {name} | {COPYLEFT.get(name, 'NOT JUDGED YET')} |" for name in names if BINDS.search(told[name])),
        "",
        "## Files in the tree",
        "",
        "| file | version | licence |",
        "| --- | --- | --- |",
        *(f"| {name} | {version} | {licence} |" for name, version, licence in vendored()),
        "| readings of Chinese characters, `src/flows/storage/readings.txt` | | `src/flows/storage/readings-LICENSE.txt` |",
        "| commonest passwords, `src/flows/service/common_passwords.txt` | | `src/flows/service/common_passwords-LICENSE.txt` |",
        "| tables of procrastinate | 3.10.0 | `src/flows/storage/migrations/versions/procrastinate-LICENSE.txt` |",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(PAGE.relative_to(ROOT), file=sys.stderr)
