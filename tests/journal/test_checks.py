import os
import shutil
from collections import namedtuple
from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import DRAWN, append

from truceline.journal import checks, files
from truceline.journal.blobs import Blobs
from truceline.journal.keys import make
from truceline.journal.notes import Signer
from truceline.journal.protocol import Journal, Record
from truceline.journal.sqlite import SqliteJournal

RECEIVED = "2017-09-15T10:00:01.000Z"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


@pytest.fixture
def journal(tmp_path: Path, signer: Signer, blobs: Blobs) -> Journal:
    """Two entries about each of two things; one names a blob."""
    journal = SqliteJournal.create(tmp_path / "journal.db", signer, lambda: RECEIVED)
    named = Record("dataset.imported", 1, {}, blobs=(blobs.put(b"rows"),))
    append(journal, "a", DRAWN, named, after=0)
    append(journal, "b", DRAWN, DRAWN, after=0)
    return journal


def codes(journal: Journal, blobs: Blobs) -> list[str]:
    return [fault.code for fault in checks.faults(journal, blobs)]


def test_finds_nothing_in_a_whole_record(journal: Journal, blobs: Blobs) -> None:
    blobs.put(b"not named by any entry yet")
    assert codes(journal, blobs) == []


def test_names_blobs_that_are_missing_or_damaged(journal: Journal, blobs: Blobs) -> None:
    other = blobs.put(b"other")
    blobs.open(other).write_bytes(b"changed")
    (named,) = (blob for entry in journal.read() for blob in entry.record.blobs)
    blobs.open(named).unlink()
    found = {str(fault.facts["sha256"]): fault.code for fault in checks.faults(journal, blobs)}
    assert found == {named: "blob.missing", other: "blob.damaged"}


@pytest.mark.parametrize(
    "sql", ["UPDATE entry SET stream = 'a' WHERE stream = 'b'", "UPDATE stream SET size = 3"]
)
def test_names_a_damaged_entry(journal: Journal, blobs: Blobs, tmp_path: Path, sql: str) -> None:
    db = apsw.Connection(str(tmp_path / "journal.db"))
    db.execute(sql)
    db.close()
    assert codes(journal, blobs) == ["journal.damaged"]


def test_names_an_entry_that_is_not_listed_with_its_subject(
    journal: Journal, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = journal.read
    monkeypatch.setattr(journal, "read", lambda **how: iter(()) if how else read())
    assert codes(journal, blobs) == ["journal.damaged"]


def test_tells_drafts_of_the_dead_from_those_of_the_living(journal: Journal, blobs: Blobs) -> None:
    blobs.draft("rows").write_bytes(b"at work")
    (blobs.folder / ".rows.999999999.1.draft").write_bytes(b"gone")
    (fault,) = checks.faults(journal, blobs)
    assert fault.code == "blob.draft-left"
    assert "999999999" in str(fault)


def test_looks_at_who_may_read_what(tmp_path: Path) -> None:
    assert list(checks.privacy(tmp_path)) == []
    files.make_folder(tmp_path / "keys")
    make(tmp_path / "keys" / "node.pem")
    assert list(checks.privacy(tmp_path)) == []
    for path in (tmp_path / "keys", tmp_path / "keys" / "node.pem"):
        os.chmod(path, 0o755)  # noqa: PTH101  one call for both kinds
    assert [fault.code for fault in checks.privacy(tmp_path)] == ["key.exposed"] * 2


def test_looks_at_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "file_system", lambda *_: "ext4")
    usage = namedtuple("usage", "free")  # noqa: PYI024  a stand-in for one field
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(99_999_999))
    (fault,) = checks.disk(tmp_path)
    assert "has 99 MB left" in str(fault)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100_000_000))
    assert list(checks.disk(tmp_path)) == []
    monkeypatch.setattr(files, "file_system", lambda *_: "tmpfs")
    with pytest.raises(files.InMemoryOnly):
        list(checks.disk(tmp_path))
