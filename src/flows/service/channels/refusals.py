"""What services answer: these refuse with status 200 and say so in their JSON alone, which Apprise doesn't look at."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flows.service.channels.outward import Failed

# Where a service says how it went, with 0 for what it took: in each of these that it gives, by its documentation.
CODES: Mapping[str, tuple[str, ...]] = {
    "wecombot": ("errcode",),
    "dingtalk": ("errcode",),
    "feishu": ("code", "StatusCode"),
    "lark": ("code", "StatusCode"),
    "schan": ("code", "errno"),
}
WORDS = ("errmsg", "msg", "message", "StatusMessage")
LONGEST = 200  # letters of a service's words that are kept
SECRET = re.compile(r"[\w-]{16,}")  # what of an address may be a key; services make none that are shorter

_answers: ContextVar[list[Any] | None] = ContextVar("answers", default=None)


class _Overheard:
    """The library `requests` as a plugin calls it: keeps what is answered for whoever sends in this thread."""

    def __getattr__(self, name: str) -> Any:
        return getattr(sys.modules["requests"], name)

    def post(self, *given: Any, **named: Any) -> Any:
        answer = sys.modules["requests"].post(*given, **named)
        heard = _answers.get()
        if heard is not None:
            heard.append(answer)
        return answer


@contextmanager
def overheard(service: str, plugin: Any, address: str) -> Iterator[None]:
    """Raises Failed, with the words of the service, unless it says of each message sent meanwhile that it took it."""
    if service not in CODES:
        yield
        return
    vars(sys.modules[type(plugin).__module__])["requests"] = _Overheard()
    heard: list[Any] = []
    before = _answers.set(heard)
    try:
        yield
    finally:
        _answers.reset(before)
    for answer in heard:
        _must_be_taken(service, address, answer)


def _must_be_taken(service: str, address: str, answer: Any) -> None:
    told = _told(answer)
    codes = [str(told[key]) for key in CODES[service] if key in told]
    if not codes:
        status = answer.status_code
        raise Failed(f"看不懂对方的答复（{status}）", f"the service's answer is not understood ({status})")
    refused = next((code for code in codes if code != "0"), None)
    if refused is not None:
        words = next((str(told[key]) for key in WORDS if told.get(key)), "")
        said = _fit_to_tell(f"{refused}: {words}", address)
        raise Failed(f"对方拒收（{said}）", f"the service refuses it ({said})")


def _told(answer: Any) -> Mapping[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _fit_to_tell(words: str, address: str) -> str:
    """On one line, and without the keys of the address: a service may repeat them."""
    for secret in SECRET.findall(address):
        words = words.replace(secret, "••••")
    return " ".join(words.split())[:LONGEST]
