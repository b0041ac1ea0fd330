"""Units, people and their ties from a file: looked through first, then carried out whole or not at all."""

from flows.service.importing.carrying import Looked, Moved, carry_out, largest, limits_of, look_through
from flows.service.importing.checking import Fault
from flows.service.importing.columns import COLUMNS, Column
from flows.service.importing.log import Import, imports_of
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
    "Step",
    "carry_out",
    "imports_of",
    "largest",
    "limits_of",
    "look_through",
    "template",
]
