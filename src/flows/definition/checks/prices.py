"""Rules about price lists: each can be read, and what is chosen from one names it."""

from __future__ import annotations

from collections.abc import Iterator

from flows.definition.checks.subject import Fault, Subject, unknown
from flows.definition.forms import Field
from flows.definition.model import Procedure
from flows.definition.prices import PRICE_LIST, NoPriceList, prices
from flows.definition.text import Text


def price_list_can_be_read(subject: Subject) -> Iterator[Fault]:
    """The default of a price list reads as one."""
    for setting in subject.procedure.settings:
        if setting.unit == PRICE_LIST and not _reads(setting.default):
            said = Text("价目表有读不懂的行。", "The price list has a line that can't be read.")
            yield Fault(f"setting {setting.code}", said)


def price_list_is_there(subject: Subject) -> Iterator[Fault]:
    """A field whose value is an item of a price list is a text, names a setting that is one, and is not asked for before
    the case has its settings."""
    p = subject.procedure
    lists = [setting.code for setting in p.settings if setting.unit == PRICE_LIST]
    early = {field.name for field in p.asks}
    for field in _offering(p):
        if field.offers not in lists:
            yield Fault(f"field {field.name}", unknown(Text("价目表", "price list"), str(field.offers), lists))
        elif field.kind != "text" or field.name in early:
            said = Text(
                "只有新建后填的文字可从价目表选取。", "Only a text asked for after the start is chosen from a list."
            )
            yield Fault(f"field {field.name}", said)


def _offering(p: Procedure) -> Iterator[Field]:
    for field in p.fields().values():
        yield from (each for each in (field, *field.columns) if each.offers is not None)


def _reads(text: object) -> bool:
    try:
        return bool(prices(str(text)))
    except NoPriceList:
        return False
