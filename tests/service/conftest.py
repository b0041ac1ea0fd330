"""The small office of `errand`, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.errand import World, errand, world


@pytest.fixture
def north(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = world(database_url, tmp_path / "attachments", errand())
    yield made
    made.office.engine.dispose()
