"""What the environment says, and the secret that is made where it says nothing."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from command.configuration import Misconfigured, configuration
from command.kept_keys import kept_secrets, put_first
from flows.service.channels import mail
from flows.service.scanners import Scanner
from flows.service.sessions import Lifetimes
from flows.storage.engine import open_database
from flows.storage.papers.folder import Folder
from web.limits import Limits


def test_nothing_set_means_sqlite_and_attachments_under_var() -> None:
    found = configuration({})
    assert found.database_url == "sqlite:///var/flows.db"
    assert found.attachments == Path("var/attachments")
    assert (found.base_url, found.trusted_proxies, found.given_secret) == ("", 0, None)
    assert found.limits == Limits(sign_in=5, requests=600, codes=60)


def test_how_often_something_may_be_tried_is_set_by_whoever_runs_it() -> None:
    names = ("SIGN_IN_ATTEMPTS", "API_PER_MINUTE", "UNKNOWN_CODES_PER_MINUTE")
    found = configuration({f"FLOWS_{name}": str(number) for number, name in enumerate(names, 1)})
    assert found.limits == Limits(sign_in=1, requests=2, codes=3)


def test_how_long_sessions_last_is_set_by_whoever_runs_it() -> None:
    assert configuration({}).lifetimes == Lifetimes(whole=timedelta(hours=12), idle=timedelta(hours=2))
    found = configuration({"FLOWS_SESSION_HOURS": "8", "FLOWS_SESSION_IDLE_MINUTES": "30"})
    assert found.lifetimes == Lifetimes(whole=timedelta(hours=8), idle=timedelta(minutes=30))


def test_an_empty_variable_counts_as_unset() -> None:
    names = ("DATABASE_URL", "SECRET_KEY", "ATTACHMENTS", "BASE_URL", "TRUSTED_PROXIES")
    assert configuration({f"FLOWS_{name}": "" for name in names}) == configuration({})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_address_gets_our_driver(scheme: str) -> None:
    found = configuration({"FLOWS_DATABASE_URL": f"{scheme}://someone@db/flows"})
    assert found.database_url == "postgresql+psycopg://someone@db/flows"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLOWS_DATABASE_URL", "mysql://db/flows"),
        ("FLOWS_SECRET_KEY", "short"),
        ("FLOWS_ATTACHMENTS", "ftp://bucket/flows"),
        ("FLOWS_BASE_URL", "flows.example"),
        ("FLOWS_TRUSTED_PROXIES", "-1"),
        ("FLOWS_SIGN_IN_ATTEMPTS", "0"),
        ("FLOWS_API_PER_MINUTE", "many"),
        ("FLOWS_SESSION_HOURS", "0"),
        ("FLOWS_SESSION_IDLE_MINUTES", "5"),
        ("FLOWS_UNKNOWN_CODES_PER_MINUTE", "1.5"),
        ("FLOWS_MAIL", "http://mail.example?from=a@b.example"),
        ("FLOWS_MAIL", "smtp://mail.example"),
        ("FLOWS_NOTIFY", "no address"),
        ("FLOWS_PRIVATE_TARGETS", "10.1.0.0/99"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        configuration({name: value})
    assert refused.value.message.zh.startswith(name)
    assert refused.value.message.en.startswith(name)


def test_files_are_searched_by_what_is_named_and_by_nothing_where_nothing_is() -> None:
    assert configuration({"FLOWS_SCAN_AWAY": "take"}).scanner is None
    found = configuration({"FLOWS_CLAMD": "/run/clamav/clamd.ctl", "FLOWS_SCAN_COMMAND": "clamdscan -"}).scanner
    assert found == Scanner("/run/clamav/clamd.ctl", "clamdscan -", takes_unsearched=False, seconds=20)
    other = configuration({"FLOWS_CLAMD": "[::1]:3310", "FLOWS_SCAN_AWAY": "take", "FLOWS_SCAN_SECONDS": "5"}).scanner
    assert other == Scanner("[::1]:3310", takes_unsearched=True, seconds=5)
    for name, wrong in (
        ("CLAMD", "clamd.ctl"),
        ("SCAN_COMMAND", "scan 'it"),
        ("SCAN_AWAY", "perhaps"),
        ("SCAN_SECONDS", "0"),
    ):
        with pytest.raises(Misconfigured, match=f"FLOWS_{name}"):
            configuration({f"FLOWS_{name}": wrong})


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    place = tmp_path / "var" / "secret.key"
    made = kept_secrets(place)
    assert [len(secret) >= 48 for secret in made] == [True]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert kept_secrets(place) == made
    assert [path.name for path in place.parent.iterdir()] == ["secret.key"]


def test_folders_that_are_made_are_for_their_owner_alone(tmp_path: Path) -> None:
    """The database and its files come with whatever mode the machine gives: nobody else gets as far as them."""
    kept_secrets(tmp_path / "keys" / "secret.key")
    open_database(f"sqlite:///{tmp_path / 'data' / 'flows.db'}").dispose()
    Folder(tmp_path / "papers").prepare()
    assert {stat.S_IMODE((tmp_path / made).stat().st_mode) for made in ("keys", "data", "papers")} == {0o700}


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(kept_secrets, [tmp_path / "secret.key"] * 64))
    assert len(found) == 1


def test_a_secret_that_is_given_is_used_and_none_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert configuration({"FLOWS_SECRET_KEY": "0123456789abcdef"}).keys() == (b"0123456789abcdef",)
    assert list(tmp_path.iterdir()) == []


def test_keys_of_before_come_behind_the_newest(tmp_path: Path) -> None:
    older = {"FLOWS_OLD_SECRET_KEYS": "the-one-of-last-year the-one-of-the-year-before"}
    found = configuration({"FLOWS_SECRET_KEY": "0123456789abcdef"} | older).keys()
    assert found == (b"0123456789abcdef", b"the-one-of-last-year", b"the-one-of-the-year-before")
    with pytest.raises(Misconfigured):
        configuration({"FLOWS_OLD_SECRET_KEYS": "short"})


ODD = ["with white space, and a comma", " with space around it ", "[begins with a bracket", '"quoted, as it was given"']


def test_keys_of_before_may_hold_white_space_and_commas_in_a_list_or_a_file(tmp_path: Path) -> None:
    place = tmp_path / "old-keys"
    place.write_text("\r\n".join(ODD) + "\n\n", encoding="utf-8", newline="")
    wanted = tuple(key.encode() for key in ODD)
    assert configuration({"FLOWS_OLD_SECRET_KEYS": json.dumps(ODD)}).older_secrets == wanted
    assert configuration({"FLOWS_OLD_SECRET_KEYS_FILE": str(place)}).older_secrets == wanted
    both = {"FLOWS_OLD_SECRET_KEYS": "the-one-of-last-year", "FLOWS_OLD_SECRET_KEYS_FILE": str(place)}
    assert configuration(both).older_secrets == (b"the-one-of-last-year", *wanted)


def test_keys_that_can_not_be_read_are_told_by_their_variable(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("too short\n", encoding="utf-8")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe" * 20)
    given = [{"FLOWS_OLD_SECRET_KEYS_FILE": str(tmp_path / name)} for name in ("short", "bytes", "none", ".")]
    given += [{"FLOWS_OLD_SECRET_KEYS": text} for text in ('["cut off', "[1]", "[]x", '["short"]')]
    for one in given:
        [name] = one
        with pytest.raises(Misconfigured, match=f"^{name}: ") as told:
            configuration(one)
        assert "too short" not in str(told.value), "no key is said"


def test_a_new_secret_is_put_before_those_of_the_file(tmp_path: Path) -> None:
    place = tmp_path / "secret.key"
    [old] = kept_secrets(place)
    new = put_first(place)
    assert kept_secrets(place) == (new, old)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_what_is_needed_for_sending_is_read_and_a_wrong_address_is_not_repeated() -> None:
    given = {
        "FLOWS_BASE_URL": "https://flows.example/",
        "FLOWS_MAIL": "smtps://user:p%40ss@mail.example?from=flows@example.com",
        "FLOWS_NOTIFY": "json://127.0.0.1:9/a wecombot://abcdefgh",
        "FLOWS_PRIVATE_TARGETS": "10.1.0.0/16, fd00::/8",
    }
    outward = configuration(given).outward
    assert outward.base_url == "https://flows.example"
    assert (outward.notify, len(outward.private)) == (("json://127.0.0.1:9/a", "wecombot://abcdefgh"), 2)
    server = mail.server_of(outward.mail)
    assert (server.port, server.tls, server.password) == (465, True, "p@ss")
    with pytest.raises(Misconfigured) as refused:
        configuration({"FLOWS_NOTIFY": "json://127.0.0.1/ nothing://secret-token"})
    assert "address number 2" in refused.value.message.en
    assert "secret-token" not in refused.value.message.en


def test_a_command_of_nothing_but_white_space_is_none() -> None:
    assert configuration({"FLOWS_ANCHOR_COMMAND": " "}).anchors.means() == {}
