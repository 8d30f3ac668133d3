"""P14, fail-stop: each write, sync and truncation of an append fails, once or for good.

An append that met a fault is not acknowledged; what is found afterwards is all of it or none.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from tests.contracts.journal_contract import DRAWN, append
from tests.journal.disk import Disk, Fault, layer

from truceline.journal.notes import Signer
from truceline.journal.protocol import Entry, Journal, JournalStopped, Record
from truceline.journal.sqlite import SqliteJournal

RECEIVED = "2017-09-15T10:00:01.000Z"
MORE = [DRAWN] * 3


class Bench:
    """A disk with a journal of two entries, whose next append can be made to fail."""

    def __init__(self, file: Path, signer: Signer) -> None:
        self.file, self.signer = file, signer
        self.disk = Disk()
        with layer(self.disk) as vfs:
            journal = SqliteJournal.create(file, signer, lambda: RECEIVED, vfs=vfs)
            self.settled = append(journal, "a", DRAWN, DRAWN, after=0)

    def open(self, vfs: str) -> Journal:
        return SqliteJournal(self.file, self.signer, lambda: RECEIVED, vfs=vfs)

    def operations(self) -> list[str]:
        """Return what an append does to the disk."""
        disk = self.disk.copy()
        with layer(disk) as vfs:
            append(self.open(vfs), "a", *MORE, after=2)
        return disk.kinds


@pytest.fixture
def bench(tmp_path: Path, signer: Signer) -> Bench:
    return Bench(tmp_path / "journal.db", signer)


def test_an_append_is_watched_at_each_step(bench: Bench) -> None:
    done = bench.operations()
    assert done.count("sync") == 4
    assert done.count("truncate") == 1
    assert done.count("write") > 10


@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
@pytest.mark.parametrize("lasts", [False, True])
def test_p14_nothing_is_acknowledged_after_a_fault(
    bench: Bench, error: type[apsw.Error], *, lasts: bool
) -> None:
    for at in range(1, len(bench.operations()) + 1):
        disk = bench.disk.copy()
        with layer(disk) as vfs:
            journal = bench.open(vfs)
            disk.fault = Fault(at, error, lasts=lasts)
            with pytest.raises(JournalStopped):
                append(journal, "a", *MORE, after=2)
            with pytest.raises(JournalStopped):
                append(journal, "b", DRAWN, after=0)
            if not lasts:
                assert_reads(journal, bench)
            disk.fault = None
            with pytest.raises(JournalStopped):
                append(journal, "b", DRAWN, after=0)
            assert_reads(journal, bench)
            again = bench.open(vfs)
            append(again, "b", DRAWN, after=0)
            assert [e.stream for e in again.read()][-1] == "b"


def test_p14_a_record_that_cannot_be_read_takes_nothing_more(bench: Bench) -> None:
    disk = bench.disk.copy()
    with layer(disk) as vfs:
        journal = bench.open(vfs)
        disk.readable = False
        with pytest.raises(JournalStopped):
            list(journal.read())
        disk.readable = True
        assert list(journal.read()) == bench.settled
        with pytest.raises(JournalStopped):
            append(journal, "a", DRAWN, after=2)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1 MB, in memory."""
    folder = tmp_path / "small"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=1m", "truceline", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("needs root and the right to mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_p14_a_full_disk_loses_nothing(small_disk: Path, signer: Signer) -> None:
    file = small_disk / "journal.db"
    journal = SqliteJournal.create(file, signer, lambda: RECEIVED)
    long = Record("report.filed", 1, {"text": "x" * 5000})
    acknowledged: list[Entry] = []

    def fill() -> None:
        while True:
            acknowledged.extend(append(journal, "a", long, after=len(acknowledged)))

    with pytest.raises(JournalStopped, match="full"):
        fill()
    assert len(acknowledged) > 20
    assert list(journal.read()) == acknowledged
    with pytest.raises(JournalStopped):
        append(journal, "b", DRAWN, after=0)
    subprocess.run(["mount", "-o", "remount,size=2m", small_disk], check=True)
    again = SqliteJournal(file, signer, lambda: RECEIVED)
    assert list(again.read()) == acknowledged
    append(again, "a", long, after=len(acknowledged))


def assert_reads(journal: Journal, bench: Bench) -> None:
    found = list(journal.read())
    assert found[:2] == bench.settled
    assert len(found) in {2, 2 + len(MORE)}
