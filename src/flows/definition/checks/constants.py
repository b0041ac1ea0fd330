"""The words that stand in a function: what can be known of a guard without running it.

Words put together at run time are not seen, and a word may stand there for something else; rules that build on this
say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType

from flows.definition.guards import Guard, Rule


def words_of(functions: Iterable[object]) -> set[str]:
    """The string constants of the functions, of what they close over, and of the functions that they name."""
    words: set[str] = set()
    waiting, seen = list(functions), set[int]()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        match thing:
            case str():
                words.add(thing)
            case tuple() | frozenset():
                waiting.extend(thing)
            case CodeType():
                waiting.extend(thing.co_consts)
            case Guard():
                waiting.extend((thing.test, thing.because, thing.terms and thing.terms.when))
            case Rule():
                waiting.append(thing.value)
            case FunctionType():
                waiting.extend(_inside(thing))
    return words


def _inside(function: FunctionType) -> Iterator[object]:
    yield function.__code__
    yield function.__defaults__ or ()
    yield from (cell.cell_contents for cell in function.__closure__ or ())
    yield from (function.__globals__.get(name) for name in function.__code__.co_names)
