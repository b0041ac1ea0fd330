from __future__ import annotations

import pytest

from flows.drawing import render
from tests.drawing.sample import SAMPLE


@pytest.fixture(scope="session")
def svgs() -> dict[str, str]:
    """The sample's pictures by language, rendered once."""
    return {lang: render.svg(SAMPLE, lang) for lang in ("zh", "en")}
