"""What has changed from one version to another, arrow by arrow and state by state: for a picture that shows both at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.definition.comparison import OF_AN_ARROW
from flows.definition.export import to_data
from flows.definition.model import Procedure, State, Transition

Mark = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Changes:
    """`states` by code and `arrows` by `event:source:target`, those alone that differ; `both` has all that either has."""

    states: Mapping[str, Mark]
    arrows: Mapping[str, Mark]
    both: Procedure


def changes(old: Procedure, new: Procedure) -> Changes:
    before, after = to_data(old), to_data(new)
    arrows = _marks(_arrows(before), _arrows(after))
    states = _marks(_states(before), _states(after))
    return Changes(states, arrows, _both(old, new, arrows))


def _marks(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for name in dict.fromkeys((*old, *new)):
        if name not in old:
            found[name] = "added"
        elif name not in new:
            found[name] = "removed"
        elif old[name] != new[name]:
            found[name] = "changed"
    return found


def _states(data: Mapping[str, Any]) -> dict[str, str]:
    return {row["code"]: _written(row) for row in data["states"]}


def _arrows(data: Mapping[str, Any]) -> dict[str, str]:
    """All ways of an event between the same two states are one line of a picture."""
    found: dict[str, list[Any]] = {}
    for row in data["transitions"]:
        for source in row["source"]:
            key = f"{row['event']}:{source}:{row['target'] or source}"
            found.setdefault(key, []).append([row["route"], {name: row[name] for name in OF_AN_ARROW}])
    return {key: _written(ways) for key, ways in found.items()}


def _written(thing: Any) -> str:
    return json.dumps(thing, sort_keys=True, ensure_ascii=False)


def _both(old: Procedure, new: Procedure, arrows: Mapping[str, Mark]) -> Procedure:
    """The new version, with what is gone where it stood."""
    gone = [part for transition in old.transitions for part in _parts(transition, arrows)]
    named = {name: getattr(new, name) for name in Procedure.__dataclass_fields__ if name != "key"}
    named |= {"states": _states_of_both(old, new), "transitions": (*new.transitions, *gone)}
    return Procedure(new.key, **named)


def _parts(transition: Transition, arrows: Mapping[str, Mark]) -> Iterable[Transition]:
    names = [name for name in Transition.__dataclass_fields__ if name not in ("event", "source", "target")]
    kept = {name: getattr(transition, name) for name in names}
    for source in transition.source:
        if arrows.get(f"{transition.event.code}:{source}:{transition.lands_in(source)}") == "removed":
            yield Transition(transition.event, source, transition.target, **kept)


def _states_of_both(old: Procedure, new: Procedure) -> list[State]:
    there, found = {state.code for state in new.states}, list(new.states)
    for place, state in enumerate(old.states):
        if state.code not in there:
            before = {one.code for one in old.states[:place]}
            at = max((index + 1 for index, one in enumerate(found) if one.code in before), default=len(found))
            found.insert(at, state)
    return found
