"""A caller is known by the token alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from flows.service.rights import OPERATOR
from flows.service.tokens import create_token, revoke_token
from tests.api.interface import Interface
from web.api.table import ENDPOINTS


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda e: e.name)
def test_every_endpoint_asks_for_a_token_before_anything_else(still: Interface, endpoint: object) -> None:
    path = endpoint.path.replace("{id}", "1").replace("{", "").replace("}", "")
    answer = still.call(endpoint.method, path, None, data=b"{", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="flows"'
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "given", ["Bearer nonsense", "Bearer flows_nonsense", "Basic ZGVzazpkZW1v", "Bearer ", "flows"]
)
def test_a_wrong_token_opens_nothing(still: Interface, given: str) -> None:
    answer = still.get("/tasks", None, headers={"Authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_an_unknown_token_is_called_invalid(still: Interface) -> None:
    answer = still.get("/tasks", None, headers={"Authorization": "Bearer flows_nonsense"})
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_revoked_token_and_one_that_has_run_out_open_nothing(interface: Interface) -> None:
    world = interface.world
    revoked = create_token(world.office, OPERATOR, "desk", "to be revoked", world.now)
    revoke_token(world.office, OPERATOR, "desk", revoked.token.id, world.now)
    soon = create_token(world.office, OPERATOR, "desk", "short", world.now, world.now + timedelta(hours=1))
    assert interface.get("/tasks", None, headers={"Authorization": f"Bearer {soon.secret}"}).status_code == 200
    world.later(hours=2)
    for secret in (revoked.secret, soon.secret):
        assert interface.get("/tasks", None, headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_the_word_bearer_is_read_in_any_case(still: Interface) -> None:
    token = still.token("desk")
    assert still.get("/tasks", None, headers={"Authorization": f"bearer {token}"}).status_code == 200


def test_answers_are_kept_by_nobody_on_the_way(still: Interface) -> None:
    for answer in (still.get("/tasks"), still.get("/tasks", None), still.get("/nothing")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
