"""An event log: cases as traces of events, whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flows.definition.text import Text

COMPLETE = "complete"
WITHHELD = Text(
    "不含：当事人、房号、表单内容、理由、意见、材料、收付款和登记项；left_out 逐条说明略去了什么。姓名一律不出，员工只有用户名或假名。",
    "Without parties, units, facts, reasons, opinions, papers, payments and entries; left_out says of each event what it leaves out. No names: staff by user code or pseudonym.",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a case. `lifecycle` as the standard model of XES has it, lower case; `more` are plain strings by plain
    names. `line` is where a file has it, for whoever must mend it."""

    activity: str
    at: datetime | None
    person: str = ""
    post: str = ""
    lifecycle: str = COMPLETE
    more: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    case: str
    events: Sequence[Happening]
    more: Mapping[str, str] = field(default_factory=dict)


Traces = Iterable[Trace]


class Unreadable(Exception):
    """A log that can't be read: where and why."""

    def __init__(self, where: str, message: Text) -> None:
        super().__init__(f"{where}: {message.en}")
        self.where, self.message = where, message
