"""The command `flows` by a clock that can be stepped: `python -m tools.soak.clocked FILE WORDS...`.

FILE holds by how many seconds this clock is ahead of the system's; it is read whenever somebody asks for the time. The
program knows nothing of it: `src/command/` alone asks what time it is, and there the asking is replaced.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from unittest.mock import patch

from command.main import main


class Clock:
    """Ahead of the system's by what stands in the file; all but `now` is `datetime`'s, which lines of a log need."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime, name)

    def now(self, zone: tzinfo | None = None) -> datetime:
        return datetime.now(zone) + timedelta(seconds=self.ahead())

    def ahead(self) -> float:
        return float(self.file.read_text(encoding="ascii"))

    def step(self, seconds: float) -> None:
        """For everybody who reads this file; whole or not at all."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(str(self.ahead() + seconds), encoding="ascii")
        draft.replace(self.file)


def telling(clock: Clock) -> ExitStack:
    """Wherever the command has the system's clock in hand it now has this one."""
    stack = ExitStack()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "command" and getattr(module, "datetime", None) is datetime:
            stack.enter_context(patch.object(module, "datetime", clock))
    return stack


if __name__ == "__main__":
    with telling(Clock(Path(sys.argv[1]))):
        main(sys.argv[2:])
