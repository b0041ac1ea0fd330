"""What no password may be: too short, one of those that everybody tries first, or made of words that belong to its owner.

`common_passwords.txt` has the commonest that thefts have brought to light (`tools/common_passwords.py`), long enough ones
alone. It is read when a password is set, and not kept in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from flows.service.errors import Invalid
from flows.storage.sounds import sounds
from flows.storage.tables import posts, sites, users

SHORTEST, LONGEST = 8, 200  # letters: NIST SP 800-63B asks for 8; the upper end keeps hashing from being abused
COMMON = Path(__file__).with_name("common_passwords.txt")
OUR_WORDS = ("flows", "admin", "wuye", "liucheng", "guanlichu", "property", "物业", "流程", "管理处")
MOST_SITES = 20  # whose words are looked at: whoever holds a post at all of them works at none in particular
PART = re.compile(r"[a-z]{3,}|[0-9]{3,}|[㐀-鿿]{2,}")  # of a name or login: what is shorter stands in any word

OVER_AND_OVER = re.compile(r"(.{1,4})\1+", re.DOTALL)
DATE = re.compile(r"(19|20)\d\d[-./年]?[01]?\d[-./月]?[0-3]?\d日?")
SIGNS_BEHIND = re.compile(r"[\W_]+$")


def refuse_guessable(password: str, words: Iterable[str] = ()) -> None:
    """`words` belong to its owner (`words_of`). Raises Invalid."""
    if len(password) < SHORTEST:
        raise Invalid.field("password", f"密码至少 {SHORTEST} 位", f"needs at least {SHORTEST} characters")
    if len(password) > LONGEST:
        raise Invalid.field("password", f"密码最多 {LONGEST} 位", f"takes at most {LONGEST} characters")
    if is_common(password):
        zh, en = (
            "这个密码很多人在用，最先被试；请换一个",
            "is one that many people have, and so the first to be tried; choose another",
        )
        raise Invalid.field("password", zh, en)
    rest = _without(password.casefold(), words)
    if rest != password.casefold() and (len(rest) < SHORTEST or is_common(rest)):
        zh = f"密码里除了姓名、登录名、项目名这些别人猜得到的词，还要有至少 {SHORTEST} 位"
        en = f"needs {SHORTEST} characters beside the words that others can guess, such as names of the person and the site"
        raise Invalid.field("password", zh, en)


def is_common(password: str) -> bool:
    """One of the list, however its letters are written and whatever signs stand behind; a few letters over and over; a
    date."""
    folded = password.casefold()
    if OVER_AND_OVER.fullmatch(folded) or DATE.fullmatch(folded):
        return True
    listed = b"\n" + COMMON.read_bytes()
    return any(f"\n{word}\n".encode() in listed for word in (folded, SIGNS_BEHIND.sub("", folded)))


def words_of(connection: Connection, login: str) -> frozenset[str]:
    """Of the person, and of the sites where they work: theirs, and by no password a secret."""
    here = (posts.c.user_id == users.c.id) & ((posts.c.site_id == sites.c.id) | posts.c.site_id.is_(None))
    named = select(sites.c.key, sites.c.name_zh, sites.c.name_en).where(users.c.login == login, here).distinct()
    name = connection.execute(select(users.c.name).where(users.c.login == login)).scalar()
    told = [text for row in connection.execute(named.limit(MOST_SITES)) for text in row]
    return words_from(login, name or "", *told)


def words_from(*texts: str) -> frozenset[str]:
    """What somebody who knows these would try: their words, and how what is Chinese is typed."""
    return frozenset(word for text in texts for word in _words(text.casefold()))


def _words(text: str) -> Iterator[str]:
    if len(text) > 2:
        yield text
    for part in PART.findall(text):
        yield part
        if not part.isascii():
            yield from (sound for sound in sounds(part) if len(sound) > 2)


def _without(folded: str, words: Iterable[str]) -> str:
    for word in sorted({*words, *OUR_WORDS}, key=len, reverse=True):
        folded = folded.replace(word, "")
    return folded
