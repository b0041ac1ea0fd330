"""Hundreds of tests make an application of their own. What each would compile anew, its templates, its addresses and the
functions that write them, comes to the same in all of them, and takes longer than most of those tests."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule
from werkzeug.routing.rules import RulePart


class InMemory(BytecodeCache):
    """Jinja holds what it reads against the template's source, so a changed one is compiled again."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def compile_once() -> None:
    """From now on, in this process."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": InMemory()}
    anew, kept = Rule._compile_builder, dict[object, Any]()

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """The function that is made is given its rule when it is called: it depends on nothing but this key."""
        key = rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown
        if key not in kept:
            kept[key] = anew(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = once
    _parse_once()


def _parse_once() -> None:
    """What an address is made of. A converter looks at nothing of the application that it was made for."""
    anew, kept = Rule._parse_rule, dict[object, Any]()

    def once(rule: Rule, written: str) -> Iterable[RulePart]:
        key = written, *rule.map.converters.items()
        if key in kept:
            parts, trace, converters = kept[key]
            rule._trace.extend(trace)
            rule._converters.update(converters)
            rule.arguments.update(converters)
            return parts
        begun = len(rule._trace)
        parts = list(anew(rule, written))
        trace = rule._trace[begun:]
        kept[key] = parts, trace, {name: rule._converters[name] for dynamic, name in trace if dynamic}
        return parts

    Rule._parse_rule = once
