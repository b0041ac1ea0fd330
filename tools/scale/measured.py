"""The measured figures, from `measured.toml` beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

FILE = Path(__file__).with_name("measured.toml")


@dataclass(frozen=True)
class Mode:
    """A way of working: what one process gets through in a second, by its processor time, and milliseconds of the
    database's processors."""

    entries_a_second: float
    rungs_a_second: float
    entry_ms: float
    rung_ms: float


@dataclass(frozen=True)
class Measured:
    database_ms_an_event: float
    database_ms_a_worklist: float
    database_ms_a_case: float
    database_ms_a_look: float
    database_ms_an_entry_by_rounds: float
    database_ms_a_rung_by_rounds: float
    database_ms_an_entry_by_jobs: float
    database_ms_a_rung_by_jobs: float
    pages_an_entry_by_rounds: float
    pages_a_rung_by_rounds: float
    pages_an_entry_by_jobs: float
    pages_a_rung_by_jobs: float
    pages_a_second: float
    pages_a_worklist: float
    pages_a_case: float
    pages_a_look: float
    log_bytes_an_event: float
    stored_bytes_an_entry: float
    index_bytes_an_entry: float
    process_megabytes: float

    @property
    def rounds(self) -> Mode:
        return Mode(
            self.pages_a_second / self.pages_an_entry_by_rounds,
            self.pages_a_second / self.pages_a_rung_by_rounds,
            self.database_ms_an_entry_by_rounds,
            self.database_ms_a_rung_by_rounds,
        )

    @property
    def jobs(self) -> Mode:
        return Mode(
            self.pages_a_second / self.pages_an_entry_by_jobs,
            self.pages_a_second / self.pages_a_rung_by_jobs,
            self.database_ms_an_entry_by_jobs,
            self.database_ms_a_rung_by_jobs,
        )


@dataclass(frozen=True)
class Source:
    value: float
    of: str
    on: str
    by: str


def sources() -> dict[str, Source]:
    """Raises KeyError for a figure without its date or command."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {name: Source(float(f["value"]), f["of"], str(f["on"]), f["by"]) for name, f in found.items()}


def measured() -> Measured:
    known = sources()
    return Measured(**{field.name: known[field.name].value for field in fields(Measured)})
