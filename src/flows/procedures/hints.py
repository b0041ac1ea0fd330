"""What a form says at a field beside its own help, where a rule bans some of what may be chosen. It lies beside the
declarations, which are published and don't change."""

from __future__ import annotations

from collections.abc import Mapping

from flows.definition import Text
from flows.procedures.guards_hot_work import BANNED_PLACES
from flows.procedures.hot_work_forms import SURROUNDINGS

_BANNED = [choice for choice in SURROUNDINGS if choice.code in BANNED_PLACES]
HINTS: Mapping[str, Text] = {
    "surroundings": Text(
        f"法规禁止、不予受理的：{'；'.join(choice.zh for choice in _BANNED)}（《高层民用建筑消防安全管理规定》第十五、十九条）",
        f"Banned by law, and refused: {'; '.join(choice.en for choice in _BANNED)} (Order 5 on high-rise fire safety, articles 15 and 19)",
    ),
}
"""By the field's name: in place of its help."""
