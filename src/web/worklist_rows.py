"""The rows of the worklist: reloaded all day, hence put together here and not in the template.

They are put together as they are sent, in UTF-8 with a letter for each byte (`as_sent`): a row holds few Chinese words
among much that is plain, and one such word makes it take twice the room at every step, and be translated at the end.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import escape

from flows.service.places import Place
from flows.service.signing_in import Identity
from flows.service.worklist import Page, Waiting
from web.desk import desk
from web.language import lang

LATE, EMPTY, SOFT, NUMBER = ' class="is-late"', ' class="empty"', '"soft"', '"number"'
ACTS = "acts"  # the one form that the buttons of all rows belong to
PICKS = "picks"  # the one that their ticks belong to
MINUTE = timedelta(minutes=1)
EXACT_HOURS = 6  # nearer than that minutes are told too: "1 hour left" could be nearly two


class Words(NamedTuple):
    """What stands in every row, in one language."""

    english: bool
    state: str
    unit: str
    applicant: str
    since: str
    due: str
    mine: str
    claimed: str
    instead: str
    watch: str
    unwatch: str
    claim: str
    release: str
    assign: str
    acts: str
    pick: str
    followed: str
    unfollowed: str

    @classmethod
    @cache
    def in_(cls, language: str) -> Words:
        pairs = (
            ("环节", "Step"),
            ("房号", "Unit"),
            ("申请人或事由", "Applicant or matter"),
            ("到达时间", "Waiting since"),
            ("到期", "Due"),
            ("我已认领", "Claimed by me"),
            ("已认领：", "Claimed by "),
            ("代", "For "),
            ("关注", "Follow"),
            ("取消关注", "Stop following"),
            ("认领", "Claim"),
            ("释放", "Release"),
            ("指派", "Assign"),
            ("操作", "Actions"),
            ("勾选", "Tick"),
            ("★", "★"),
            ("☆", "☆"),
        )
        return cls(language == "en", *(en if language == "en" else zh for zh, en in pairs))

    @classmethod
    @cache
    def sent_in(cls, language: str) -> Words:
        english, *words = cls.in_(language)
        return cls(english, *map(as_sent, words))


def as_sent(text: str) -> str:
    """`text` with a letter for each byte of its UTF-8."""
    return text.encode().decode("latin-1")


class Shown(NamedTuple):
    """To whom, when, in which words; whether they work at several sites; where buttons lead back to, quoted."""

    login: str
    moment: datetime
    words: Words
    several: bool
    back: str


def rows(page: Page, who: Identity, moment: datetime, back: str) -> bytes:
    """The table's rows, as they are sent. `back` is the address of the page."""
    several = len(who.sites) > 1
    shown = Shown(who.login, moment, Words.sent_in(lang()), several, quote(back, safe=""))
    place_of = desk().place
    places = [place_of(waiting.site) for waiting in page.items]
    words = Words.in_(lang())
    written = _escaped(
        [_written(w, place, who.login, words, several) for w, place in zip(page.items, places, strict=True)]
    )
    lines = [
        _line(waiting, told, place, shown) for waiting, told, place in zip(page.items, written, places, strict=True)
    ]
    return "\n".join(lines).encode("latin-1")


Written = tuple[str, str, str, str, str, str, str]
WRITTEN = 7


def _written(waiting: Waiting, place: Place, login: str, words: Words, several: bool) -> Written:
    """What people wrote, or may have: procedure, site, state, who claimed it, for whom it is, unit, applicant."""
    english, claimed, absent = words.english, waiting.claimed_by, waiting.instead_of
    return (
        waiting.procedure.en if english else waiting.procedure.zh,
        place.name.in_("en" if english else "zh") if several else "",
        waiting.state.en if english else waiting.state.zh,
        (words.mine if claimed.login == login else words.claimed + claimed.name) if claimed else "",
        words.instead + absent.name if absent else "",
        waiting.unit or "",
        waiting.applicant or (waiting.about.in_("en" if english else "zh") if waiting.about else ""),
    )


def _escaped(written: list[Written]) -> list[list[str]]:
    """Made safe for HTML, and as it is sent, at once for a whole page: none holds a NUL, which no database takes."""
    safe = as_sent(str(escape("\0".join(["\0".join(line) for line in written])))).split("\0")
    return [safe[start : start + WRITTEN] for start in range(0, len(written) * WRITTEN, WRITTEN)]


def _line(waiting: Waiting, safe: list[str], place: Place, shown: Shown) -> str:
    """One row, put together here: fifty of them through a template take as long as the whole rest of the page."""
    login, moment, words, several, back = shown
    due, claimed = waiting.due_at, waiting.claimed_by
    procedure, site, state, claim, instead, unit, applicant = safe
    number, zone, place_code = waiting.number, place.zone, _quoted(waiting.site)
    since, until = _clock(waiting.since, zone), _clock(due, zone) if due else ""
    key = f"{number}@{place_code}"
    href = f"/cases/{number}?site={place_code}" if several else f"/cases/{number}"
    left = _left(due < moment, _minutes(due, moment), words.english) if due else ""
    claim_kind = " badge-good" if claimed and claimed.login == login else ""
    badges = (f' <span class="badge{claim_kind}">{claim}</span>' if claim else "") + (
        f' <span class="badge badge-warn">{instead}</span>' if instead else ""
    )
    return (
        f'<tr id="{number}.{place_code}"{LATE if waiting.overdue else ""}><td class="pick">'
        f'<input type="checkbox" form="{PICKS}" name="case" value="{key}"'
        f' aria-label="{words.pick} {number}"></td>'
        f'<td class="lead"><a href="{href}">{procedure} <span class="number">{number}</span></a>'
        f"{f' <span class={SOFT}>{site}</span>' if site else ''}</td>"
        f'<td data-label="{words.state}"><span>{state}{badges}</span></td>'
        f'<td data-label="{words.unit}"{"" if unit else EMPTY}>{unit}</td>'
        f'<td data-label="{words.applicant}"{"" if applicant else EMPTY}>{applicant}</td>'
        f'<td data-label="{words.since}" class="number">{since}</td>'
        f'<td data-label="{words.due}"{"" if until else EMPTY}>'
        f"{f'<span><span class={NUMBER}>{until}</span> {left}</span>' if until else ''}</td>"
        f'<td class="row-acts">{_buttons(waiting, key, login, words, back)}</td></tr>'
    )


_quoted = lru_cache(maxsize=4096)(quote)  # a site's key stands four times in each row


@lru_cache(maxsize=4096)
def _twice(site: str) -> str:
    """As it stands in a `case_key` that is itself part of an address. A number holds nothing to be quoted."""
    return quote(_quoted(site))


@lru_cache(maxsize=4096)  # the list is reloaded all day, and its moments stay what they are
def _clock(moment: datetime, zone: ZoneInfo) -> str:
    """As `language.local` has it."""
    return moment.astimezone(zone).isoformat(" ", "minutes")[:16]


def case_key(number: str, site: str) -> str:
    """What a form sends of one case."""
    return f"{number}@{_quoted(site)}"


def _buttons(waiting: Waiting, key: str, login: str, words: Words, back: str) -> str:
    number, claimed = waiting.number, waiting.claimed_by
    star = _star(key, number, waiting.watched, words)
    if claimed is None:
        way = _button(key, number, "claim", words.claim)
    elif claimed.login == login:
        way = _button(key, number, "release", words.release)
    else:
        return star
    return (
        f'{star}{way}<a class="btn-quiet"'
        f' href="/worklist/assign?case={number}%40{_twice(waiting.site)}&amp;back={back}"'
        f' aria-label="{words.assign} {number}">{words.assign}</a>'
    )


def _button(key: str, number: str, act: str, words: str) -> str:
    return (
        f'<button class="btn-quiet" form="{ACTS}" formaction="/worklist/{act}" name="case" value="{key}"'
        f' aria-label="{words} {number}">{words}</button>'
    )


def _star(key: str, number: str, watched: bool, words: Words) -> str:
    """Pressed: watched. In a form of the page that is called `ACTS`."""
    act, label = ("unwatch", words.unwatch) if watched else ("watch", words.watch)
    return (
        f'<button class="star" form="{ACTS}" formaction="/worklist/{act}" name="case" value="{key}"'
        f' title="{label}" aria-label="{label} {number}">{words.followed if watched else words.unfollowed}</button>'
    )


@lru_cache(maxsize=4096)  # every reload within a minute tells the same
def _left(late: bool, minutes: int, english: bool) -> str:
    told = _due_words(late, minutes, english)
    return as_sent(
        f'<strong class="badge badge-bad">⚠ {told}</strong>' if late else f'<span class="soft">{told}</span>'
    )


def due_in(due_at: datetime, moment: datetime, english: bool) -> str:
    """`逾期 2 天`, `还有 40 分钟`."""
    return _due_words(due_at < moment, _minutes(due_at, moment), english)


def _due_words(late: bool, minutes: int, english: bool) -> str:
    length = _length(minutes, english)
    if english:
        return f"overdue by {length}" if late else f"{length} left"
    return f"逾期 {length}" if late else f"还有 {length}"


def _minutes(one: datetime, other: datetime) -> int:
    """Between the two, whole ones."""
    return abs(one - other) // MINUTE


def _length(minutes: int, english: bool) -> str:
    if minutes < 60:
        return f"{minutes} min" if english else f"{minutes} 分钟"
    hours = minutes // 60
    if hours < EXACT_HOURS and minutes % 60:
        return f"{hours} h {minutes % 60} min" if english else f"{hours} 小时 {minutes % 60} 分"
    if hours < 48:
        return f"{hours} h" if english else f"{hours} 小时"
    return f"{hours // 24} days" if english else f"{hours // 24} 天"
