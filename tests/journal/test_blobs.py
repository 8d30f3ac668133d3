import errno
import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from truceline.journal import files
from truceline.journal.blobs import BlobDamaged, BlobMissing, BlobNotKept, Blobs


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


def test_p1_a_blob_and_its_name_are_on_disk_before_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    blobs = Blobs(tmp_path / "blobs")
    monkeypatch.setattr(files, "sync", lambda path: synced.append(path.name))
    sha256 = blobs.put(b"abc")
    draft, *folders = synced[2:]
    assert synced[:2] == [tmp_path.name, "blobs"]  # of the two new folders
    assert draft.endswith(".draft")
    assert folders == [sha256[:2], "blobs"]
    synced.clear()
    blobs.put(b"abc")  # may have been put there a moment ago, by someone who did not finish
    assert synced[-2:] == [sha256[:2], "blobs"]


def test_a_damaged_blob_is_mended_by_putting_it_again(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha256 = blobs.put(b"abc")
    blobs.open(sha256).write_bytes(b"abd")
    assert blobs.put(b"abc") == sha256
    assert blobs.open(sha256).read_bytes() == b"abc"


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_p14_a_blob_that_the_disk_does_not_take_is_not_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    blobs = Blobs(tmp_path)
    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(BlobNotKept, match="No space left"):
        blobs.put(b"abc")
    assert blobs.held() == []
    assert blobs.drafts() == []


def test_many_may_put_the_same_blob_at_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with ThreadPoolExecutor(8) as people:
        names = set(people.map(blobs.put, [b"abc"] * 40))
    assert blobs.held() == sorted(names)
    assert blobs.drafts() == []


def test_only_its_owner_may_enter_the_folder(tmp_path: Path) -> None:
    Blobs(tmp_path / "blobs").put(b"abc")
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700


def test_finds_the_blobs_that_a_fact_names(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    one, two = blobs.put(b"one"), blobs.put(b"two")
    absent = hashlib.sha256(b"never kept").hexdigest()
    fact = {"rows": two, "list": [{"a": one}, one, absent], "n": 3, "word": "one", "none": None}
    assert blobs.named_in(fact) == tuple(sorted([one, two]))
    assert blobs.named_in({"file": absent}) == ()
