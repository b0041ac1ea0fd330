"""What whoever runs the program is told of a bucket at the start, and the settings that lead to one."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from command import stopping
from command.configuration import Misconfigured, configuration
from flows.storage.papers.store import BucketAddress, Patience
from tests.command.conftest import Run
from tests.storage.object_store import ObjectStore, object_store

KEYS = {"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}


def address(**environment: str) -> BucketAddress:
    found = configuration({"FLOWS_ATTACHMENTS": "s3://papers/flows/north", **KEYS, **environment}).attachments
    assert isinstance(found, BucketAddress)
    return found


def test_a_bucket_is_reached_as_the_usual_variables_say() -> None:
    amazon = address(AWS_DEFAULT_REGION="eu-west-1")
    assert amazon == BucketAddress("papers", "flows/north", "https://s3.eu-west-1.amazonaws.com", "eu-west-1", "k", "s")
    assert address(AWS_REGION="cn-north-1").endpoint == "https://s3.cn-north-1.amazonaws.com.cn"
    usual = {"AWS_ENDPOINT_URL": "http://minio:9000/", "AWS_SESSION_TOKEN": "t"}
    assert (address(**usual).endpoint, address(**usual).token, address(**usual).region) == (
        "http://minio:9000",
        "t",
        "us-east-1",
    )
    both = address(**usual, FLOWS_S3_ENDPOINT="https://[::1]:9000", FLOWS_S3_ADDRESSING="virtual")
    assert (both.endpoint, both.addressing) == ("https://[::1]:9000", "virtual")
    waits = {"FLOWS_S3_CONNECT_SECONDS": "4", "FLOWS_S3_READ_SECONDS": "60", "FLOWS_S3_TRIES": "1"}
    assert address(**waits).patience == Patience(4, 60, 1)
    assert address(FLOWS_ATTACHMENTS="s3://papers/").prefix == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLOWS_ATTACHMENTS", "s3://"),
        ("FLOWS_ATTACHMENTS", "s3://Papers"),
        ("FLOWS_ATTACHMENTS", "s3://papers/../other"),
        ("FLOWS_ATTACHMENTS", "s3://papers//flows"),
        ("FLOWS_ATTACHMENTS", "gs://papers"),
        ("FLOWS_S3_ENDPOINT", "minio:9000"),
        ("FLOWS_S3_ENDPOINT", "https://someone:secret@minio"),
        ("FLOWS_S3_ENDPOINT", "https://proxy/minio"),
        ("AWS_ENDPOINT_URL_S3", "ftp://minio"),
        ("FLOWS_S3_CONNECT_SECONDS", "0"),
        ("FLOWS_S3_READ_SECONDS", "soon"),
        ("FLOWS_S3_TRIES", "0"),
        ("FLOWS_S3_ADDRESSING", "by post"),
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_SECRET_ACCESS_KEY", ""),
    ],
)
def test_a_setting_that_leads_nowhere_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=f"^{name}: "):
        address(**{name: value})


@pytest.fixture
def server() -> Iterator[ObjectStore]:
    with object_store() as made:
        yield made


@pytest.fixture
def starts(run: Run, sqlite_url: str) -> Run:
    """`run` on a database that is up to date."""

    def starts(*arguments: str, **environment: str) -> Result:
        return run(*arguments, FLOWS_DATABASE_URL=sqlite_url, **environment)

    return starts


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    found: list[Any] = []
    monkeypatch.setattr(stopping, "serve", lambda app, *_: found.append(app))
    return found


def test_a_bucket_that_works_is_not_mentioned(starts: Run, server: ObjectStore, served: list[Any], here: Path) -> None:
    result = starts("serve", "--port", "0", **server.variables())
    assert (result.exit_code, result.stderr, len(served)) == (0, "", 1)
    assert len(server.objects) == 1, "the few bytes that prove it"
    assert not (here / "var" / "attachments").exists()


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker", "--once")])
def test_a_no_of_the_store_ends_the_start_with_a_sentence(
    starts: Run, server: ObjectStore, served: list[Any], command: tuple[str, ...]
) -> None:
    given = server.variables(FLOWS_ATTACHMENTS="s3://elsewhere")
    zh = starts(*command, **given)
    assert (zh.exit_code, zh.stdout, served) == (1, "", [])
    assert "材料存放处 s3://elsewhere" in zh.stderr
    assert "NoSuchBucket" in zh.stderr
    assert "Papers can't be kept in s3://elsewhere" in starts("--lang", "en", *command, **given).stderr


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker", "--once")])
def test_a_store_that_does_not_answer_is_told_and_the_rest_goes_on(
    starts: Run, command: tuple[str, ...], served: list[Any]
) -> None:
    with object_store() as gone:
        given = gone.variables()
    result = starts("--lang", "en", *command, **given)
    assert result.exit_code == 0
    assert "can't be reached" in result.stderr
    assert given["AWS_SECRET_ACCESS_KEY"] not in result.stderr
    assert len(served) == (command[0] == "serve")


def test_without_the_extra_it_says_what_to_install(
    starts: Run, monkeypatch: pytest.MonkeyPatch, server: ObjectStore
) -> None:
    monkeypatch.delitem(sys.modules, "flows.storage.papers.bucket", raising=False)
    monkeypatch.setitem(sys.modules, "minio", None)
    result = starts("--lang", "en", "worker", "--once", **server.variables())
    assert result.exit_code == 2
    assert "pip install 'flows[s3]'" in result.stderr
