"""Fields that stand filled in as last time, in the form of an event: marked, masked as everywhere, and changed or cleared
at will. Left as they are, they mean what was given last time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flows.service.case_view import CaseView, OfferView
from flows.service.last_time import Remembered, is_masked
from web.forms_fields import Input
from web.forms_input import PREFIX, Typed
from web.language import t


def as_last_time(view: CaseView, offer: OfferView) -> Mapping[str, Remembered]:
    """What the event asks for, the case doesn't have yet, and was given last time."""
    if not (offer.allowed or offer.wants_papers):
        return {}
    missing = {field.name for field in offer.fields if field.name not in offer.values}
    return {name: found for name, found in view.remembered.items() if name in missing}


def marked(drawn: Iterable[Input], remembered: Mapping[str, Remembered]) -> tuple[Input, ...]:
    """Said at each field in which it still stands."""
    words = t("上次填的；不对就改，不要就删。", "As last time; change it if it is otherwise, or clear it.")
    found = {PREFIX + name: one.shown for name, one in remembered.items()}
    return tuple(
        replace(one, help=f"{words} {one.help}".strip()) if one.value and found.get(one.name) == one.value else one
        for one in drawn
    )


def meant(view: CaseView, typed: Typed) -> Typed:
    """A value that was shown masked and left as it was is the one that it stands for."""
    known = {name: one for name, one in view.remembered.items() if is_masked(typed.get(name))}
    return {name: known[name].value if name in known and known[name].shown == v else v for name, v in typed.items()}
