"""A procedure as a Mermaid state diagram, which wikis and code hosts draw by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition.model import Procedure, State, Transition, roles_of
from flows.definition.text import Text


def source(procedure: Procedure, lang: str) -> str:
    """`lang` is `zh` or `en`. State codes are the public names; words stand on them as descriptions."""
    return "\n".join([*_lines(procedure, lang), ""])


def _lines(procedure: Procedure, lang: str) -> Iterator[str]:
    yield "---"
    yield f"title: {_plain(Text(procedure.zh, procedure.en).in_(lang))}"
    yield "---"
    yield "stateDiagram-v2"
    for state in procedure.states:
        yield f"  state {_quoted(_box(state, lang))} as {state.code}"
    yield f"  [*] --> {procedure.start.code}"
    for transition in procedure.transitions:
        for code in transition.source:
            yield f"  {code} --> {transition.lands_in(code)} : {_words(transition, lang)}"
    for state in procedure.states:
        if procedure.is_final(state.code):
            yield f"  {state.code} --> [*]"


def _box(state: State, lang: str) -> str:
    name = Text(state.zh, state.en).in_(lang)
    posts = ("、" if lang == "zh" else ", ").join(Text(role.zh, role.en).in_(lang) for role in roles_of(state.by))
    return _plain(f"{name} ({posts})" if posts else name)


def _words(transition: Transition, lang: str) -> str:
    event, route = transition.event, transition.route
    words = Text(event.zh, event.en).in_(lang)
    return _plain(f"{words} [{Text(route.zh, route.en).in_(lang)}]" if route else words)


def _plain(words: str) -> str:
    """Mermaid reads a colon or semicolon in a label as syntax."""
    return words.replace(":", "：").replace(";", "；").replace("\n", " ").replace('"', "'")


def _quoted(words: str) -> str:
    return f'"{words}"'
