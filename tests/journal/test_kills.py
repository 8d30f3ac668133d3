"""P1, acknowledged = durable: writers are killed at random moments with a signal they cannot catch.

Two processes write to one record; each is killed while the other goes on, or while it recovers
what the other left. Nothing lost in 300 kills bounds the chance of a loss below 1 in 100 (95 %).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import numpy as np
import pytest
from tests.journal.writers import RECEIVED, SIGNER

from truceline.journal.log import opened_entry
from truceline.journal.protocol import StreamId
from truceline.journal.sqlite import SqliteJournal
from truceline.journal.tree import leaf_hash

KILLS = 300
KILLS_PER_RECORD = 20
LONGEST_S = 0.06
SCRIPT = Path(__file__).with_name("writers.py")


class Writers:
    """The script of writers, and what they said."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin
        assert process.stdout
        self.stdin: IO[bytes] = process.stdin
        self.stdout: IO[bytes] = process.stdout

    def run(self, file: Path, waits: Sequence[float]) -> dict[int, str]:
        """Start two writers, kill each after its wait, and return what was acknowledged."""
        self.stdin.write(f"{file}\n".encode())
        self.stdin.flush()
        acknowledged: dict[int, str] = {}
        while not (line := self.stdout.readline()).startswith(b"started"):
            keep(line, acknowledged)
        for child, wait in zip(line.split()[1:], waits, strict=True):
            time.sleep(wait)
            os.kill(int(child), signal.SIGKILL)
        while (line := self.stdout.readline()) != b"dead\n":
            keep(line, acknowledged)
        return acknowledged


def keep(line: bytes, acknowledged: dict[int, str]) -> None:
    position, leaf = line.decode().split()
    acknowledged[int(position)] = leaf


@pytest.fixture
def writers() -> Iterator[Writers]:
    with subprocess.Popen(
        [sys.executable, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Writers(process)


@pytest.fixture
def folder(memory: str | None) -> Iterator[Path]:
    """A folder in memory, where there is one: a kill spares what the kernel has taken."""
    with TemporaryDirectory(dir=memory) as name:
        yield Path(name)


def test_p1_no_kill_loses_what_was_acknowledged(writers: Writers, folder: Path, times: int) -> None:
    rng = np.random.default_rng(20170915)
    total = 0
    for record in range(times * KILLS // KILLS_PER_RECORD):
        file = folder / f"{record}.db"
        SqliteJournal.create(file, SIGNER, lambda: RECEIVED)
        acknowledged: dict[int, str] = {}
        for _ in range(KILLS_PER_RECORD // 2):
            acknowledged |= writers.run(file, rng.uniform(0, LONGEST_S, 2).tolist())
            assert_whole(file, acknowledged)
        total += len(acknowledged)
    assert total > 10 * times * KILLS


def assert_whole(file: Path, acknowledged: dict[int, str]) -> None:
    journal = SqliteJournal(file, SIGNER, lambda: RECEIVED)
    found = [entry.note for entry in journal.read()]
    assert [opened_entry(note, SIGNER.verifier).seq for note in found] == list(range(len(found)))
    leaves = {position: leaf_hash(note).hex() for position, note in enumerate(found)}
    assert acknowledged.items() <= leaves.items()
    for stream in "ab":
        begun = [e.record.body["n"] for e in journal.read(stream=StreamId(stream))]
        assert begun == batches(len(begun))


def batches(size: int) -> list[int]:
    """Return what the records of a stream hold, if it ends with a whole batch."""
    begun: list[int] = []
    while len(begun) < size:
        begun += [len(begun)] * (1 + len(begun) % 3)
    return begun
