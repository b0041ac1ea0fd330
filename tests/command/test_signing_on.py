"""The settings that lead to a provider, and what whoever runs the program is told of it at the start."""

import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from command import stopping
from command.configuration import Misconfigured, configuration
from flows.service.single_sign_on import Provider
from tests.command.conftest import Run
from tests.web.provider import company

SET = {
    "FLOWS_OIDC_ISSUER": "https://login.example.com/office",
    "FLOWS_OIDC_CLIENT_ID": "flows",
    "FLOWS_OIDC_CLIENT_SECRET": "secret",
    "FLOWS_BASE_URL": "https://flows.example.com",
}


def test_a_provider_is_what_the_variables_say_and_none_without_them() -> None:
    assert configuration({}).provider is None
    found = configuration(SET).provider
    assert found == Provider("https://login.example.com/office", "flows", "secret", "preferred_username", "", "")
    more = {"FLOWS_OIDC_CLAIM": "email", "FLOWS_OIDC_DOMAIN": "example.com", "FLOWS_OIDC_NAME": "企业微信"}
    found = configuration({**SET, **more}).provider
    assert found
    assert (found.claim, found.domain, found.label) == ("email", "example.com", "企业微信")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLOWS_OIDC_ISSUER", ""),
        ("FLOWS_OIDC_ISSUER", "login.example.com"),
        ("FLOWS_OIDC_ISSUER", "http://login.example.com"),
        ("FLOWS_OIDC_ISSUER", "http://localhost.example.com"),
        ("FLOWS_OIDC_ISSUER", "https://someone@login.example.com"),
        ("FLOWS_OIDC_ISSUER", "https://login.example.com/?a=b"),
        ("FLOWS_OIDC_CLIENT_ID", ""),
        ("FLOWS_OIDC_CLIENT_SECRET", ""),
        ("FLOWS_OIDC_DOMAIN", "@example.com"),
        ("FLOWS_BASE_URL", ""),
        ("FLOWS_BASE_URL", "http://flows.example.com"),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=f"^{name}: "):
        configuration({**SET, name: value})


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(stopping, "serve", lambda app, *_: found.append(app))
    return found


def test_the_start_says_whether_the_provider_answers(
    run: Run,
    sqlite_url: str,
    served: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("ERROR", logger="werkzeug")  # the provider of the test lives in this process and has a log, too

    def starts(issuer: str) -> tuple[int, str]:
        result = run(
            "--lang",
            "en",
            "serve",
            "--port",
            "0",
            FLOWS_DATABASE_URL=sqlite_url,
            **{**SET, "FLOWS_OIDC_ISSUER": issuer},
        )
        return result.exit_code, result.stderr

    with company(lambda: datetime.now(UTC)) as there:
        assert starts(there.address) == (0, "")
        status, told = starts(f"{there.address}/")
        assert (status, "it calls itself" in told) == (0, True)
    status, told = starts(there.address)
    assert (status, "Starting all the same" in told, len(served)) == (0, True, 3)
    assert "secret" not in told
    monkeypatch.delitem(sys.modules, "flows.service.single_sign_on.client")
    monkeypatch.setitem(sys.modules, "authlib", None)
    monkeypatch.setitem(sys.modules, "authlib.common.errors", None)
    status, told = starts(there.address)
    assert (status, "pip install 'flows[oidc]'" in told) == (2, True)
