"""Papers in a folder and in a bucket: the same promises; and what a store on the other side of a network does besides."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from command.kept_keys import kept_secrets, put_first
from flows.storage.papers import opened
from flows.storage.papers.bucket import Bucket
from flows.storage.papers.folder import Folder
from flows.storage.papers.store import PROBE, BucketAddress, Denied, NotReached, Store, name_of, prove
from tests.storage.object_store import BUCKET, SECRET, ObjectStore, object_store

CONTENT = b"%PDF-1.7 a paper"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[ObjectStore]:
    with object_store() as made:
        yield made


@pytest.fixture
def bucket(server: ObjectStore) -> Iterator[Bucket]:
    made = Bucket(server.at())
    yield made
    made.close()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    at: Path | BucketAddress = tmp_path / "papers"
    if request.param == "bucket":
        at = request.getfixturevalue("server").at()
    made = opened(at)
    made.prepare()
    yield made
    made.close()


def test_what_is_kept_comes_back_as_it_was(store: Store) -> None:
    assert not store.has(DIGEST)
    assert store.read(DIGEST) is None
    store.keep(DIGEST, CONTENT)
    assert store.has(DIGEST)
    assert store.read(DIGEST) == CONTENT
    assert store.is_ready()


def test_what_is_there_stays_as_it_is(store: Store) -> None:
    store.keep(DIGEST, CONTENT)
    store.keep(DIGEST, CONTENT.upper())
    assert store.read(DIGEST) == CONTENT


@pytest.mark.parametrize("rest", [b"", CONTENT[:-1], CONTENT * 2])
def test_what_is_not_whole_is_written_again(store: Store, rest: bytes) -> None:
    store.keep(DIGEST, rest)
    store.keep(DIGEST, CONTENT)
    assert store.read(DIGEST) == CONTENT


def test_a_large_paper_is_kept_whole(store: Store) -> None:
    content = bytes(range(256)) * 4096 * 6  # more than S3 calls a part
    digest = hashlib.sha256(content).hexdigest()
    store.keep(digest, content)
    assert store.read(digest) == content


def test_a_store_is_proved_as_often_as_one_likes(store: Store) -> None:
    prove(store)
    prove(store)
    assert store.has(hashlib.sha256(PROBE).hexdigest())


def test_both_keep_it_under_the_same_name(server: ObjectStore, bucket: Bucket, tmp_path: Path) -> None:
    Folder(tmp_path).keep(DIGEST, CONTENT)
    bucket.keep(DIGEST, CONTENT)
    assert (tmp_path / name_of(DIGEST)).read_bytes() == server.objects[f"a/b/{name_of(DIGEST)}"]
    alone = Bucket(server.at(prefix=""))
    alone.keep(DIGEST, CONTENT)
    alone.close()
    assert name_of(DIGEST) in server.objects
    assert server.counted("PUT") == 2


def test_the_name_lasts_as_well_as_the_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut takes the newest names of a folder that was not written out."""
    written, really = list[str](), os.fsync

    def watched(handle: int) -> None:
        written.append(os.readlink(f"/proc/self/fd/{handle}"))
        really(handle)

    monkeypatch.setattr(os, "fsync", watched)
    Folder(tmp_path).keep(DIGEST, CONTENT)
    folder = tmp_path / DIGEST[:2]
    assert written[0] == str(tmp_path), "the folder that was made"
    assert written[1].startswith(f"{folder}/"), "the content"
    assert written[2:] == [str(folder)], "the file's name"
    kept_secrets(tmp_path / "secret")
    put_first(tmp_path / "secret")
    assert written[3:].count(str(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"a file")
    with pytest.raises(Denied):
        Folder(tmp_path / "taken").prepare()
    with pytest.raises(NotReached):
        Folder(tmp_path / "taken").keep(DIGEST, CONTENT)
    assert not Folder(tmp_path / "gone").is_ready()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotReached, match="No space left"):
        Folder(tmp_path).keep(DIGEST, CONTENT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# The bucket alone


def test_a_second_upload_sends_nothing_twice(server: ObjectStore, bucket: Bucket) -> None:
    bucket.keep(DIGEST, CONTENT)
    bucket.keep(DIGEST, CONTENT)
    assert [method for method, _ in server.asked] == ["HEAD", "PUT", "HEAD"]


def test_wrong_keys_and_a_missing_bucket_are_a_no(server: ObjectStore) -> None:
    for address, code in (
        (server.at(secret="another secret"), "SignatureDoesNotMatch"),
        (server.at(bucket="elsewhere"), "NoSuchBucket"),
    ):
        store = Bucket(address)
        with pytest.raises(Denied, match=code):
            prove(store)
    for nonsense in (replace(server.at(), region="far, far away"), server.at(bucket="a..b")):
        with pytest.raises(Denied, match="invalid"):
            prove(Bucket(nonsense))
    assert server.objects == {}


def test_a_store_that_is_busy_once_is_asked_again(server: ObjectStore, bucket: Bucket) -> None:
    server.failures = 1
    bucket.keep(DIGEST, CONTENT)
    assert bucket.read(DIGEST) == CONTENT
    server.failures = 2
    with pytest.raises(NotReached) as busy:
        bucket.read(DIGEST)
    assert not isinstance(busy.value, Denied)


def test_a_store_that_hangs_is_given_up(server: ObjectStore, bucket: Bucket) -> None:
    server.hangs = True
    with pytest.raises(NotReached, match="timed out"):
        bucket.keep(DIGEST, CONTENT)
    assert server.counted("HEAD") == 2


def test_a_store_that_is_away_is_not_reached_and_found_again(server: ObjectStore, bucket: Bucket) -> None:
    bucket.keep(DIGEST, CONTENT)
    away = Bucket(replace(bucket.address, endpoint="http://127.0.0.1:1"))
    with pytest.raises(NotReached) as fault:
        prove(away)
    assert not isinstance(fault.value, Denied)
    assert bucket.read(DIGEST) == CONTENT


def test_an_answer_that_is_cut_short_is_none(server: ObjectStore, bucket: Bucket) -> None:
    bucket.keep(DIGEST, CONTENT)
    server.broken_off = True
    with pytest.raises(NotReached):
        bucket.read(DIGEST)


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"Content-Type": "text/html"}, b"<html>Please sign in</html>"),
        (502, {"Content-Type": "text/html"}, b"<html>Bad gateway</html>"),
        (403, {"Content-Type": "application/xml"}, b"<Error>"),
        (301, {"Location": "http://127.0.0.1:1/papers"}, b""),
    ],
)
def test_whoever_answers_in_its_place_is_not_believed(
    server: ObjectStore, bucket: Bucket, status: int, headers: dict[str, str], body: bytes
) -> None:
    """Nothing of it is taken for a paper that was kept, nobody else is asked, and it is no defect of ours."""
    if status == 200:
        server.answers = [(status, headers, body)]
        with pytest.raises(NotReached):
            bucket.has(DIGEST)
    server.answers = [(404, {}, b"")] + [(status, headers, body)] * 3
    with pytest.raises(NotReached):
        bucket.keep(DIGEST, CONTENT)
    assert server.objects == {}


def test_each_process_has_connections_of_its_own(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    first = bucket._client()
    assert bucket._client() is first
    monkeypatch.setattr(os, "getpid", lambda: 0)
    assert bucket._client() is not first


def test_no_connection_is_open_when_it_has_been_proved(bucket: Bucket) -> None:
    prove(bucket)
    assert bucket._opened is None
    prove(bucket)


def _certificate(room: Path) -> tuple[Path, Path]:
    """A certificate of the house's own for the loopback: with its key, and alone."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a store")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(hours=1)
    )
    alone = [x509.IPAddress(ip_address("127.0.0.1"))]
    made = made.add_extension(x509.SubjectAlternativeName(alone), critical=False)
    signed = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    whole, trusted = room / "whole.pem", room / "trusted.pem"
    whole.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed)
    trusted.write_bytes(signed)
    return whole, trusted


def test_over_tls_only_who_is_trusted_gets_a_paper(
    server: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, trusted = _certificate(tmp_path)
    server.speak_tls(whole)
    with pytest.raises(NotReached, match="certificate verify failed"):
        Bucket(server.at()).keep(DIGEST, CONTENT)
    assert server.asked == []
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    store = Bucket(server.at())
    store.keep(DIGEST, CONTENT)
    assert store.read(DIGEST) == CONTENT
    store.close()


def test_no_secret_is_printed(server: ObjectStore) -> None:
    address = replace(server.at(), token="a token")
    assert SECRET not in repr(address)
    assert "a token" not in repr(address)
    assert Bucket(address).name == f"s3://{BUCKET}/a/b ({server.endpoint})"


@pytest.mark.parametrize(
    ("endpoint", "addressing", "asked"),
    [
        ("https://s3.example.com", "", "https://s3.example.com/papers/"),
        ("https://s3.example.com", "virtual", "https://papers.s3.example.com/"),
        ("https://s3.cn-north-1.amazonaws.com.cn", "", "https://papers.s3.cn-north-1.amazonaws.com.cn/"),
        ("https://s3.cn-north-1.amazonaws.com.cn", "path", "https://s3.cn-north-1.amazonaws.com.cn/papers/"),
        ("https://oss-cn-beijing.aliyuncs.com", "", "https://papers.oss-cn-beijing.aliyuncs.com/"),
    ],
)
def test_the_buckets_name_stands_where_the_store_wants_it(endpoint: str, addressing: str, asked: str) -> None:
    region = "cn-north-1" if "cn-north-1" in endpoint else "us-east-1"
    store = Bucket(BucketAddress(BUCKET, "", endpoint, region, "k", "s", addressing=addressing))
    assert store._client().presigned_get_object(BUCKET, "one").startswith(f"{asked}one?")
    store.close()
