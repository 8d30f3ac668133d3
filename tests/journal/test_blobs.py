import hashlib
from pathlib import Path

import pytest

from truceline.journal.blobs import BlobDamaged, BlobMissing, Blobs


def test_keeps_bytes_under_their_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"abc")
    assert sha256 == hashlib.sha256(b"abc").hexdigest()
    assert blobs.open(sha256).read_bytes() == b"abc"
    assert blobs.put(b"abc") == sha256


def test_takes_a_finished_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    draft = blobs.draft("rows")
    draft.write_bytes(b"large")
    sha256 = blobs.take(draft)
    assert blobs.open(sha256).read_bytes() == b"large"
    assert not draft.exists()


def test_says_when_a_blob_was_changed_or_lost(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"abc")
    blobs.open(sha256).write_bytes(b"abd")
    with pytest.raises(BlobDamaged, match=sha256):
        blobs.open(sha256)
    blobs_file = tmp_path / sha256[:2] / sha256
    blobs_file.unlink()
    with pytest.raises(BlobMissing, match=sha256):
        blobs.open(sha256)


def test_finds_the_blobs_that_a_fact_names(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    one, two = blobs.put(b"one"), blobs.put(b"two")
    absent = hashlib.sha256(b"never kept").hexdigest()
    fact = {"rows": two, "list": [{"a": one}, one, absent], "n": 3, "word": "one", "none": None}
    assert blobs.named_in(fact) == tuple(sorted([one, two]))
    assert blobs.named_in({"file": absent}) == ()
