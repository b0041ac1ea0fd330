"""make scale: prints the tables of docs/scale.md; --write puts them there."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.scale.tables import tables

DOCUMENT = Path(__file__).parents[2] / "docs" / "scale.md"
PLACE = "<!-- make scale: {} -->\n"
END = "<!-- end -->"


def placed(text: str, made: dict[str, str]) -> str:
    """The document with each table in its place. Raises ValueError where a place is missing."""
    for name, table in made.items():
        before, mark, rest = text.partition(PLACE.format(name))
        _, end, after = rest.partition(END)
        if not (mark and end):
            raise ValueError(f"{DOCUMENT.name} has no place for the table {name}")
        text = f"{before}{mark}{table}\n{end}{after}"
    return text


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tools.scale", description=__doc__)
    options.add_argument("--write", action="store_true", help="put the tables into the document")
    options.add_argument("--stored", action="store_true", help="measure what an entry takes on PostgreSQL, and end")
    options.add_argument("--loads", action="store_true", help="measure whose processors what takes there, and end")
    given = options.parse_args()
    if given.stored:
        from tools.scale.stored import measure

        print(measure())
        return 0
    if given.loads:
        from tools.scale import loads

        for line in loads.measure():
            print(line, flush=True)
        return 0
    made = tables()
    for name, table in made.items():
        print(f"{name}\n\n{table}\n")
    if given.write:
        DOCUMENT.write_text(placed(DOCUMENT.read_text(encoding="utf-8"), made), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
