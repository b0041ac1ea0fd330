"""The measured figures, from `measured.toml` beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

FILE = Path(__file__).with_name("measured.toml")


@dataclass(frozen=True)
class Measured:
    events_a_second: float
    pages_a_second: float
    rungs_a_second: float
    log_bytes_an_event: float
    stored_bytes_an_entry: float
    index_bytes_an_entry: float
    process_megabytes: float


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
