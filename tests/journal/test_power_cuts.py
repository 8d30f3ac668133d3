"""P1, acknowledged = durable: power is cut at random under the journal, thousands of times.

Nothing lost in N cuts bounds the chance of a loss below 3/N (95 %); docs/trust.md has the figures.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import apsw
import numpy as np
import pytest
from tests.contracts.journal_contract import DRAWN, append
from tests.journal.disk import Disk, Fault, layer

from truceline.errors import TrucelineError
from truceline.journal.notes import Signer
from truceline.journal.protocol import JournalStopped, StreamId
from truceline.journal.sqlite import SqliteJournal

RECEIVED = "2017-09-15T10:00:01.000Z"
SEED = 20170915
LONGEST = 110
"""Operations on the disk within which power is cut: four appends."""


class WalNormal(SqliteJournal):
    """What many programs use; it acknowledges before it syncs."""

    settings: ClassVar = {"locking_mode": "exclusive", "journal_mode": "wal", "synchronous": 1}

    @classmethod
    @contextmanager
    def _opened(cls, file: Path, vfs: str | None) -> Iterator[apsw.Connection]:
        with super()._opened(file, vfs) as db:
            # As in a program that keeps its connection: closing one would sync.
            db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            yield db


class DeleteFull(SqliteJournal):
    """What SQLite does unless told otherwise; it does not sync the folder after its commit."""

    settings: ClassVar = {"journal_mode": "delete", "synchronous": "full"}


@dataclass
class Trial:
    """One journal on one disk, and what was acknowledged to its writer."""

    kind: type[SqliteJournal]
    file: Path
    signer: Signer
    rng: np.random.Generator
    acknowledged: list[bytes] = field(default_factory=list)
    batch: int = 0
    """How many records the last append held, acknowledged or not."""

    def run(self, disk: Disk) -> str:
        disk.fault = Fault(at=int(self.rng.integers(1, LONGEST)))
        self._write(disk)
        found = disk.after_power_cut(self.rng)
        if self.rng.random() < 0.2:
            found.fault = Fault(at=int(self.rng.integers(1, 12)))
            self._outcome(found)
            found = found.after_power_cut(self.rng)
        return self._outcome(found)

    def _write(self, disk: Disk) -> None:
        """Append to two streams, one to three records at a time, until the disk fails."""
        sizes = {"a": 0, "b": 0}
        with layer(disk) as vfs, suppress(JournalStopped):
            journal = self.kind(self.file, self.signer, lambda: RECEIVED, vfs=vfs)
            while True:
                stream = "ab"[self.rng.integers(2)]
                self.batch = int(self.rng.integers(1, 4))
                added = append(journal, stream, *[DRAWN] * self.batch, after=sizes[stream])
                self.acknowledged += [entry.note for entry in added]
                sizes[stream] += self.batch

    def _outcome(self, disk: Disk) -> str:
        """Open what is left, go on writing, and tell whether all is well."""
        with layer(disk) as vfs:
            try:
                journal = self.kind(self.file, self.signer, lambda: RECEIVED, vfs=vfs)
                found = list(journal.read())
                append(journal, "c", DRAWN, after=len(list(journal.read(stream=StreamId("c")))))
                assert len(list(journal.read())) == len(found) + 1
            except TrucelineError:
                return "damaged"
        if [entry.note for entry in found[: len(self.acknowledged)]] != self.acknowledged:
            return "lost"
        late = [entry for entry in found[len(self.acknowledged) :] if entry.stream != "c"]
        return "well" if len(late) in {0, self.batch} else "half there"


@pytest.fixture
def outcomes(tmp_path: Path, signer: Signer) -> Callable[[type[SqliteJournal], int], Counter[str]]:
    file, fresh = tmp_path / "journal.db", Disk()
    with layer(fresh) as vfs:
        SqliteJournal.create(file, signer, lambda: RECEIVED, vfs=vfs)

    def cut(kind: type[SqliteJournal], times: int) -> Counter[str]:
        rngs = np.random.default_rng(SEED).spawn(times)
        return Counter(Trial(kind, file, signer, rng).run(fresh.copy()) for rng in rngs)

    return cut


def test_p1_no_power_cut_loses_what_was_acknowledged(
    outcomes: Callable[[type[SqliteJournal], int], Counter[str]], times: int
) -> None:
    assert outcomes(SqliteJournal, times * 3000) == {"well": times * 3000}


@pytest.mark.parametrize("kind", [WalNormal, DeleteFull])
def test_the_same_cuts_find_settings_that_lose_entries(
    kind: type[SqliteJournal],
    outcomes: Callable[[type[SqliteJournal], int], Counter[str]],
) -> None:
    assert outcomes(kind, 100)["lost"] > 10
