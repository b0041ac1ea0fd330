"""The command `flows` by a clock that can be stepped: `python -m tools.soak.clocked FILE WORDS...`.

FILE holds by how many seconds this clock is ahead of the system's; it is read whenever somebody asks for the time. The
program knows nothing of it: `src/command/` alone asks what time it is, and there the asking is replaced.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from unittest.mock import patch

from command.main import main


class Clock:
    """Ahead of the system's by what stands in the file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self, zone: tzinfo | None = None) -> datetime:
        return datetime.now(zone) + timedelta(seconds=self.ahead())

    def ahead(self) -> float:
        return float(self.file.read_text(encoding="ascii"))

    def step(self, seconds: float) -> None:
        """For everybody who reads this file; whole or not at all."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(str(self.ahead() + seconds), encoding="ascii")
        draft.replace(self.file)


if __name__ == "__main__":
    clock = Clock(Path(sys.argv[1]))
    with patch("command.shell.datetime", clock), patch("command.serving.datetime", clock):
        main(sys.argv[2:])
