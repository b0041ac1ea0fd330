"""The interface under schemathesis, which makes requests up from the OpenAPI document, right ones and wrong ones: every
answer is one that the document names, and the history accounts for all that was written. `make fuzz` sends more of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings

from flows.service.audit import replay_all, verify
from tests.api.interface import HOME, documented
from tests.furnished import Files
from tests.security.house import House, house
from tests.security.nonsense import DEPTH
from tests.service.kept_office import story
from web.api.table import ENDPOINTS

TIMES = 1 if DEPTH == 1 else 10 * DEPTH
WHO = ("desk", "safety", "director", "admin", "root")


@pytest.fixture(scope="module")
def open_house(files: Files, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("interface")
    with house(files.copy(story, folder), folder) as made:
        made.app.testing = False  # a defect is an answer, as it is for programs
        made.app.config["PROPAGATE_EXCEPTIONS"] = False
        yield made


def test_the_whole_document_is_kept_whatever_is_sent(open_house: House) -> None:
    schema = schemathesis.openapi.from_wsgi(f"{HOME}/openapi.json", open_house.app)
    told, dice, sent = documented(open_house.app), random.Random(7), 0
    found = [one.ok() for one in schema.get_all_operations()]
    assert len(found) == len(ENDPOINTS)
    for operation in found:

        @seed(7)
        @settings(
            max_examples=TIMES,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            nonlocal sent
            aimed(case, open_house, dice)
            token = open_house.tokens[dice.choice(WHO)]
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            known = {*told.closed["paths"][case.path][case.method.lower()]["responses"], "404", "405"}
            assert str(answer.status_code) in known, (case.method, case.formatted_path, case.body, answer.content)
            sent += 1

        ask()
    assert sent >= len(found)
    office = open_house.office.office
    assert verify(office).faults == ()
    assert replay_all(office)[1] == ()


def aimed(case: schemathesis.Case, found: House, dice: random.Random) -> None:
    """Two in three at things that are there: else all would end at what isn't."""
    real = {"number": ("number", "begun", "slip", "valid"), "code": ("unit",), "id": ("party", "task", "authorisation")}
    for name in case.path_parameters or {}:
        if name in real and dice.random() < 0.67:
            case.path_parameters[name] = found.things[dice.choice(real[name])]
        elif name == "login" and dice.random() < 0.67:
            case.path_parameters[name] = dice.choice(("front_desk", "second_desk"))
    if "If-Match" in (case.headers or {}) and dice.random() < 0.67:
        case.headers["If-Match"] = f'"{dice.randint(1, 5)}"'
