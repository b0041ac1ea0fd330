"""Writes how each Chinese character is read, from the package pypinyin: `python -m tools.readings`.

What runs needs neither the package nor its 58 megabytes: `flows.storage.sounds` reads the file.
"""

from __future__ import annotations

import os
import unicodedata
from importlib.metadata import version
from pathlib import Path

from flows.storage.sounds import FIRST, LAST, READINGS

COMBINING = "\u0308"  # of ü, which keyboards write as v
HEAD = """# How each character is read when it stands alone, without tones, ü as v: the syllable, then its characters.
# Written by tools/readings.py from pypinyin {} (MIT, Copyright (c) 2016 mozillazg, 闲耘). Never edited.
"""


def readings() -> str:
    """The file as it should be."""
    os.environ["PYPINYIN_NO_PHRASES"] = os.environ["PYPINYIN_NO_DICT_COPY"] = "true"
    from pypinyin.pinyin_dict import pinyin_dict

    found: dict[str, list[str]] = {}
    for code, read in sorted(pinyin_dict.items()):
        syllable = _plain(read.partition(",")[0])
        if FIRST <= code <= LAST and syllable.isascii() and syllable.isalpha():
            found.setdefault(syllable, []).append(chr(code))
    lines = (f"{syllable} {''.join(characters)}\n" for syllable, characters in sorted(found.items()))
    return HEAD.format(version("pypinyin")) + "".join(lines)


def _plain(read: str) -> str:
    parts = unicodedata.normalize("NFD", read).replace(f"u{COMBINING}", "v")
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


if __name__ == "__main__":
    Path(READINGS).write_text(readings(), encoding="utf-8")
