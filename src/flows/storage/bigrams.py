"""Words by which a text is found on both databases: pairs of characters where Chinese runs on without blanks, and the
rest of a Latin run from the beginning of each of its words.

No index of SQLite or PostgreSQL finds two Chinese characters inside a run by itself. What is made here only narrows:
whoever asks holds the text itself against what was typed, so that a pair found twice apart is not taken for a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

MOST = 20_000  # characters of a case that are searched: PostgreSQL keeps at most a megabyte of words for one row
LONGEST = 40  # characters of a word: what is longer is told apart by the text itself
FIRST_WIDE = "\u2e80"  # from the radicals on, characters are words, or parts of words, without blanks between
BLANK = re.compile("[\\s\0\ud800-\udfff]+")  # what no database takes parts as a blank does
ALONE = re.compile(r"[^\W_]+")  # letters and digits
# Signs of ASCII stand as private characters: to SQLite's tokenizer and in PostgreSQL's queries they would be grammar.
SIGNS = {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}
SITE = chr(0xE000)  # begins no word of a text: it would stand for NUL
# Nor do these: they would stand for letters. Behind each a case's id without its last bits, so that what is newest can be asked
# for first: four thousand cases and a hundred thousand. Changed, every text must be written anew.
ERAS = {12: chr(0xE000 + ord("A")), 17: chr(0xE000 + ord("B"))}


@dataclass(frozen=True, slots=True)
class Sought:
    """One word to look up; `begins`: any that begins with it."""

    word: str
    begins: bool = False


def folded(*texts: str) -> str:
    """The texts as they are searched: one spelling of each character, small letters, single blanks."""
    whole = unicodedata.normalize("NFKC", " ".join(texts)).casefold()
    return BLANK.sub(" ", unicodedata.normalize("NFKC", whole)).strip()[:MOST]


def words(text: str, site_id: int) -> str:
    """All words of a folded text and of the site where it stands, with blanks between. Found in the whole of it at once and
    not run by run: an event waits for this."""
    wide = [*map(_is_wide, text), False]
    pairs = zip(text, f"{text[1:]} ", wide, wide[1:], strict=False)
    found = {one + following if both else one for one, following, is_wide, both in pairs if is_wide}
    latin = "".join([" " if is_wide else one for one, is_wide in zip(text, wide, strict=False)])
    found.update(_beginnings(latin), _signs(latin))
    found.add(site_word(site_id))
    return " ".join(sorted(found))


def site_word(site_id: int) -> str:
    return f"{SITE}{site_id}"


def era_word(bits: int, era: int) -> str:
    return f"{ERAS[bits]}{era}"


def sought(text: str) -> tuple[Sought, ...]:
    """What every text has in which each part of the folded `text` stands, Latin ones from the beginning of a word on."""
    return tuple(dict.fromkeys(one for part in text.split() for one in _sought(part)))


def _sought(part: str) -> list[Sought]:
    found, single, signs = [], [], []
    for wide, run in _runs(part):
        if wide and len(run) > 1:
            found += [Sought(pair) for pair in _pairs(run)[:-1]]
        elif wide:
            single.append(Sought(run, begins=True))
        elif start := ALONE.search(run):
            found.append(Sought(_word(run, start.start()), begins=True))
        else:
            signs += [Sought(sign) for sign in _signs(run)]
    return found or single or signs  # a single character, or a sign, stands in many: only where there is nothing else


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    """The parts between blanks, cut where wide characters begin and end."""
    for part in text.split():
        if part.isascii():
            yield False, part
        else:
            yield from ((wide, "".join(run)) for wide, run in groupby(part, _is_wide))


@lru_cache(8192)  # a Chinese text has a few thousand different ones
def _is_wide(character: str) -> bool:
    return character >= FIRST_WIDE and unicodedata.category(character)[0] not in "PSZ"


def _pairs(run: str) -> list[str]:
    """Each character with the one behind it; the last stands alone, so that every character begins a word."""
    return [run[at : at + 2] for at in range(len(run))]


def _beginnings(latin: str) -> Iterator[str]:
    for found in ALONE.finditer(latin):
        yield _word(latin, found.start())
        alone = found[0]
        if alone[0] == "0" and (behind := alone.lstrip("0")):
            yield _word(latin, found.end() - len(behind))


def _word(latin: str, start: int) -> str:
    """What stands from there to the next blank."""
    word = latin[start : start + LONGEST].split(maxsplit=1)[0]
    return word if word.isalnum() else word.translate(SIGNS)


def _signs(latin: str) -> Iterable[str]:
    return set("".join(ALONE.sub("", latin).split()).translate(SIGNS))
