"""The fingerprints of published declarations, in `published.json`: by procedure, by version.

`python -m tests.stories.published` writes down the versions of today, in place of what stood there for them. Right for
a version that no office runs yet; one that is out is never written again: raise its number instead.
"""

from __future__ import annotations

import json
from pathlib import Path

from flows.definition.export import fingerprint
from flows.procedures import PROCEDURES

BOOK = Path(__file__).with_name("published.json")
Prints = dict[str, dict[str, str]]


def read() -> Prints:
    found: Prints = json.loads(BOOK.read_text(encoding="utf-8"))
    return found


def of_today() -> Prints:
    return {key: {str(procedure.version): fingerprint(procedure)} for key, procedure in PROCEDURES.items()}


def write() -> None:
    kept = read() if BOOK.exists() else {}
    for key, versions in of_today().items():
        kept[key] = {**kept.get(key, {}), **versions}
    BOOK.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
