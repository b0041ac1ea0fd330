"""Writes the passwords that nobody may have, from the lists that two packages carry: `python -m tools.common_passwords WHEEL…`,
with the wheels of Django and zxcvbn (`pip download --no-deps Django zxcvbn`). What runs needs neither."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from flows.service.passwords import COMMON, SHORTEST

OF_DJANGO = "django/contrib/auth/common-passwords.txt.gz"  # the commonest of those that thefts brought to light
OF_ZXCVBN = "zxcvbn/frequency_lists.py"  # the same of another collection
ROW = re.compile(r'"passwords": "([^"]+)"')


def words_in(wheel: Path) -> list[str]:
    with ZipFile(wheel) as found:
        if OF_DJANGO in found.namelist():
            return gzip.decompress(found.read(OF_DJANGO)).decode().split("\n")
        row = ROW.search(found.read(OF_ZXCVBN).decode())
    if row is None:
        raise ValueError(f"{wheel} has no list of passwords")
    return row[1].split(",")


def listed(wheels: Iterable[Path]) -> str:
    """Those that are long enough to be one, without case, in their order, a line each."""
    found = {word.casefold() for wheel in wheels for word in words_in(wheel) if len(word) >= SHORTEST}
    return "".join(f"{word}\n" for word in sorted(found))


if __name__ == "__main__":
    COMMON.write_text(listed(map(Path, sys.argv[1:])), "utf-8")
