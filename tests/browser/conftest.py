"""One house for each process of tests; visitors come to it and leave it with nothing amiss on any page they saw."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.served import House, furnished, serving
from tests.browser.visitor import Visitor
from tests.browser.watch import Watch
from tests.stories.office import StoryOffice

DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PATIENCE = 15_000  # milliseconds, for a machine that is busy with other tests


class Visits(Protocol):
    def __call__(self, *languages: str, phone: bool = False, scripts: bool = True, dark: bool = False) -> Visitor: ...


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with serving(furnished(tmp_path_factory.mktemp("house"))) as open_house:
        yield open_house


@pytest.fixture(scope="session")
def watch() -> Watch:
    return Watch()


@pytest.fixture
def office(house: House) -> StoryOffice:
    return house.tells()


@pytest.fixture
def visit(
    chromium: Browser, house: House, office: StoryOffice, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Visits]:
    """A browser of their own for everybody who comes; what was wrong on their pages fails the test at its end."""
    contexts: list[BrowserContext] = []
    watch.begins(request.node.name)

    def visitor(*languages: str, phone: bool = False, scripts: bool = True, dark: bool = False) -> Visitor:
        more: dict[str, Any] = {**(PHONE if phone else DESK), "java_script_enabled": scripts}
        context = chromium.new_context(
            base_url=house.address, color_scheme="dark" if dark else "light", reduced_motion="reduce", **more
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.listens(context)
        return Visitor(context.new_page(), cycle(languages), watch, scripts)

    yield visitor
    for context in contexts:
        context.close()
    if watch.problems:
        pytest.fail("\n".join(dict.fromkeys(watch.problems)), pytrace=False)
