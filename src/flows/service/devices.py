"""What a person may know a device by: program and system, in words. Nothing else of what a browser says is kept."""

from __future__ import annotations

from flows.definition import Text

# The first mark that is found counts: programs built upon others name these too.
PROGRAMS = (
    ("wxwork", "wecom", Text("企业微信", "WeCom")),
    ("MicroMessenger", "wechat", Text("微信", "WeChat")),
    ("DingTalk", "dingtalk", Text("钉钉", "DingTalk")),
    ("Lark", "feishu", Text("飞书", "Feishu")),
    ("QQBrowser", "qq", Text("QQ 浏览器", "QQ Browser")),
    ("Edg", "edge", Text("Edge", "Edge")),
    ("Firefox", "firefox", Text("火狐", "Firefox")),
    ("FxiOS", "firefox", Text("火狐", "Firefox")),
    ("Chrome", "chrome", Text("Chrome", "Chrome")),
    ("CriOS", "chrome", Text("Chrome", "Chrome")),
    ("Safari", "safari", Text("Safari", "Safari")),
)
SYSTEMS = (
    ("HarmonyOS", "harmony", Text("鸿蒙", "HarmonyOS")),
    ("Android", "android", Text("安卓", "Android")),
    ("iPhone", "iphone", Text("iPhone", "iPhone")),
    ("iPad", "ipad", Text("iPad", "iPad")),
    ("Windows", "windows", Text("Windows", "Windows")),
    ("Mac OS", "macos", Text("苹果电脑", "Mac")),
    ("Linux", "linux", Text("Linux", "Linux")),
)
WORDS = {code: words for _, code, words in (*PROGRAMS, *SYSTEMS)}
UNKNOWN = Text("未知设备", "Unknown device")


def device(agent: str) -> str:
    """The codes of program and system in a browser's `User-Agent`, with a space between; empty: neither is known."""
    return " ".join(code for code in (_first(PROGRAMS, agent), _first(SYSTEMS, agent)) if code)


def _first(kinds: tuple[tuple[str, str, Text], ...], agent: str) -> str:
    return next((code for mark, code, _ in kinds if mark in agent), "")


def in_words(kept: str) -> Text:
    """Of what `device` answered."""
    found = [WORDS[code] for code in kept.split() if code in WORDS]
    if not found:
        return UNKNOWN
    return Text(" · ".join(words.zh for words in found), " · ".join(words.en for words in found))
