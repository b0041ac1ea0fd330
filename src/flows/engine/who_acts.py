"""What a guard says of the people at hand, where it also speaks of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.definition import Guard, Situation


class _Watched(Situation):
    """Knows whether a guard has looked at who acts."""

    looked: bool

    def __getattribute__(self, name: str) -> Any:
        if name in ("actor", "post", "acting_people"):
            object.__setattr__(self, "looked", True)
        return super().__getattribute__(name)


def lets(guard: Guard, here: Situation, named: Mapping[str, str]) -> bool:
    """Whether who acts, and who is named, is let pass. A guard that refuses without having looked at either speaks of
    somebody else, such as the applicant."""
    watched = _Watched(**{name: getattr(here, name) for name in Situation.__dataclass_fields__})
    object.__setattr__(watched, "looked", False)
    refuses = guard.test(watched) is not True
    return not (refuses and (watched.looked or set(guard.reads) & set(named)))
