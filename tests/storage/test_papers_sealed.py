"""Papers sealed with a key of the office: what lies on the disk, who can open it, and how keys change."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.storage.papers import opened
from flows.storage.papers.sealed import OVERHEAD, Key, Locked, Sealed, how, prove_at_start
from flows.storage.papers.store import PROBE, BucketAddress, Denied, Store, name_of, prove
from tests.storage.object_store import object_store

CONTENT = b"%PDF-1.7 a paper"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
OTHER = b"%PDF-1.7 another"
OLD, NEW = Key.of(b"the key of last year"), Key.of(b"the key of this year")


@pytest.fixture(params=["folder", "bucket"])
def beneath(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with object_store() as server:
        at: Path | BucketAddress = tmp_path / "papers" if request.param == "folder" else server.at()
        made = opened(at)
        made.prepare()
        yield made
        made.close()


def test_nothing_of_a_paper_can_be_read_where_it_lies(beneath: Store) -> None:
    store = Sealed(beneath, (NEW,))
    store.keep(DIGEST, CONTENT)
    box = beneath.read(DIGEST)
    assert box is not None
    assert CONTENT not in box
    assert len(box) == len(CONTENT) + OVERHEAD
    assert how(box) == NEW.id.hex()
    assert store.has(DIGEST)
    assert store.read(DIGEST) == CONTENT
    store.keep(DIGEST, CONTENT)
    assert beneath.read(DIGEST) == box, "what is there stays as it is"


def test_a_paper_from_before_there_were_keys_is_read_and_then_sealed(beneath: Store) -> None:
    beneath.keep(DIGEST, CONTENT)
    store = Sealed(beneath, (NEW,))
    assert store.read(DIGEST) == CONTENT
    assert [store.renew(DIGEST), store.renew(DIGEST)] == ["plain", "sealed"]
    assert CONTENT not in (beneath.read(DIGEST) or b"")
    assert store.read(DIGEST) == CONTENT
    assert store.renew("0" * 64) is None


def test_a_new_key_opens_what_the_old_one_sealed_and_takes_it_over(beneath: Store) -> None:
    Sealed(beneath, (OLD,)).keep(DIGEST, CONTENT)
    both, alone = Sealed(beneath, (NEW, OLD)), Sealed(beneath, (NEW,))
    assert both.read(DIGEST) == CONTENT
    with pytest.raises(Locked, match=OLD.id.hex()):
        alone.read(DIGEST)
    assert [both.renew(DIGEST), both.renew(DIGEST)] == [OLD.id.hex(), "sealed"]
    assert alone.read(DIGEST) == CONTENT
    with pytest.raises(Locked):
        Sealed(beneath, (OLD,)).read(DIGEST)


def test_what_was_tampered_with_does_not_pass_for_a_paper(beneath: Store) -> None:
    store = Sealed(beneath, (NEW,))
    store.keep(DIGEST, CONTENT)
    box = beneath.read(DIGEST) or b""
    for place in (30, 50, 90, 100, len(box) - 1):  # in what seals the file's key, in that key, and in the content
        spoilt = box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]
        beneath.replace(DIGEST, spoilt)
        assert store.read(DIGEST) == spoilt, "as it lies there: it hasn't its hash"
    beneath.replace(DIGEST, box[:40])
    assert store.read(DIGEST) == box[:40]
    with pytest.raises(ValueError):
        store.renew(DIGEST)
    assert beneath.read(DIGEST) == box[:40], "what can't be read is not sealed for good"


def test_a_paper_that_nobody_could_open_is_kept_anew(beneath: Store) -> None:
    store = Sealed(beneath, (NEW,))
    Sealed(beneath, (OLD,)).keep(DIGEST, CONTENT)
    store.keep(DIGEST, CONTENT)
    assert store.read(DIGEST) == CONTENT, "the key that sealed it is gone"
    box = beneath.read(DIGEST) or b""
    beneath.replace(DIGEST, box[:-1] + bytes([box[-1] ^ 1]))
    store.keep(DIGEST, CONTENT)
    assert store.read(DIGEST) == CONTENT, "damaged, and of the same size"


def test_a_paper_laid_in_anothers_place_opens_nothing(beneath: Store) -> None:
    store, other = Sealed(beneath, (NEW,)), hashlib.sha256(OTHER).hexdigest()
    store.keep(DIGEST, CONTENT)
    store.keep(other, OTHER)
    beneath.replace(other, beneath.read(DIGEST) or b"")
    assert store.read(other) not in (OTHER, CONTENT)


def test_what_is_removed_is_gone_and_may_be_removed_again(beneath: Store) -> None:
    store = Sealed(beneath, (NEW,))
    store.keep(DIGEST, CONTENT)
    for _ in range(2):
        store.remove(DIGEST)
        assert not store.has(DIGEST)
        assert store.read(DIGEST) is None


def test_a_key_that_is_not_the_one_is_told_at_the_start(beneath: Store) -> None:
    prove(beneath)  # from before there were keys
    prove(Sealed(beneath, (OLD,)))
    prove(Sealed(beneath, (NEW, OLD)))
    with pytest.raises(Denied, match="FLOWS_ATTACHMENTS_KEY"):
        prove(Sealed(beneath, (NEW,)))
    assert Sealed(beneath, (NEW, OLD)).renew(hashlib.sha256(PROBE).hexdigest()) == OLD.id.hex()
    prove(Sealed(beneath, (NEW,)))


def test_a_later_start_tells_the_same_and_opens_nothing(beneath: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    prove_at_start(Sealed(beneath, (OLD,)))
    kept = beneath.read(hashlib.sha256(PROBE).hexdigest())
    assert kept
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "cryptography.hazmat.primitives.ciphers.aead", None)
        prove_at_start(Sealed(beneath, (OLD,)))
    with pytest.raises(Denied, match="FLOWS_ATTACHMENTS_KEY"):
        prove_at_start(Sealed(beneath, (NEW,)))
    beneath.replace(hashlib.sha256(PROBE).hexdigest(), kept[:-1])  # a rest that broke off
    prove_at_start(Sealed(beneath, (OLD,)))
    assert Sealed(beneath, (OLD,)).read(hashlib.sha256(PROBE).hexdigest()) == PROBE


def test_the_same_paper_is_sealed_otherwise_each_time(tmp_path: Path) -> None:
    """Nobody who compares two stores learns that both hold the same."""
    for place in ("one", "two"):
        made = Sealed(opened(tmp_path / place), (NEW,))
        made.prepare()
        made.keep(DIGEST, CONTENT)
    one, two = ((tmp_path / place / name_of(DIGEST)).read_bytes() for place in ("one", "two"))
    assert one[:23] == two[:23]
    assert one[23:35] != two[23:35]
    assert one[-16:] != two[-16:]


def test_no_key_is_printed() -> None:
    assert OLD.secret.hex() not in repr(OLD)
    assert repr(OLD.secret) not in repr(Sealed(opened(Path("nowhere")), (OLD,)))
