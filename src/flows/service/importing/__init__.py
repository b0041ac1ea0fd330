"""Units, people and their ties from a file: looked through first, then carried out whole or not at all."""

from flows.service.importing.carrying import Looked, Moved, carry_out, largest, look_through
from flows.service.importing.checking import Fault
from flows.service.importing.columns import COLUMNS, Column
from flows.service.importing.log import Import, Overview, overview
from flows.service.importing.outcome import Change, Outcome, Step
from flows.service.importing.raw import Limits
from flows.service.importing.template import template

__all__ = [
    "COLUMNS",
    "Change",
    "Column",
    "Fault",
    "Import",
    "Limits",
    "Looked",
    "Moved",
    "Outcome",
    "Overview",
    "Step",
    "carry_out",
    "largest",
    "look_through",
    "overview",
    "template",
]
